//! How the learning rate changes over a run.

use super::{Choice, Group, ParamSpec, Scale};
use crate::hyperparams::HyperParams;
use crate::hyperparams::text::Text;

fn schedule_is(params: &HyperParams, names: &[&str]) -> bool {
    let schedule = params.text(&LR_SCHEDULE);
    schedule.is_some_and(|name| names.contains(&name))
}

fn reduces_on_plateau(params: &HyperParams) -> bool {
    schedule_is(params, &["reduce_lr_on_plateau"])
}

/// What early stopping and reduce-on-plateau can watch.
pub(super) const MONITORS: [Choice; 4] = [
    Choice::new("val_loss", "Validation loss"),
    Choice::new("val_accuracy", "Validation accuracy"),
    Choice::new("loss", "Training loss"),
    Choice::new("accuracy", "Training accuracy"),
];

/// Whether a watched number is better when it is larger.
pub(super) const MODES: [Choice; 3] = [
    Choice::new("auto", "By what is watched"),
    Choice::new("min", "Smaller is better"),
    Choice::new("max", "Larger is better"),
];

pub static LR_SCHEDULE: ParamSpec = ParamSpec::choice(
    "lr_schedule",
    "Schedule",
    &[
        Choice::new("constant", "Constant"),
        Choice::new("exponential_decay", "Exponential decay"),
        Choice::new("piecewise_constant_decay", "Piecewise constant"),
        Choice::new("polynomial_decay", "Polynomial decay"),
        Choice::new("inverse_time_decay", "Inverse time decay"),
        Choice::new("cosine_decay", "Cosine decay"),
        Choice::new("cosine_decay_restarts", "Cosine decay with restarts"),
        Choice::new("reduce_lr_on_plateau", "Reduce on plateau"),
    ],
    "constant",
)
.group(Group::Schedule)
.aliases(&["learning rate decay", "scheduler", "annealing"])
.help("How the learning rate changes: large steps first, then small ones to settle down.")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/");

pub static DECAY_STEPS: ParamSpec = ParamSpec::integer(
    "decay_steps",
    "Decay steps",
    (1, 1_000_000),
    Scale::Log,
    800,
)
.group(Group::Schedule)
.applies(|params| {
    schedule_is(
        params,
        &[
            "exponential_decay",
            "polynomial_decay",
            "inverse_time_decay",
            "cosine_decay",
        ],
    )
})
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
.applies(|params| schedule_is(params, &["exponential_decay", "inverse_time_decay"]))
.help("Exponential: the factor for every decay steps. Inverse time: larger falls faster.")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/");

pub static STAIRCASE: ParamSpec = ParamSpec::switch("staircase", "Staircase", false)
    .group(Group::Schedule)
    .advanced()
    .applies(|params| schedule_is(params, &["exponential_decay", "inverse_time_decay"]))
    .help("Lowers the rate at once after every decay steps rather than a little in each step.")
    .docs("https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/");

pub static BOUNDARIES: ParamSpec =
    ParamSpec::text("boundaries", "Boundaries", Text::Steps, "400, 600")
        .group(Group::Schedule)
        .applies(|params| schedule_is(params, &["piecewise_constant_decay"]))
        .help("Steps after which the next of the values holds.")
        .docs("https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/");

pub static VALUES: ParamSpec =
    ParamSpec::text("values", "Values", Text::Rates, "0.001, 0.0003, 0.0001")
        .group(Group::Schedule)
        .applies(|params| schedule_is(params, &["piecewise_constant_decay"]))
        .help("The learning rates before, between and after the boundaries: one more than those.")
        .docs("https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/");

pub static END_LEARNING_RATE: ParamSpec = ParamSpec::real(
    "end_learning_rate",
    "Final learning rate",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -7 },
    1e-4,
)
.group(Group::Schedule)
.applies(|params| schedule_is(params, &["polynomial_decay"]))
.help("Where the decay ends: a larger rate keeps moving, a smaller one settles.")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/");

pub static POWER: ParamSpec = ParamSpec::real("power", "Power", (0.0, 10.0), Scale::Linear, 1.0)
    .group(Group::Schedule)
    .applies(|params| schedule_is(params, &["polynomial_decay"]))
    .help("1 falls in a straight line; a higher power falls early and then levels off.")
    .docs("https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/");

pub static CYCLE: ParamSpec = ParamSpec::switch("cycle", "Cycle", false)
    .group(Group::Schedule)
    .advanced()
    .applies(|params| schedule_is(params, &["polynomial_decay"]))
    .help("Starts again, over a longer stretch, whenever the decay has come to its end.")
    .docs("https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/");

pub static FIRST_DECAY_STEPS: ParamSpec = ParamSpec::integer(
    "first_decay_steps",
    "Steps of the first period",
    (1, 1_000_000),
    Scale::Log,
    200,
)
.group(Group::Schedule)
.applies(|params| schedule_is(params, &["cosine_decay_restarts"]))
.help("More steps put the first restart off.")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/");

pub static T_MUL: ParamSpec =
    ParamSpec::real("t_mul", "Growth of periods", (1.0, 5.0), Scale::Linear, 2.0)
        .group(Group::Schedule)
        .applies(|params| schedule_is(params, &["cosine_decay_restarts"]))
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
.applies(|params| schedule_is(params, &["cosine_decay_restarts"]))
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
.applies(|params| schedule_is(params, &["cosine_decay", "cosine_decay_restarts"]))
.help("The share of the learning rate that is left at the end (Keras' alpha).")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/");

pub static WARMUP_STEPS: ParamSpec =
    ParamSpec::integer("warmup_steps", "Warm-up steps", (0, 1000), Scale::Linear, 0)
        .group(Group::Schedule)
        .applies(|params| schedule_is(params, &["cosine_decay"]))
        .help("More steps in which the rate first rises to the learning rate: a gentler start.")
        .docs("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/");

pub static INITIAL_LEARNING_RATE: ParamSpec = ParamSpec::real(
    "initial_learning_rate",
    "Warm-up starts at",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -7 },
    0.0,
)
.group(Group::Schedule)
.advanced()
.applies(|params| {
    schedule_is(params, &["cosine_decay"]) && params.number(&WARMUP_STEPS) != Some(0.0)
})
.help("The rate of the very first step; it rises to the learning rate, Keras' warmup_target.")
.docs("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/");

pub static REDUCE_LR_MONITOR: ParamSpec =
    ParamSpec::choice("reduce_lr_monitor", "Watch", &MONITORS, "val_loss")
        .group(Group::Schedule)
        .applies(reduces_on_plateau)
        .help("The number that has to keep getting better, or else the learning rate is reduced.")
        .docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_FACTOR: ParamSpec = ParamSpec::real(
    "reduce_lr_factor",
    "Reduce by factor",
    (0.0, 0.99),
    Scale::Linear,
    0.1,
)
.group(Group::Schedule)
.applies(reduces_on_plateau)
.help("What the learning rate is multiplied by: smaller reduces more at once.")
.docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_PATIENCE: ParamSpec = ParamSpec::integer(
    "reduce_lr_patience",
    "Patience",
    (0, 1000),
    Scale::Linear,
    10,
)
.group(Group::Schedule)
.applies(reduces_on_plateau)
.help("More epochs without improvement are waited for before the rate is reduced.")
.docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_MIN_DELTA: ParamSpec = ParamSpec::real(
    "reduce_lr_min_delta",
    "Smallest improvement",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -6 },
    1e-4,
)
.group(Group::Schedule)
.advanced()
.applies(reduces_on_plateau)
.help("A larger value counts fewer epochs as an improvement.")
.docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_COOLDOWN: ParamSpec = ParamSpec::integer(
    "reduce_lr_cooldown",
    "Cooldown",
    (0, 1000),
    Scale::Linear,
    0,
)
.group(Group::Schedule)
.advanced()
.applies(reduces_on_plateau)
.help("More epochs after a reduction in which waiting does not begin again.")
.docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_MIN_LR: ParamSpec = ParamSpec::real(
    "reduce_lr_min_lr",
    "Smallest learning rate",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -8 },
    0.0,
)
.group(Group::Schedule)
.advanced()
.applies(reduces_on_plateau)
.help("The rate is never reduced below this.")
.docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_MODE: ParamSpec =
    ParamSpec::choice("reduce_lr_mode", "Better is", &MODES, "auto")
        .group(Group::Schedule)
        .advanced()
        .applies(reduces_on_plateau)
        .help("Whether a larger or a smaller number is an improvement.")
        .docs("https://keras.io/api/callbacks/reduce_lr_on_plateau/");
