//! What to train: plain data, no burn, no browser.
//!
//! [`HyperParams`] is what a form, a link or a JSON file says; it may be wrong. [`HyperParams::check`] turns
//! it into [`CheckedHyperParams`], the only thing that a trainer takes, or names everything that is wrong with it.
//!
//! A concept is a file: its rows, the typed form in which it is trained, how that is read, what is wrong with it, how
//! Keras spells it. This module lists the concepts, in the order of the screen, and puts their typed forms together.

mod bias;
pub mod catalog;
mod check;
mod checked;
mod choice;
mod concept;
mod constraint;
mod data;
mod dropout;
mod early_stopping;
pub mod error;
mod gaussian_dropout;
mod gaussian_noise;
mod initializer;
mod json;
pub(crate) mod keras;
pub(crate) mod keras_code;
pub mod keras_config;
mod kind;
mod layers;
mod loss;
mod lr_schedule;
mod monitor;
pub mod near;
mod normalization;
pub mod number;
mod optimizer;
mod params;
mod parts;
mod penalties;
pub mod permalink;
pub mod presets;
pub(crate) mod python;
mod regularizer;
mod spec;
mod text;
mod training;
pub(crate) mod tree;
mod validation;
mod value;

pub use bias::*;
pub use catalog::CATALOG;
pub use choice::{Choice, Choices};
pub use concept::ParamWarning;
pub use constraint::*;
pub use data::{DATA, DataId};
pub use dropout::*;
pub use early_stopping::*;
pub use error::InvalidParam;
pub use gaussian_dropout::*;
pub use gaussian_noise::*;
pub use initializer::*;
pub use kind::{DefaultValue, Group, Kind, Scale};
pub use layers::*;
pub use loss::*;
pub use lr_schedule::*;
pub use monitor::*;
pub use normalization::*;
pub use optimizer::*;
pub use penalties::*;
pub use regularizer::*;
pub use spec::{HyperParams, ParamSpec};
pub use text::ListFormat;
pub use training::*;
pub use validation::held_out_name;
pub use value::Value;

use concept::Concept;
use serde::{Deserialize, Serialize};

/// Every concept, in the order of the screen.
const CONCEPTS: [Concept; 13] = [
    layers::CONCEPT,
    initializer::CONCEPT,
    bias::CONCEPT,
    normalization::CONCEPT,
    optimizer::CONCEPT,
    lr_schedule::CONCEPT,
    training::CONCEPT,
    loss::CONCEPT,
    penalties::CONCEPT,
    dropout::CONCEPT,
    gaussian_dropout::CONCEPT,
    gaussian_noise::CONCEPT,
    early_stopping::CONCEPT,
];

/// Hyperparameters that passed [`HyperParams::check`](super::HyperParams::check), which alone makes them.
///
/// They can be deserialised for one purpose: so that a worker takes them from the page, which has checked them, without
/// checking them again. What anybody else has written is read as [`HyperParams`], and checked.
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
    /// Which images these are.
    pub data: DataId,
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
    /// Rate of the noise that multiplies each hidden layer's outputs in training, 0 (off) to 0.99.
    pub gaussian_dropout: f64,
    /// Standard deviation of the noise on the pixels in training, 0 to 1.
    pub gaussian_noise: f64,
    pub early_stopping: Option<EarlyStopping>,
}

impl CheckedHyperParams {
    /// Whether weights of one network fit the other: whether they have the same variables.
    pub fn has_network_of(&self, other: &Self) -> bool {
        let units = |it: &Self| -> Vec<usize> {
            it.hidden_layers.iter().map(|layer| layer.units).collect()
        };
        let norm = |it: &Self| {
            let norm = it.batch_norm.as_ref();
            norm.map(|it| (it.gamma.is_some(), it.beta.is_some(), it.renorm.is_some()))
        };
        (units(self), self.use_bias, norm(self)) == (units(other), other.use_bias, norm(other))
    }

    /// Reads hyperparameters in which nothing is wrong.
    fn read(params: &HyperParams) -> Self {
        Self {
            hidden_layers: HiddenLayer::read_all(params),
            output_activation: Activation::of_output(params),
            kernel_initializer: Initializer::read(params),
            use_bias: params.is_on(&USE_BIAS),
            bias_initializer: BiasInitializer::read(params),
            batch_norm: BatchNormConfig::read(params),
            loss: Loss::read(params),
            reduction: params.choice(&REDUCTION),
            optimizer: OptimizerConfig::read(params),
            learning_rate: params.real(&LEARNING_RATE),
            schedule: LrSchedule::read(params),
            epochs: params.whole(&EPOCHS),
            batch_size: params.whole(&BATCH_SIZE),
            data: DataId::read(params),
            train_images: params.whole(&TRAIN_IMAGES),
            validation_split: params.real(&VALIDATION_SPLIT),
            shuffle: params.is_on(&SHUFFLE),
            seed: params.whole(&SEED) as u64,
            penalties: Penalties::read(params),
            dropout: DropoutConfig::hidden(params),
            input_dropout: DropoutConfig::input(params),
            gaussian_dropout: params.real(&GAUSSIAN_DROPOUT),
            gaussian_noise: params.real(&GAUSSIAN_NOISE),
            early_stopping: params.early_stopping(),
        }
    }
}
