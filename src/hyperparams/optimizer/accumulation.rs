//! Updates by the gradients of several batches.

use super::*;

pub(super) const ROWS: &[&ParamSpec] = &[&GRADIENT_ACCUMULATION_STEPS];

pub static GRADIENT_ACCUMULATION_STEPS: ParamSpec = ParamSpec::integer(
    "gradient_accumulation_steps",
    "Batches per update",
    (1, 1000),
    Scale::Log,
    1,
)
.group(Group::Optimizer)
.advanced()
.only_none(1.0)
.aliases(&["gradient accumulation", "accumulate grad batches"])
.help("Adds up the gradients of this many batches for each update, as one larger batch would.")
.docs("https://keras.io/api/optimizers/#optimizer-class");
