//! What keeps a network from learning its training images by heart.

use super::architecture::has_hidden_layers;
use super::{Choice, DefaultValue, Group, ParamSpec, Scale};
use crate::hyperparams::HyperParams;

/// Whether there is a layer for penalties and constraints.
fn has_penalty_layers(params: &HyperParams) -> bool {
    has_hidden_layers(params) || params.text(&PENALTY_LAYERS) == Some("all")
}

/// Whether there is anything for those layers to carry; without hidden layers the choice comes first.
fn penalizes(params: &HyperParams) -> bool {
    let on = |row: &ParamSpec| (row.applies)(params) && params.number(row) != Some(0.0);
    let binds = |row: &ParamSpec| (row.applies)(params) && !is_one_of(params, row, &["none"]);
    let penalties = [&L1, &L2, &BIAS_L1, &BIAS_L2, &ACTIVITY_L1, &ACTIVITY_L2];
    let bounds = [&KERNEL_CONSTRAINT, &BIAS_CONSTRAINT];
    !has_hidden_layers(params) || penalties.into_iter().any(on) || bounds.into_iter().any(binds)
}

/// Whether the choice of a row is one of these.
pub(super) fn is_one_of(params: &HyperParams, row: &ParamSpec, names: &[&str]) -> bool {
    let choice = params.text(row);
    choice.is_some_and(|name| names.contains(&name))
}

fn constrained_by(params: &HyperParams, names: &[&str]) -> bool {
    has_penalty_layers(params) && is_one_of(params, &KERNEL_CONSTRAINT, names)
}

fn has_biases(params: &HyperParams) -> bool {
    has_penalty_layers(params) && params.switch(&super::USE_BIAS) != Some(false)
}

pub(super) const fn penalty(key: &'static str, label: &'static str) -> ParamSpec {
    ParamSpec::real(key, label, (0.0, 1.0), Scale::ZeroThenLog { from: -7 }, 0.0)
        .group(Group::Regularization)
        .applies(has_penalty_layers)
        .docs("https://keras.io/api/layers/regularizers/")
}

pub static L1: ParamSpec = penalty("l1", "L1 penalty")
    .aliases(&["lasso", "l1 regularization", "l1 kernel regularizer"])
    .help("Pulls weights to exactly zero: simpler, then blunter networks.");

pub static L2: ParamSpec = penalty("l2", "L2 penalty")
    .aliases(&["ridge", "l2 regularization", "l2 kernel regularizer"])
    .help("Shrinks large weights: less overfitting, then underfitting.");

pub static BIAS_L1: ParamSpec = penalty("bias_l1", "L1 penalty of biases")
    .advanced()
    .applies(has_biases)
    .help("Pulls biases to exactly zero, as the L1 penalty does with weights.");

pub static BIAS_L2: ParamSpec = penalty("bias_l2", "L2 penalty of biases")
    .advanced()
    .applies(has_biases)
    .help("Shrinks large biases, as the L2 penalty does with weights.");

pub static ACTIVITY_L1: ParamSpec = penalty("activity_l1", "L1 penalty of outputs")
    .advanced()
    .help("Pulls the layers' outputs to zero, so that fewer nodes fire for an image.");

pub static ACTIVITY_L2: ParamSpec = penalty("activity_l2", "L2 penalty of outputs")
    .advanced()
    .help("Shrinks large outputs of the layers.");

/// Which bound; where it applies is the row's own business.
pub(super) const fn constraint(key: &'static str, label: &'static str) -> ParamSpec {
    const CONSTRAINTS: [Choice; 5] = [
        Choice::new("none", "None"),
        Choice::new("max_norm", "Max norm"),
        Choice::new("unit_norm", "Unit norm"),
        Choice::new("min_max_norm", "Min-max norm"),
        Choice::new("non_neg", "Not negative"),
    ];
    ParamSpec::choice(key, label, &CONSTRAINTS, "none")
        .group(Group::Regularization)
        .advanced()
        .docs("https://keras.io/api/layers/constraints/")
}

/// Keras' min_value.
pub(super) const fn smallest_norm(key: &'static str, label: &'static str) -> ParamSpec {
    norm(key, label, 0.0).docs("https://keras.io/api/layers/constraints/#minmaxnorm-class")
}

/// Keras' max_value, with the default of max_norm.
pub(super) const fn largest_norm(key: &'static str, label: &'static str) -> ParamSpec {
    norm(key, label, 2.0).docs("https://keras.io/api/layers/constraints/#maxnorm-class")
}

const fn norm(key: &'static str, label: &'static str, default: f64) -> ParamSpec {
    let scale = Scale::ZeroThenLog { from: -2 };
    ParamSpec::real(key, label, (0.0, 10.0), scale, default)
        .group(Group::Regularization)
        .advanced()
}

/// Keras' rate of min_max_norm.
pub(super) const fn strictness(key: &'static str, label: &'static str) -> ParamSpec {
    ParamSpec::real(key, label, (0.0, 1.0), Scale::Linear, 1.0)
        .group(Group::Regularization)
        .advanced()
        .docs("https://keras.io/api/layers/constraints/#minmaxnorm-class")
}

pub static KERNEL_CONSTRAINT: ParamSpec = constraint("kernel_constraint", "Weight constraint")
    .applies(has_penalty_layers)
    .help("Forces the weights into bounds after every step, which no penalty can guarantee.");

pub static CONSTRAINT_MIN_VALUE: ParamSpec = smallest_norm("constraint_min_value", "Smallest norm")
    .applies(|params| constrained_by(params, &["min_max_norm"]))
    .help("Weights that are shorter than this are stretched.");

pub static CONSTRAINT_MAX_VALUE: ParamSpec = largest_norm("constraint_max_value", "Largest norm")
    .applies(|params| constrained_by(params, &["max_norm", "min_max_norm"]))
    .varying(|params| {
        is_one_of(params, &KERNEL_CONSTRAINT, &["min_max_norm"])
            .then_some(DefaultValue::Number(1.0))
    })
    .help("Weights that are longer than this are shortened: smaller regularizes more.");

pub static CONSTRAINT_RATE: ParamSpec = strictness("constraint_rate", "Strictness")
    .applies(|params| constrained_by(params, &["min_max_norm"]))
    .help("The share of the way to the bounds that is gone in each step; 1 enforces them.");

pub static CONSTRAINT_AXIS: ParamSpec = ParamSpec::choice(
    "constraint_axis",
    "Norm over",
    &[
        Choice::new("0", "Each node's weights"),
        Choice::new("1", "Each input's weights"),
        Choice::new("0, 1", "The whole kernel"),
    ],
    "0",
)
.group(Group::Regularization)
.advanced()
.applies(|params| constrained_by(params, &["max_norm", "unit_norm", "min_max_norm"]))
.help("Which weights are measured together (Keras' axis).")
.docs("https://keras.io/api/layers/constraints/#maxnorm-class");

pub static BIAS_CONSTRAINT: ParamSpec = constraint("bias_constraint", "Constraint of biases")
    .applies(has_biases)
    .help("Forces the biases into bounds after every step.");

pub static BIAS_CONSTRAINT_MIN_VALUE: ParamSpec =
    smallest_norm("bias_constraint_min_value", "Smallest norm of biases")
        .applies(|params| {
            has_biases(params) && is_one_of(params, &BIAS_CONSTRAINT, &["min_max_norm"])
        })
        .help("A layer's biases that are shorter than this are stretched.");

pub static BIAS_CONSTRAINT_MAX_VALUE: ParamSpec =
    largest_norm("bias_constraint_max_value", "Largest norm of biases")
        .applies(|params| {
            has_biases(params) && is_one_of(params, &BIAS_CONSTRAINT, &["max_norm", "min_max_norm"])
        })
        .varying(|params| {
            is_one_of(params, &BIAS_CONSTRAINT, &["min_max_norm"])
                .then_some(DefaultValue::Number(1.0))
        })
        .help(
            "A layer's biases that are longer than this are shortened: smaller regularizes more.",
        );

pub static BIAS_CONSTRAINT_RATE: ParamSpec =
    strictness("bias_constraint_rate", "Strictness for biases")
        .applies(|params| {
            has_biases(params) && is_one_of(params, &BIAS_CONSTRAINT, &["min_max_norm"])
        })
        .help("The share of the way to the bounds that is gone in each step; 1 enforces them.");

pub static PENALTY_LAYERS: ParamSpec = ParamSpec::choice(
    "penalty_layers",
    "Penalized layers",
    &[
        Choice::new("hidden", "Hidden layers"),
        Choice::new("hidden_after_first", "Hidden layers after the first"),
        Choice::new("all", "All layers"),
    ],
    "hidden",
)
.group(Group::Regularization)
.advanced()
.applies(penalizes)
.help("The layers that carry the penalties and the constraints.")
.docs("https://keras.io/api/layers/regularizers/");
