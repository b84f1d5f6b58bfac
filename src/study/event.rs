//! What happens to a study: its log, which alone changes it.

use serde::{Deserialize, Deserializer, Serialize};

use crate::metrics::{EpochMetrics, Outcome};

/// One line of the log. Trials are named by their number, settings by their index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum StudyEvent {
    TrialBegin {
        trial: usize,
    },
    EpochEnd {
        trial: usize,
        metrics: EpochMetrics,
    },
    TrialEnd {
        trial: usize,
        outcome: Outcome,
    },
    TrialPruned {
        trial: usize,
    },
    /// It cannot be trained.
    TrialFailed {
        trial: usize,
        #[serde(deserialize_with = "short")]
        message: String,
    },
    /// Its worker died: it is tried once more.
    TrialLost {
        trial: usize,
        #[serde(deserialize_with = "short")]
        message: String,
    },
    /// Nobody works on it any more, through no fault of its own: it is back in line.
    TrialRequeued {
        trial: usize,
    },
    TrialSkipped {
        trial: usize,
    },
    /// None of the setting's trials is wanted any more.
    SettingDropped {
        setting: usize,
    },
    /// Every setting that was not dropped is to have so many seeds in all.
    SeedsSet {
        seeds: usize,
    },
    /// These are tried next, each written as links have settings: `learning_rate:0.01; optimizer:adam`. None where the
    /// sampler finds none that is new, and so ends.
    ///
    /// They are in the log, so that who reads it needs no sampler.
    SettingsDrawn {
        settings: Vec<String>,
    },
    /// Somebody has ended it: no more settings are drawn.
    SamplerStopped,
}

impl StudyEvent {
    /// The trial that it is about.
    pub fn trial(&self) -> Option<usize> {
        match self {
            Self::TrialBegin { trial }
            | Self::EpochEnd { trial, .. }
            | Self::TrialEnd { trial, .. }
            | Self::TrialPruned { trial }
            | Self::TrialFailed { trial, .. }
            | Self::TrialLost { trial, .. }
            | Self::TrialRequeued { trial }
            | Self::TrialSkipped { trial } => Some(*trial),
            Self::SettingDropped { .. }
            | Self::SeedsSet { .. }
            | Self::SettingsDrawn { .. }
            | Self::SamplerStopped => None,
        }
    }
}

/// What went wrong with a run, in so many characters at most: a file may hold a page of garbage.
fn short<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    const LONGEST: usize = 1000;
    let text = String::deserialize(deserializer)?;
    Ok(text.chars().take(LONGEST).collect())
}

/// Why an event cannot be of this study.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    #[error("it names trial {trial}, and the study has {trials}")]
    NoSuchTrial { trial: usize, trials: usize },
    #[error("it names setting {setting}, and the study has {settings}")]
    NoSuchSetting { setting: usize, settings: usize },
    #[error("it is about trial {trial}, which is {state}")]
    OutOfTurn { trial: usize, state: &'static str },
    #[error("it is epoch {found} of trial {trial}, which is at epoch {expected}")]
    WrongEpoch {
        trial: usize,
        found: usize,
        expected: usize,
    },
    #[error("trial {trial} has {what} of {found}; it must be {allowed}")]
    OutOfRange {
        trial: usize,
        what: &'static str,
        found: String,
        allowed: String,
    },
    #[error("it draws settings, and {why}")]
    Drawing { why: &'static str },
    #[error(
        "it asks for {seeds} seeds per setting; there are {have}, and there can be at most {most}"
    )]
    Seeds {
        seeds: usize,
        have: usize,
        most: usize,
    },
}
