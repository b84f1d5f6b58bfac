//! What the scripts have in common: the comment at the top, imports, seeds.

use super::Tuner;
use super::keras::{imports, own_images};
use super::space::{Search, settings};
use super::train::{Needs, train_code};
use crate::hyperparams::python::{Code, assign};
use crate::study::{Learner, Plan, Pruner, Sampler};

/// What a tuner's script has of its own.
#[derive(Default)]
pub(super) struct Script {
    /// What to install besides Keras and a backend.
    pub packages: String,
    /// Imports after Keras: whole modules, and names from modules.
    pub modules: &'static str,
    pub names: String,
    pub needs: Needs,
    /// All that comes after `train`.
    pub search: String,
}

impl Script {
    pub fn write(&self, plan: &Plan, tuner: Tuner) -> String {
        let train = train_code(plan, self.needs);
        let own = own_images(&plan.definition().base);
        let keras = imports(&format!("{train}{}", self.search), &own);
        let from = keras.trim_start_matches("import keras\n").trim_end();
        let (modules, names, packages) = (self.modules, &self.names, &self.packages);
        let seeds = (0..plan.definition().seeds).map(|at| Code::whole(plan.seed(at)));
        let settings = match Search::of(plan, tuner) {
            Search::Explicit => settings(plan),
            Search::Grid | Search::Drawn => String::new(),
        };
        // Two empty lines before a function.
        let gap = if self.needs.own_images { "\n\n" } else { "\n" };
        [
            title(plan, tuner),
            format!("#\n#     pip install keras tensorflow {packages}\n#\n"),
            "# Instead of tensorflow, jax or torch will do, with KERAS_BACKEND set to it.\n"
                .to_owned(),
            notes(plan, tuner)
                .map(|note| format!("#\n{}", comment(note)))
                .collect(),
            format!("\nimport statistics\n\nimport keras\n{modules}{from}\n{names}\n"),
            assign("SEEDS", &Code::List(seeds.collect())) + &settings,
            format!("{gap}{train}\n\n{}", self.search),
        ]
        .concat()
    }
}

fn title(plan: &Plan, tuner: Tuner) -> String {
    let settings = counted(plan.size(), "setting");
    let seeds = counted(plan.definition().seeds, "seed");
    let name = printable(&plan.definition().name);
    let label = tuner.label();
    comment(&format!(
        "{name}: {settings}, {seeds} each, with {label}. A study of Tuneground's."
    ))
}

/// What is not as in the browser, a sentence each.
fn notes(plan: &Plan, tuner: Tuner) -> impl Iterator<Item = &'static str> {
    const OWN_DRAWS: &str = "The settings are drawn from the browser's ranges, but by the tuner's own generator: \
                             expect others.";
    const PRUNED_BY_FIRST_SEED: &str = "A setting is pruned as a whole, by the epochs of its first seed; in the \
                                        browser each run is pruned by itself.";
    let sampler = match (&plan.definition().sampler, tuner) {
        (Sampler::Random { .. }, _) => Some(OWN_DRAWS),
        (Sampler::Grid | Sampler::Listed { .. }, Tuner::Optuna) => {
            Some("Optuna tries the settings in an order of its own.")
        }
        (Sampler::ShuffledGrid, Tuner::KerasTuner) => {
            Some("KerasTuner tries a grid in its own order.")
        }
        (Sampler::Grid | Sampler::ShuffledGrid | Sampler::Listed { .. }, _) => None,
        (Sampler::Adaptive { .. }, Tuner::Optuna) => Some(
            "Optuna's sampler learns as the browser's does, but draws by its own generator: expect other settings.",
        ),
        (Sampler::Adaptive { .. }, Tuner::RayTune) => Some(
            "OptunaSearch has Optuna's sampler, which learns as the browser's does, but draws by its own \
             generator: expect other settings.",
        ),
        (Sampler::Adaptive { learner, .. }, Tuner::KerasTuner) => Some(match learner {
            Learner::Tpe => "KerasTuner has no TPE: the settings are drawn at random.",
            Learner::CmaEs => "KerasTuner has no CMA-ES: the settings are drawn at random.",
            Learner::Gp => {
                "BayesianOptimization is a Gaussian process too, but looks for the upper end of what may be \
                 expected: expect other settings."
            }
        }),
        (Sampler::QuasiRandom { .. }, Tuner::KerasTuner) => {
            Some("KerasTuner has no quasi-random search: the settings are drawn at random.")
        }
        (Sampler::QuasiRandom { .. }, Tuner::Optuna) => Some(
            "QMCSampler spreads ranges evenly; it draws the first setting, and lists of values, at random.",
        ),
        (Sampler::QuasiRandom { .. }, Tuner::RayTune) => Some(
            "Ray Tune has no quasi-random search of its own: the settings are drawn at random.",
        ),
    };
    let pruner = match (plan.definition().pruner, tuner) {
        (Pruner::None, _) => [None, None],
        (_, Tuner::KerasTuner) => [
            Some(
                "KerasTuner has nothing like the study's pruner (its Hyperband is another method): \
                 every setting is trained to its end.",
            ),
            None,
        ],
        (Pruner::Median { .. }, Tuner::RayTune) => [
            Some(PRUNED_BY_FIRST_SEED),
            Some(
                "MedianStoppingRule compares a setting's best epoch with the others' means up to there, \
                 the browser with their accuracy at that epoch.",
            ),
        ],
        (
            Pruner::Percentile { .. } | Pruner::Threshold { .. } | Pruner::Patience { .. },
            Tuner::RayTune,
        ) => [
            Some(
                "Ray Tune has no scheduler like the study's pruner: every setting is trained to its end.",
            ),
            None,
        ],
        _ => [Some(PRUNED_BY_FIRST_SEED), None],
    };
    sampler.into_iter().chain(pruner.into_iter().flatten())
}

/// "3 seeds".
fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

/// On one line, whatever somebody called their study.
fn printable(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A comment in lines of up to 88 columns.
fn comment(text: &str) -> String {
    let (mut written, mut line) = (String::new(), "#".to_owned());
    for word in text.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > 88 && line != "#" {
            written += &format!("{line}\n");
            "#".clone_into(&mut line);
        }
        line += &format!(" {word}");
    }
    written + &line + "\n"
}

/// Whether lagging settings end early, which the tuner has to hear of epochs for.
pub(super) fn prunes(plan: &Plan) -> bool {
    plan.definition().pruner != Pruner::None
}

pub(super) fn if_it_prunes(plan: &Plan, part: &str) -> String {
    if prunes(plan) {
        part.to_owned()
    } else {
        String::new()
    }
}

/// What trains all seeds, and the mean of their accuracies; where it prunes the first is reported epoch by epoch.
pub(super) fn mean(plan: &Plan, report: &str) -> (String, &'static str) {
    if !prunes(plan) {
        return (
            String::new(),
            "statistics.mean(train(p, seed) for seed in SEEDS)",
        );
    }
    let trained = format!(
        "    first, *others = SEEDS\n    \
         accuracies = [train(p, first, [{report}])]\n    \
         accuracies += [train(p, seed) for seed in others]\n"
    );
    (trained, "statistics.mean(accuracies)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_study_leaves_its_comment() {
        assert_eq!(printable("a\n  import os\r\u{2028}b"), "a import os b");
        assert_eq!(printable("\n"), "");
    }

    #[test]
    fn comments_are_wrapped() {
        let lines = comment(&"word ".repeat(40));
        assert!(
            lines
                .lines()
                .all(|line| line.len() <= 88 && line.starts_with("# word"))
        );
    }
}
