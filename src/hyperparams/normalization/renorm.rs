//! Batch renormalization.

use super::*;
use crate::hyperparams::error::InvalidParam;

pub(super) const ROWS: &[&ParamSpec] = &[
    &BATCH_NORM_RENORM,
    &BATCH_NORM_RENORM_MOMENTUM,
    &BATCH_NORM_RENORM_RMIN,
    &BATCH_NORM_RENORM_RMAX,
    &BATCH_NORM_RENORM_DMAX,
];

const LIMITS: [&ParamSpec; 3] = [
    &BATCH_NORM_RENORM_RMIN,
    &BATCH_NORM_RENORM_RMAX,
    &BATCH_NORM_RENORM_DMAX,
];

const fn limit(key: &'static str, label: &'static str) -> ParamSpec {
    ParamSpec::optional_number(key, label)
        .group(Group::Architecture)
        .advanced()
        .applies(renormalizes)
        .docs(KERAS)
}

pub static BATCH_NORM_RENORM: ParamSpec =
    ParamSpec::switch("batch_norm_renorm", "Batch renormalization", false)
        .group(Group::Architecture)
        .advanced()
        .applies(normalizes)
        .argument("renorm")
        .help(
            "Corrects each batch's statistics by those of past batches: better with small batches.",
        )
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
.argument("renorm_momentum")
.help("A longer memory of past batches for the corrections: less noisy, but staler.")
.docs(KERAS);

pub static BATCH_NORM_RENORM_RMIN: ParamSpec = limit(
    "batch_norm_renorm_rmin",
    "Smallest scale correction",
)
.argument("rmin")
.help("The lower limit of the scale correction (rmin of renorm_clipping); leave empty for none.");

pub static BATCH_NORM_RENORM_RMAX: ParamSpec = limit(
    "batch_norm_renorm_rmax",
    "Largest scale correction",
)
.argument("rmax")
.help("The upper limit of the scale correction (rmax of renorm_clipping); leave empty for none.");

pub static BATCH_NORM_RENORM_DMAX: ParamSpec =
    limit("batch_norm_renorm_dmax", "Largest offset correction")
        .argument("dmax")
        .help(
            "The limit of the offset correction (dmax of renorm_clipping); leave empty for none.",
        );

fn renormalizes(params: &HyperParams) -> bool {
    normalizes(params) && params.switch(&BATCH_NORM_RENORM) == Some(true)
}

/// Batch renormalization, Ioffe (2017). In training, with the batch's σ = √(variance + ε), outputs are
/// multiplied by r = σ / renorm_stddev and shifted by d = (mean − renorm_mean) / renorm_stddev before gamma and
/// beta; no gradient flows through r and d.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Renorm {
    /// Memory of past batches in renorm_mean and renorm_stddev, 0 to 1.
    pub momentum: f64,
    /// The least r.
    pub rmin: Option<f64>,
    /// The largest r.
    pub rmax: Option<f64>,
    /// The largest |d|.
    pub dmax: Option<f64>,
}

impl Renorm {
    pub(super) fn read(params: &HyperParams) -> Option<Self> {
        params.is_on(&BATCH_NORM_RENORM).then(|| Self {
            momentum: params.real(&BATCH_NORM_RENORM_MOMENTUM),
            rmin: params.optional(&BATCH_NORM_RENORM_RMIN),
            rmax: params.optional(&BATCH_NORM_RENORM_RMAX),
            dmax: params.optional(&BATCH_NORM_RENORM_DMAX),
        })
    }
}

/// Arguments of Keras' layer.
pub(super) fn spell(keras: &Keras) -> Vec<(String, Code)> {
    let clipping = clipping(keras, &LIMITS, &[]);
    let clipping = clipping.map(|clipping| ("renorm_clipping".to_owned(), clipping));
    let momentum = keras.arguments([&BATCH_NORM_RENORM_MOMENTUM]);
    let renorm = keras.arguments([&BATCH_NORM_RENORM]).into_iter();
    renorm.chain(clipping).chain(momentum).collect()
}

/// The limits that have been said so far, and these if there are any.
fn clipping(
    keras: &Keras,
    limits: &[&'static ParamSpec],
    said: &[(&'static str, Code)],
) -> Option<Code> {
    let Some((row, others)) = limits.split_first() else {
        return (!said.is_empty()).then(|| Code::Dict(said.to_vec()));
    };
    keras.unless_default(row, |limit, keras| {
        let limit = limit.map(|limit| (row.argument, limit));
        let said: Vec<_> = said.iter().cloned().chain(limit).collect();
        clipping(keras, others, &said)
    })
}

pub(super) fn limits_are_sizes(params: &HyperParams) -> Option<InvalidParam> {
    let is_negative = |row: &&ParamSpec| params.optional(row).is_some_and(|size| size < 0.0);
    let row = LIMITS.into_iter().find(is_negative)?;
    params.contradiction(row, "must be at least 0, or empty")
}

pub(super) fn limits_have_room(params: &HyperParams) -> Option<InvalidParam> {
    let least = params.optional(&BATCH_NORM_RENORM_RMIN)?;
    let most = params.optional(&BATCH_NORM_RENORM_RMAX)?;
    if least <= most {
        return None;
    }
    let requirement = format!("must be at most the largest correction, {most}");
    params.contradiction(&BATCH_NORM_RENORM_RMIN, requirement)
}
