//! One run of a study.

use serde::{Deserialize, Serialize};

use super::Span;
use crate::metrics::{EpochMetrics, History, Outcome};

/// A run with one setting and one seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Its place in the study's order, from 0.
    pub number: usize,
    /// Index of its setting in the plan.
    pub setting: usize,
    pub seed: u32,
    pub state: TrialState,
    /// As far as it has come.
    pub history: History,
    /// How often a worker has died under it.
    pub lost: usize,
    /// When it was trained, where that is known; nothing before its end.
    pub span: Option<Span>,
    /// The epoch, from 1, that is its result; nothing before its end.
    pub(super) kept: Option<usize>,
}

/// Where a trial stands. A loss that is no longer a number is an outcome of a complete trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum TrialState {
    Waiting,
    Running,
    Complete {
        outcome: Outcome,
    },
    /// Ended early because it lagged behind.
    Pruned,
    Failed {
        message: String,
    },
    /// Somebody did not want it.
    Skipped,
}

impl TrialState {
    /// In one word, for programs: an outcome's name where it has one.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Complete { outcome } => outcome.name(),
            Self::Pruned => "pruned",
            Self::Failed { .. } => "failed",
            Self::Skipped => "skipped",
        }
    }

    /// How its training has ended, where that was let come to an end.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::Complete { outcome } => Some(*outcome),
            Self::Waiting | Self::Running | Self::Pruned | Self::Failed { .. } | Self::Skipped => {
                None
            }
        }
    }

    pub fn has_ended(&self) -> bool {
        !matches!(self, Self::Waiting | Self::Running)
    }
}

impl Trial {
    pub(super) fn new(number: usize, setting: usize, seed: u32) -> Self {
        Self {
            number,
            setting,
            seed,
            state: TrialState::Waiting,
            history: History::default(),
            lost: 0,
            span: None,
            kept: None,
        }
    }

    /// How it stands, in one word: a run that somebody broke off is not one that never began.
    pub fn standing(&self) -> &'static str {
        match self.state {
            TrialState::Skipped if self.epochs() > 0 => Outcome::Stopped.name(),
            _ => self.state.name(),
        }
    }

    /// Epochs it has come through.
    pub fn epochs(&self) -> usize {
        self.history.epochs.len()
    }

    /// Test accuracy after an epoch, counted from 1, if it has come so far.
    pub fn val_accuracy(&self, epoch: usize) -> Option<f64> {
        let at = epoch.checked_sub(1)?;
        self.history
            .epochs
            .get(at)
            .map(|metrics| metrics.val_accuracy)
    }

    /// The epoch that a run is judged by, by the study's [score](super::Score), where it was trained to its end (or
    /// stopped by its own rule).
    pub fn result(&self) -> Option<&EpochMetrics> {
        let at = self.kept?.checked_sub(1)?;
        match self.state {
            TrialState::Complete {
                outcome: Outcome::Completed | Outcome::EarlyStopped { .. },
            } => self.history.epochs.get(at),
            _ => None,
        }
    }

    /// What there is to say of it by now: its result, or the last epoch that it has come through.
    pub fn latest(&self) -> Option<&EpochMetrics> {
        self.result().or(self.history.last())
    }

    /// Whether its loss stopped being a number.
    pub fn has_diverged(&self) -> bool {
        matches!(
            self.state,
            TrialState::Complete {
                outcome: Outcome::Diverged { .. }
            }
        )
    }

    /// Back in line, as if it had never begun.
    pub(super) fn forget(&mut self) {
        self.state = TrialState::Waiting;
        self.history = History::default();
        self.kept = None;
        self.span = None;
    }
}
