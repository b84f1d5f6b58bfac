//! Runs as tables show them.

use super::{Run, Runs, text};
use crate::metrics::EpochMetrics;

/// The texts of a run's cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunCells {
    pub differs: String,
    pub marks: Vec<String>,
    /// Validation accuracy after the last epoch; of the one whose weights were restored, and when, where that is
    /// another.
    pub last: String,
    /// The best validation accuracy, and when.
    pub best: String,
    pub epochs: String,
    pub time: String,
    pub outcome: String,
    pub device: String,
}

impl RunCells {
    /// A run among the others.
    pub fn of(run: &Run, runs: &Runs) -> Self {
        let last = run.history.last();
        let (kept, best) = (run.kept_epoch(), run.history.best());
        let placed = |epoch: &EpochMetrics| match text::percent(epoch.val_accuracy) {
            // What others have trained may say nothing of it.
            none if epoch.val_accuracy.is_nan() => none,
            accuracy => format!("{accuracy} at {}", epoch.epoch),
        };
        Self {
            differs: match runs.differences(run) {
                nothing if nothing.is_empty() => "–".to_owned(),
                differences => differences.join(", "),
            },
            marks: run.marks(),
            last: match kept {
                // Two that say nothing are not the same.
                Some(epoch) if kept.map(|it| it.epoch) != last.map(|it| it.epoch) => placed(epoch),
                Some(epoch) => text::percent(epoch.val_accuracy),
                None => String::new(),
            },
            best: match run.loaded {
                Some(_) => String::new(),
                None => best.map_or_else(String::new, placed),
            },
            epochs: match run.loaded {
                Some(_) => String::new(),
                None => format!("{} of {}", run.history.epochs.len(), run.progress.epochs),
            },
            time: run.elapsed_ms().map_or_else(String::new, text::duration),
            outcome: run.outcome(),
            device: match run.foreign.as_ref().or(run.loaded.as_ref()) {
                Some(_) => String::new(),
                None => run.device.label().to_owned(),
            },
        }
    }
}

/// An accuracy or a loss, for people.
///
/// - is_rounded: whether a loss is known to a few digits alone
pub fn shown_value(accuracy: bool, is_rounded: bool, value: f64) -> String {
    match (accuracy, is_rounded) {
        (true, _) => text::percent(value),
        (false, true) => text::rounded_loss(value),
        (false, false) => text::loss(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;
    use crate::metrics::Outcome;
    use crate::protocol::{RunId, TrainerEvent};

    fn trained() -> Runs {
        trained_with(HyperParams::default())
    }

    fn trained_with(params: HyperParams) -> Runs {
        let mut runs = Runs::default();
        runs.start(params);
        for (epoch, val_accuracy) in [(1, 0.9), (2, 0.95), (3, 0.94)] {
            runs.apply(&TrainerEvent::EpochEnd {
                run_id: RunId(1),
                metrics: EpochMetrics {
                    epoch,
                    loss: 0.25,
                    accuracy: 0.91,
                    val_loss: 0.5,
                    val_accuracy,
                    elapsed_ms: 1500.0 * epoch as f64,
                    learning_rate: None,
                    penalty: None,
                    val_penalty: None,
                },
                images_per_second: 1.0,
                steps: vec![],
            });
        }
        runs
    }

    #[test]
    fn a_network_that_predicts_one_digit_is_told_of() {
        let outcome = |val_accuracy: f64, outcome: Outcome, split: f64| {
            let mut runs = Runs::default();
            let params = HyperParams::default().with(&VALIDATION_SPLIT, split);
            runs.start(params);
            let run_id = RunId(1);
            let mut history = trained().get(run_id).unwrap().history.clone();
            history.epochs[2].val_accuracy = val_accuracy;
            runs.get_mut(run_id).unwrap().history = history;
            let before = RunCells::of(runs.get(run_id).unwrap(), &runs).outcome;
            assert_eq!(before, "waiting", "it may still learn");
            runs.apply(&TrainerEvent::TrainEnd { run_id, outcome });
            let run = runs.get(run_id).unwrap();
            assert!(run.announcement().contains(&run.outcome()));
            RunCells::of(run, &runs).outcome
        };
        let one = "completed; seems to predict one digit, 1";
        assert_eq!(outcome(0.1135, Outcome::Completed, 0.0), one);
        assert_eq!(outcome(0.1135, Outcome::Completed, 0.1), "completed");
        assert_eq!(outcome(0.1134, Outcome::Completed, 0.0), "completed");
        let diverged = Outcome::Diverged { epoch: 4, step: 1 };
        assert_eq!(outcome(0.1135, diverged, 0.0), diverged.sentence());
    }

    #[test]
    fn a_row_tells_the_final_and_the_best_test_accuracy() {
        let runs = trained();
        let cells = RunCells::of(runs.get(RunId(1)).unwrap(), &runs);
        assert_eq!(cells.last, "94.00 %");
        assert_eq!(cells.best, "95.00 % at 2");
        assert_eq!(cells.epochs, "3 of 10");
        assert_eq!(cells.time, "4.5 s");
        assert_eq!(cells.differs, "–");
        let mut runs = runs;
        let epochs = &mut runs.get_mut(RunId(1)).unwrap().history.epochs;
        epochs.iter_mut().for_each(|it| it.val_accuracy = f64::NAN);
        let unknown = RunCells::of(runs.get(RunId(1)).unwrap(), &runs);
        assert_eq!(unknown.best, "–");
    }

    #[test]
    fn a_run_that_restored_its_best_weights_has_their_accuracy() {
        let params = HyperParams::default()
            .with(&EARLY_STOPPING, true)
            .with(&EARLY_STOPPING_MONITOR, "val_accuracy")
            .with(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS, true);
        let mut runs = trained_with(params);
        let cells = |runs: &Runs| RunCells::of(runs.get(RunId(1)).unwrap(), runs).last;
        assert_eq!(cells(&runs), "94.00 %");
        assert_eq!(runs.get(RunId(1)).unwrap().restored_epoch(), None);
        runs.apply(&TrainerEvent::TrainEnd {
            run_id: RunId(1),
            outcome: Outcome::Completed,
        });
        assert_eq!(cells(&runs), "95.00 % at 2");
        assert_eq!(runs.get(RunId(1)).unwrap().restored_epoch(), Some(2));
        let announced = |runs: &Runs| runs.get(RunId(1)).unwrap().announcement();
        assert!(announced(&runs).contains("test accuracy 95.00 %"));
        let split = trained_with(HyperParams::default().with(&VALIDATION_SPLIT, 0.2));
        assert!(announced(&split).contains("validation accuracy 94.00 %"));
        assert_eq!((runs.held_out(), split.held_out()), ("test", "validation"));
    }

    #[test]
    fn a_run_that_was_stopped_early_says_how_long_it_waited() {
        let mut runs = trained();
        let patience = |runs: &Runs| runs.get(RunId(1)).unwrap().patience();
        assert_eq!(patience(&runs), None);
        let (epoch, best_epoch) = (3, 2);
        runs.apply(&TrainerEvent::TrainEnd {
            run_id: RunId(1),
            outcome: Outcome::EarlyStopped { epoch, best_epoch },
        });
        assert_eq!(patience(&runs), Some((2, 3)));
    }

    #[test]
    fn a_run_without_an_epoch_has_no_numbers() {
        let mut runs = Runs::default();
        runs.start(HyperParams::default());
        let cells = RunCells::of(runs.get(RunId(1)).unwrap(), &runs);
        assert_eq!((cells.last.as_str(), cells.time.as_str()), ("", ""));
    }
}
