//! When to stop before the last epoch.

use serde::{Deserialize, Serialize};

use super::concept::Concept;
use super::keras::Keras;
use super::monitor::{self, Metric, Mode, Monitor};
use super::python::Code;
use super::{Group, HyperParams, ParamSpec, Scale};

pub(super) const CONCEPT: Concept = Concept {
    rows: &[&[&EARLY_STOPPING], FIELDS],
    doubts: &[
        |params| {
            let patience = &EARLY_STOPPING_PATIENCE;
            monitor::outlasts_the_run(params, patience, "the run never stops early")
        },
        |params| {
            let start = &EARLY_STOPPING_START_FROM_EPOCH;
            monitor::outlasts_the_run(params, start, "nothing is monitored")
        },
    ],
    ..Concept::EMPTY
};

const FIELDS: &[&ParamSpec] = &[
    &EARLY_STOPPING_MONITOR,
    &EARLY_STOPPING_PATIENCE,
    &EARLY_STOPPING_MIN_DELTA,
    &EARLY_STOPPING_BASELINE,
    &EARLY_STOPPING_START_FROM_EPOCH,
    &EARLY_STOPPING_RESTORE_BEST_WEIGHTS,
    &EARLY_STOPPING_MODE,
];

fn stops_early(params: &HyperParams) -> bool {
    params.switch(&EARLY_STOPPING) == Some(true)
}

const KERAS: &str = "https://keras.io/api/callbacks/early_stopping/";

pub static EARLY_STOPPING: ParamSpec = ParamSpec::switch("early_stopping", "Early stopping", false)
    .group(Group::EarlyStopping)
    .help("Ends the run when the monitored metric stops improving.")
    .docs(KERAS);

pub static EARLY_STOPPING_MONITOR: ParamSpec =
    ParamSpec::choice::<Metric>("early_stopping_monitor", "Monitor")
        .group(Group::EarlyStopping)
        .applies(stops_early)
        .argument("monitor")
        .help("The metric that has to keep improving.")
        .docs(KERAS);

pub static EARLY_STOPPING_PATIENCE: ParamSpec = ParamSpec::integer(
    "early_stopping_patience",
    "Patience",
    (0, 1000),
    Scale::Linear,
    0,
)
.group(Group::EarlyStopping)
.applies(stops_early)
.argument("patience")
.help("Waits for more epochs without improvement before it stops.")
.docs(KERAS);

pub static EARLY_STOPPING_MIN_DELTA: ParamSpec = ParamSpec::real(
    "early_stopping_min_delta",
    "Smallest improvement",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -6 },
    0.0,
)
.group(Group::EarlyStopping)
.applies(stops_early)
.argument("min_delta")
.help("A larger value makes fewer epochs count as an improvement.")
.docs(KERAS);

pub static EARLY_STOPPING_BASELINE: ParamSpec =
    ParamSpec::optional_number("early_stopping_baseline", "Baseline")
        .group(Group::EarlyStopping)
        .advanced()
        .applies(stops_early)
        .argument("baseline")
        .help("A value the metric has to beat before an epoch counts as an improvement.")
        .docs(KERAS);

pub static EARLY_STOPPING_START_FROM_EPOCH: ParamSpec = ParamSpec::integer(
    "early_stopping_start_from_epoch",
    "Epochs before monitoring",
    (0, 1000),
    Scale::Linear,
    0,
)
.group(Group::EarlyStopping)
.advanced()
.applies(stops_early)
.argument("start_from_epoch")
.help("Ignores this many epochs before monitoring begins.")
.docs(KERAS);

pub static EARLY_STOPPING_RESTORE_BEST_WEIGHTS: ParamSpec = ParamSpec::switch(
    "early_stopping_restore_best_weights",
    "Restore the best weights",
    false,
)
.group(Group::EarlyStopping)
.applies(stops_early)
.argument("restore_best_weights")
.help("Goes back to the weights of the best epoch when the run ends.")
.docs(KERAS);

pub static EARLY_STOPPING_MODE: ParamSpec =
    ParamSpec::choice::<Mode>("early_stopping_mode", "Mode")
        .group(Group::EarlyStopping)
        .advanced()
        .applies(stops_early)
        .argument("mode")
        .help("Whether a larger or a smaller value is an improvement.")
        .docs(KERAS);

/// Ends a run that no longer gets better; <https://keras.io/api/callbacks/early_stopping/>.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EarlyStopping {
    pub monitor: Monitor,
    /// Epochs without improvement that are waited for; 0 is the same as 1.
    pub patience: usize,
    /// A value to be beaten before an improvement ends the waiting.
    pub baseline: Option<f64>,
    /// Epochs that are let pass before watching begins.
    pub start_from_epoch: usize,
    pub restore_best_weights: bool,
}

impl HyperParams {
    /// What ends a run early, if anything does.
    pub fn early_stopping(&self) -> Option<EarlyStopping> {
        self.is_on(&EARLY_STOPPING).then(|| EarlyStopping {
            monitor: Monitor::read(
                self,
                [
                    &EARLY_STOPPING_MONITOR,
                    &EARLY_STOPPING_MODE,
                    &EARLY_STOPPING_MIN_DELTA,
                ],
            ),
            patience: self.whole(&EARLY_STOPPING_PATIENCE),
            baseline: self.optional(&EARLY_STOPPING_BASELINE),
            start_from_epoch: self.whole(&EARLY_STOPPING_START_FROM_EPOCH),
            restore_best_weights: self.is_on(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS),
        })
    }
}

/// The callback, where there is one.
pub(super) fn spell(keras: &Keras) -> Option<Code> {
    keras.switch(&EARLY_STOPPING, |is_on, keras| {
        let callback =
            || monitor::callback(keras, "EarlyStopping", &EARLY_STOPPING_MONITOR, FIELDS);
        is_on.then(callback)
    })
}
