//! What programs may ask of the page, and what they hear from it: version 1.
//!
//! The page dispatches a `CustomEvent` named `tuneground` on `window` for every [`PageEvent`], and posts
//! the same object to its parent when framed. It listens to messages from itself and from its parent:
//!
//! ```json
//! {"tuneground": "start", "hyperparameters": {"epochs": 3, "optimizer": "sgd"}}
//! {"tuneground": "stop"}
//! {"tuneground": "start-study"}
//! {"tuneground": "stop-study"}
//! ```
//!
//! `hyperparameters` are read over the defaults, so that the same message always starts the same run;
//! without them, `start` uses the form's. `start-study` trains the study that the page's link names. `"version": 1` may be added. A message without a `tuneground`
//! field is somebody else's; one that is malformed is answered with `error` and changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::hyperparams::{HyperParams, Value};
use crate::metrics::EpochMetrics;
use crate::protocol::{DeviceInfo, DeviceKind, RunId};

use crate::study::{Study, Trial};

use super::{Ending, text};

/// The version of these messages; it rises when a field changes its meaning or goes.
pub const VERSION: u32 = 1;

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
        }
    }
}

/// What programs hear; the `tuneground` field names it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "tuneground", rename_all = "kebab-case")]
pub enum PageEvent {
    /// A worker is ready to train.
    Ready { version: u32, device: DeviceInfo },
    /// Once a run, also where another device takes over: that comes with an `Error`, and epochs from 1 on.
    TrainBegin {
        version: u32,
        run: RunId,
        hyperparameters: HyperParams,
        device: DeviceKind,
        epochs: usize,
        steps_per_epoch: usize,
    },
    EpochEnd {
        version: u32,
        run: RunId,
        #[serde(flatten)]
        row: HistoryRow,
    },
    /// Once a run, whatever ends it.
    TrainEnd {
        version: u32,
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
        version: u32,
        name: String,
        /// In all, those included that have ended.
        runs: usize,
    },
    /// A run of a study has ended.
    TrialEnd {
        version: u32,
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
        version: u32,
        name: String,
        /// Whether no run is left; one that was put aside may begin again.
        finished: bool,
        /// The best setting's swept hyperparameters, where there is one.
        winner: Option<BTreeMap<&'static str, Value>>,
    },
    /// A message was refused, or something went wrong.
    Error { version: u32, message: String },
}

impl PageEvent {
    pub fn ready(device: DeviceInfo) -> Self {
        let version = VERSION;
        Self::Ready { version, device }
    }

    pub fn epoch_end(run: RunId, metrics: &EpochMetrics) -> Self {
        Self::EpochEnd {
            version: VERSION,
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
            version: VERSION,
            run,
            outcome,
            message,
            history: history.iter().map(HistoryRow::from).collect(),
        }
    }

    pub fn study_begin(study: &Study) -> Self {
        Self::StudyBegin {
            version: VERSION,
            name: study.plan().definition().name.clone(),
            runs: study.trials().len(),
        }
    }

    pub fn trial_end(study: &Study, trial: &Trial) -> Self {
        Self::TrialEnd {
            version: VERSION,
            trial: trial.number,
            setting: named(study, trial.setting),
            seed: trial.seed,
            outcome: trial.state.name(),
            epochs: trial.epochs(),
            val_accuracy: trial.latest().map(|metrics| metrics.val_accuracy),
        }
    }

    pub fn study_end(study: &Study) -> Self {
        Self::StudyEnd {
            version: VERSION,
            name: study.plan().definition().name.clone(),
            finished: study.is_finished(),
            winner: study.winner().map(|winner| named(study, winner.setting)),
        }
    }

    pub fn error(message: impl Into<String>) -> Self {
        Self::Error {
            version: VERSION,
            message: text::shortened(&message.into(), LONGEST_TOLD),
        }
    }
}

/// Characters of an error at most: what a program has sent may be quoted in it.
const LONGEST_TOLD: usize = 1500;

/// A setting's swept hyperparameters by their keys.
fn named(study: &Study, setting: usize) -> BTreeMap<&'static str, Value> {
    let values = study.plan().settings()[setting].values.iter();
    values
        .map(|(row, value)| (row.key, value.clone()))
        .collect()
}

/// What programs may ask.
#[derive(Clone, Debug, PartialEq)]
pub enum PageRequest {
    /// `None` uses the form's hyperparameters.
    Start {
        hyperparameters: Option<HyperParams>,
    },
    Stop,
    StartStudy,
    StopStudy,
}

impl PageRequest {
    /// Reads a message.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST_MESSAGE {
            let (length, most) = (text::count(text.len()), text::count(LONGEST_MESSAGE));
            return Err(format!(
                "the message has {length} bytes as JSON; at most {most} are read"
            ));
        }
        // A list would pass for an object whose fields have no names.
        if !text.starts_with('{') {
            return Err("the message is no object".to_owned());
        }
        serde_json::from_str(text).map_err(|error| {
            let error = error.to_string();
            // The place in a text that nobody has written would only confuse.
            let end = error.rfind(" at line ").unwrap_or(error.len());
            text::shortened(&error[..end], LONGEST_ERROR)
        })
    }
}

/// Bytes of a message, as JSON: many times what naming every hyperparameter takes.
const LONGEST_MESSAGE: usize = 65_536;

/// Letters of an answer that quotes a message.
const LONGEST_ERROR: usize = 300;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    tuneground: String,
    #[serde(default, deserialize_with = "present")]
    hyperparameters: Option<HyperParams>,
    version: Option<u32>,
}

/// A field that may be left out, but is no `null` where it is there.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<HyperParams>, D::Error> {
    HyperParams::deserialize(deserializer).map(Some)
}

impl<'de> Deserialize<'de> for PageRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let message = Message::deserialize(deserializer)?;
        if let Some(version) = message.version.filter(|version| *version != VERSION) {
            return Err(D::Error::custom(format_args!(
                "version {version} is not known here; this page speaks version {VERSION}"
            )));
        }
        match (message.tuneground.as_str(), message.hyperparameters) {
            ("start", hyperparameters) => Ok(Self::Start { hyperparameters }),
            ("stop", None) => Ok(Self::Stop),
            ("start-study", None) => Ok(Self::StartStudy),
            ("stop-study", None) => Ok(Self::StopStudy),
            (name @ ("stop" | "start-study" | "stop-study"), Some(_)) => Err(D::Error::custom(
                format_args!("“{name}” takes no hyperparameters"),
            )),
            (other, _) => Err(D::Error::custom(format_args!(
                "the message must be start, stop, start-study or stop-study, got “{}”",
                other.chars().take(60).collect::<String>()
            ))),
        }
    }
}

#[cfg(test)]
mod tests;
