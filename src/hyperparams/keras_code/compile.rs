//! What `compile` and `fit` are given: optimizer, learning rate, loss and callbacks.

use super::python::Code;
use super::{named, value};
use crate::hyperparams::catalog::*;
use crate::hyperparams::{HyperParams, text};

/// The optimizer with what is not Keras' default; its learning rate is always named.
pub(super) fn optimizer(params: &HyperParams, learning_rate: Code) -> Code {
    let class = match params.name(&OPTIMIZER).as_str() {
        "sgd" => "SGD",
        "rmsprop" => "RMSprop",
        "adagrad" => "Adagrad",
        "adadelta" => "Adadelta",
        "adamw" => "AdamW",
        "nadam" => "Nadam",
        "adamax" => "Adamax",
        "lion" => "Lion",
        _ => "Adam",
    };
    let rows = CATALOG.iter().copied().filter(|row| {
        row.group == Group::Optimizer && ![OPTIMIZER.key, LEARNING_RATE.key].contains(&row.key)
    });
    Code::call(format!("optimizers.{class}"))
        .with("learning_rate", learning_rate)
        .with_all(named(params, "", rows))
}

/// The schedule as an object; nothing for a rate that is constant by itself.
pub(super) fn schedule(params: &HyperParams) -> Option<Code> {
    let rate = || Code::real(params.real(&LEARNING_RATE));
    let class = |name: &str| Code::call(format!("optimizers.schedules.{name}"));
    let decay = |name| {
        class(name)
            .with("initial_learning_rate", rate())
            .with("decay_steps", whole(params, &DECAY_STEPS))
    };
    let by_rate = |name| decay(name).with("decay_rate", Code::real(params.real(&DECAY_RATE)));
    let more = |rows: &[&'static ParamSpec]| named(params, "", rows.iter().copied());
    Some(match params.name(&LR_SCHEDULE).as_str() {
        "exponential_decay" => by_rate("ExponentialDecay").with_all(more(&[&STAIRCASE])),
        "inverse_time_decay" => by_rate("InverseTimeDecay").with_all(more(&[&STAIRCASE])),
        "piecewise_constant_decay" => piecewise(params, class("PiecewiseConstantDecay")),
        "polynomial_decay" => {
            decay("PolynomialDecay").with_all(more(&[&END_LEARNING_RATE, &POWER, &CYCLE]))
        }
        "cosine_decay" => cosine(params, class("CosineDecay")),
        "cosine_decay_restarts" => class("CosineDecayRestarts")
            .with("initial_learning_rate", rate())
            .with("first_decay_steps", whole(params, &FIRST_DECAY_STEPS))
            .with_all(more(&[&T_MUL, &M_MUL]))
            .with_some("alpha", value(params, &COSINE_ALPHA)),
        _ => return None,
    })
}

fn piecewise(params: &HyperParams, class: Code) -> Code {
    let boundaries = text::steps(&params.name(&BOUNDARIES)).unwrap_or_default();
    let values = text::rates(&params.name(&VALUES)).unwrap_or_default();
    class
        .with(
            "boundaries",
            Code::List(boundaries.into_iter().map(Code::whole).collect()),
        )
        .with(
            "values",
            Code::List(values.into_iter().map(Code::real).collect()),
        )
}

/// With a warm-up Keras' initial rate is where that begins, and its target is the learning rate.
fn cosine(params: &HyperParams, class: Code) -> Code {
    let rate = Code::real(params.real(&LEARNING_RATE));
    let warms_up = params.whole(&WARMUP_STEPS) > 0;
    let first = if warms_up {
        Code::real(params.real(&INITIAL_LEARNING_RATE))
    } else {
        rate.clone()
    };
    class
        .with("initial_learning_rate", first)
        .with("decay_steps", whole(params, &DECAY_STEPS))
        .with_some("alpha", value(params, &COSINE_ALPHA))
        .with_some("warmup_target", warms_up.then_some(rate))
        .with_some("warmup_steps", value(params, &WARMUP_STEPS))
}

fn whole(params: &HyperParams, row: &ParamSpec) -> Code {
    Code::whole(params.whole(row) as u64)
}

/// By its name where nothing else is to be said.
pub(super) fn loss(params: &HyperParams) -> Code {
    let changed = named(params, "", [&FROM_LOGITS, &LABEL_SMOOTHING, &REDUCTION]);
    let name = params.name(&LOSS);
    if changed.is_empty() {
        return Code::text(name);
    }
    let class = match name.as_str() {
        "kl_divergence" => "KLDivergence",
        "mean_squared_error" => "MeanSquaredError",
        "mean_absolute_error" => "MeanAbsoluteError",
        "categorical_hinge" => "CategoricalHinge",
        _ => "CategoricalCrossentropy",
    };
    Code::call(format!("losses.{class}")).with_all(changed)
}

/// What decides at the end of an epoch.
pub(super) fn callbacks(params: &HyperParams) -> Vec<Code> {
    let mut all = Vec::new();
    if params.name(&LR_SCHEDULE) == "reduce_lr_on_plateau" {
        all.push(callback(params, "ReduceLROnPlateau", "reduce_lr_"));
    }
    if params.is_on(&EARLY_STOPPING) {
        all.push(callback(params, "EarlyStopping", "early_stopping_"));
    }
    all
}

/// A callback with the rows whose keys begin with `prefix`: those that differ, and what is watched.
fn callback(params: &HyperParams, class: &str, prefix: &str) -> Code {
    let rows = CATALOG.iter().copied();
    let (watched, others): (Vec<_>, Vec<_>) = rows
        .filter(|row| row.key.starts_with(prefix))
        .partition(|row| row.key.ends_with("_monitor"));
    let monitor = watched.first().map(|row| Code::text(params.name(row)));
    Code::call(format!("callbacks.{class}"))
        .with_some("monitor", monitor)
        .with_all(named(params, prefix, others))
}
