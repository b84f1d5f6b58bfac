//! What programs hear.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::hyperparams::{HyperParams, Value};
use crate::metrics::EpochMetrics;
use crate::protocol::{DeviceInfo, DeviceKind, RunId};
use crate::state::{Ending, text};
use crate::study::{Study, Trial};

use super::VERSION;

/// An epoch, as programs hear of it. Messages carry JavaScript's numbers, infinite ones and NaN too, so unlike in
/// a file none of these is a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HistoryRow {
    pub epoch: usize,
    pub loss: f64,
    pub accuracy: f64,
    pub val_loss: f64,
    pub val_accuracy: f64,
    pub elapsed_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learning_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub val_penalty: Option<f64>,
}

impl From<&EpochMetrics> for HistoryRow {
    fn from(metrics: &EpochMetrics) -> Self {
        Self {
            epoch: metrics.epoch,
            loss: metrics.loss,
            accuracy: metrics.accuracy,
            val_loss: metrics.val_loss,
            val_accuracy: metrics.val_accuracy,
            elapsed_ms: metrics.elapsed_ms,
            learning_rate: metrics.learning_rate,
            penalty: metrics.penalty,
            val_penalty: metrics.val_penalty,
        }
    }
}

/// What programs hear; the `tuneground` field names it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "tuneground", rename_all = "kebab-case")]
pub enum PageEvent {
    /// A worker is ready to train.
    Ready { device: DeviceInfo },
    /// Once a run, also where another device takes over: that comes with an `Error`, and epochs from 1 on.
    TrainBegin {
        run: RunId,
        hyperparameters: HyperParams,
        device: DeviceKind,
        epochs: usize,
        steps_per_epoch: usize,
    },
    EpochEnd {
        run: RunId,
        #[serde(flatten)]
        row: HistoryRow,
    },
    /// Once a run, whatever ends it.
    TrainEnd {
        run: RunId,
        /// `completed`, `stopped`, `diverged` or `failed`.
        outcome: &'static str,
        /// Where it diverged, or why it failed.
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        /// A row an epoch, as far as it came.
        history: Vec<HistoryRow>,
    },
    /// A study that has runs to go is on the page.
    StudyBegin {
        name: String,
        /// In all, those included that have ended.
        runs: usize,
    },
    /// A run of a study has ended.
    TrialEnd {
        /// From 0, in the study's order.
        trial: usize,
        /// The swept hyperparameters.
        setting: BTreeMap<&'static str, Value>,
        seed: u32,
        /// As in `fit`'s CSV.
        outcome: &'static str,
        epochs: usize,
        /// Of the epoch whose weights it has kept; of the last one that it came through, where it was cut short.
        val_accuracy: Option<f64>,
    },
    /// Nothing more comes of a study that has begun: it has ended, or was put aside.
    StudyEnd {
        name: String,
        /// Whether no run is left; one that was put aside may begin again.
        finished: bool,
        /// The best setting's swept hyperparameters, where there is one.
        winner: Option<BTreeMap<&'static str, Value>>,
    },
    /// What was recorded of these runs is on the screen.
    Drawn {
        /// How many.
        runs: usize,
    },
    /// What is on the page has become higher or lower, in whole CSS pixels; told to a host alone.
    Resize {
        /// Of the page, at which it is so high.
        width: u32,
        height: u32,
    },
    /// A message was refused, or something went wrong.
    Error { message: String },
}

/// An event with what all events have.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Addressed<'a> {
    #[serde(flatten)]
    event: &'a PageEvent,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
}

impl PageEvent {
    pub fn ready(device: DeviceInfo) -> Self {
        Self::Ready { device }
    }

    pub fn epoch_end(run: RunId, metrics: &EpochMetrics) -> Self {
        Self::EpochEnd {
            run,
            row: HistoryRow::from(metrics),
        }
    }

    /// The end of a run.
    pub fn train_end(run: RunId, ending: &Ending, history: &[EpochMetrics]) -> Self {
        let (outcome, message) = match ending {
            Ending::Trained(outcome) => (outcome.name(), outcome.place()),
            Ending::Failed { message } => ("failed", Some(message.clone())),
        };
        Self::TrainEnd {
            run,
            outcome,
            message,
            history: history.iter().map(HistoryRow::from).collect(),
        }
    }

    pub fn study_begin(study: &Study) -> Self {
        Self::StudyBegin {
            name: study.plan().definition().name.clone(),
            runs: study.runs(),
        }
    }

    pub fn trial_end(study: &Study, trial: &Trial) -> Self {
        Self::TrialEnd {
            trial: trial.number,
            setting: named(study, trial.setting),
            seed: trial.seed,
            outcome: trial.standing(),
            epochs: trial.epochs(),
            val_accuracy: trial.latest().map(|metrics| metrics.val_accuracy),
        }
    }

    pub fn study_end(study: &Study) -> Self {
        Self::StudyEnd {
            name: study.plan().definition().name.clone(),
            finished: study.is_finished(),
            winner: study.winner().map(|winner| named(study, winner.setting)),
        }
    }

    /// The recording of so many runs is on the screen.
    pub fn drawn(runs: usize) -> Self {
        Self::Drawn { runs }
    }

    pub fn error(message: impl Into<String>) -> Self {
        Self::Error {
            message: text::shortened(&message.into(), LONGEST_TOLD),
        }
    }

    /// The event as it is told, by a page whose link has this id.
    pub fn addressed<'a>(&'a self, id: Option<&'a str>) -> Addressed<'a> {
        Addressed {
            event: self,
            version: VERSION,
            id,
        }
    }
}

/// Characters of an error at most: what a program has sent may be quoted in it.
pub(super) const LONGEST_TOLD: usize = 1500;

/// A setting's swept hyperparameters by their keys.
fn named(study: &Study, setting: usize) -> BTreeMap<&'static str, Value> {
    let values = study.plan().settings()[setting].values.iter();
    let mut named = BTreeMap::new();
    named.extend(values.map(|(row, value)| (row.key, value.clone())));
    named
}
