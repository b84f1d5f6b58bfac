//! The seven experiments of the post "Neural Networks III: Hyperparameter Tuning", in its order.
//!
//! They train what the post's text describes: `n_layers` hidden layers of `n_nodes` each. Its code does
//! something else in places; each experiment says where that matters. The accuracies are read off the post's
//! figures.

use super::{Distribution, Listed, Sampler, StudyDefinition};
use crate::hyperparams::catalog::*;
use crate::hyperparams::{HyperParams, ParamSpec};

/// One experiment of the post.
#[derive(Debug)]
pub struct Experiment {
    /// Its name for `fit --preset` and in links.
    pub key: &'static str,
    pub name: &'static str,
    /// What the post concluded, in a sentence.
    pub conclusion: &'static str,
    /// Where the post's code is not what its text says, as far as it matters here.
    pub caveat: &'static str,
    /// The post's final test accuracy of each setting, in the order of the grid.
    pub reported: &'static [f64],
    definition: fn() -> StudyDefinition,
}

/// An experiment is known by its key.
impl PartialEq for Experiment {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

/// In the post's order.
pub static EXPERIMENTS: [Experiment; 7] = [
    Experiment {
        key: "layers-nodes",
        name: "Layers × nodes",
        conclusion: "There is such a thing as too many layers or nodes; the post goes on with 2 layers of 128.",
        caveat: "The post’s code gives the inner layers 784 nodes each and trains the network once more for each \
                 layer it adds, so its numbers are a little higher.",
        reported: &[
            0.9728, 0.9773, 0.9780, 0.9736, 0.9759, 0.9753, 0.9735, 0.9735, 0.9726,
        ],
        definition: || {
            let space = vec![
                Distribution::list(&N_LAYERS, [2.0, 3.0, 4.0]),
                Distribution::list(&N_NODES, [64.0, 128.0, 256.0]),
            ];
            study(base(40.0, 0.01), space)
        },
    },
    Experiment {
        key: "optimizer",
        name: "Optimizer",
        conclusion: "Adam scores highest and has the smoothest curve.",
        caveat: "The post’s code has a softmax of ten units in the middle of the network, behind which digits can \
                 become indistinguishable; its .3216 is due to that as much as to SGD.",
        reported: &[0.9784, 0.7847, 0.9727, 0.3216],
        definition: || {
            let values = ["adam", "adagrad", "rmsprop", "sgd"];
            study(
                base(80.0, 0.01),
                vec![Distribution::list(&OPTIMIZER, values)],
            )
        },
    },
    Experiment {
        key: "batch-size",
        name: "Batch size",
        conclusion: "Of these batch sizes 30,000 did best; smaller ones regularize, and take longer.",
        caveat: "One seed each: differences of a few thousandths are chance.",
        reported: &[0.9667, 0.9733, 0.9716, 0.9747],
        definition: || {
            let values = [2000.0, 5000.0, 10_000.0, 30_000.0];
            study(
                base(40.0, 0.01),
                vec![Distribution::list(&BATCH_SIZE, values)],
            )
        },
    },
    Experiment {
        key: "learning-rate",
        name: "Learning rate",
        conclusion: "Too large a rate never finds good weights, too small a one does not get there in time; the \
                     post goes on with .001.",
        caveat: "The .3024 at a rate of .1 is partly the softmax in the middle of the post’s network.",
        reported: &[0.3024, 0.9757, 0.9752, 0.8410],
        definition: || {
            let values = [0.1, 0.01, 0.001, 0.0001];
            study(
                base(80.0, 0.01),
                vec![Distribution::list(&LEARNING_RATE, values)],
            )
        },
    },
    Experiment {
        key: "momentum",
        name: "Momentum",
        conclusion: "The post goes on with .1, and quotes .5, .9 and .99 as the values of practice.",
        caveat: "The post’s code hands momentum to Adam as ema_momentum with use_ema off, where it does nothing: \
                 its numbers differ by chance alone. Here it is the momentum of SGD.",
        reported: &[0.9737, 0.8888, 0.9755, 0.9746],
        definition: || {
            let base = base(80.0, 0.001).with(&OPTIMIZER, "sgd");
            study(
                base,
                vec![Distribution::list(&MOMENTUM, [0.99, 0.9, 0.5, 0.1])],
            )
        },
    },
    Experiment {
        key: "weight-regularization",
        name: "L1 and L2",
        conclusion: "Large factors keep the network from learning; the post goes on with L2 of .0001.",
        caveat: "The post’s code leaves the first hidden layer without a penalty; here all hidden layers have it.",
        reported: &[
            0.1135, 0.5879, 0.9525, 0.9735, 0.6037, 0.9457, 0.9756, 0.9748,
        ],
        definition: || {
            let factors = [0.1, 0.01, 0.001, 0.0001];
            let each = |row: &'static ParamSpec| factors.map(|factor| vec![(row, factor.into())]);
            let settings: Vec<Listed> = [&L1, &L2].into_iter().flat_map(each).collect();
            StudyDefinition {
                sampler: Sampler::Listed { settings },
                ..study(base(80.0, 0.001), Vec::new())
            }
        },
    },
    Experiment {
        key: "dropout",
        name: "Dropout",
        conclusion: "All four do well; the most dropout does best.",
        caveat: "The post’s code drops nothing from the first hidden layer; here all hidden layers drop.",
        reported: &[0.9766, 0.9771, 0.9792, 0.9797],
        definition: || {
            let values = [0.1, 0.25, 0.5, 0.75];
            let base = base(80.0, 0.001).with(&L2, 0.0001);
            study(base, vec![Distribution::list(&DROPOUT, values)])
        },
    },
];

/// What the names of the quick forms end in.
pub const QUICKLY: &str = " (quick)";

/// The share of the images that the quick forms train on.
const QUICK: f64 = 1.0 / 6.0;

/// The share of the images that are enough for a glance.
const GLANCE: f64 = 1.0 / 60.0;

impl Experiment {
    /// The experiment with this key.
    pub fn named(key: &str) -> Option<&'static Self> {
        EXPERIMENTS.iter().find(|experiment| experiment.key == key)
    }

    /// The experiment that sweeps just this, from whatever base.
    pub fn of(definition: &StudyDefinition) -> Option<&'static Self> {
        let sweeps = |other: &StudyDefinition| {
            other.space == definition.space && other.sampler == definition.sampler
        };
        let forms = |experiment: &Self| [true, false].map(|quick| experiment.definition(quick));
        EXPERIMENTS
            .iter()
            .find(|experiment| forms(experiment).iter().any(sweeps))
    }

    /// What the post reports of the settings of a study that sweeps this; only where it trains as long as the
    /// experiment or its quick form, on as many images: beside others its numbers would tell nothing.
    pub fn reported_for(&self, definition: &StudyDefinition) -> Option<&'static [f64]> {
        let is_alike = |quick: &bool| self.trains_alike(&definition.base, *quick);
        [false, true].iter().any(is_alike).then_some(self.reported)
    }

    /// Whether this base trains as long, and on as many images, as the experiment does in this form.
    pub fn trains_alike(&self, base: &HyperParams, quick: bool) -> bool {
        let own = self.definition(quick).base;
        [&EPOCHS, &TRAIN_IMAGES]
            .iter()
            .all(|row| own.get(row) == base.get(row))
    }

    /// As the post runs it; `quick` trains on 10,000 images with batches in proportion, for half as many
    /// epochs: as many steps an epoch, and minutes instead of an hour.
    pub fn definition(&self, quick: bool) -> StudyDefinition {
        let mut definition = (self.definition)();
        definition.name = self.name.to_owned();
        if quick {
            make_quick(&mut definition);
        }
        definition
    }

    /// The same experiment from another base: what an earlier one has found is kept, except for what this one
    /// sweeps, how long it trains and on what.
    pub fn definition_from(&self, base: &HyperParams, quick: bool) -> StudyDefinition {
        self.definition(quick).over(base)
    }

    /// As small as can be, to see how it goes and not what comes of it: 1,000 images and a twentieth of the
    /// epochs.
    pub fn glance(&self) -> StudyDefinition {
        let mut definition = self.definition(false);
        shrink(&mut definition, GLANCE, 0.05);
        definition.name.push_str(" (glance)");
        definition
    }

    /// What a base says of how long to train, and on what, that neither form of the experiment does: somebody has
    /// changed it.
    pub fn changed_in(&self, base: &HyperParams) -> Vec<&'static ParamSpec> {
        let own = [true, false].map(|quick| self.definition(quick).base);
        let is_changed = |row: &&ParamSpec| own.iter().all(|own| own.get(row) != base.get(row));
        [&EPOCHS, &TRAIN_IMAGES]
            .into_iter()
            .filter(|row: &&'static ParamSpec| is_changed(row))
            .collect()
    }

    /// The experiment that the post runs next.
    pub fn next(&self) -> Option<&'static Self> {
        let at = EXPERIMENTS.iter().position(|other| other.key == self.key)?;
        EXPERIMENTS.get(at + 1)
    }
}

impl StudyDefinition {
    /// What an experiment sweeps, from what others have come to; it says itself how long to train, and on what.
    #[must_use]
    pub(super) fn over(mut self, base: &HyperParams) -> Self {
        let keep = |from: HyperParams, row: &ParamSpec| from.with(row, self.base.get(row));
        let mut base = keep(keep(base.clone(), &EPOCHS), &TRAIN_IMAGES);
        if self.varying().iter().any(|row| !(row.applies)(&base)) {
            base = keep(base, &OPTIMIZER);
        }
        self.base = base;
        self
    }
}

fn make_quick(definition: &mut StudyDefinition) {
    definition.name.push_str(QUICKLY);
    shrink(definition, QUICK, 0.5);
}

/// This share of the images, in batches that are as much smaller, for this share of the epochs.
fn shrink(definition: &mut StudyDefinition, images: f64, epochs: f64) {
    let scaled = |params: &HyperParams, row: &ParamSpec, factor: f64| {
        (params.get(row).number().unwrap_or_default() * factor)
            .round()
            .max(1.0)
    };
    let base = definition.base.clone();
    definition.base = base
        .clone()
        .with(&TRAIN_IMAGES, scaled(&base, &TRAIN_IMAGES, images))
        .with(&BATCH_SIZE, scaled(&base, &BATCH_SIZE, images))
        .with(&EPOCHS, scaled(&base, &EPOCHS, epochs));
    for swept in definition
        .space
        .iter_mut()
        .filter(|swept| *swept.row == BATCH_SIZE)
    {
        let values = swept.grid().into_iter().filter_map(|value| value.number());
        *swept = Distribution::list(&BATCH_SIZE, values.map(|batch| (batch * images).round()));
    }
}

/// 2 layers of 128 nodes, Adam, all images, batches of 30,000.
fn base(epochs: f64, learning_rate: f64) -> HyperParams {
    HyperParams::default()
        .with(&EPOCHS, epochs)
        .with(&LEARNING_RATE, learning_rate)
        .with(&BATCH_SIZE, 30_000.0)
        .with(&TRAIN_IMAGES, 60_000.0)
        .with(&SEED, 123.0)
}

fn study(base: HyperParams, space: Vec<Distribution>) -> StudyDefinition {
    StudyDefinition {
        base,
        space,
        ..StudyDefinition::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_experiment_can_be_trained_and_has_the_posts_number_of_results() {
        for experiment in &EXPERIMENTS {
            for quick in [false, true] {
                let plan = experiment.definition(quick).check().unwrap();
                assert_eq!(
                    plan.settings().len(),
                    experiment.reported.len(),
                    "{}",
                    experiment.key
                );
            }
        }
    }

    #[test]
    fn experiments_are_found_by_their_keys_and_follow_one_another() {
        let mut key = "layers-nodes";
        let mut seen = 1;
        while let Some(next) = Experiment::named(key).unwrap().next() {
            key = next.key;
            seen += 1;
        }
        assert_eq!((key, seen), ("dropout", 7));
    }

    #[test]
    fn a_quick_form_has_as_many_steps_an_epoch() {
        for experiment in &EXPERIMENTS {
            let [full, quick] =
                [false, true].map(|quick| experiment.definition(quick).check().unwrap());
            for (full, quick) in full.settings().iter().zip(quick.settings()) {
                let [full, quick] =
                    [full, quick].map(|setting| setting.hyperparams.check().unwrap());
                assert_eq!(quick.train_images, 10_000);
                assert_eq!(full.epochs, 2 * quick.epochs);
                // A batch that is no sixth of a whole number leaves a last batch of a few images.
                assert!(
                    quick.steps_per_epoch() - full.steps_per_epoch() <= 1,
                    "{}",
                    experiment.key
                );
            }
        }
    }

    #[test]
    fn the_winner_of_one_is_the_base_of_the_next() {
        let won = HyperParams::default()
            .with(&N_NODES, 256.0)
            .with(&EPOCHS, 40.0)
            .with(&OPTIMIZER, "rmsprop");
        let next = Experiment::named("optimizer")
            .unwrap()
            .definition_from(&won, false);
        let plan = next.check().unwrap();
        let first = plan.settings()[0].hyperparams.check().unwrap();
        assert_eq!(first.hidden_layers[0].units, 256);
        assert_eq!(
            (first.epochs, plan.settings()[0].label()),
            (80, "optimizer=adam".to_owned())
        );
    }

    #[test]
    fn momentum_is_swept_with_an_optimizer_that_has_one_whatever_won_before() {
        let won = HyperParams::default().with(&OPTIMIZER, "adam");
        let momentum = Experiment::named("momentum")
            .unwrap()
            .definition_from(&won, true);
        assert_eq!(momentum.check().unwrap().settings().len(), 4);
    }

    #[test]
    fn the_posts_numbers_stand_beside_what_trains_as_long_on_as_much() {
        let experiment = Experiment::named("learning-rate").unwrap();
        for quick in [false, true] {
            let mut definition = experiment.definition(quick);
            let reported = experiment.reported_for(&definition);
            assert_eq!(reported, Some(experiment.reported));
            definition.base = definition.base.with(&EPOCHS, 4.0);
            assert_eq!(experiment.reported_for(&definition), None);
        }
    }

    #[test]
    fn what_is_said_are_sentences() {
        for experiment in &EXPERIMENTS {
            assert!(experiment.conclusion.ends_with('.') && experiment.caveat.ends_with('.'));
        }
    }
}
