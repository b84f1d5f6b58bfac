//! How the learning rate changes over a run.

use super::{Choice, Group, Row, Scale};
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

pub static LR_SCHEDULE: Row = Row::choice(
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
.of(Group::Schedule)
.also(&["learning rate decay", "scheduler", "annealing"])
.help("How the learning rate changes: large steps first, then small ones to settle down.")
.see("https://keras.io/api/optimizers/learning_rate_schedules/");

pub static DECAY_STEPS: Row = Row::integer(
    "decay_steps",
    "Decay steps",
    (1, 1_000_000),
    Scale::Log,
    800,
)
.of(Group::Schedule)
.when(|params| {
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
.see("https://keras.io/api/optimizers/learning_rate_schedules/");

pub static DECAY_RATE: Row = Row::real(
    "decay_rate",
    "Decay rate",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -3 },
    0.5,
)
.of(Group::Schedule)
.when(|params| schedule_is(params, &["exponential_decay", "inverse_time_decay"]))
.help("Exponential: the factor for every decay steps. Inverse time: larger falls faster.")
.see("https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/");

pub static STAIRCASE: Row = Row::switch("staircase", "Staircase", false)
    .of(Group::Schedule)
    .advanced()
    .when(|params| schedule_is(params, &["exponential_decay", "inverse_time_decay"]))
    .help("Lowers the rate at once after every decay steps rather than a little in each step.")
    .see("https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/");

pub static BOUNDARIES: Row = Row::text("boundaries", "Boundaries", Text::Steps, "400, 600")
    .of(Group::Schedule)
    .when(|params| schedule_is(params, &["piecewise_constant_decay"]))
    .help("Steps after which the next of the values holds.")
    .see("https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/");

pub static VALUES: Row = Row::text("values", "Values", Text::Rates, "0.001, 0.0003, 0.0001")
    .of(Group::Schedule)
    .when(|params| schedule_is(params, &["piecewise_constant_decay"]))
    .help("The learning rates before, between and after the boundaries: one more than those.")
    .see("https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/");

pub static END_LEARNING_RATE: Row = Row::real(
    "end_learning_rate",
    "Final learning rate",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -7 },
    1e-4,
)
.of(Group::Schedule)
.when(|params| schedule_is(params, &["polynomial_decay"]))
.help("Where the decay ends: a larger rate keeps moving, a smaller one settles.")
.see("https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/");

pub static POWER: Row = Row::real("power", "Power", (0.0, 10.0), Scale::Linear, 1.0)
    .of(Group::Schedule)
    .when(|params| schedule_is(params, &["polynomial_decay"]))
    .help("1 falls in a straight line; a higher power falls early and then levels off.")
    .see("https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/");

pub static CYCLE: Row = Row::switch("cycle", "Cycle", false)
    .of(Group::Schedule)
    .advanced()
    .when(|params| schedule_is(params, &["polynomial_decay"]))
    .help("Starts again, over a longer stretch, whenever the decay has come to its end.")
    .see("https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/");

pub static FIRST_DECAY_STEPS: Row = Row::integer(
    "first_decay_steps",
    "Steps of the first period",
    (1, 1_000_000),
    Scale::Log,
    200,
)
.of(Group::Schedule)
.when(|params| schedule_is(params, &["cosine_decay_restarts"]))
.help("More steps put the first restart off.")
.see("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/");

pub static T_MUL: Row = Row::real("t_mul", "Growth of periods", (1.0, 5.0), Scale::Linear, 2.0)
    .of(Group::Schedule)
    .when(|params| schedule_is(params, &["cosine_decay_restarts"]))
    .help("How many times longer each period is than the one before.")
    .see("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/");

pub static M_MUL: Row = Row::real(
    "m_mul",
    "Height of restarts",
    (0.0, 2.0),
    Scale::Linear,
    1.0,
)
.of(Group::Schedule)
.advanced()
.when(|params| schedule_is(params, &["cosine_decay_restarts"]))
.help("The rate that each period starts with, as a multiple of the one before.")
.see("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/");

pub static COSINE_ALPHA: Row = Row::real(
    "cosine_alpha",
    "Final share of the rate",
    (0.0, 1.0),
    Scale::Linear,
    0.0,
)
.of(Group::Schedule)
.when(|params| schedule_is(params, &["cosine_decay", "cosine_decay_restarts"]))
.help("The share of the learning rate that is left at the end (Keras' alpha).")
.see("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/");

pub static WARMUP_STEPS: Row =
    Row::integer("warmup_steps", "Warm-up steps", (0, 1000), Scale::Linear, 0)
        .of(Group::Schedule)
        .when(|params| schedule_is(params, &["cosine_decay"]))
        .help("More steps in which the rate first rises to the learning rate: a gentler start.")
        .see("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/");

pub static INITIAL_LEARNING_RATE: Row = Row::real(
    "initial_learning_rate",
    "Warm-up starts at",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -7 },
    0.0,
)
.of(Group::Schedule)
.advanced()
.when(|params| schedule_is(params, &["cosine_decay"]) && params.number(&WARMUP_STEPS) != Some(0.0))
.help("The rate of the very first step; it rises to the learning rate, Keras' warmup_target.")
.see("https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/");

pub static REDUCE_LR_MONITOR: Row =
    Row::choice("reduce_lr_monitor", "Watch", &MONITORS, "val_loss")
        .of(Group::Schedule)
        .when(reduces_on_plateau)
        .help("The number that has to keep getting better, or else the learning rate is reduced.")
        .see("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_FACTOR: Row = Row::real(
    "reduce_lr_factor",
    "Reduce by factor",
    (0.0, 0.99),
    Scale::Linear,
    0.1,
)
.of(Group::Schedule)
.when(reduces_on_plateau)
.help("What the learning rate is multiplied by: smaller reduces more at once.")
.see("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_PATIENCE: Row = Row::integer(
    "reduce_lr_patience",
    "Patience",
    (0, 1000),
    Scale::Linear,
    10,
)
.of(Group::Schedule)
.when(reduces_on_plateau)
.help("More epochs without improvement are waited for before the rate is reduced.")
.see("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_MIN_DELTA: Row = Row::real(
    "reduce_lr_min_delta",
    "Smallest improvement",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -6 },
    1e-4,
)
.of(Group::Schedule)
.advanced()
.when(reduces_on_plateau)
.help("A larger value counts fewer epochs as an improvement.")
.see("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_COOLDOWN: Row = Row::integer(
    "reduce_lr_cooldown",
    "Cooldown",
    (0, 1000),
    Scale::Linear,
    0,
)
.of(Group::Schedule)
.advanced()
.when(reduces_on_plateau)
.help("More epochs after a reduction in which waiting does not begin again.")
.see("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_MIN_LR: Row = Row::real(
    "reduce_lr_min_lr",
    "Smallest learning rate",
    (0.0, 10.0),
    Scale::ZeroThenLog { from: -8 },
    0.0,
)
.of(Group::Schedule)
.advanced()
.when(reduces_on_plateau)
.help("The rate is never reduced below this.")
.see("https://keras.io/api/callbacks/reduce_lr_on_plateau/");

pub static REDUCE_LR_MODE: Row = Row::choice("reduce_lr_mode", "Better is", &MODES, "auto")
    .of(Group::Schedule)
    .advanced()
    .when(reduces_on_plateau)
    .help("Whether a larger or a smaller number is an improvement.")
    .see("https://keras.io/api/callbacks/reduce_lr_on_plateau/");
