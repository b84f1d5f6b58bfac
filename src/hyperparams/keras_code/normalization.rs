//! Batch normalization.

use super::layers::{constraint_code, regularizer_code};
use super::python::Code;
use super::{named, value};
use crate::hyperparams::catalog::*;
use crate::hyperparams::{BatchNormConfig, HyperParams, NormVariable};

/// The layer with what is not Keras' default.
pub(super) fn normalization(params: &HyperParams, config: BatchNormConfig) -> Code {
    let rows = [
        &BATCH_NORM_MOMENTUM,
        &BATCH_NORM_EPSILON,
        &BATCH_NORM_CENTER,
        &BATCH_NORM_SCALE,
    ];
    let starts = [
        &BATCH_NORM_BETA_INITIALIZER,
        &BATCH_NORM_GAMMA_INITIALIZER,
        &BATCH_NORM_MOVING_MEAN_INITIALIZER,
        &BATCH_NORM_MOVING_VARIANCE_INITIALIZER,
    ];
    let starts = named(params, "batch_norm_", starts).into_iter();
    let starts = starts.map(|(name, value)| (name, Code::call("initializers.Constant").arg(value)));
    let switch = [&BATCH_NORM_RENORM];
    let momentum = named(params, "batch_norm_", [&BATCH_NORM_RENORM_MOMENTUM]);
    Code::call("layers.BatchNormalization")
        .with_all(named(params, "batch_norm_", rows))
        .with_all(starts)
        .with_all(bounds("beta", config.beta))
        .with_all(bounds("gamma", config.gamma))
        .with_all(named(params, "batch_norm_", switch))
        .with_some("renorm_clipping", clipping(params))
        .with_all(momentum)
}

/// Regularizer and constraint of gamma or beta.
fn bounds(name: &str, variable: Option<NormVariable>) -> Vec<(String, Code)> {
    let regularizer = variable.and_then(|it| regularizer_code(it.regularizer));
    let constraint = variable.and_then(|it| it.constraint).map(constraint_code);
    let all = [("regularizer", regularizer), ("constraint", constraint)];
    all.into_iter()
        .filter_map(|(field, code)| Some((format!("{name}_{field}"), code?)))
        .collect()
}

fn clipping(params: &HyperParams) -> Option<Code> {
    let limits = [
        ("rmin", &BATCH_NORM_RENORM_RMIN),
        ("rmax", &BATCH_NORM_RENORM_RMAX),
        ("dmax", &BATCH_NORM_RENORM_DMAX),
    ];
    let limits = limits
        .into_iter()
        .filter_map(|(name, row)| Some((name, value(params, row)?)));
    let limits: Vec<_> = limits.collect();
    (!limits.is_empty()).then_some(Code::Dict(limits))
}
