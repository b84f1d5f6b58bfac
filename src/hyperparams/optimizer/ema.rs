//! A moving average of the weights.

use super::*;
use crate::hyperparams::early_stopping::{EARLY_STOPPING, EARLY_STOPPING_RESTORE_BEST_WEIGHTS};
use crate::hyperparams::error::InvalidParam;

pub(super) const ROWS: &[&ParamSpec] = &[
    &USE_EMA,
    &EMA_MOMENTUM,
    &EMA_OVERWRITE_FREQUENCY,
    &SWAP_EMA_WEIGHTS,
];

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
.none(0.0)
.applies(averages)
.help("Replaces the weights by their average every so many steps; 0 waits until training ends.")
.docs("https://keras.io/api/optimizers/#optimizer-class");

pub static SWAP_EMA_WEIGHTS: ParamSpec =
    ParamSpec::switch("swap_ema_weights", "Evaluate the average", false)
        .group(Group::Optimizer)
        .advanced()
        .applies(averages)
        .aliases(&["SwapEMAWeights"])
        .help("Evaluates every epoch with the average, which is what the run ends with, in place of the weights.")
        .docs("https://keras.io/api/callbacks/swap_ema_weights/");

fn averages(params: &HyperParams) -> bool {
    params.switch(&USE_EMA) == Some(true)
}

/// A moving average of the weights, which replaces them when training ends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ema {
    pub momentum: f64,
    /// It also replaces them after every so many steps of the run.
    pub overwrite_frequency: Option<u64>,
    /// Epochs are evaluated with it.
    pub is_evaluated: bool,
}

impl Ema {
    pub(super) fn read(params: &HyperParams) -> Option<Self> {
        let frequency = params.whole(&EMA_OVERWRITE_FREQUENCY) as u64;
        params.is_on(&USE_EMA).then(|| Self {
            momentum: params.real(&EMA_MOMENTUM),
            overwrite_frequency: (frequency > 0).then_some(frequency),
            is_evaluated: params.is_on(&SWAP_EMA_WEIGHTS),
        })
    }
}

pub(super) fn needs_a_memory(params: &HyperParams) -> Option<InvalidParam> {
    if !params.is_on(&USE_EMA) || params.real(&EMA_MOMENTUM) > 0.0 {
        return None;
    }
    let requirement = "must be above 0: an average without momentum is the weights themselves";
    params.contradiction(&EMA_MOMENTUM, requirement)
}

/// A curve that is not of what the run ends with.
pub(super) fn is_not_what_is_evaluated(params: &HyperParams) -> Option<ParamWarning> {
    if !params.is_on(&USE_EMA) {
        return None;
    }
    let swaps = params.is_on(&SWAP_EMA_WEIGHTS);
    let message = if !swaps {
        "The run ends with the average, which no epoch is evaluated with; “Evaluate the average” does so."
    } else if params.is_on(&EARLY_STOPPING) && params.is_on(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS) {
        "What is restored are the best epoch’s weights, and not the average that it was evaluated with."
    } else {
        return None;
    };
    ParamWarning::new(&SWAP_EMA_WEIGHTS, message)
}

/// The callback that has the average evaluated.
pub(super) fn spell_callback(keras: &Keras) -> Option<Code> {
    keras.switch(&SWAP_EMA_WEIGHTS, |is_on, _| {
        is_on.then(|| Code::call("callbacks.SwapEMAWeights"))
    })
}
