//! What is wrong with a study's definition, for people.

use std::fmt;

pub use crate::hyperparams::error::count;
use crate::hyperparams::{InvalidParam, error::sentence};

/// What has to be a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    Settings,
    SettingsPerRound,
    SeedsPerSetting,
    Swept,
    SweptBySetting,
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Settings => "settings",
            Self::SettingsPerRound => "settings per round",
            Self::SeedsPerSetting => "seeds per setting",
            Self::Swept => "swept hyperparameters",
            Self::SweptBySetting => "hyperparameters of a setting",
        })
    }
}

/// One thing that keeps a study from being started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StudyError {
    #[error("{key} is not a hyperparameter")]
    UnknownKey { key: String },
    /// A value out of its hyperparameter's range.
    #[error("{0}")]
    Value(InvalidParam),
    #[error("{key}: {allowed}")]
    Range {
        key: &'static str,
        allowed: &'static str,
    },
    #[error(
        "seed cannot be swept; set the seeds per setting instead, which count up from the form's seed"
    )]
    SweptSeed,
    #[error("own images cannot be swept; a study is of one set of images, the form's")]
    SweptData,
    #[error("{key} is swept twice; give it all its values at once")]
    SweptTwice { key: &'static str },
    #[error("nothing is swept; add a hyperparameter with at least one value")]
    NothingSwept,
    /// A sampler that moves on ranges, where only lists are swept.
    #[error(
        "the sampler cma_es moves on ranges, and only lists are swept; give one of them a range, or take tpe or gp"
    )]
    NoRange,
    /// A swept hyperparameter that none of the settings uses.
    #[error("{key} has no effect with these settings; {hint}")]
    Idle { key: &'static str, hint: String },
    /// Values that are allowed each for itself and not together.
    #[error("{setting} cannot be trained: {}", sentence(errors))]
    Setting {
        setting: String,
        errors: Vec<InvalidParam>,
    },
    #[error("{what} must be a whole number from {min} to {max}, got {found}")]
    Count {
        what: Counted,
        /// A number, or what was typed in place of one.
        found: String,
        min: usize,
        max: usize,
    },
    #[error("{label} of the {pruner} pruner must be {allowed}, got {found}")]
    Pruner {
        pruner: &'static str,
        label: &'static str,
        allowed: String,
        found: String,
    },
    /// More runs than a study may have.
    #[error("{product} is {runs} runs; a study may have {allowed}. {hint}")]
    TooLarge {
        product: String,
        runs: String,
        allowed: String,
        hint: String,
    },
}
