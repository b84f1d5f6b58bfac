//! A factor on the loss, which the gradients are divided by again.

use super::*;

pub(super) const ROWS: &[&ParamSpec] = &[&LOSS_SCALE_FACTOR];

pub static LOSS_SCALE_FACTOR: ParamSpec = ParamSpec::real(
    "loss_scale_factor",
    "Loss scale",
    (0.0, 1e9),
    Scale::ZeroThenLog { from: -3 },
    0.0,
)
.group(Group::Optimizer)
.advanced()
.only_none(0.0)
.aliases(&["loss scaling"])
.help("Lifts tiny gradients while they are computed, up to where they overflow; 0 is off.")
.docs("https://keras.io/api/optimizers/#optimizer-class");

/// The factor, where there is one.
pub(super) fn read(params: &HyperParams) -> Option<f64> {
    let factor = params.real(&LOSS_SCALE_FACTOR);
    (factor > 0.0).then_some(factor)
}
