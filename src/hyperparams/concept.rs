//! A concept: rows that mean something together, and what they ask of each other.

use super::error::InvalidParam;
use super::spec::{HyperParams, ParamSpec};

/// Something worth knowing about a value that is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamWarning {
    /// The catalogue key.
    pub key: &'static str,
    /// A sentence.
    pub message: String,
}

impl ParamWarning {
    pub(super) fn new(row: &ParamSpec, message: impl Into<String>) -> Option<Self> {
        Some(Self {
            key: row.key,
            message: message.into(),
        })
    }
}

/// Finds what is wrong between rows that are in range each for itself.
pub(super) type Check = fn(&HyperParams) -> Option<InvalidParam>;

/// Finds what can be trained with and yet is hardly meant.
pub(super) type Doubt = fn(&HyperParams) -> Option<ParamWarning>;

/// What a concept's file hands to the catalogue.
pub(super) struct Concept {
    /// In the order of the screen.
    pub rows: &'static [&'static [&'static ParamSpec]],
    pub checks: &'static [Check],
    pub doubts: &'static [Doubt],
    /// Between the images and the first Dense layer.
    pub input_layer: Option<&'static Layer>,
    /// Behind each hidden layer.
    pub hidden_layer: Option<&'static Layer>,
}

/// A Keras layer that a concept puts somewhere.
pub(super) struct Layer {
    pub class: &'static str,
    /// How much; zero is no layer.
    pub strength: &'static ParamSpec,
    /// Its other arguments.
    pub others: &'static [&'static ParamSpec],
}

impl Concept {
    /// What a concept leaves out.
    pub const EMPTY: Self = Self {
        rows: &[],
        checks: &[],
        doubts: &[],
        input_layer: None,
        hidden_layer: None,
    };
}
