//! The optimizer as trained.

use serde::{Deserialize, Serialize};

use super::HyperParams;
use super::catalog::*;

/// An optimizer with what all of Keras' optimizers share; <https://keras.io/api/optimizers/>.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptimizerConfig {
    pub rule: UpdateRule,
    /// Decoupled: before the update w ← w − w · weight_decay · lr, of every trained variable.
    pub weight_decay: f64,
    pub clipping: Option<Clipping>,
    pub ema: Option<Ema>,
}

/// How a gradient becomes a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum UpdateRule {
    Sgd(Momentum),
    RmsProp {
        /// Memory of squared gradients.
        rho: f64,
        momentum: f64,
        /// Inside the root.
        epsilon: f64,
        centered: bool,
    },
    Adagrad {
        initial_accumulator_value: f64,
        /// Inside the root.
        epsilon: f64,
    },
    Adadelta {
        /// Memory of squared gradients and of squared steps.
        rho: f64,
        /// Inside both roots.
        epsilon: f64,
    },
    /// Adam, and AdamW, which differs in its default weight decay alone.
    Adam {
        moments: Adaptive,
        amsgrad: bool,
    },
    Nadam(Adaptive),
    Adamax(Adaptive),
    Lion {
        beta_1: f64,
        beta_2: f64,
    },
}

/// SGD's momentum: 0 is plain gradient descent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Momentum {
    pub momentum: f64,
    pub nesterov: bool,
}

/// What Adam and its kin have in common.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adaptive {
    /// Memory of gradients.
    pub beta_1: f64,
    /// Memory of squared gradients.
    pub beta_2: f64,
    /// Outside the root.
    pub epsilon: f64,
}

/// What is done to gradients that are too large; each bound is above 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Clipping {
    /// Each variable's gradient by its own norm.
    Norm(f64),
    /// Each element.
    Value(f64),
    /// All gradients by their common norm.
    GlobalNorm(f64),
}

impl Clipping {
    pub fn bound(self) -> f64 {
        let (Self::Norm(bound) | Self::Value(bound) | Self::GlobalNorm(bound)) = self;
        bound
    }
}

/// A moving average of the weights, which replaces them when training ends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ema {
    pub momentum: f64,
    /// It also replaces them after every so many steps of the run.
    pub overwrite_frequency: Option<u64>,
}

impl HyperParams {
    pub(super) fn optimizer(&self) -> OptimizerConfig {
        OptimizerConfig {
            rule: self.update_rule(),
            weight_decay: self.real(&WEIGHT_DECAY),
            clipping: self.clipping(),
            ema: self.ema(),
        }
    }

    fn update_rule(&self) -> UpdateRule {
        let (rho, epsilon) = (self.real(&RHO), self.real(&EPSILON));
        let momentum = self.real(&MOMENTUM);
        let moments = Adaptive {
            beta_1: self.real(&BETA_1),
            beta_2: self.real(&BETA_2),
            epsilon,
        };
        match self.name(&OPTIMIZER).as_str() {
            "sgd" => UpdateRule::Sgd(Momentum {
                momentum,
                nesterov: self.is_on(&NESTEROV),
            }),
            "rmsprop" => UpdateRule::RmsProp {
                rho,
                momentum,
                epsilon,
                centered: self.is_on(&CENTERED),
            },
            "adagrad" => UpdateRule::Adagrad {
                initial_accumulator_value: self.real(&INITIAL_ACCUMULATOR_VALUE),
                epsilon,
            },
            "adadelta" => UpdateRule::Adadelta { rho, epsilon },
            "nadam" => UpdateRule::Nadam(moments),
            "adamax" => UpdateRule::Adamax(moments),
            "lion" => UpdateRule::Lion {
                beta_1: moments.beta_1,
                beta_2: moments.beta_2,
            },
            _ => UpdateRule::Adam {
                moments,
                amsgrad: self.is_on(&AMSGRAD),
            },
        }
    }

    fn clipping(&self) -> Option<Clipping> {
        let kinds = [
            Clipping::Norm(self.real(&CLIPNORM)),
            Clipping::Value(self.real(&CLIPVALUE)),
            Clipping::GlobalNorm(self.real(&GLOBAL_CLIPNORM)),
        ];
        kinds.into_iter().find(|kind| kind.bound() > 0.0)
    }

    fn ema(&self) -> Option<Ema> {
        let frequency = self.whole(&EMA_OVERWRITE_FREQUENCY) as u64;
        self.is_on(&USE_EMA).then(|| Ema {
            momentum: self.real(&EMA_MOMENTUM),
            overwrite_frequency: (frequency > 0).then_some(frequency),
        })
    }
}
