//! Adagrad; <https://keras.io/api/optimizers/adagrad/>.

use super::*;

pub(super) const ROWS: &[&ParamSpec] = &[&INITIAL_ACCUMULATOR_VALUE];

pub(super) static ADAGRAD: Rule = Rule {
    class: "Adagrad",
    fields: &[&INITIAL_ACCUMULATOR_VALUE, &EPSILON],
    defaults: &[],
    read: |params| UpdateRule::Adagrad {
        initial_accumulator_value: params.real(&INITIAL_ACCUMULATOR_VALUE),
        epsilon: params.real(&EPSILON),
    },
};

pub static INITIAL_ACCUMULATOR_VALUE: ParamSpec = ParamSpec::real(
    "initial_accumulator_value",
    "Initial accumulator",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -6 },
    0.1,
)
.group(Group::Optimizer)
.applies(|params| has_field(params, &INITIAL_ACCUMULATOR_VALUE))
.help("A larger start value makes the first steps smaller.")
.docs("https://keras.io/api/optimizers/adagrad/");
