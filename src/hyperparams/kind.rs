//! What a hyperparameter is made of: its group, what values it takes, how its slider runs and its default.

use super::Value;
use super::choice::Choice;
use super::text::ListFormat;

/// Where a row stands on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    Architecture,
    Optimizer,
    Schedule,
    Training,
    Loss,
    Regularization,
    EarlyStopping,
}

impl Group {
    pub const ALL: [Self; 7] = [
        Self::Architecture,
        Self::Optimizer,
        Self::Schedule,
        Self::Training,
        Self::Loss,
        Self::Regularization,
        Self::EarlyStopping,
    ];

    /// Whether it is what most people turn first, and so stands open.
    pub fn is_common(self) -> bool {
        matches!(self, Self::Architecture | Self::Optimizer | Self::Training)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Architecture => "Architecture",
            Self::Optimizer => "Optimizer",
            Self::Schedule => "Learning rate schedule",
            Self::Training => "Training",
            Self::Loss => "Loss",
            Self::Regularization => "Regularization",
            Self::EarlyStopping => "Early stopping",
        }
    }
}

/// What values a row takes. All bounds are inclusive and written so that NaN fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Integer {
        min: u32,
        max: u32,
        scale: Scale,
    },
    Real {
        min: f64,
        max: f64,
        scale: Scale,
    },
    Choice(&'static [Choice]),
    Switch,
    /// A number that may be left out.
    OptionalNumber,
    /// What no slider can show.
    List(&'static ListFormat),
}

/// How a slider runs over a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    Linear,
    /// For positive ranges that span decades.
    Log,
    /// Logarithmic above the given exponent of ten, with zero ("off") at the slider's left end.
    ZeroThenLog {
        from: i32,
    },
}

/// A row's default, in a form that a `static` can hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DefaultValue {
    Number(f64),
    Choice(&'static str),
    Switch(bool),
    Text(&'static str),
}

impl DefaultValue {
    pub(crate) fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn text(self) -> Option<&'static str> {
        match self {
            Self::Choice(text) | Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn switch(self) -> Option<bool> {
        match self {
            Self::Switch(on) => Some(on),
            _ => None,
        }
    }

    pub fn value(self) -> Value {
        match self {
            Self::Number(number) => Value::Number(number),
            Self::Choice(text) | Self::Text(text) => Value::from(text),
            Self::Switch(on) => Value::Switch(on),
        }
    }
}
