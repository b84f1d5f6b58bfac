//! When to stop before the last epoch.

use super::schedule::{MODES, MONITORS};
use super::{Group, ParamSpec, Scale};
use crate::hyperparams::HyperParams;
use crate::hyperparams::text::Text;

fn stops_early(params: &HyperParams) -> bool {
    params.switch(&EARLY_STOPPING) == Some(true)
}

const KERAS: &str = "https://keras.io/api/callbacks/early_stopping/";

pub static EARLY_STOPPING: ParamSpec = ParamSpec::switch("early_stopping", "Early stopping", false)
    .group(Group::EarlyStopping)
    .help("Ends the run when what is watched no longer gets better.")
    .docs(KERAS);

pub static EARLY_STOPPING_MONITOR: ParamSpec =
    ParamSpec::choice("early_stopping_monitor", "Watch", &MONITORS, "val_loss")
        .group(Group::EarlyStopping)
        .applies(stops_early)
        .help("The number that has to keep getting better.")
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
.help("More epochs without improvement are waited for.")
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
.help("A larger value counts fewer epochs as an improvement.")
.docs(KERAS);

pub static EARLY_STOPPING_BASELINE: ParamSpec = ParamSpec::text(
    "early_stopping_baseline",
    "Baseline",
    Text::OptionalNumber,
    "",
)
.group(Group::EarlyStopping)
.advanced()
.applies(stops_early)
.help("A value that has to be beaten before an improvement ends the waiting.")
.docs(KERAS);

pub static EARLY_STOPPING_START_FROM_EPOCH: ParamSpec = ParamSpec::integer(
    "early_stopping_start_from_epoch",
    "Epochs before watching",
    (0, 1000),
    Scale::Linear,
    0,
)
.group(Group::EarlyStopping)
.advanced()
.applies(stops_early)
.help("More epochs are let pass before watching begins.")
.docs(KERAS);

pub static EARLY_STOPPING_RESTORE_BEST_WEIGHTS: ParamSpec = ParamSpec::switch(
    "early_stopping_restore_best_weights",
    "Restore the best weights",
    false,
)
.group(Group::EarlyStopping)
.applies(stops_early)
.help("Goes back to the weights of the best epoch when the run ends.")
.docs(KERAS);

pub static EARLY_STOPPING_MODE: ParamSpec =
    ParamSpec::choice("early_stopping_mode", "Better is", &MODES, "auto")
        .group(Group::EarlyStopping)
        .advanced()
        .applies(stops_early)
        .help("Whether a larger or a smaller number is an improvement.")
        .docs(KERAS);
