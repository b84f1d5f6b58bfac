//! Hyperparameters as trained: typed, and known to be in range.

use serde::{Deserialize, Serialize};

/// Hyperparameters that passed [`HyperParams::check`](super::HyperParams::check), which alone makes them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CheckedHyperParams {
    /// Units of each hidden layer, first to last; empty for a plain softmax regression.
    pub hidden_units: Vec<usize>,
    /// Activation of every hidden layer; the output layer's is softmax.
    pub activation: Activation,
    pub optimizer: OptimizerConfig,
    pub learning_rate: f64,
    pub epochs: usize,
    /// Images per step; the last batch of an epoch may be smaller.
    pub batch_size: usize,
    /// How many of the 60,000 training images are used: the first so many.
    pub train_images: usize,
    /// Whether each epoch deals the images anew.
    pub shuffle: bool,
    pub seed: u64,
    /// Penalty on the kernels of the hidden layers.
    pub kernel_regularizer: Regularizer,
    /// Share of each hidden layer's outputs that is dropped in training, 0 to 0.99.
    pub dropout: f64,
}

/// Keras' activations; formulas at <https://keras.io/api/layers/activations/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    Linear,
    Relu,
    Sigmoid,
    Tanh,
}

/// Keras' optimizers with their fields; see <https://keras.io/api/optimizers/>.
#[derive(Clone, Debug, PartialEq)]
pub enum OptimizerConfig {
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
    Adam {
        beta_1: f64,
        beta_2: f64,
        /// Outside the root, added to the uncorrected one ("epsilon hat").
        epsilon: f64,
        amsgrad: bool,
    },
}

/// SGD's momentum: 0 is plain gradient descent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Momentum {
    pub momentum: f64,
    pub nesterov: bool,
}

/// `l1 Σ|w| + l2 Σw²`, added to the loss as it is; note that L2 has no ½.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Regularizer {
    pub l1: f64,
    pub l2: f64,
}

impl Regularizer {
    pub fn is_off(self) -> bool {
        self == Self::default()
    }
}

impl CheckedHyperParams {
    /// Optimizer updates in one epoch.
    pub fn steps_per_epoch(&self) -> usize {
        self.train_images.div_ceil(self.batch_size)
    }
}
