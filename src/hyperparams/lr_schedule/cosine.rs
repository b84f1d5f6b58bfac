//! Cosine decay, after a warm-up or with restarts.

use super::*;
use crate::hyperparams::error::InvalidParam;
use crate::hyperparams::training::total_steps;

pub(super) const ROWS: &[&ParamSpec] = &[
    &FIRST_DECAY_STEPS,
    &T_MUL,
    &M_MUL,
    &COSINE_ALPHA,
    &WARMUP_STEPS,
    &INITIAL_LEARNING_RATE,
];

pub static FIRST_DECAY_STEPS: ParamSpec = ParamSpec::integer(
    "first_decay_steps",
    "Steps of the first period",
    (1, 1_000_000),
    Scale::Log,
    200,
)
.group(Group::Schedule)
.applies(|params| has_field(params, &FIRST_DECAY_STEPS))
.help("More steps delay the first restart.")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/");

pub static T_MUL: ParamSpec =
    ParamSpec::real("t_mul", "Growth of periods", (1.0, 5.0), Scale::Linear, 2.0)
        .group(Group::Schedule)
        .applies(|params| has_field(params, &T_MUL))
        .help("How many times longer each period is than the one before.")
        .docs("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/");

pub static M_MUL: ParamSpec = ParamSpec::real(
    "m_mul",
    "Height of restarts",
    (0.0, 2.0),
    Scale::Linear,
    1.0,
)
.group(Group::Schedule)
.advanced()
.applies(|params| has_field(params, &M_MUL))
.help("The rate that each period starts with, as a multiple of the one before.")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/");

pub static COSINE_ALPHA: ParamSpec = ParamSpec::real(
    "cosine_alpha",
    "Final share of the rate",
    (0.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Schedule)
.applies(|params| has_field(params, &COSINE_ALPHA))
.argument("alpha")
.help("The fraction of the learning rate left at the end (Keras' alpha).")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/");

pub static WARMUP_STEPS: ParamSpec =
    ParamSpec::integer("warmup_steps", "Warm-up steps", (0, 1000), Scale::Linear, 0)
        .group(Group::Schedule)
        .applies(|params| has_field(params, &WARMUP_STEPS))
        .help("More steps ramp the rate up more slowly to the learning rate: a gentler start.")
        .docs("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/");

pub static INITIAL_LEARNING_RATE: ParamSpec = ParamSpec::real(
    "initial_learning_rate",
    "Warm-up starts at",
    (0.0, LARGEST_RATE),
    Scale::ZeroThenLog { from: -7 },
    0.0,
)
.group(Group::Schedule)
.advanced()
.applies(|params| {
    has_field(params, &INITIAL_LEARNING_RATE) && params.number(&WARMUP_STEPS) != Some(0.0)
})
.help("The rate of the very first step; it rises to the learning rate, Keras' warmup_target.")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/");

/// A rise from `from` to the learning rate, in equal steps; the first step has `from` itself.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warmup {
    pub steps: u64,
    pub from: f64,
}

impl Warmup {
    fn read(params: &HyperParams) -> Option<Self> {
        let steps = params.whole(&WARMUP_STEPS) as u64;
        let from = params.real(&INITIAL_LEARNING_RATE);
        (steps > 0).then_some(Self { steps, from })
    }
}

pub(super) fn read(params: &HyperParams) -> LrSchedule {
    LrSchedule::Cosine {
        decay_steps: params.real(&DECAY_STEPS),
        alpha: params.real(&COSINE_ALPHA),
        warmup: Warmup::read(params),
    }
}

pub(super) fn read_restarts(params: &HyperParams) -> LrSchedule {
    LrSchedule::CosineRestarts {
        first_decay_steps: params.real(&FIRST_DECAY_STEPS),
        t_mul: params.real(&T_MUL),
        m_mul: params.real(&M_MUL),
        alpha: params.real(&COSINE_ALPHA),
    }
}

/// With a warm-up Keras' initial rate is where that begins, and its target is the learning rate.
pub(super) fn spell(keras: &Keras, rate: &Code) -> Option<Code> {
    let decay = |from: Code, keras: &Keras| {
        class("CosineDecay")
            .with("initial_learning_rate", from)
            .with("decay_steps", keras.value(&DECAY_STEPS))
            .with_all(keras.arguments([&COSINE_ALPHA]))
    };
    keras.strength(&WARMUP_STEPS, |steps, keras| {
        Some(match steps {
            None => decay(rate.clone(), keras),
            Some(steps) => decay(keras.value(&INITIAL_LEARNING_RATE), keras)
                .with("warmup_target", rate.clone())
                .with("warmup_steps", steps),
        })
    })
}

pub(super) fn spell_restarts(keras: &Keras, rate: &Code) -> Code {
    class("CosineDecayRestarts")
        .with("initial_learning_rate", rate.clone())
        .with("first_decay_steps", keras.value(&FIRST_DECAY_STEPS))
        .with_all(keras.arguments([&T_MUL, &M_MUL, &COSINE_ALPHA]))
}

pub(super) fn warmup_fits_the_run(params: &HyperParams) -> Option<InvalidParam> {
    let (warmup, run) = (params.whole(&WARMUP_STEPS), total_steps(params));
    if warmup <= run {
        return None;
    }
    let requirement = format!("must be at most {run}, the steps of the run");
    params.contradiction(&WARMUP_STEPS, requirement)
}
