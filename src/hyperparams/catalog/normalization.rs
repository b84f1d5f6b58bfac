//! Batch normalization.

use super::architecture::has_hidden_layers;
use super::regularization::{
    constraint, is_one_of, largest_norm, penalty, smallest_norm, strictness,
};
use super::{Choice, DefaultValue, Group, ParamSpec, Scale};
use crate::hyperparams::HyperParams;
use crate::hyperparams::text::Text;

const KERAS: &str = "https://keras.io/api/layers/normalization_layers/batch_normalization/";

fn normalizes(params: &HyperParams) -> bool {
    has_hidden_layers(params) && params.text(&BATCH_NORM) != Some("off")
}

fn has_gamma(params: &HyperParams) -> bool {
    normalizes(params) && params.switch(&BATCH_NORM_SCALE) != Some(false)
}

fn has_beta(params: &HyperParams) -> bool {
    normalizes(params) && params.switch(&BATCH_NORM_CENTER) != Some(false)
}

fn renormalizes(params: &HyperParams) -> bool {
    normalizes(params) && params.switch(&BATCH_NORM_RENORM) == Some(true)
}

const fn start(key: &'static str, label: &'static str, least: f64, default: f64) -> ParamSpec {
    ParamSpec::real(key, label, (least, 10.0), Scale::Linear, default)
        .group(Group::Architecture)
        .advanced()
        .docs(KERAS)
}

const fn renorm_limit(key: &'static str, label: &'static str) -> ParamSpec {
    ParamSpec::text(key, label, Text::OptionalNumber, "")
        .group(Group::Architecture)
        .advanced()
        .applies(renormalizes)
        .docs(KERAS)
}

pub static BATCH_NORM: ParamSpec = ParamSpec::choice(
    "batch_norm",
    "Batch normalization",
    &[
        Choice::new("off", "Off"),
        Choice::new("before_activation", "Before the activation"),
        Choice::new("after_activation", "After the activation"),
    ],
    "off",
)
.group(Group::Architecture)
.applies(has_hidden_layers)
.aliases(&["batchnorm"])
.help("Rescales each node's outputs over the batch, which allows larger learning rates.")
.docs(KERAS);

pub static BATCH_NORM_MOMENTUM: ParamSpec = ParamSpec::real(
    "batch_norm_momentum",
    "Batch norm momentum",
    (0.0, 1.0),
    Scale::Linear,
    0.99,
)
.group(Group::Architecture)
.advanced()
.applies(normalizes)
.help(
    "A longer memory of past batches for the statistics that evaluation uses: steadier, but late.",
)
.docs(KERAS);

pub static BATCH_NORM_EPSILON: ParamSpec = ParamSpec::real(
    "batch_norm_epsilon",
    "Batch norm epsilon",
    (1e-10, 1.0),
    Scale::Log,
    1e-3,
)
.group(Group::Architecture)
.advanced()
.applies(normalizes)
.help("Added to the variance: a larger value rescales nearly constant outputs less.")
.docs(KERAS);

pub static BATCH_NORM_CENTER: ParamSpec =
    ParamSpec::switch("batch_norm_center", "Batch norm offset", true)
        .group(Group::Architecture)
        .advanced()
        .applies(normalizes)
        .help("Learns an offset (beta) for each normalized node.")
        .docs(KERAS);

pub static BATCH_NORM_SCALE: ParamSpec =
    ParamSpec::switch("batch_norm_scale", "Batch norm scale", true)
        .group(Group::Architecture)
        .advanced()
        .applies(normalizes)
        .help("Learns a factor (gamma) for each normalized node.")
        .docs(KERAS);

pub static BATCH_NORM_GAMMA_INITIALIZER: ParamSpec =
    start("batch_norm_gamma_initializer", "Initial scale", -10.0, 1.0)
        .applies(has_gamma)
        .help("The factor (gamma) that every normalized node starts with: smaller starts calmer.");

pub static BATCH_NORM_BETA_INITIALIZER: ParamSpec =
    start("batch_norm_beta_initializer", "Initial offset", -10.0, 0.0)
        .applies(has_beta)
        .help(
            "The offset (beta) that every normalized node starts with: higher lets it fire more.",
        );

pub static BATCH_NORM_MOVING_MEAN_INITIALIZER: ParamSpec = start(
    "batch_norm_moving_mean_initializer",
    "Initial moving mean",
    -10.0,
    0.0,
)
.applies(normalizes)
.help("The mean that evaluation takes outputs to have, before any batch has told better.");

pub static BATCH_NORM_MOVING_VARIANCE_INITIALIZER: ParamSpec = start(
    "batch_norm_moving_variance_initializer",
    "Initial moving variance",
    0.0,
    1.0,
)
.applies(normalizes)
.help("The variance that evaluation takes outputs to have, before any batch has told better.");

pub static BATCH_NORM_GAMMA_L1: ParamSpec = penalty("batch_norm_gamma_l1", "L1 penalty of scales")
    .group(Group::Architecture)
    .advanced()
    .applies(has_gamma)
    .help("Pulls the factors of normalized nodes to exactly zero, which switches nodes off.");

pub static BATCH_NORM_GAMMA_L2: ParamSpec = penalty("batch_norm_gamma_l2", "L2 penalty of scales")
    .group(Group::Architecture)
    .advanced()
    .applies(has_gamma)
    .help("Shrinks large factors of normalized nodes.");

pub static BATCH_NORM_BETA_L1: ParamSpec = penalty("batch_norm_beta_l1", "L1 penalty of offsets")
    .group(Group::Architecture)
    .advanced()
    .applies(has_beta)
    .help("Pulls the offsets of normalized nodes to exactly zero.");

pub static BATCH_NORM_BETA_L2: ParamSpec = penalty("batch_norm_beta_l2", "L2 penalty of offsets")
    .group(Group::Architecture)
    .advanced()
    .applies(has_beta)
    .help("Shrinks large offsets of normalized nodes.");

pub static BATCH_NORM_GAMMA_CONSTRAINT: ParamSpec =
    constraint("batch_norm_gamma_constraint", "Constraint of scales")
        .group(Group::Architecture)
        .applies(has_gamma)
        .help("Forces the scales into bounds after every step.");

pub static BATCH_NORM_GAMMA_CONSTRAINT_MIN_VALUE: ParamSpec = smallest_norm(
    "batch_norm_gamma_constraint_min_value",
    "Smallest norm of scales",
)
.group(Group::Architecture)
.applies(|params| {
    has_gamma(params) && is_one_of(params, &BATCH_NORM_GAMMA_CONSTRAINT, &["min_max_norm"])
})
.help("A layer's scales that are shorter than this are stretched.");

pub static BATCH_NORM_GAMMA_CONSTRAINT_MAX_VALUE: ParamSpec = largest_norm(
    "batch_norm_gamma_constraint_max_value",
    "Largest norm of scales",
)
.group(Group::Architecture)
.applies(|params| {
    has_gamma(params)
        && is_one_of(
            params,
            &BATCH_NORM_GAMMA_CONSTRAINT,
            &["max_norm", "min_max_norm"],
        )
})
.varying(|params| {
    is_one_of(params, &BATCH_NORM_GAMMA_CONSTRAINT, &["min_max_norm"])
        .then_some(DefaultValue::Number(1.0))
})
.help("A layer's scales that are longer than this are shortened: smaller regularizes more.");

pub static BATCH_NORM_GAMMA_CONSTRAINT_RATE: ParamSpec =
    strictness("batch_norm_gamma_constraint_rate", "Strictness for scales")
        .group(Group::Architecture)
        .applies(|params| {
            has_gamma(params) && is_one_of(params, &BATCH_NORM_GAMMA_CONSTRAINT, &["min_max_norm"])
        })
        .help("The share of the way to the bounds that is gone in each step; 1 enforces them.");

pub static BATCH_NORM_BETA_CONSTRAINT: ParamSpec =
    constraint("batch_norm_beta_constraint", "Constraint of offsets")
        .group(Group::Architecture)
        .applies(has_beta)
        .help("Forces the offsets into bounds after every step.");

pub static BATCH_NORM_BETA_CONSTRAINT_MIN_VALUE: ParamSpec = smallest_norm(
    "batch_norm_beta_constraint_min_value",
    "Smallest norm of offsets",
)
.group(Group::Architecture)
.applies(|params| {
    has_beta(params) && is_one_of(params, &BATCH_NORM_BETA_CONSTRAINT, &["min_max_norm"])
})
.help("A layer's offsets that are shorter than this are stretched.");

pub static BATCH_NORM_BETA_CONSTRAINT_MAX_VALUE: ParamSpec = largest_norm(
    "batch_norm_beta_constraint_max_value",
    "Largest norm of offsets",
)
.group(Group::Architecture)
.applies(|params| {
    has_beta(params)
        && is_one_of(
            params,
            &BATCH_NORM_BETA_CONSTRAINT,
            &["max_norm", "min_max_norm"],
        )
})
.varying(|params| {
    is_one_of(params, &BATCH_NORM_BETA_CONSTRAINT, &["min_max_norm"])
        .then_some(DefaultValue::Number(1.0))
})
.help("A layer's offsets that are longer than this are shortened: smaller regularizes more.");

pub static BATCH_NORM_BETA_CONSTRAINT_RATE: ParamSpec =
    strictness("batch_norm_beta_constraint_rate", "Strictness for offsets")
        .group(Group::Architecture)
        .applies(|params| {
            has_beta(params) && is_one_of(params, &BATCH_NORM_BETA_CONSTRAINT, &["min_max_norm"])
        })
        .help("The share of the way to the bounds that is gone in each step; 1 enforces them.");

pub static BATCH_NORM_RENORM: ParamSpec = ParamSpec::switch(
    "batch_norm_renorm",
    "Batch renormalization",
    false,
)
.group(Group::Architecture)
.advanced()
.applies(normalizes)
.help("Corrects a batch's own statistics by those of past batches: better with small batches.")
.docs(KERAS);

pub static BATCH_NORM_RENORM_MOMENTUM: ParamSpec = ParamSpec::real(
    "batch_norm_renorm_momentum",
    "Renorm momentum",
    (0.0, 1.0),
    Scale::Linear,
    0.99,
)
.group(Group::Architecture)
.advanced()
.applies(renormalizes)
.help("A longer memory of past batches for the corrections: less noise, but staler.")
.docs(KERAS);

pub static BATCH_NORM_RENORM_RMIN: ParamSpec =
    renorm_limit("batch_norm_renorm_rmin", "Smallest scale correction").help(
        "The least by which a batch is rescaled (rmin of renorm_clipping); nothing is no limit.",
    );

pub static BATCH_NORM_RENORM_RMAX: ParamSpec =
    renorm_limit("batch_norm_renorm_rmax", "Largest scale correction").help(
        "The most by which a batch is rescaled (rmax of renorm_clipping); nothing is no limit.",
    );

pub static BATCH_NORM_RENORM_DMAX: ParamSpec =
    renorm_limit("batch_norm_renorm_dmax", "Largest offset correction").help(
        "The most by which a batch is shifted (dmax of renorm_clipping); nothing is no limit.",
    );
