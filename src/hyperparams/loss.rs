//! The loss as trained.

use serde::{Deserialize, Serialize};

use super::HyperParams;
use super::catalog::*;

/// Keras' losses of an image; <https://keras.io/api/losses/>.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Loss {
    CategoricalCrossentropy {
        /// The outputs are taken as logits and not clipped.
        from_logits: bool,
        /// The share of certainty that is spread over all classes, 0 to 1.
        label_smoothing: f64,
    },
    KlDivergence,
    /// The mean over the outputs.
    MeanSquaredError,
    /// The mean over the outputs.
    MeanAbsoluteError,
    CategoricalHinge,
}

/// How the losses of a batch's images become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reduction {
    /// Keras' `sum_over_batch_size`.
    Mean,
    Sum,
}

impl HyperParams {
    pub(super) fn reduction(&self) -> Reduction {
        match self.name(&REDUCTION).as_str() {
            "sum" => Reduction::Sum,
            _ => Reduction::Mean,
        }
    }

    pub(super) fn loss(&self) -> Loss {
        match self.name(&LOSS).as_str() {
            "kl_divergence" => Loss::KlDivergence,
            "mean_squared_error" => Loss::MeanSquaredError,
            "mean_absolute_error" => Loss::MeanAbsoluteError,
            "categorical_hinge" => Loss::CategoricalHinge,
            _ => Loss::CategoricalCrossentropy {
                from_logits: self.is_on(&FROM_LOGITS),
                label_smoothing: self.real(&LABEL_SMOOTHING),
            },
        }
    }
}
