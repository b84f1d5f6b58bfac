//! When to stop before the last epoch.

use super::schedule::{MODES, MONITORS};
use super::{Group, Row, Scale};
use crate::hyperparams::HyperParams;
use crate::hyperparams::text::Text;

fn stops_early(params: &HyperParams) -> bool {
    params.switch(&EARLY_STOPPING) == Some(true)
}

const KERAS: &str = "https://keras.io/api/callbacks/early_stopping/";

pub static EARLY_STOPPING: Row = Row::switch("early_stopping", "Early stopping", false)
    .of(Group::EarlyStopping)
    .help("Ends the run when what is watched no longer gets better.")
    .see(KERAS);

pub static EARLY_STOPPING_MONITOR: Row =
    Row::choice("early_stopping_monitor", "Watch", &MONITORS, "val_loss")
        .of(Group::EarlyStopping)
        .when(stops_early)
        .help("The number that has to keep getting better.")
        .see(KERAS);

pub static EARLY_STOPPING_PATIENCE: Row = Row::integer(
    "early_stopping_patience",
    "Patience",
    (0, 1000),
    Scale::Linear,
    0,
)
.of(Group::EarlyStopping)
.when(stops_early)
.help("More epochs without improvement are waited for.")
.see(KERAS);

pub static EARLY_STOPPING_MIN_DELTA: Row = Row::real(
    "early_stopping_min_delta",
    "Smallest improvement",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -6 },
    0.0,
)
.of(Group::EarlyStopping)
.when(stops_early)
.help("A larger value counts fewer epochs as an improvement.")
.see(KERAS);

pub static EARLY_STOPPING_BASELINE: Row = Row::text(
    "early_stopping_baseline",
    "Baseline",
    Text::OptionalNumber,
    "",
)
.of(Group::EarlyStopping)
.advanced()
.when(stops_early)
.help("A value that has to be beaten before an improvement ends the waiting.")
.see(KERAS);

pub static EARLY_STOPPING_START_FROM_EPOCH: Row = Row::integer(
    "early_stopping_start_from_epoch",
    "Epochs before watching",
    (0, 1000),
    Scale::Linear,
    0,
)
.of(Group::EarlyStopping)
.advanced()
.when(stops_early)
.help("More epochs are let pass before watching begins.")
.see(KERAS);

pub static EARLY_STOPPING_RESTORE_BEST_WEIGHTS: Row = Row::switch(
    "early_stopping_restore_best_weights",
    "Restore the best weights",
    false,
)
.of(Group::EarlyStopping)
.when(stops_early)
.help("Goes back to the weights of the best epoch when the run ends.")
.see(KERAS);

pub static EARLY_STOPPING_MODE: Row =
    Row::choice("early_stopping_mode", "Better is", &MODES, "auto")
        .of(Group::EarlyStopping)
        .advanced()
        .when(stops_early)
        .help("Whether a larger or a smaller number is an improvement.")
        .see(KERAS);
