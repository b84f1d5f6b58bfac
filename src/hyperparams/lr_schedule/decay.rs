//! Exponential and inverse time decay.

use super::*;

pub(super) const ROWS: &[&ParamSpec] = &[&DECAY_STEPS, &DECAY_RATE, &STAIRCASE];

pub static DECAY_STEPS: ParamSpec = ParamSpec::integer(
    "decay_steps",
    "Decay steps",
    (1, 1_000_000),
    Scale::Log,
    800,
)
.group(Group::Schedule)
.applies(|params| has_field(params, &DECAY_STEPS))
.help("More steps make the learning rate fall more slowly.")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/");

pub static DECAY_RATE: ParamSpec = ParamSpec::real(
    "decay_rate",
    "Decay rate",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -3 },
    0.5,
)
.group(Group::Schedule)
.applies(|params| has_field(params, &DECAY_RATE))
.help("Exponential: the factor applied per decay period. Inverse time: larger values fall faster.")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/");

pub static STAIRCASE: ParamSpec = ParamSpec::switch("staircase", "Staircase", false)
    .group(Group::Schedule)
    .advanced()
    .applies(|params| has_field(params, &STAIRCASE))
    .help("Lowers the rate once per decay period rather than a little in every step.")
    .docs("https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/");

/// What exponential and inverse time decay share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decay {
    pub steps: f64,
    pub rate: f64,
    /// Only whole multiples of the decay steps count.
    pub staircase: bool,
}

impl Decay {
    pub(super) fn read(params: &HyperParams) -> Self {
        Self {
            steps: params.real(&DECAY_STEPS),
            rate: params.real(&DECAY_RATE),
            staircase: params.is_on(&STAIRCASE),
        }
    }
}

pub(super) fn spell(keras: &Keras, name: &str, rate: &Code) -> Code {
    class(name)
        .with("initial_learning_rate", rate.clone())
        .with("decay_steps", keras.value(&DECAY_STEPS))
        .with("decay_rate", keras.value(&DECAY_RATE))
        .with_all(keras.arguments([&STAIRCASE]))
}
