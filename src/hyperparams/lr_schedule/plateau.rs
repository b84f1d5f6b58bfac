//! A rate that is reduced when a run no longer gets better.

use super::*;
use crate::hyperparams::concept::ParamWarning;
use crate::hyperparams::monitor::{self, Metric, Mode, Monitor};

pub(super) const ROWS: &[&ParamSpec] = &[
    &REDUCE_LR_MONITOR,
    &REDUCE_LR_FACTOR,
    &REDUCE_LR_PATIENCE,
    &REDUCE_LR_MIN_DELTA,
    &REDUCE_LR_COOLDOWN,
    &REDUCE_LR_MIN_LR,
    &REDUCE_LR_MODE,
];

pub static REDUCE_LR_MONITOR: ParamSpec =
    ParamSpec::choice::<Metric>("reduce_lr_monitor", "Monitor")
        .group(Group::Schedule)
        .applies(|params| has_field(params, &REDUCE_LR_MONITOR))
        .argument("monitor")
        .help("The metric that has to keep improving, or else the learning rate is reduced.")
        .docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_FACTOR: ParamSpec = ParamSpec::real(
    "reduce_lr_factor",
    "Reduce by factor",
    (0.0, 0.99),
    Scale::Linear,
    0.1,
)
.group(Group::Schedule)
.applies(|params| has_field(params, &REDUCE_LR_FACTOR))
.argument("factor")
.help("The factor applied to the learning rate: smaller values cut it more at once.")
.docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_PATIENCE: ParamSpec = ParamSpec::integer(
    "reduce_lr_patience",
    "Patience",
    (0, 1000),
    Scale::Linear,
    10,
)
.group(Group::Schedule)
.applies(|params| has_field(params, &REDUCE_LR_PATIENCE))
.argument("patience")
.help("Waits for more epochs without improvement before it reduces the rate.")
.docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_MIN_DELTA: ParamSpec = ParamSpec::real(
    "reduce_lr_min_delta",
    "Smallest improvement",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -6 },
    1e-4,
)
.group(Group::Schedule)
.advanced()
.applies(|params| has_field(params, &REDUCE_LR_MIN_DELTA))
.argument("min_delta")
.help("A larger value makes fewer epochs count as an improvement.")
.docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_COOLDOWN: ParamSpec = ParamSpec::integer(
    "reduce_lr_cooldown",
    "Cooldown",
    (0, 1000),
    Scale::Linear,
    0,
)
.group(Group::Schedule)
.advanced()
.applies(|params| has_field(params, &REDUCE_LR_COOLDOWN))
.argument("cooldown")
.help("Waits for more epochs after a reduction before it counts epochs without improvement again.")
.docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_MIN_LR: ParamSpec = ParamSpec::real(
    "reduce_lr_min_lr",
    "Smallest learning rate",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -8 },
    0.0,
)
.group(Group::Schedule)
.advanced()
.applies(|params| has_field(params, &REDUCE_LR_MIN_LR))
.argument("min_lr")
.help("The rate is never reduced below this.")
.docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_MODE: ParamSpec = ParamSpec::choice::<Mode>("reduce_lr_mode", "Mode")
    .group(Group::Schedule)
    .advanced()
    .applies(|params| has_field(params, &REDUCE_LR_MODE))
    .argument("mode")
    .help("Whether a larger or a smaller value is an improvement.")
    .docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

/// Reduces the rate of a run that no longer gets better;
/// <https://keras.io/api/callbacks/reduce_lr_on_plateau/>.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReduceLrOnPlateau {
    pub monitor: Monitor,
    /// What the rate is multiplied by, below 1.
    pub factor: f64,
    pub patience: usize,
    /// Epochs after a reduction in which waiting does not begin; 1 is the same as 0.
    pub cooldown: usize,
    /// The rate is never reduced below this.
    pub min_lr: f64,
}

impl ReduceLrOnPlateau {
    pub(super) fn read(params: &HyperParams) -> Self {
        Self {
            monitor: Monitor::read(
                params,
                [&REDUCE_LR_MONITOR, &REDUCE_LR_MODE, &REDUCE_LR_MIN_DELTA],
            ),
            factor: params.real(&REDUCE_LR_FACTOR),
            patience: params.whole(&REDUCE_LR_PATIENCE),
            cooldown: params.whole(&REDUCE_LR_COOLDOWN),
            min_lr: params.real(&REDUCE_LR_MIN_LR),
        }
    }
}

pub(super) fn spell(keras: &Keras) -> Code {
    monitor::callback(keras, "ReduceLROnPlateau", &REDUCE_LR_MONITOR, ROWS)
}

pub(super) fn outlasts_the_run(params: &HyperParams) -> Option<ParamWarning> {
    monitor::outlasts_the_run(params, &REDUCE_LR_PATIENCE, "the rate is never reduced")
}
