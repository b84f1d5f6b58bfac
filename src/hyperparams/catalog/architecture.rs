//! The network: layers, activations, initial weights and batch normalization.

use super::{Choice, Group, ParamSpec, Scale};
use crate::hyperparams::HyperParams;
use crate::hyperparams::text::{self, Text};

/// Hidden layers at most.
pub const MOST_LAYERS: u32 = 8;
/// Nodes of a hidden layer at most.
pub const MOST_NODES: u32 = 1024;

/// Activations of hidden layers.
pub static HIDDEN_ACTIVATIONS: &[Choice] = &ACTIVATIONS;

const ACTIVATIONS: [Choice; 13] = [
    Choice::new("relu", "ReLU"),
    Choice::new("leaky_relu", "Leaky ReLU"),
    Choice::new("elu", "ELU"),
    Choice::new("selu", "SELU"),
    Choice::new("gelu", "GELU"),
    Choice::new("silu", "SiLU (swish)"),
    Choice::new("mish", "Mish"),
    Choice::new("sigmoid", "Sigmoid"),
    Choice::new("hard_sigmoid", "Hard sigmoid"),
    Choice::new("tanh", "Tanh"),
    Choice::new("softplus", "Softplus"),
    Choice::new("softsign", "Softsign"),
    Choice::new("linear", "Linear"),
];

/// Those, and softmax first.
const OUTPUT_ACTIVATIONS: [Choice; 14] = {
    let mut all = [Choice::new("softmax", "Softmax"); 14];
    let mut at = 0;
    while at < ACTIVATIONS.len() {
        all[at + 1] = ACTIVATIONS[at];
        at += 1;
    }
    all
};

fn lists_layers(params: &HyperParams) -> bool {
    params.text(&HIDDEN_UNITS) != Some("")
}

pub(super) fn has_hidden_layers(params: &HyperParams) -> bool {
    lists_layers(params) || params.number(&N_LAYERS) != Some(0.0)
}

/// Whether any layer has this activation.
fn activates_with(params: &HyperParams, name: &str) -> bool {
    let is = |row: &ParamSpec| params.text(row) == Some(name);
    let mut layers = params
        .text(&HIDDEN_UNITS)
        .filter(|listed| !listed.is_empty())
        .and_then(text::hidden_units)
        .unwrap_or_default();
    if layers.is_empty() && has_hidden_layers(params) {
        layers.push((1, None));
    }
    let hidden = layers
        .iter()
        .any(|(_, own)| own.map_or_else(|| is(&ACTIVATION), |own| own == name));
    hidden || is(&OUTPUT_ACTIVATION)
}

pub static N_LAYERS: ParamSpec = ParamSpec::integer(
    "n_layers",
    "Hidden layers",
    (0, MOST_LAYERS),
    Scale::Linear,
    2,
)
.group(Group::Architecture)
.applies(|params| !lists_layers(params))
.aliases(&["depth", "num layers", "number of layers"])
.help("More layers can express more intricate functions, but are slower and harder to train.")
.docs("https://keras.io/api/models/sequential/");

pub static N_NODES: ParamSpec = ParamSpec::integer(
    "n_nodes",
    "Nodes per layer",
    (1, MOST_NODES),
    Scale::Log,
    128,
)
.group(Group::Architecture)
.applies(|params| !lists_layers(params) && has_hidden_layers(params))
.aliases(&["width", "units", "neurons", "hidden size"])
.help("More nodes give each layer more capacity, at a cost in time and a risk of overfitting.")
.docs("https://keras.io/api/layers/core_layers/dense/");

pub static HIDDEN_UNITS: ParamSpec =
    ParamSpec::text("hidden_units", "Layers one by one", Text::HiddenUnits, "")
        .group(Group::Architecture)
        .advanced()
        .help("Widths of the layers, each with its own activation if it has one: 128, 64:tanh.")
        .docs("https://keras.io/api/layers/core_layers/dense/");

pub static ACTIVATION: ParamSpec =
    ParamSpec::choice("activation", "Activation", &ACTIVATIONS, "relu")
        .group(Group::Architecture)
        .applies(has_hidden_layers)
        .aliases(&["nonlinearity", "transfer function"])
        .help(
            "Bends each layer's output; without a bend (linear) any number of layers is worth one.",
        )
        .docs("https://keras.io/api/layers/activations/");

pub static NEGATIVE_SLOPE: ParamSpec = ParamSpec::real(
    "negative_slope",
    "Negative slope",
    (0.0, 1.0),
    Scale::Linear,
    0.2,
)
.group(Group::Architecture)
.applies(|params| activates_with(params, "leaky_relu"))
.help("How much of a negative input Leaky ReLU lets through: more keeps dead units alive.")
.docs("https://keras.io/api/layers/activations/#leakyrelu-function");

pub static ELU_ALPHA: ParamSpec =
    ParamSpec::real("elu_alpha", "ELU alpha", (0.0, 10.0), Scale::Linear, 1.0)
        .group(Group::Architecture)
        .advanced()
        .applies(|params| activates_with(params, "elu"))
        .help("The value that ELU approaches for very negative inputs, below zero.")
        .docs("https://keras.io/api/layers/activations/#elu-function");

pub static APPROXIMATE: ParamSpec = ParamSpec::switch("approximate", "Approximate GELU", false)
    .group(Group::Architecture)
    .advanced()
    .applies(|params| activates_with(params, "gelu"))
    .help("Computes GELU by tanh rather than by the error function: nearly the same.")
    .docs("https://keras.io/api/layers/activations/#gelu-function");

pub static RELU_MAX_VALUE: ParamSpec = ParamSpec::text(
    "relu_max_value",
    "ReLU saturates at",
    Text::OptionalNumber,
    "",
)
.group(Group::Architecture)
.advanced()
.applies(|params| activates_with(params, "relu"))
.help("The largest output of ReLU; nothing lets it grow without bound.")
.docs("https://keras.io/api/layers/activations/#relu-function");

pub static RELU_NEGATIVE_SLOPE: ParamSpec = ParamSpec::real(
    "relu_negative_slope",
    "ReLU negative slope",
    (0.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Architecture)
.advanced()
.applies(|params| activates_with(params, "relu"))
.help("How much of an input below the threshold ReLU lets through.")
.docs("https://keras.io/api/layers/activations/#relu-function");

pub static RELU_THRESHOLD: ParamSpec = ParamSpec::real(
    "relu_threshold",
    "ReLU threshold",
    (0.0, 10.0),
    Scale::Linear,
    0.0,
)
.group(Group::Architecture)
.advanced()
.applies(|params| activates_with(params, "relu"))
.help("Inputs up to this value give no output: higher makes sparser layers.")
.docs("https://keras.io/api/layers/activations/#relu-function");

pub static OUTPUT_ACTIVATION: ParamSpec = ParamSpec::choice(
    "output_activation",
    "Output activation",
    &OUTPUT_ACTIVATIONS,
    "softmax",
)
.group(Group::Architecture)
.advanced()
.help("Turns the last layer into ten outputs; softmax makes them probabilities that add up to 1.")
.docs("https://keras.io/api/layers/activations/#softmax-function");
