//! What every layer starts with, and batch normalization.

use super::architecture::has_hidden_layers;
use super::{Choice, Group, Row, Scale};
use crate::hyperparams::HyperParams;

fn starts_with(params: &HyperParams, names: &[&str]) -> bool {
    let initializer = params.get(&KERNEL_INITIALIZER);
    initializer.text().is_some_and(|name| names.contains(&name))
}

fn normalizes(params: &HyperParams) -> bool {
    has_hidden_layers(params) && params.get(&BATCH_NORM).text() != Some("off")
}

pub static KERNEL_INITIALIZER: Row = Row::choice(
    "kernel_initializer",
    "Initial weights",
    &[
        Choice::new("glorot_uniform", "Glorot uniform"),
        Choice::new("glorot_normal", "Glorot normal"),
        Choice::new("he_uniform", "He uniform"),
        Choice::new("he_normal", "He normal"),
        Choice::new("lecun_uniform", "LeCun uniform"),
        Choice::new("lecun_normal", "LeCun normal"),
        Choice::new("orthogonal", "Orthogonal"),
        Choice::new("random_normal", "Random normal"),
        Choice::new("truncated_normal", "Truncated normal"),
        Choice::new("zeros", "Zeros"),
    ],
    "glorot_uniform",
)
.of(Group::Architecture)
.help(
    "Where training starts: He suits ReLU, Glorot suits tanh; zeros keep all nodes alike for ever.",
)
.see("https://keras.io/api/layers/initializers/");

pub static INITIALIZER_MEAN: Row = Row::real(
    "initializer_mean",
    "Mean of initial weights",
    (-1.0, 1.0),
    Scale::Linear,
    0.0,
)
.of(Group::Architecture)
.advanced()
.when(|params| starts_with(params, &["random_normal", "truncated_normal"]))
.help("The middle of the initial weights; away from zero all nodes start alike.")
.see("https://keras.io/api/layers/initializers/#randomnormal-class");

pub static INITIALIZER_STDDEV: Row = Row::real(
    "initializer_stddev",
    "Spread of initial weights",
    (0.0, 1.0),
    Scale::Linear,
    0.05,
)
.of(Group::Architecture)
.when(|params| starts_with(params, &["random_normal", "truncated_normal"]))
.help("The standard deviation of the initial weights: too wide saturates, too narrow stalls.")
.see("https://keras.io/api/layers/initializers/#randomnormal-class");

pub static INITIALIZER_GAIN: Row = Row::real(
    "initializer_gain",
    "Gain of initial weights",
    (0.0, 10.0),
    Scale::Linear,
    1.0,
)
.of(Group::Architecture)
.advanced()
.when(|params| starts_with(params, &["orthogonal"]))
.help("A factor on the orthogonal matrix: how much a layer stretches its input at the start.")
.see("https://keras.io/api/layers/initializers/#orthogonal-class");

pub static USE_BIAS: Row = Row::switch("use_bias", "Biases", true)
    .of(Group::Architecture)
    .advanced()
    .help("Gives every node an offset of its own, so that it can fire without input.")
    .see("https://keras.io/api/layers/core_layers/dense/");

pub static BATCH_NORM: Row = Row::choice(
    "batch_norm",
    "Batch normalization",
    &[
        Choice::new("off", "Off"),
        Choice::new("before_activation", "Before the activation"),
        Choice::new("after_activation", "After the activation"),
    ],
    "off",
)
.of(Group::Architecture)
.when(has_hidden_layers)
.help("Rescales each node's outputs over the batch, which allows larger learning rates.")
.see("https://keras.io/api/layers/normalization_layers/batch_normalization/");

pub static BATCH_NORM_MOMENTUM: Row = Row::real(
    "batch_norm_momentum",
    "Batch norm momentum",
    (0.0, 1.0),
    Scale::Linear,
    0.99,
)
.of(Group::Architecture)
.advanced()
.when(normalizes)
.help(
    "A longer memory of past batches for the statistics that evaluation uses: steadier, but late.",
)
.see("https://keras.io/api/layers/normalization_layers/batch_normalization/");

pub static BATCH_NORM_EPSILON: Row = Row::real(
    "batch_norm_epsilon",
    "Batch norm epsilon",
    (1e-10, 1.0),
    Scale::Log,
    1e-3,
)
.of(Group::Architecture)
.advanced()
.when(normalizes)
.help("Added to the variance: a larger value rescales nearly constant outputs less.")
.see("https://keras.io/api/layers/normalization_layers/batch_normalization/");

pub static BATCH_NORM_CENTER: Row = Row::switch("batch_norm_center", "Batch norm offset", true)
    .of(Group::Architecture)
    .advanced()
    .when(normalizes)
    .help("Learns an offset (beta) for each normalized node.")
    .see("https://keras.io/api/layers/normalization_layers/batch_normalization/");

pub static BATCH_NORM_SCALE: Row = Row::switch("batch_norm_scale", "Batch norm scale", true)
    .of(Group::Architecture)
    .advanced()
    .when(normalizes)
    .help("Learns a factor (gamma) for each normalized node.")
    .see("https://keras.io/api/layers/normalization_layers/batch_normalization/");
