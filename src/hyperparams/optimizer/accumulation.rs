//! Updates by the gradients of several batches.

use super::*;

pub(super) const ROWS: &[&ParamSpec] = &[&GRADIENT_ACCUMULATION_STEPS];

pub static GRADIENT_ACCUMULATION_STEPS: ParamSpec = ParamSpec::integer(
    "gradient_accumulation_steps",
    "Batches for an update",
    (1, 1000),
    Scale::Log,
    1,
)
.group(Group::Optimizer)
.advanced()
.only_none(1.0)
.aliases(&["gradient accumulation", "accumulate grad batches"])
.help("Gathers the gradients of so many batches for one update, as a larger batch would.")
.docs("https://keras.io/api/optimizers/#optimizer-class");
