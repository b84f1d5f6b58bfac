//! A run that waits for its images, and for its checkpoint where there may be one.

use std::sync::Arc;

use burn::tensor::Device;

use crate::dataset::Dataset;
use crate::hyperparams::{CheckedHyperParams, DataId};
use crate::model;
use crate::training::model::named;
use crate::training::{Reads, Trainer};

/// What is to be trained once the images are there, and the learning rate that was set by hand meanwhile.
pub struct WaitingRun {
    params: Box<CheckedHyperParams>,
    learning_rate: Option<f64>,
    checkpoint: Checkpoint,
    /// What it begins with in place of its seed's weights: what a run has handed out.
    weights: Option<Vec<u8>>,
}

/// Where a run begins.
enum Checkpoint {
    /// Nobody knows yet.
    Awaited,
    /// At its beginning, or where it was written down.
    Known(Option<Vec<u8>>),
}

impl WaitingRun {
    /// - may_go_on: whether there may be a checkpoint, of which [`found`](Self::found) will tell
    pub fn new(params: Box<CheckedHyperParams>, may_go_on: bool) -> Self {
        Self {
            params,
            learning_rate: None,
            checkpoint: match may_go_on {
                true => Checkpoint::Awaited,
                false => Checkpoint::Known(None),
            },
            weights: None,
        }
    }

    /// Takes in what was written down of it, if anything was.
    pub fn found(&mut self, checkpoint: Option<Vec<u8>>) {
        self.checkpoint = Checkpoint::Known(checkpoint);
    }

    /// Has it begin with another learning rate than its own.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = Some(learning_rate);
    }

    /// Has it begin with the weights that a run has handed out, and not with its seed's.
    pub fn begin_with(&mut self, weights: Vec<u8>) {
        self.weights = Some(weights);
    }

    /// Which images it needs.
    pub fn data(&self) -> &DataId {
        &self.params.data
    }

    /// Whether all that it needs is there.
    ///
    /// - dataset: what there is of its images
    pub fn can_begin(&self, dataset: &Dataset) -> bool {
        matches!(self.checkpoint, Checkpoint::Known(_)) && has_images(dataset, &self.params)
    }

    /// Its trainer; see [`Trainer::new`].
    ///
    /// # Errors
    /// Why it cannot begin with the weights that it was to begin with.
    pub fn begin(
        self,
        dataset: Arc<Dataset>,
        device: &Device,
        reads: Reads,
    ) -> Result<Trainer, String> {
        let mut trainer = Trainer::new(*self.params, dataset, device, reads);
        if let Some(weights) = &self.weights {
            begin_with(&mut trainer, weights)?;
        }
        if let (Checkpoint::Known(Some(checkpoint)), None) = (self.checkpoint, self.learning_rate) {
            // One that is damaged is as good as none.
            let _ = trainer.go_on_from(&checkpoint);
        }
        if let Some(learning_rate) = self.learning_rate {
            trainer.set_learning_rate(learning_rate);
        }
        Ok(trainer)
    }
}

fn begin_with(trainer: &mut Trainer, weights: &[u8]) -> Result<(), String> {
    let variables = model::from_bytes(weights)
        .ok_or("the weights that it was to begin with are not here any more")?;
    let about =
        |error: String| format!("the weights do not fit the network of its setting: {error}");
    let (given, wanted) = (variables.len(), trainer.params().variables().len());
    if given > wanted {
        return Err(about(format!(
            "there are {given} variables, and it has {wanted}"
        )));
    }
    let weights = named(trainer.params(), &variables);
    let fit = trainer.set_weights(weights);
    fit.map_err(|error| about(error.to_string()))
}

/// Whether all images of a run with these hyperparameters are there.
///
/// - dataset: what there is of those that it trains on
pub fn has_images(dataset: &Dataset, params: &CheckedHyperParams) -> bool {
    params.train_images <= dataset.train_len() && !dataset.test.is_empty()
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;
    use crate::dataset::{IMAGE_PIXELS, Images};
    use crate::hyperparams::catalog::{BATCH_SIZE, LEARNING_RATE, LR_SCHEDULE, TRAIN_IMAGES};
    use crate::hyperparams::{HyperParams, Kind};
    use crate::training::device::open_cpu;

    /// A run of a hundred images.
    fn waiting(schedule: &str) -> WaitingRun {
        let params = HyperParams::default()
            .with(&TRAIN_IMAGES, 100.0)
            .with(&BATCH_SIZE, 100.0)
            .with(&LEARNING_RATE, 0.5)
            .with(&LR_SCHEDULE, schedule);
        WaitingRun::new(Box::new(params.check().unwrap()), false)
    }

    fn images(count: usize) -> Arc<Images> {
        Arc::new(Images {
            pixels: vec![0; count * IMAGE_PIXELS],
            labels: vec![0; count],
        })
    }

    fn dataset(train: usize, test: usize) -> Dataset {
        Dataset {
            train: vec![images(train)],
            test: images(test),
        }
    }

    fn first_rate(waiting: WaitingRun) -> f64 {
        let trainer = waiting.begin(Arc::new(dataset(100, 10)), &open_cpu(), Reads::Every(1));
        trainer.unwrap().learning_rate()
    }

    #[test]
    fn a_run_begins_with_the_weights_that_another_one_has_kept_where_they_fit() {
        let begun = |weights: Option<Vec<u8>>| {
            let mut run = waiting("constant");
            if let Some(weights) = weights {
                run.begin_with(weights);
            }
            let trainer = run.begin(Arc::new(dataset(100, 10)), &open_cpu(), Reads::Every(1));
            trainer.map(|it| pollster::block_on(it.variables()).unwrap())
        };
        let mut variables = begun(None).unwrap();
        for variable in &mut variables {
            variable.values.fill(0.25);
        }
        let kept = model::to_bytes(&variables);
        assert_eq!(begun(Some(kept)).unwrap(), variables);
        // An optimizer that leaves the output layer out has another name for it.
        for variable in &mut variables {
            variable.name = variable.name.replace("dense_1", "output");
        }
        assert!(begun(Some(model::to_bytes(&variables))).is_ok());
        let missing = begun(Some(Vec::new())).unwrap_err();
        assert!(missing.contains("not here any more"), "{missing}");
        let more = [variables.clone(), variables[..1].to_vec()].concat();
        assert!(
            begun(Some(model::to_bytes(&more))).is_err(),
            "none is left out"
        );
        variables.pop();
        let unfit = begun(Some(model::to_bytes(&variables))).unwrap_err();
        assert!(unfit.contains("do not fit"), "{unfit}");
    }

    #[test]
    fn a_run_that_may_go_on_waits_for_its_checkpoint() {
        let mut run = waiting("constant");
        run.checkpoint = Checkpoint::Awaited;
        assert!(!run.can_begin(&dataset(100, 10)));
        run.found(None);
        assert!(run.can_begin(&dataset(100, 10)));
    }

    #[test]
    fn a_run_begins_once_all_its_images_are_there() {
        let run = waiting("constant");
        assert!(run.data().is_mnist(), "nothing else was said");
        assert!(!run.can_begin(&Dataset::default()));
        assert!(!run.can_begin(&dataset(99, 10)));
        assert!(!run.can_begin(&dataset(100, 0)));
        assert!(run.can_begin(&dataset(100, 10)));
    }

    #[test]
    fn a_rate_set_while_a_run_waits_is_where_every_schedule_begins() {
        let Kind::Choice(schedules) = LR_SCHEDULE.kind else {
            panic!("the schedule is a choice");
        };
        for schedule in schedules {
            let listed = schedule.value == "piecewise_constant_decay";
            let mut changed = waiting(schedule.value);
            changed.set_learning_rate(0.25);
            let (own, changed) = (first_rate(waiting(schedule.value)), first_rate(changed));
            if listed {
                assert_eq!(changed, own, "its rates are all in its list");
            } else {
                assert_eq!((own, changed), (0.5, 0.25), "{}", schedule.value);
            }
        }
    }
}
