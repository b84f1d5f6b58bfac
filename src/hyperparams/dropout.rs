//! Dropout, of the hidden layers' outputs and of the pixels.

use serde::{Deserialize, Serialize};

use super::choice::choices;
use super::concept::{Concept, Layer};
use super::layers::has_hidden_layers;
use super::{Group, HyperParams, ParamSpec, Scale};

pub(super) const CONCEPT: Concept = Concept {
    rows: &[&[
        &DROPOUT,
        &DROPOUT_NOISE_SHAPE,
        &INPUT_DROPOUT,
        &INPUT_DROPOUT_NOISE_SHAPE,
    ]],
    input_layer: Some(&Layer {
        class: "Dropout",
        strength: &INPUT_DROPOUT,
        others: &[&INPUT_DROPOUT_NOISE_SHAPE],
    }),
    hidden_layer: Some(&Layer {
        class: "Dropout",
        strength: &DROPOUT,
        others: &[&DROPOUT_NOISE_SHAPE],
    }),
    ..Concept::EMPTY
};

const KERAS: &str = "https://keras.io/api/layers/regularization_layers/dropout/";

pub static DROPOUT: ParamSpec =
    ParamSpec::real("dropout", "Dropout", (0.0, 0.99), Scale::Linear, 0.0)
        .group(Group::Regularization)
        .applies(has_hidden_layers)
        .aliases(&["dropout rate"])
        .argument("rate")
        .help("Switches off a larger share of each hidden layer's outputs at random in every step.")
        .docs(KERAS);

pub static DROPOUT_NOISE_SHAPE: ParamSpec = ParamSpec::choice::<NoiseShape>(
    "dropout_noise_shape",
    "Dropped together",
)
.group(Group::Regularization)
.advanced()
.applies(|params| drops(params, &DROPOUT))
.argument("noise_shape")
.help("Which outputs are dropped together (Keras' noise_shape): larger groups make noisier steps.")
.docs(KERAS);

pub static INPUT_DROPOUT: ParamSpec = ParamSpec::real(
    "input_dropout",
    "Input dropout",
    (0.0, 0.99),
    Scale::Linear,
    0.0,
)
.group(Group::Regularization)
.argument("rate")
.help("Switches off a larger share of the pixels at random in every step.")
.docs(KERAS);

pub static INPUT_DROPOUT_NOISE_SHAPE: ParamSpec = ParamSpec::choice::<NoiseShape>(
    "input_dropout_noise_shape",
    "Pixels dropped together",
)
.group(Group::Regularization)
.advanced()
.applies(|params| drops(params, &INPUT_DROPOUT))
.argument("noise_shape")
.help("Which inputs are dropped together (Keras' noise_shape): single pixels or whole images.")
.docs(KERAS);

fn drops(params: &HyperParams, rate: &ParamSpec) -> bool {
    (rate.applies)(params) && params.number(rate) != Some(0.0)
}

choices! {
    /// What of the outputs `[batch, units]` is dropped or kept together.
    pub enum NoiseShape, default Elements {
        /// Nothing: each output is dropped by itself.
        Elements => "none", "Each output by itself", python "None";
        /// `(None, 1)`: all outputs of an image.
        Images => "none, 1", "An image's outputs together", python "(None, 1)";
        /// `(1, None)`: a unit's outputs for the whole batch.
        Units => "1, none", "The same outputs for a whole batch", python "(1, None)";
    }
}

impl NoiseShape {
    /// The shape of what is drawn for outputs `[batch, units]`.
    pub fn of(self, [batch, units]: [usize; 2]) -> [usize; 2] {
        match self {
            Self::Elements => [batch, units],
            Self::Images => [batch, 1],
            Self::Units => [1, units],
        }
    }
}

/// A dropout layer; <https://keras.io/api/layers/regularization_layers/dropout/>
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DropoutConfig {
    /// The share that is dropped in training, 0 (off) to 0.99.
    pub rate: f64,
    pub noise_shape: NoiseShape,
}

impl DropoutConfig {
    /// Of each hidden layer's outputs.
    pub(super) fn hidden(params: &HyperParams) -> Self {
        Self {
            rate: params.real(&DROPOUT),
            noise_shape: params.choice(&DROPOUT_NOISE_SHAPE),
        }
    }

    /// Of the pixels.
    pub(super) fn input(params: &HyperParams) -> Self {
        Self {
            rate: params.real(&INPUT_DROPOUT),
            noise_shape: params.choice(&INPUT_DROPOUT_NOISE_SHAPE),
        }
    }

    pub fn is_off(self) -> bool {
        self.rate == 0.0
    }
}
