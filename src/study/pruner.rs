//! Ends trials that lag behind.
//!
//! A trial is judged by the trials *before* it alone, at the same epoch; one that runs ahead of them waits.
//! So a study comes to the same on any number of workers.

use crate::metrics::sort_numbers;
use serde::{Deserialize, Serialize};

use super::StudyError;

/// Which trials are ended early.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Pruner {
    #[default]
    None,
    /// A trial whose best test accuracy so far is below the median of the earlier trials' at the same epoch;
    /// <https://optuna.readthedocs.io/en/stable/reference/generated/optuna.pruners.MedianPruner.html>.
    Median {
        /// So many earlier trials have to have come to the epoch, before anything is pruned.
        startup_trials: usize,
        /// Nothing is pruned before the end of this epoch.
        warmup_epochs: usize,
    },
    /// At the end of epoch `min_epochs · reduction_factorʳ` only the best of `reduction_factor` trials goes
    /// on (asynchronous successive halving, <https://arxiv.org/abs/1810.05934>).
    SuccessiveHalving {
        min_epochs: usize,
        reduction_factor: usize,
    },
}

impl Pruner {
    pub const MEDIAN: Self = Self::Median {
        startup_trials: 4,
        warmup_epochs: 2,
    };

    pub const HALVING: Self = Self::SuccessiveHalving {
        min_epochs: 2,
        reduction_factor: 3,
    };

    /// Whether trials are judged at the end of this epoch, counted from 1.
    pub fn judges(self, epoch: usize) -> bool {
        match self {
            Self::None => false,
            Self::Median { warmup_epochs, .. } => epoch >= warmup_epochs.max(1),
            Self::SuccessiveHalving {
                min_epochs,
                reduction_factor,
            } => is_rung(epoch, min_epochs, reduction_factor),
        }
    }

    /// Whether a trial is to end, by its own test accuracies up to this epoch and the earlier trials' at it.
    pub fn prunes(self, own: &[f64], earlier: &[f64]) -> bool {
        let Some(last) = own.last() else {
            return false;
        };
        match self {
            Self::None => false,
            Self::Median { startup_trials, .. } => {
                let best = own.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                earlier.len() >= startup_trials.max(1) && best < median(earlier)
            }
            Self::SuccessiveHalving {
                reduction_factor, ..
            } => {
                let better = earlier.iter().filter(|other| *other > last).count();
                let promoted = (earlier.len() + 1) / reduction_factor.max(1);
                better >= promoted.max(1)
            }
        }
    }

    pub(super) fn errors(self) -> Vec<StudyError> {
        let count = |what, found, min, max| {
            let wrong = !(min..=max).contains(&found);
            wrong.then_some(StudyError::Count {
                what,
                found,
                min,
                max,
            })
        };
        let errors = match self {
            Self::None => [None, None],
            Self::Median {
                startup_trials,
                warmup_epochs,
            } => [
                count(
                    "startup trials of the median pruner",
                    startup_trials,
                    1,
                    1000,
                ),
                count(
                    "warm-up epochs of the median pruner",
                    warmup_epochs,
                    0,
                    1000,
                ),
            ],
            Self::SuccessiveHalving {
                min_epochs,
                reduction_factor,
            } => [
                count("first epochs of successive halving", min_epochs, 1, 1000),
                count(
                    "reduction factor of successive halving",
                    reduction_factor,
                    2,
                    10,
                ),
            ],
        };
        errors.into_iter().flatten().collect()
    }
}

fn is_rung(epoch: usize, min_epochs: usize, factor: usize) -> bool {
    let mut rung = min_epochs.max(1);
    while rung < epoch {
        rung = rung.saturating_mul(factor.max(2));
    }
    rung == epoch
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sort_numbers(&mut sorted);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        (sorted[middle - 1] + sorted[middle]) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_pruner_nothing_is_pruned() {
        assert!(!Pruner::None.judges(1));
        assert!(!Pruner::None.prunes(&[0.1], &[0.9, 0.9]));
    }

    #[test]
    fn the_median_pruner_ends_what_was_never_as_good_as_the_median() {
        let pruner = Pruner::Median {
            startup_trials: 3,
            warmup_epochs: 2,
        };
        let earlier = [0.5, 0.9, 0.7];
        assert!(pruner.prunes(&[0.6, 0.69], &earlier));
        assert!(
            !pruner.prunes(&[0.71, 0.6], &earlier),
            "its best so far counts"
        );
        assert!(!pruner.prunes(&[0.1], &earlier[..2]), "too few to judge by");
        assert!(!pruner.judges(1) && pruner.judges(2) && pruner.judges(3));
    }

    #[test]
    fn successive_halving_judges_at_its_rungs_and_keeps_the_best_share() {
        let pruner = Pruner::SuccessiveHalving {
            min_epochs: 2,
            reduction_factor: 3,
        };
        let rungs: Vec<usize> = (1..60).filter(|epoch| pruner.judges(*epoch)).collect();
        assert_eq!(rungs, [2, 6, 18, 54]);
        assert!(!pruner.prunes(&[0.1], &[]), "the first goes on");
        assert!(!pruner.prunes(&[0.5], &[0.4, 0.3]), "the best of three");
        assert!(pruner.prunes(&[0.5], &[0.6]));
        assert!(
            !pruner.prunes(&[0.5], &[0.6, 0.4, 0.4, 0.4, 0.4]),
            "two of six go on"
        );
        assert!(pruner.prunes(&[0.5], &[0.6, 0.7, 0.4, 0.4, 0.4]));
    }

    #[test]
    fn pruners_that_cannot_be_are_named() {
        let bad = Pruner::SuccessiveHalving {
            min_epochs: 0,
            reduction_factor: 1,
        };
        assert_eq!(bad.errors().len(), 2);
        assert_eq!(
            Pruner::Median {
                startup_trials: 0,
                warmup_epochs: 0
            }
            .errors()
            .len(),
            1
        );
        assert_eq!(Pruner::MEDIAN.errors(), []);
        assert_eq!(Pruner::HALVING.errors(), []);
    }
}
