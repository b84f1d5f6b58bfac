//! The optimizer and its fields.

use super::{Choice, DefaultValue, Group, ParamSpec, Scale};
use crate::hyperparams::HyperParams;

fn optimizer_is(params: &HyperParams, names: &[&str]) -> bool {
    let optimizer = params.text(&OPTIMIZER);
    optimizer.is_some_and(|name| names.contains(&name))
}

/// Keras' default where the optimizer is this one.
fn default_of(params: &HyperParams, optimizer: &str, default: f64) -> Option<DefaultValue> {
    optimizer_is(params, &[optimizer]).then_some(DefaultValue::Number(default))
}

fn adaptive_moments(params: &HyperParams) -> bool {
    optimizer_is(params, &["adam", "adamw", "nadam", "adamax", "lion"])
}

pub static OPTIMIZER: ParamSpec = ParamSpec::choice(
    "optimizer",
    "Optimizer",
    &[
        Choice::new("sgd", "SGD"),
        Choice::new("rmsprop", "RMSprop"),
        Choice::new("adagrad", "Adagrad"),
        Choice::new("adadelta", "Adadelta"),
        Choice::new("adam", "Adam"),
        Choice::new("adamw", "AdamW"),
        Choice::new("nadam", "Nadam"),
        Choice::new("adamax", "Adamax"),
        Choice::new("lion", "Lion"),
    ],
    "adam",
)
.group(Group::Optimizer)
.aliases(&["solver"])
.help("The rule that turns gradients into steps; adaptive ones scale the step of each weight.")
.docs("https://keras.io/api/optimizers/");

pub static LEARNING_RATE: ParamSpec = ParamSpec::real(
    "learning_rate",
    "Learning rate",
    (1e-6, 10.0),
    Scale::Log,
    0.001,
)
.group(Group::Optimizer)
.applies(|params| params.text(&super::LR_SCHEDULE) != Some("piecewise_constant_decay"))
.aliases(&["lr", "step size", "eta"])
.help("Larger steps learn faster, until they overshoot and the loss jumps about or diverges.")
.docs("https://keras.io/api/optimizers/#learning-rate-schedules--decay");

pub static MOMENTUM: ParamSpec = ParamSpec::real(
    "momentum",
    "Momentum",
    (0.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Optimizer)
.applies(|params| optimizer_is(params, &["sgd", "rmsprop"]))
.help("Keeps more of the last step's direction, which speeds up and smooths, then overshoots.")
.docs("https://keras.io/api/optimizers/sgd/");

pub static NESTEROV: ParamSpec = ParamSpec::switch("nesterov", "Nesterov momentum", false)
    .group(Group::Optimizer)
    .applies(|params| optimizer_is(params, &["sgd"]) && params.number(&MOMENTUM) != Some(0.0))
    .help("Looks ahead along the momentum before stepping, which damps overshooting.")
    .docs("https://keras.io/api/optimizers/sgd/");

pub static RHO: ParamSpec = ParamSpec::real("rho", "Rho", (0.0, 0.9999), Scale::Linear, 0.9)
    .group(Group::Optimizer)
    .applies(|params| optimizer_is(params, &["rmsprop", "adadelta"]))
    .varying(|params| default_of(params, "adadelta", 0.95))
    .help("A longer memory of past squared gradients: steadier step sizes, slower to adapt.")
    .docs("https://keras.io/api/optimizers/rmsprop/");

pub static CENTERED: ParamSpec = ParamSpec::switch("centered", "Centered", false)
    .group(Group::Optimizer)
    .advanced()
    .applies(|params| optimizer_is(params, &["rmsprop"]))
    .help("Scales by the gradients' variance rather than their square; steadier, a little dearer.")
    .docs("https://keras.io/api/optimizers/rmsprop/");

pub static INITIAL_ACCUMULATOR_VALUE: ParamSpec = ParamSpec::real(
    "initial_accumulator_value",
    "Initial accumulator",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -6 },
    0.1,
)
.group(Group::Optimizer)
.applies(|params| optimizer_is(params, &["adagrad"]))
.help("A larger start value makes the first steps smaller.")
.docs("https://keras.io/api/optimizers/adagrad/");

pub static BETA_1: ParamSpec =
    ParamSpec::real("beta_1", "Beta 1", (0.0, 0.9999), Scale::Linear, 0.9)
        .group(Group::Optimizer)
        .applies(adaptive_moments)
        .help("A longer memory of past gradients: smoother steps, slower turns.")
        .docs("https://keras.io/api/optimizers/adam/");

pub static BETA_2: ParamSpec =
    ParamSpec::real("beta_2", "Beta 2", (0.0, 0.99999), Scale::Linear, 0.999)
        .group(Group::Optimizer)
        .applies(adaptive_moments)
        .varying(|params| default_of(params, "lion", 0.99))
        .help("A longer memory of past squared gradients: steadier step sizes, slower to adapt.")
        .docs("https://keras.io/api/optimizers/adam/");

pub static AMSGRAD: ParamSpec = ParamSpec::switch("amsgrad", "AMSGrad", false)
    .group(Group::Optimizer)
    .advanced()
    .applies(|params| optimizer_is(params, &["adam", "adamw"]))
    .help("Never lets a step size grow back, which helps where rare gradients are forgotten.")
    .docs("https://keras.io/api/optimizers/adam/");

pub static EPSILON: ParamSpec =
    ParamSpec::real("epsilon", "Epsilon", (1e-10, 1.0), Scale::Log, 1e-7)
        .group(Group::Optimizer)
        .advanced()
        .applies(|params| !optimizer_is(params, &["sgd", "lion"]))
        .aliases(&["eps"])
        .help("A larger value tames the steps of weights whose gradients are tiny.")
        .docs("https://keras.io/api/optimizers/adam/");

pub static WEIGHT_DECAY: ParamSpec = ParamSpec::real(
    "weight_decay",
    "Weight decay",
    (0.0, 1.0),
    Scale::ZeroThenLog { from: -7 },
    0.0,
)
.group(Group::Optimizer)
.varying(|params| default_of(params, "adamw", 0.004))
.aliases(&["wd"])
.help("Shrinks all weights and biases a little in every step, whatever the gradients say.")
.docs("https://keras.io/api/optimizers/adamw/");

pub static CLIPNORM: ParamSpec = ParamSpec::real(
    "clipnorm",
    "Clip norm",
    (0.0, 100.0),
    Scale::ZeroThenLog { from: -4 },
    0.0,
)
.group(Group::Optimizer)
.advanced()
.help("Shortens the gradient of each kernel and each bias to this length; 0 leaves it as it is.")
.docs("https://keras.io/api/optimizers/#optimizer-class");

pub static CLIPVALUE: ParamSpec = ParamSpec::real(
    "clipvalue",
    "Clip value",
    (0.0, 100.0),
    Scale::ZeroThenLog { from: -4 },
    0.0,
)
.group(Group::Optimizer)
.advanced()
.help("Cuts each element of the gradients off at this size; 0 leaves them as they are.")
.docs("https://keras.io/api/optimizers/#optimizer-class");

pub static GLOBAL_CLIPNORM: ParamSpec = ParamSpec::real(
    "global_clipnorm",
    "Global clip norm",
    (0.0, 100.0),
    Scale::ZeroThenLog { from: -4 },
    0.0,
)
.group(Group::Optimizer)
.advanced()
.aliases(&["gradient clipping", "max grad norm"])
.help("Shortens all gradients together to this length, so their direction stays; 0 is off.")
.docs("https://keras.io/api/optimizers/#optimizer-class");

fn averages(params: &HyperParams) -> bool {
    params.switch(&USE_EMA) == Some(true)
}

pub static USE_EMA: ParamSpec = ParamSpec::switch("use_ema", "Average the weights", false)
    .group(Group::Optimizer)
    .advanced()
    .aliases(&["exponential moving average", "Polyak averaging"])
    .help("Keeps a moving average of the weights, which becomes the network when training ends.")
    .docs("https://keras.io/api/optimizers/#optimizer-class");

pub static EMA_MOMENTUM: ParamSpec = ParamSpec::real(
    "ema_momentum",
    "Momentum of the average",
    (0.0, 1.0),
    Scale::Linear,
    0.99,
)
.group(Group::Optimizer)
.advanced()
.applies(averages)
.help("A longer memory of past weights: a smoother average that lags behind.")
.docs("https://keras.io/api/optimizers/#optimizer-class");

pub static EMA_OVERWRITE_FREQUENCY: ParamSpec = ParamSpec::integer(
    "ema_overwrite_frequency",
    "Steps between overwrites",
    (0, 1000),
    Scale::Linear,
    0,
)
.group(Group::Optimizer)
.advanced()
.applies(averages)
.help("Puts the average in place of the weights after every so many steps; 0 waits for the end.")
.docs("https://keras.io/api/optimizers/#optimizer-class");
