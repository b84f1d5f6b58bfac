//! Batch normalization as trained.

use serde::{Deserialize, Serialize};

use super::catalog::*;
use super::regularization::{BETA_BOUNDS, GAMMA_BOUNDS};
use super::{Constraint, HyperParams, Regularizer};

/// Batch normalization of the hidden layers;
/// <https://keras.io/api/layers/normalization_layers/batch_normalization/>
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchNormConfig {
    pub position: Norm,
    /// Memory of past batches in the moving statistics, 0 to 1.
    pub momentum: f64,
    /// Added to the variance.
    pub epsilon: f64,
    /// The learned factor of each unit, if there is one (Keras' scale).
    pub gamma: Option<NormVariable>,
    /// The learned offset of each unit, if there is one (Keras' center).
    pub beta: Option<NormVariable>,
    /// Where the moving mean starts.
    pub moving_mean: f64,
    /// Where the moving variance starts, 0 or more.
    pub moving_variance: f64,
    pub renorm: Option<Renorm>,
}

/// Where batch normalization stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Norm {
    BeforeActivation,
    AfterActivation,
}

/// Gamma or beta. Which Dense layers carry penalties says nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NormVariable {
    /// Where it starts.
    pub initial: f64,
    pub regularizer: Regularizer,
    pub constraint: Option<Constraint>,
}

/// Batch renormalization, Ioffe (2017). In training, with the batch's σ = √(variance + ε), outputs are
/// multiplied by r = σ / renorm_stddev and shifted by d = (mean − renorm_mean) / renorm_stddev before gamma and
/// beta; no gradient flows through r and d.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Renorm {
    /// Memory of past batches in renorm_mean and renorm_stddev, 0 to 1.
    pub momentum: f64,
    /// The least r.
    pub rmin: Option<f64>,
    /// The largest r.
    pub rmax: Option<f64>,
    /// The largest |d|.
    pub dmax: Option<f64>,
}

impl HyperParams {
    pub(super) fn batch_norm(&self) -> Option<BatchNormConfig> {
        let position = match self.name(&BATCH_NORM).as_str() {
            "before_activation" => Norm::BeforeActivation,
            "after_activation" => Norm::AfterActivation,
            _ => return None,
        };
        Some(BatchNormConfig {
            position,
            momentum: self.real(&BATCH_NORM_MOMENTUM),
            epsilon: self.real(&BATCH_NORM_EPSILON),
            gamma: self.gamma(),
            beta: self.beta(),
            moving_mean: self.real(&BATCH_NORM_MOVING_MEAN_INITIALIZER),
            moving_variance: self.real(&BATCH_NORM_MOVING_VARIANCE_INITIALIZER),
            renorm: self.renorm(),
        })
    }

    fn gamma(&self) -> Option<NormVariable> {
        self.is_on(&BATCH_NORM_SCALE).then(|| NormVariable {
            initial: self.real(&BATCH_NORM_GAMMA_INITIALIZER),
            regularizer: self.regularizer(&BATCH_NORM_GAMMA_L1, &BATCH_NORM_GAMMA_L2),
            constraint: self.constraint(&GAMMA_BOUNDS),
        })
    }

    fn beta(&self) -> Option<NormVariable> {
        self.is_on(&BATCH_NORM_CENTER).then(|| NormVariable {
            initial: self.real(&BATCH_NORM_BETA_INITIALIZER),
            regularizer: self.regularizer(&BATCH_NORM_BETA_L1, &BATCH_NORM_BETA_L2),
            constraint: self.constraint(&BETA_BOUNDS),
        })
    }

    fn renorm(&self) -> Option<Renorm> {
        self.is_on(&BATCH_NORM_RENORM).then(|| Renorm {
            momentum: self.real(&BATCH_NORM_RENORM_MOMENTUM),
            rmin: self.optional(&BATCH_NORM_RENORM_RMIN),
            rmax: self.optional(&BATCH_NORM_RENORM_RMAX),
            dmax: self.optional(&BATCH_NORM_RENORM_DMAX),
        })
    }
}
