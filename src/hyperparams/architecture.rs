//! The network as trained.

use serde::{Deserialize, Serialize};

use super::HyperParams;
use super::catalog::*;
use super::text;

/// One hidden layer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HiddenLayer {
    /// 1 to 1024.
    pub units: usize,
    pub activation: Activation,
}

/// Keras' activations; formulas at <https://keras.io/api/layers/activations/>.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Activation {
    Linear,
    Relu {
        /// How much of an input below the threshold passes.
        negative_slope: f64,
        /// Where it saturates, if it does.
        max_value: Option<f64>,
        threshold: f64,
    },
    LeakyRelu {
        negative_slope: f64,
    },
    /// α (eˣ − 1) below 0.
    Elu {
        alpha: f64,
    },
    Selu,
    Gelu {
        /// By tanh rather than by the error function.
        approximate: bool,
    },
    Silu,
    Mish,
    Sigmoid,
    HardSigmoid,
    Tanh,
    Softplus,
    Softsign,
    /// Of the output layer only.
    Softmax,
}

/// How kernels start; <https://keras.io/api/layers/initializers/>. V is the variance that the layer's width
/// asks for: 2 / (fan_in + fan_out) for Glorot, 2 / fan_in for He, 1 / fan_in for LeCun.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Initializer {
    /// Even over ±√(3V).
    Uniform(Fan),
    /// A normal of variance V after being cut off at two deviations.
    Normal(Fan),
    /// A random rotation (a part of one, where the kernel is not square) times `gain`.
    Orthogonal {
        gain: f64,
    },
    /// A normal that nothing cuts off.
    RandomNormal {
        mean: f64,
        stddev: f64,
    },
    /// A normal cut off at two deviations, without making up for it.
    TruncatedNormal {
        mean: f64,
        stddev: f64,
    },
    Zeros,
}

/// Whose rule gives the variance of initial weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fan {
    Glorot,
    He,
    Lecun,
}

/// How biases start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum BiasInitializer {
    Constant(f64),
    /// A normal that nothing cuts off.
    RandomNormal {
        mean: f64,
        stddev: f64,
    },
    /// A normal cut off at two deviations, without making up for it.
    TruncatedNormal {
        mean: f64,
        stddev: f64,
    },
}

impl HyperParams {
    pub(super) fn hidden_layers(&self) -> Vec<HiddenLayer> {
        let own = self.activation(&self.name(&ACTIVATION));
        let listed = self.name(&HIDDEN_UNITS);
        let listed = text::hidden_units(&listed).unwrap_or_default();
        if listed.is_empty() {
            let layer = HiddenLayer {
                units: self.whole(&N_NODES),
                activation: own,
            };
            return vec![layer; self.whole(&N_LAYERS)];
        }
        let layers = listed.into_iter();
        layers
            .map(|(units, name)| HiddenLayer {
                units,
                activation: name.map_or(own, |name| self.activation(name)),
            })
            .collect()
    }

    pub(super) fn activation(&self, name: &str) -> Activation {
        match name {
            "leaky_relu" => Activation::LeakyRelu {
                negative_slope: self.real(&NEGATIVE_SLOPE),
            },
            "elu" => Activation::Elu {
                alpha: self.real(&ELU_ALPHA),
            },
            "selu" => Activation::Selu,
            "gelu" => Activation::Gelu {
                approximate: self.is_on(&APPROXIMATE),
            },
            "silu" => Activation::Silu,
            "mish" => Activation::Mish,
            "sigmoid" => Activation::Sigmoid,
            "hard_sigmoid" => Activation::HardSigmoid,
            "tanh" => Activation::Tanh,
            "softplus" => Activation::Softplus,
            "softsign" => Activation::Softsign,
            "softmax" => Activation::Softmax,
            "linear" => Activation::Linear,
            _ => Activation::Relu {
                negative_slope: self.real(&RELU_NEGATIVE_SLOPE),
                max_value: self.optional(&RELU_MAX_VALUE),
                threshold: self.real(&RELU_THRESHOLD),
            },
        }
    }

    pub(super) fn kernel_initializer(&self) -> Initializer {
        let (mean, stddev) = (self.real(&INITIALIZER_MEAN), self.real(&INITIALIZER_STDDEV));
        match self.name(&KERNEL_INITIALIZER).as_str() {
            "glorot_normal" => Initializer::Normal(Fan::Glorot),
            "he_uniform" => Initializer::Uniform(Fan::He),
            "he_normal" => Initializer::Normal(Fan::He),
            "lecun_uniform" => Initializer::Uniform(Fan::Lecun),
            "lecun_normal" => Initializer::Normal(Fan::Lecun),
            "orthogonal" => Initializer::Orthogonal {
                gain: self.real(&INITIALIZER_GAIN),
            },
            "random_normal" => Initializer::RandomNormal { mean, stddev },
            "truncated_normal" => Initializer::TruncatedNormal { mean, stddev },
            "zeros" => Initializer::Zeros,
            _ => Initializer::Uniform(Fan::Glorot),
        }
    }

    pub(super) fn bias_initializer(&self) -> BiasInitializer {
        let mean = self.real(&BIAS_INITIALIZER_MEAN);
        let stddev = self.real(&BIAS_INITIALIZER_STDDEV);
        match self.name(&BIAS_INITIALIZER).as_str() {
            "ones" => BiasInitializer::Constant(1.0),
            "constant" => BiasInitializer::Constant(self.real(&BIAS_INITIALIZER_VALUE)),
            "random_normal" => BiasInitializer::RandomNormal { mean, stddev },
            "truncated_normal" => BiasInitializer::TruncatedNormal { mean, stddev },
            _ => BiasInitializer::Constant(0.0),
        }
    }
}
