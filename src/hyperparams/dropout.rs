//! Dropout as trained.

use serde::{Deserialize, Serialize};

use super::HyperParams;
use super::catalog::*;

/// A dropout layer; <https://keras.io/api/layers/regularization_layers/dropout/>
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DropoutConfig {
    /// The share that is dropped in training, 0 (off) to 0.99.
    pub rate: f64,
    pub noise_shape: NoiseShape,
}

/// What of the outputs `[batch, units]` is dropped or kept together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoiseShape {
    /// Nothing: each output is dropped by itself.
    Elements,
    /// `(None, 1)`: all outputs of an image.
    Images,
    /// `(1, None)`: a unit's outputs for the whole batch.
    Units,
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

impl DropoutConfig {
    pub fn is_off(self) -> bool {
        self.rate == 0.0
    }
}

impl HyperParams {
    pub(super) fn dropout(&self, rate: &ParamSpec, noise_shape: &ParamSpec) -> DropoutConfig {
        DropoutConfig {
            rate: self.real(rate),
            noise_shape: match self.name(noise_shape).as_str() {
                "none, 1" => NoiseShape::Images,
                "1, none" => NoiseShape::Units,
                _ => NoiseShape::Elements,
            },
        }
    }
}
