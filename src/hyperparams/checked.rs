//! Hyperparameters as trained: typed, and known to be in range.

use serde::{Deserialize, Serialize};

use super::{
    Activation, BatchNormConfig, BiasInitializer, DropoutConfig, EarlyStopping, HiddenLayer,
    Initializer, Loss, LrSchedule, OptimizerConfig, Penalties, Reduction,
};

/// Hyperparameters that passed [`HyperParams::check`](super::HyperParams::check), which alone makes them.
///
/// They can be deserialised for one purpose: so that a worker takes them from the page, which has checked them, without
/// checking them again. What anybody else has written is read as [`HyperParams`](super::HyperParams), and checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CheckedHyperParams {
    /// First to last; empty for a plain softmax regression.
    pub hidden_layers: Vec<HiddenLayer>,
    pub output_activation: Activation,
    pub kernel_initializer: Initializer,
    /// Whether layers have biases.
    pub use_bias: bool,
    pub bias_initializer: BiasInitializer,
    pub batch_norm: Option<BatchNormConfig>,
    pub loss: Loss,
    pub reduction: Reduction,
    pub optimizer: OptimizerConfig,
    /// Where the schedule begins.
    pub learning_rate: f64,
    pub schedule: LrSchedule,
    pub epochs: usize,
    /// Images per step; the last batch of an epoch may be smaller.
    pub batch_size: usize,
    /// How many of the 60,000 training images are used: the first so many, those held out for validation
    /// among them.
    pub train_images: usize,
    /// The share of them, the last ones, that is held out for validation; 0 validates on the test set.
    pub validation_split: f64,
    /// Whether each epoch deals the images anew.
    pub shuffle: bool,
    pub seed: u64,
    pub penalties: Penalties,
    /// Of each hidden layer's outputs.
    pub dropout: DropoutConfig,
    /// Of the pixels.
    pub input_dropout: DropoutConfig,
    /// Standard deviation of the noise on the pixels in training, 0 to 1.
    pub gaussian_noise: f64,
    pub early_stopping: Option<EarlyStopping>,
}

impl CheckedHyperParams {
    /// The same with another seed: any `u32` is one, so these need no further check.
    #[must_use]
    pub fn with_seed(self, seed: u32) -> Self {
        Self {
            seed: seed.into(),
            ..self
        }
    }

    /// Images that are trained on; the others of [`train_images`](Self::train_images) are held out.
    pub fn images_per_epoch(&self) -> usize {
        training_share(self.train_images, self.validation_split)
    }

    /// Optimizer updates in one epoch.
    pub fn steps_per_epoch(&self) -> usize {
        self.images_per_epoch().div_ceil(self.batch_size)
    }

    /// The learning rate of a step, numbered from 0, as far as it can be known beforehand: a reduction on a
    /// plateau cannot.
    pub fn learning_rate_at(&self, step: u64) -> f64 {
        self.schedule.rate(step, self.learning_rate)
    }
}

/// Images before the point at which Keras splits: ⌊images · (1 − split)⌋.
pub(super) fn training_share(images: usize, split: f64) -> usize {
    (images as f64 * (1.0 - split)).floor() as usize
}

#[cfg(test)]
mod tests {
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::SEED;

    #[test]
    fn another_seed_is_what_a_check_would_have_made_of_it() {
        for seed in [0, 43, u32::MAX] {
            let checked = HyperParams::default().check().unwrap();
            let written = HyperParams::default().with(&SEED, f64::from(seed));
            assert_eq!(checked.with_seed(seed), written.check().unwrap());
        }
    }
}
