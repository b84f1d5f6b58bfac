//! Which of a run's epochs is its result.

use serde::{Deserialize, Serialize};

use crate::hyperparams::EarlyStopping;
use crate::metrics::{EpochMetrics, Outcome};

/// Which epoch of a run a study judges it by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Score {
    /// The one whose weights the run has kept.
    #[default]
    FinalWeights,
    LastEpoch,
    /// The one of the highest validation accuracy: flattering, as it is picked by what it is judged by.
    BestEpoch,
}

impl Score {
    pub const ALL: [Self; 3] = [Self::FinalWeights, Self::LastEpoch, Self::BestEpoch];

    /// In links and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::FinalWeights => "final-weights",
            Self::LastEpoch => "last-epoch",
            Self::BestEpoch => "best-epoch",
        }
    }

    /// Of an accuracy, for people: "final".
    pub fn adjective(self) -> &'static str {
        match self {
            Self::FinalWeights => "final",
            Self::LastEpoch => "last",
            Self::BestEpoch => "best",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|score| score.name() == name)
    }

    /// The epoch of a run that has ended.
    pub fn epoch(
        self,
        early_stopping: Option<EarlyStopping>,
        outcome: Outcome,
        epochs: &[EpochMetrics],
    ) -> Option<&EpochMetrics> {
        match self {
            Self::FinalWeights => kept_epoch(early_stopping, outcome, epochs),
            Self::LastEpoch => epochs.last(),
            Self::BestEpoch => {
                epochs
                    .iter()
                    .reduce(|best, epoch| match epoch.val_accuracy > best.val_accuracy {
                        true => epoch,
                        false => best,
                    })
            }
        }
    }
}

/// The epoch whose weights a run has kept: the best one where early stopping restores them, which Keras does
/// however training ends, otherwise the last.
pub fn kept_epoch(
    early_stopping: Option<EarlyStopping>,
    outcome: Outcome,
    epochs: &[EpochMetrics],
) -> Option<&EpochMetrics> {
    let restoring = early_stopping.filter(|config| config.restore_best_weights);
    let best = match (restoring, outcome) {
        (Some(_), Outcome::EarlyStopped { best_epoch, .. }) => {
            epochs.iter().find(|metrics| metrics.epoch == best_epoch)
        }
        (Some(config), Outcome::Completed) => best(config, epochs),
        _ => None,
    };
    best.or(epochs.last())
}

/// The first of the watched epochs, or the last that was better than the best before it.
fn best(config: EarlyStopping, epochs: &[EpochMetrics]) -> Option<&EpochMetrics> {
    let monitor = config.monitor;
    let value = |metrics: &EpochMetrics| monitor.metric.of(metrics.numbers());
    epochs
        .iter()
        .filter(|metrics| metrics.epoch > config.start_from_epoch)
        .reduce(|best, metrics| {
            if monitor.is_better(value(metrics), value(best)) {
                metrics
            } else {
                best
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;
    use crate::study::testing::epoch;

    fn restoring() -> HyperParams {
        HyperParams::default()
            .with(&EARLY_STOPPING, true)
            .with(&EARLY_STOPPING_MONITOR, "val_accuracy")
            .with(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS, true)
    }

    /// The epoch that a run of these test accuracies keeps.
    fn kept(params: &HyperParams, outcome: Outcome, accuracies: &[f64]) -> Option<usize> {
        let epochs = (1..).zip(accuracies).map(|(at, value)| epoch(at, *value));
        let epochs: Vec<EpochMetrics> = epochs.collect();
        let kept = kept_epoch(params.early_stopping(), outcome, &epochs);
        kept.map(|metrics| metrics.epoch)
    }

    #[test]
    fn restored_weights_are_those_of_the_best_epoch() {
        let (epoch, best_epoch) = (4, 2);
        let stopped = Outcome::EarlyStopped { epoch, best_epoch };
        let accuracies = [0.5, 0.9, 0.8, 0.7];
        assert_eq!(kept(&restoring(), stopped, &accuracies), Some(2));
        assert_eq!(kept(&restoring(), Outcome::Completed, &accuracies), Some(2));
        let plain = restoring().with(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS, false);
        assert_eq!(kept(&plain, stopped, &accuracies), Some(4));
        assert_eq!(
            kept(&HyperParams::default(), Outcome::Completed, &[0.9, 0.8]),
            Some(2)
        );
    }

    #[test]
    fn a_study_may_judge_by_another_epoch() {
        let epochs = [0.5, 0.9, 0.8, 0.9, 0.7];
        let epochs: Vec<EpochMetrics> = (1..).zip(epochs).map(|(at, it)| epoch(at, it)).collect();
        let stopping = restoring().early_stopping();
        let judged = |score: Score| {
            let epoch = score.epoch(stopping, Outcome::Completed, &epochs);
            epoch.map(|metrics| metrics.epoch)
        };
        assert_eq!(Score::ALL.map(judged), [Some(2), Some(5), Some(2)]);
        let plain = Score::FinalWeights.epoch(None, Outcome::Completed, &epochs);
        assert_eq!(plain.map(|metrics| metrics.epoch), Some(5));
        for score in Score::ALL {
            assert_eq!(Score::named(score.name()), Some(score));
            assert_eq!(score.epoch(stopping, Outcome::Completed, &[]), None);
        }
    }

    #[test]
    fn what_was_not_watched_is_not_restored() {
        let late = restoring().with(&EARLY_STOPPING_START_FROM_EPOCH, 2.0);
        let accuracies = [0.9, 0.8, 0.6, 0.7, 0.65];
        assert_eq!(kept(&late, Outcome::Completed, &accuracies), Some(4));
        // Nothing was watched at all: the last weights stay.
        assert_eq!(kept(&late, Outcome::Completed, &accuracies[..2]), Some(2));
    }

    #[test]
    fn an_improvement_has_to_count() {
        let params = restoring().with(&EARLY_STOPPING_MIN_DELTA, 0.05);
        let accuracies = [0.5, 0.52, 0.56, 0.58];
        assert_eq!(kept(&params, Outcome::Completed, &accuracies), Some(3));
    }

    #[test]
    fn nothing_is_restored_where_nothing_was_trained_to_its_end() {
        assert_eq!(kept(&restoring(), Outcome::Stopped, &[0.9, 0.8]), Some(2));
        assert_eq!(kept(&restoring(), Outcome::Completed, &[]), None);
    }
}
