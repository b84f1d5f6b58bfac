//! How the learning rate changes over a run.

mod cosine;
mod decay;
mod piecewise;
mod plateau;
mod polynomial;
mod rate;

use serde::{Deserialize, Serialize};

use super::choice::choices;
use super::concept::Concept;
use super::keras::Keras;
use super::python::Code;
use super::{Group, HyperParams, ParamSpec, Scale};

pub use cosine::*;
pub use decay::*;
pub use piecewise::*;
pub use plateau::*;
pub use polynomial::*;

/// A learning rate of hundreds is of use where steps are small for another reason: gradients cut short, or a loss
/// that hardly slopes.
pub(super) const LARGEST_RATE: f64 = 1000.0;

pub(super) const CONCEPT: Concept = Concept {
    rows: &[
        &[&LR_SCHEDULE],
        decay::ROWS,
        piecewise::ROWS,
        polynomial::ROWS,
        cosine::ROWS,
        plateau::ROWS,
    ],
    checks: &[
        piecewise::values_fit_their_boundaries,
        cosine::warmup_fits_the_run,
    ],
    doubts: &[plateau::outlasts_the_run],
    ..Concept::EMPTY
};

choices! {
    /// The name of a schedule.
    pub enum LrScheduleKind, default Constant {
        Constant => "constant", "Constant";
        ExponentialDecay => "exponential_decay", "Exponential decay";
        PiecewiseConstantDecay => "piecewise_constant_decay", "Piecewise constant";
        PolynomialDecay => "polynomial_decay", "Polynomial decay";
        InverseTimeDecay => "inverse_time_decay", "Inverse time decay";
        CosineDecay => "cosine_decay", "Cosine decay";
        CosineDecayRestarts => "cosine_decay_restarts", "Cosine decay with restarts";
        ReduceLrOnPlateau => "reduce_lr_on_plateau", "Reduce on plateau", also "plateau";
    }
}

pub static LR_SCHEDULE: ParamSpec = ParamSpec::choice::<LrScheduleKind>("lr_schedule", "Schedule")
    .group(Group::Schedule)
    .aliases(&["learning rate decay", "scheduler", "annealing"])
    .help("How the learning rate changes: large steps first, then small ones to settle down.")
    .docs("https://keras.io/api/optimizers/learning_rate_schedules/");

impl LrScheduleKind {
    /// Its arguments beside the learning rate.
    fn fields(self) -> &'static [&'static ParamSpec] {
        match self {
            Self::Constant => &[],
            Self::ExponentialDecay | Self::InverseTimeDecay => {
                const { &[&DECAY_STEPS, &DECAY_RATE, &STAIRCASE] }
            }
            Self::PiecewiseConstantDecay => const { &[&BOUNDARIES, &VALUES] },
            Self::PolynomialDecay => const { &[&DECAY_STEPS, &END_LEARNING_RATE, &POWER, &CYCLE] },
            Self::CosineDecay => {
                const {
                    &[
                        &DECAY_STEPS,
                        &COSINE_ALPHA,
                        &WARMUP_STEPS,
                        &INITIAL_LEARNING_RATE,
                    ]
                }
            }
            Self::CosineDecayRestarts => {
                const { &[&FIRST_DECAY_STEPS, &T_MUL, &M_MUL, &COSINE_ALPHA] }
            }
            Self::ReduceLrOnPlateau => plateau::ROWS,
        }
    }
}

fn has_field(params: &HyperParams, field: &ParamSpec) -> bool {
    let kind: Option<LrScheduleKind> = params.chosen(&LR_SCHEDULE);
    kind.is_some_and(|kind| kind.fields().contains(&field))
}

/// Whether the schedule has rates of its own, so that the learning rate says nothing.
pub(super) fn is_piecewise(params: &HyperParams) -> bool {
    params.chosen(&LR_SCHEDULE) == Some(LrScheduleKind::PiecewiseConstantDecay)
}

/// How the learning rate changes; <https://keras.io/api/optimizers/learning_rate_schedules/>.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LrSchedule {
    Constant,
    /// rate · decay_rate^(step / decay_steps).
    Exponential(Decay),
    /// rate / (1 + decay_rate · step / decay_steps).
    InverseTime(Decay),
    /// `values[0]` up to and including step `boundaries[0]`, then `values[1]`, …; one value more than
    /// boundaries.
    Piecewise {
        boundaries: Vec<u64>,
        values: Vec<f64>,
    },
    /// (rate − end) (1 − step / decay_steps)^power + end, then the end.
    Polynomial {
        decay_steps: f64,
        end_learning_rate: f64,
        power: f64,
        /// Start again, over as many times decay_steps as it takes to be ahead of the step.
        cycle: bool,
    },
    /// Half a cosine wave down to `alpha` · rate, after a warm-up.
    Cosine {
        decay_steps: f64,
        /// A share of the rate.
        alpha: f64,
        warmup: Option<Warmup>,
    },
    /// Half cosine waves, one after the other.
    CosineRestarts {
        first_decay_steps: f64,
        t_mul: f64,
        m_mul: f64,
        alpha: f64,
    },
    /// Constant by itself; the trainer reduces it when an epoch asks for it.
    ReduceOnPlateau(ReduceLrOnPlateau),
}

impl LrSchedule {
    pub(super) fn read(params: &HyperParams) -> Self {
        match params.choice(&LR_SCHEDULE) {
            LrScheduleKind::Constant => Self::Constant,
            LrScheduleKind::ExponentialDecay => Self::Exponential(Decay::read(params)),
            LrScheduleKind::PiecewiseConstantDecay => piecewise::read(params),
            LrScheduleKind::PolynomialDecay => polynomial::read(params),
            LrScheduleKind::InverseTimeDecay => Self::InverseTime(Decay::read(params)),
            LrScheduleKind::CosineDecay => cosine::read(params),
            LrScheduleKind::CosineDecayRestarts => cosine::read_restarts(params),
            LrScheduleKind::ReduceLrOnPlateau => {
                Self::ReduceOnPlateau(ReduceLrOnPlateau::read(params))
            }
        }
    }
}

/// The schedule as an object that begins with a rate; the rate itself where it is constant.
pub(super) fn spell(keras: &Keras, rate: &'static ParamSpec) -> Option<Code> {
    keras.choose(&LR_SCHEDULE, |kind, keras| {
        let rate = &keras.value(rate);
        match kind {
            LrScheduleKind::Constant | LrScheduleKind::ReduceLrOnPlateau => Some(rate.clone()),
            LrScheduleKind::ExponentialDecay => Some(decay::spell(keras, "ExponentialDecay", rate)),
            LrScheduleKind::InverseTimeDecay => Some(decay::spell(keras, "InverseTimeDecay", rate)),
            LrScheduleKind::PiecewiseConstantDecay => Some(piecewise::spell(keras)),
            LrScheduleKind::PolynomialDecay => Some(polynomial::spell(keras, rate)),
            LrScheduleKind::CosineDecay => cosine::spell(keras, rate),
            LrScheduleKind::CosineDecayRestarts => Some(cosine::spell_restarts(keras, rate)),
        }
    })
}

/// The callback that a schedule is, where it is one.
pub(super) fn spell_callback(keras: &Keras) -> Option<Code> {
    keras.choose(&LR_SCHEDULE, |kind, keras| match kind {
        LrScheduleKind::ReduceLrOnPlateau => Some(plateau::spell(keras)),
        LrScheduleKind::Constant
        | LrScheduleKind::ExponentialDecay
        | LrScheduleKind::PiecewiseConstantDecay
        | LrScheduleKind::PolynomialDecay
        | LrScheduleKind::InverseTimeDecay
        | LrScheduleKind::CosineDecay
        | LrScheduleKind::CosineDecayRestarts => None,
    })
}

fn class(name: &str) -> Code {
    Code::call(format!("optimizers.schedules.{name}"))
}

#[cfg(test)]
mod tests;
