//! The variables of batch normalization: gamma, beta and the moving statistics.

use super::*;
use crate::hyperparams::constraint::{self, Bounds};
use crate::hyperparams::regularizer::{self, factor};

pub(super) const ROWS: &[&ParamSpec] = &[
    &BATCH_NORM_GAMMA_INITIALIZER,
    &BATCH_NORM_BETA_INITIALIZER,
    &BATCH_NORM_MOVING_MEAN_INITIALIZER,
    &BATCH_NORM_MOVING_VARIANCE_INITIALIZER,
    &BATCH_NORM_GAMMA_L1,
    &BATCH_NORM_GAMMA_L2,
    &BATCH_NORM_BETA_L1,
    &BATCH_NORM_BETA_L2,
    &BATCH_NORM_GAMMA_CONSTRAINT,
    &BATCH_NORM_GAMMA_CONSTRAINT_MIN_VALUE,
    &BATCH_NORM_GAMMA_CONSTRAINT_MAX_VALUE,
    &BATCH_NORM_GAMMA_CONSTRAINT_RATE,
    &BATCH_NORM_BETA_CONSTRAINT,
    &BATCH_NORM_BETA_CONSTRAINT_MIN_VALUE,
    &BATCH_NORM_BETA_CONSTRAINT_MAX_VALUE,
    &BATCH_NORM_BETA_CONSTRAINT_RATE,
];

const fn start(key: &'static str, label: &'static str, least: f64, default: f64) -> ParamSpec {
    ParamSpec::real(key, label, (least, 10.0), Scale::Linear, default)
        .group(Group::Architecture)
        .advanced()
        .docs(KERAS)
}

pub static BATCH_NORM_GAMMA_INITIALIZER: ParamSpec = start(
    "batch_norm_gamma_initializer",
    "Initial scale",
    -10.0,
    1.0,
)
.applies(has_gamma)
.argument("gamma_initializer")
.help("The scale (gamma) of every normalized node at the start: smaller values start more gently.");

pub static BATCH_NORM_BETA_INITIALIZER: ParamSpec =
    start("batch_norm_beta_initializer", "Initial offset", -10.0, 0.0)
        .applies(has_beta)
        .argument("beta_initializer")
        .help(
            "The offset (beta) of every normalized node at the start: higher values make it fire more often.",
        );

pub static BATCH_NORM_MOVING_MEAN_INITIALIZER: ParamSpec = start(
    "batch_norm_moving_mean_initializer",
    "Initial moving mean",
    -10.0,
    0.0,
)
.applies(normalizes)
.argument("moving_mean_initializer")
.help("The moving mean used in evaluation before any batch has updated it.");

pub static BATCH_NORM_MOVING_VARIANCE_INITIALIZER: ParamSpec = start(
    "batch_norm_moving_variance_initializer",
    "Initial moving variance",
    0.0,
    1.0,
)
.applies(normalizes)
.argument("moving_variance_initializer")
.help("The moving variance used in evaluation before any batch has updated it.");

pub static BATCH_NORM_GAMMA_L1: ParamSpec = factor("batch_norm_gamma_l1", "L1 penalty of scales")
    .group(Group::Architecture)
    .advanced()
    .applies(has_gamma)
    .help("Pulls the scales of normalized nodes to exactly zero, which switches nodes off.");

pub static BATCH_NORM_GAMMA_L2: ParamSpec = factor("batch_norm_gamma_l2", "L2 penalty of scales")
    .group(Group::Architecture)
    .advanced()
    .applies(has_gamma)
    .help("Shrinks large scales of normalized nodes.");

pub static BATCH_NORM_BETA_L1: ParamSpec = factor("batch_norm_beta_l1", "L1 penalty of offsets")
    .group(Group::Architecture)
    .advanced()
    .applies(has_beta)
    .help("Pulls the offsets of normalized nodes to exactly zero.");

pub static BATCH_NORM_BETA_L2: ParamSpec = factor("batch_norm_beta_l2", "L2 penalty of offsets")
    .group(Group::Architecture)
    .advanced()
    .applies(has_beta)
    .help("Shrinks large offsets of normalized nodes.");

pub static BATCH_NORM_GAMMA_CONSTRAINT: ParamSpec =
    constraint::kind("batch_norm_gamma_constraint", "Constraint of scales")
        .group(Group::Architecture)
        .applies(has_gamma)
        .help("Forces the scales into bounds after every step.");

pub static BATCH_NORM_GAMMA_CONSTRAINT_MIN_VALUE: ParamSpec = constraint::smallest_norm(
    "batch_norm_gamma_constraint_min_value",
    "Smallest norm of scales",
)
.group(Group::Architecture)
.applies(|params| GAMMA_BOUNDS.has(params, &BATCH_NORM_GAMMA_CONSTRAINT_MIN_VALUE))
.help("Scales whose norm is below this are stretched to it.");

pub static BATCH_NORM_GAMMA_CONSTRAINT_MAX_VALUE: ParamSpec = constraint::largest_norm(
    "batch_norm_gamma_constraint_max_value",
    "Largest norm of scales",
)
.group(Group::Architecture)
.applies(|params| GAMMA_BOUNDS.has(params, &BATCH_NORM_GAMMA_CONSTRAINT_MAX_VALUE))
.varying(|params| GAMMA_BOUNDS.default_max_value(params))
.help("Scales whose norm is above this are shortened to it: smaller values regularize more.");

pub static BATCH_NORM_GAMMA_CONSTRAINT_RATE: ParamSpec =
    constraint::strictness("batch_norm_gamma_constraint_rate", "Strictness for scales")
        .group(Group::Architecture)
        .applies(|params| GAMMA_BOUNDS.has(params, &BATCH_NORM_GAMMA_CONSTRAINT_RATE))
        .help("How far each step moves toward the bounds; 1 enforces them fully.");

pub static BATCH_NORM_BETA_CONSTRAINT: ParamSpec =
    constraint::kind("batch_norm_beta_constraint", "Constraint of offsets")
        .group(Group::Architecture)
        .applies(has_beta)
        .help("Forces the offsets into bounds after every step.");

pub static BATCH_NORM_BETA_CONSTRAINT_MIN_VALUE: ParamSpec = constraint::smallest_norm(
    "batch_norm_beta_constraint_min_value",
    "Smallest norm of offsets",
)
.group(Group::Architecture)
.applies(|params| BETA_BOUNDS.has(params, &BATCH_NORM_BETA_CONSTRAINT_MIN_VALUE))
.help("Offsets whose norm is below this are stretched to it.");

pub static BATCH_NORM_BETA_CONSTRAINT_MAX_VALUE: ParamSpec = constraint::largest_norm(
    "batch_norm_beta_constraint_max_value",
    "Largest norm of offsets",
)
.group(Group::Architecture)
.applies(|params| BETA_BOUNDS.has(params, &BATCH_NORM_BETA_CONSTRAINT_MAX_VALUE))
.varying(|params| BETA_BOUNDS.default_max_value(params))
.help("Offsets whose norm is above this are shortened to it: smaller values regularize more.");

pub static BATCH_NORM_BETA_CONSTRAINT_RATE: ParamSpec =
    constraint::strictness("batch_norm_beta_constraint_rate", "Strictness for offsets")
        .group(Group::Architecture)
        .applies(|params| BETA_BOUNDS.has(params, &BATCH_NORM_BETA_CONSTRAINT_RATE))
        .help("How far each step moves toward the bounds; 1 enforces them fully.");

fn has_gamma(params: &HyperParams) -> bool {
    normalizes(params) && params.switch(&BATCH_NORM_SCALE) != Some(false)
}

fn has_beta(params: &HyperParams) -> bool {
    normalizes(params) && params.switch(&BATCH_NORM_CENTER) != Some(false)
}

pub(in crate::hyperparams) static GAMMA_BOUNDS: Bounds = Bounds {
    kind: &BATCH_NORM_GAMMA_CONSTRAINT,
    min_value: &BATCH_NORM_GAMMA_CONSTRAINT_MIN_VALUE,
    max_value: &BATCH_NORM_GAMMA_CONSTRAINT_MAX_VALUE,
    rate: &BATCH_NORM_GAMMA_CONSTRAINT_RATE,
    axis: None,
};

pub(in crate::hyperparams) static BETA_BOUNDS: Bounds = Bounds {
    kind: &BATCH_NORM_BETA_CONSTRAINT,
    min_value: &BATCH_NORM_BETA_CONSTRAINT_MIN_VALUE,
    max_value: &BATCH_NORM_BETA_CONSTRAINT_MAX_VALUE,
    rate: &BATCH_NORM_BETA_CONSTRAINT_RATE,
    axis: None,
};

/// Gamma or beta. Which Dense layers carry penalties says nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NormVariable {
    /// Where it starts.
    pub initial: f64,
    pub regularizer: Regularizer,
    pub constraint: Option<Constraint>,
}

const GAMMA_PENALTY: [&ParamSpec; 2] = [&BATCH_NORM_GAMMA_L1, &BATCH_NORM_GAMMA_L2];
const BETA_PENALTY: [&ParamSpec; 2] = [&BATCH_NORM_BETA_L1, &BATCH_NORM_BETA_L2];

impl NormVariable {
    pub(super) fn gamma(params: &HyperParams) -> Option<Self> {
        params.is_on(&BATCH_NORM_SCALE).then(|| Self {
            initial: params.real(&BATCH_NORM_GAMMA_INITIALIZER),
            regularizer: Regularizer::read(params, GAMMA_PENALTY),
            constraint: Constraint::read(params, &GAMMA_BOUNDS),
        })
    }

    pub(super) fn beta(params: &HyperParams) -> Option<Self> {
        params.is_on(&BATCH_NORM_CENTER).then(|| Self {
            initial: params.real(&BATCH_NORM_BETA_INITIALIZER),
            regularizer: Regularizer::read(params, BETA_PENALTY),
            constraint: Constraint::read(params, &BETA_BOUNDS),
        })
    }
}

/// Arguments of Keras' layer.
pub(super) fn spell(keras: &Keras) -> Vec<(String, Code)> {
    let starts = keras.arguments([
        &BATCH_NORM_BETA_INITIALIZER,
        &BATCH_NORM_GAMMA_INITIALIZER,
        &BATCH_NORM_MOVING_MEAN_INITIALIZER,
        &BATCH_NORM_MOVING_VARIANCE_INITIALIZER,
    ]);
    let constant = |value: Option<Code>| Some(Code::call("initializers.Constant").arg(value?));
    let starts = starts
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.map(&constant)?)));
    let others = [
        ("beta_regularizer", regularizer::spell(keras, BETA_PENALTY)),
        ("beta_constraint", BETA_BOUNDS.spell(keras)),
        (
            "gamma_regularizer",
            regularizer::spell(keras, GAMMA_PENALTY),
        ),
        ("gamma_constraint", GAMMA_BOUNDS.spell(keras)),
    ];
    let others = others.into_iter();
    let others = others.filter_map(|(name, code)| Some((name.to_owned(), code?.or_none())));
    starts.chain(others).collect()
}
