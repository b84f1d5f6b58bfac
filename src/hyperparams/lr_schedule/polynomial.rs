//! Polynomial decay.

use super::*;

pub(super) const ROWS: &[&ParamSpec] = &[&END_LEARNING_RATE, &POWER, &CYCLE];

pub static END_LEARNING_RATE: ParamSpec = ParamSpec::real(
    "end_learning_rate",
    "Final learning rate",
    (0.0, LARGEST_RATE),
    Scale::ZeroThenLog { from: -7 },
    1e-4,
)
.group(Group::Schedule)
.applies(|params| has_field(params, &END_LEARNING_RATE))
.help("Where the decay ends: a larger rate keeps exploring, a smaller one settles.")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/");

pub static POWER: ParamSpec = ParamSpec::real("power", "Power", (0.0, 10.0), Scale::Linear, 1.0)
    .group(Group::Schedule)
    .applies(|params| has_field(params, &POWER))
    .help("1 falls in a straight line; a higher power falls early and then levels off.")
    .docs("https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/");

pub static CYCLE: ParamSpec = ParamSpec::switch("cycle", "Cycle", false)
    .group(Group::Schedule)
    .advanced()
    .applies(|params| has_field(params, &CYCLE))
    .help("Restarts the decay over a longer period each time it ends.")
    .docs("https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/");

pub(super) fn read(params: &HyperParams) -> LrSchedule {
    LrSchedule::Polynomial {
        decay_steps: params.real(&DECAY_STEPS),
        end_learning_rate: params.real(&END_LEARNING_RATE),
        power: params.real(&POWER),
        cycle: params.is_on(&CYCLE),
    }
}

pub(super) fn spell(keras: &Keras, rate: &Code) -> Code {
    class("PolynomialDecay")
        .with("initial_learning_rate", rate.clone())
        .with("decay_steps", keras.value(&DECAY_STEPS))
        .with_all(keras.arguments(ROWS.iter().copied()))
}
