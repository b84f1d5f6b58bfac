//! What keeps a network from learning its training images by heart.

use super::architecture::has_hidden_layers;
use super::{Choice, Default, Group, Row, Scale};
use crate::hyperparams::HyperParams;

/// Whether there is a layer for penalties and constraints.
fn has_penalty_layers(params: &HyperParams) -> bool {
    has_hidden_layers(params) || params.get(&PENALTY_LAYERS).text() == Some("all")
}

/// Whether there is anything for those layers to carry; without hidden layers the choice comes first.
fn penalizes(params: &HyperParams) -> bool {
    let on = |row: &Row| params.get(row).number() != Some(0.0);
    let penalties = [&L1, &L2, &BIAS_L1, &BIAS_L2, &ACTIVITY_L1, &ACTIVITY_L2];
    !has_hidden_layers(params) || penalties.into_iter().any(on) || !constraint_is(params, &["none"])
}

fn constraint_is(params: &HyperParams, names: &[&str]) -> bool {
    let constraint = params.get(&KERNEL_CONSTRAINT);
    constraint.text().is_some_and(|name| names.contains(&name))
}

fn constrained_by(params: &HyperParams, names: &[&str]) -> bool {
    has_penalty_layers(params) && constraint_is(params, names)
}

fn has_biases(params: &HyperParams) -> bool {
    has_penalty_layers(params) && params.get(&super::USE_BIAS).switch() != Some(false)
}

const fn penalty(key: &'static str, label: &'static str) -> Row {
    Row::real(key, label, (0.0, 1.0), Scale::ZeroThenLog { from: -7 }, 0.0)
        .of(Group::Regularization)
        .when(has_penalty_layers)
        .see("https://keras.io/api/layers/regularizers/")
}

pub static L1: Row = penalty("l1", "L1 penalty")
    .help("Pulls weights to exactly zero: simpler, then blunter networks.");

pub static L2: Row =
    penalty("l2", "L2 penalty").help("Shrinks large weights: less overfitting, then underfitting.");

pub static BIAS_L1: Row = penalty("bias_l1", "L1 penalty of biases")
    .advanced()
    .when(has_biases)
    .help("Pulls biases to exactly zero, as the L1 penalty does with weights.");

pub static BIAS_L2: Row = penalty("bias_l2", "L2 penalty of biases")
    .advanced()
    .when(has_biases)
    .help("Shrinks large biases, as the L2 penalty does with weights.");

pub static ACTIVITY_L1: Row = penalty("activity_l1", "L1 penalty of outputs")
    .advanced()
    .help("Pulls the layers' outputs to zero, so that fewer nodes fire for an image.");

pub static ACTIVITY_L2: Row = penalty("activity_l2", "L2 penalty of outputs")
    .advanced()
    .help("Shrinks large outputs of the layers.");

pub static KERNEL_CONSTRAINT: Row = Row::choice(
    "kernel_constraint",
    "Weight constraint",
    &[
        Choice::new("none", "None"),
        Choice::new("max_norm", "Max norm"),
        Choice::new("unit_norm", "Unit norm"),
        Choice::new("min_max_norm", "Min-max norm"),
        Choice::new("non_neg", "Not negative"),
    ],
    "none",
)
.of(Group::Regularization)
.advanced()
.when(has_penalty_layers)
.help("Forces the weights into bounds after every step, which no penalty can guarantee.")
.see("https://keras.io/api/layers/constraints/");

pub static CONSTRAINT_MIN_VALUE: Row = Row::real(
    "constraint_min_value",
    "Smallest norm",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -2 },
    0.0,
)
.of(Group::Regularization)
.advanced()
.when(|params| constrained_by(params, &["min_max_norm"]))
.help("Weights that are shorter than this are stretched.")
.see("https://keras.io/api/layers/constraints/#minmaxnorm-class");

pub static CONSTRAINT_MAX_VALUE: Row = Row::real(
    "constraint_max_value",
    "Largest norm",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -2 },
    2.0,
)
.of(Group::Regularization)
.advanced()
.when(|params| constrained_by(params, &["max_norm", "min_max_norm"]))
.varying(|params| constraint_is(params, &["min_max_norm"]).then_some(Default::Number(1.0)))
.help("Weights that are longer than this are shortened: smaller regularizes more.")
.see("https://keras.io/api/layers/constraints/#maxnorm-class");

pub static CONSTRAINT_RATE: Row = Row::real(
    "constraint_rate",
    "Strictness",
    (0.0, 1.0),
    Scale::Linear,
    1.0,
)
.of(Group::Regularization)
.advanced()
.when(|params| constrained_by(params, &["min_max_norm"]))
.help("The share of the way to the bounds that is gone in each step; 1 enforces them.")
.see("https://keras.io/api/layers/constraints/#minmaxnorm-class");

pub static CONSTRAINT_AXIS: Row = Row::choice(
    "constraint_axis",
    "Norm over",
    &[
        Choice::new("0", "Each node's weights"),
        Choice::new("1", "Each input's weights"),
        Choice::new("0, 1", "The whole kernel"),
    ],
    "0",
)
.of(Group::Regularization)
.advanced()
.when(|params| constrained_by(params, &["max_norm", "unit_norm", "min_max_norm"]))
.help("Which weights are measured together (Keras' axis).")
.see("https://keras.io/api/layers/constraints/#maxnorm-class");

pub static PENALTY_LAYERS: Row = Row::choice(
    "penalty_layers",
    "Penalized layers",
    &[
        Choice::new("hidden", "Hidden layers"),
        Choice::new("hidden_after_first", "Hidden layers after the first"),
        Choice::new("all", "All layers"),
    ],
    "hidden",
)
.of(Group::Regularization)
.advanced()
.when(penalizes)
.help("The layers that carry the penalties and the weight constraint.")
.see("https://keras.io/api/layers/regularizers/");

pub static DROPOUT: Row = Row::real("dropout", "Dropout", (0.0, 0.99), Scale::Linear, 0.0)
    .of(Group::Regularization)
    .when(has_hidden_layers)
    .help("Switches off a larger share of each hidden layer's outputs at random in every step.")
    .see("https://keras.io/api/layers/regularization_layers/dropout/");

pub static INPUT_DROPOUT: Row = Row::real(
    "input_dropout",
    "Input dropout",
    (0.0, 0.99),
    Scale::Linear,
    0.0,
)
.of(Group::Regularization)
.help("Switches off a larger share of the pixels at random in every step.")
.see("https://keras.io/api/layers/regularization_layers/dropout/");

pub static GAUSSIAN_NOISE: Row = Row::real(
    "gaussian_noise",
    "Noise on the images",
    (0.0, 1.0),
    Scale::Linear,
    0.0,
)
.of(Group::Regularization)
.help("Adds noise of this standard deviation to the pixels, other noise in every step.")
.see("https://keras.io/api/layers/regularization_layers/gaussian_noise/");
