//! What every layer starts with.

use super::{Choice, Group, ParamSpec, Scale};
use crate::hyperparams::HyperParams;

fn starts_with(params: &HyperParams, names: &[&str]) -> bool {
    let initializer = params.text(&KERNEL_INITIALIZER);
    initializer.is_some_and(|name| names.contains(&name))
}

fn has_biases(params: &HyperParams) -> bool {
    params.switch(&USE_BIAS) != Some(false)
}

fn biases_start_with(params: &HyperParams, names: &[&str]) -> bool {
    let initializer = params.text(&BIAS_INITIALIZER);
    has_biases(params) && initializer.is_some_and(|name| names.contains(&name))
}

pub static KERNEL_INITIALIZER: ParamSpec = ParamSpec::choice(
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
.group(Group::Architecture)
.aliases(&["initializer", "weight initialization"])
.help(
    "Where training starts: He suits ReLU, Glorot suits tanh; zeros keep all nodes alike for ever.",
)
.docs("https://keras.io/api/layers/initializers/");

pub static INITIALIZER_MEAN: ParamSpec = ParamSpec::real(
    "initializer_mean",
    "Mean of initial weights",
    (-1.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Architecture)
.advanced()
.applies(|params| starts_with(params, &["random_normal", "truncated_normal"]))
.help("The middle of the initial weights; away from zero all nodes start alike.")
.docs("https://keras.io/api/layers/initializers/#randomnormal-class");

pub static INITIALIZER_STDDEV: ParamSpec = ParamSpec::real(
    "initializer_stddev",
    "Spread of initial weights",
    (0.0, 1.0),
    Scale::Linear,
    0.05,
)
.group(Group::Architecture)
.applies(|params| starts_with(params, &["random_normal", "truncated_normal"]))
.help("The standard deviation of the initial weights: too wide saturates, too narrow stalls.")
.docs("https://keras.io/api/layers/initializers/#randomnormal-class");

pub static INITIALIZER_GAIN: ParamSpec = ParamSpec::real(
    "initializer_gain",
    "Gain of initial weights",
    (0.0, 10.0),
    Scale::Linear,
    1.0,
)
.group(Group::Architecture)
.advanced()
.applies(|params| starts_with(params, &["orthogonal"]))
.help("A factor on the orthogonal matrix: how much a layer stretches its input at the start.")
.docs("https://keras.io/api/layers/initializers/#orthogonal-class");

pub static USE_BIAS: ParamSpec = ParamSpec::switch("use_bias", "Biases", true)
    .group(Group::Architecture)
    .advanced()
    .help("Gives every node an offset of its own, so that it can fire without input.")
    .docs("https://keras.io/api/layers/core_layers/dense/");

pub static BIAS_INITIALIZER: ParamSpec = ParamSpec::choice(
    "bias_initializer",
    "Initial biases",
    &[
        Choice::new("zeros", "Zeros"),
        Choice::new("ones", "Ones"),
        Choice::new("constant", "Constant"),
        Choice::new("random_normal", "Random normal"),
        Choice::new("truncated_normal", "Truncated normal"),
    ],
    "zeros",
)
.group(Group::Architecture)
.advanced()
.applies(has_biases)
.help("Where biases start: above zero all ReLUs fire at first, random ones differ at once.")
.docs("https://keras.io/api/layers/initializers/");

pub static BIAS_INITIALIZER_VALUE: ParamSpec = ParamSpec::real(
    "bias_initializer_value",
    "Value of initial biases",
    (-10.0, 10.0),
    Scale::Linear,
    0.0,
)
.group(Group::Architecture)
.advanced()
.applies(|params| biases_start_with(params, &["constant"]))
.help("The bias that every node starts with: higher lets it fire more readily.")
.docs("https://keras.io/api/layers/initializers/#constant-class");

pub static BIAS_INITIALIZER_MEAN: ParamSpec = ParamSpec::real(
    "bias_initializer_mean",
    "Mean of initial biases",
    (-1.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Architecture)
.advanced()
.applies(|params| biases_start_with(params, &["random_normal", "truncated_normal"]))
.help("The middle of the initial biases: higher lets nodes fire more readily.")
.docs("https://keras.io/api/layers/initializers/#randomnormal-class");

pub static BIAS_INITIALIZER_STDDEV: ParamSpec = ParamSpec::real(
    "bias_initializer_stddev",
    "Spread of initial biases",
    (0.0, 1.0),
    Scale::Linear,
    0.05,
)
.group(Group::Architecture)
.advanced()
.applies(|params| biases_start_with(params, &["random_normal", "truncated_normal"]))
.help("The standard deviation of the initial biases: wider makes nodes differ more at first.")
.docs("https://keras.io/api/layers/initializers/#randomnormal-class");
