//! The learning rate of every step.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::HyperParams;
use super::catalog::*;
use super::stopping::ReduceLrOnPlateau;
use super::text;

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

/// What exponential and inverse time decay share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decay {
    pub steps: f64,
    pub rate: f64,
    /// Only whole multiples of the decay steps count.
    pub staircase: bool,
}

/// A rise from `from` to the learning rate, in equal steps; the first step has `from` itself.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warmup {
    pub steps: u64,
    pub from: f64,
}

impl LrSchedule {
    /// The rate of a step.
    ///
    /// - step: updates made before it, 0 for the first
    /// - learning_rate: the row of that name: where the decay begins
    pub fn rate(&self, step: u64, learning_rate: f64) -> f64 {
        let at = step as f64;
        match *self {
            Self::Constant | Self::ReduceOnPlateau(_) => learning_rate,
            Self::Exponential(decay) => learning_rate * decay.rate.powf(decay.passed(at)),
            Self::InverseTime(decay) => learning_rate / (1.0 + decay.rate * decay.passed(at)),
            Self::Piecewise {
                ref boundaries,
                ref values,
            } => {
                let passed = boundaries.partition_point(|&boundary| boundary < step);
                values.get(passed).copied().unwrap_or(learning_rate)
            }
            Self::Polynomial {
                decay_steps,
                end_learning_rate: end,
                power,
                cycle,
            } => (learning_rate - end) * left(at, decay_steps, cycle).powf(power) + end,
            Self::Cosine {
                decay_steps,
                alpha,
                warmup,
            } => cosine(at, decay_steps, alpha, warmup, learning_rate),
            Self::CosineRestarts {
                first_decay_steps,
                t_mul,
                m_mul,
                alpha,
            } => {
                let (period, passed) = period(at / first_decay_steps, t_mul);
                learning_rate * (m_mul.powf(period) * wave(passed) * (1.0 - alpha) + alpha)
            }
        }
    }
}

impl Decay {
    /// Decay steps passed, as a number with a fraction.
    fn passed(self, step: f64) -> f64 {
        let passed = step / self.steps;
        if self.staircase {
            passed.floor()
        } else {
            passed
        }
    }
}

/// The share of a polynomial decay that is left, 1 to 0.
fn left(step: f64, decay_steps: f64, cycle: bool) -> f64 {
    if cycle {
        let cycles = (step / decay_steps).ceil().max(1.0);
        1.0 - step / (decay_steps * cycles)
    } else {
        1.0 - step.min(decay_steps) / decay_steps
    }
}

fn cosine(step: f64, decay_steps: f64, alpha: f64, warmup: Option<Warmup>, rate: f64) -> f64 {
    let (warmup_steps, from) = warmup.map_or((0.0, 0.0), |it| (it.steps as f64, it.from));
    if step < warmup_steps {
        return from + (rate - from) * step / warmup_steps;
    }
    let passed = (step - warmup_steps).min(decay_steps) / decay_steps;
    rate * ((1.0 - alpha) * wave(passed) + alpha)
}

/// Half a cosine wave, from 1 at 0 to 0 at 1.
fn wave(passed: f64) -> f64 {
    0.5 * (1.0 + (PI * passed).cos())
}

/// The number of the period, from 0, and the share of it that has passed.
///
/// Where periods grow Keras finds the number by logarithms of float32, whose rounding decides on which step a
/// restart falls; so it is rounded here as there.
fn period(passed: f64, t_mul: f64) -> (f64, f64) {
    if t_mul == 1.0 {
        return (passed.floor(), passed.fract());
    }
    let ln = |value: f64| f64::from(value as f32).ln() as f32;
    let number = f64::from((ln(1.0 - passed * (1.0 - t_mul)) / ln(t_mul)).floor());
    let before = (1.0 - t_mul.powf(number)) / (1.0 - t_mul);
    (number, (passed - before) / t_mul.powf(number))
}

impl HyperParams {
    pub(super) fn schedule(&self) -> LrSchedule {
        let decay_steps = self.real(&DECAY_STEPS);
        let alpha = self.real(&COSINE_ALPHA);
        let decay = Decay {
            steps: decay_steps,
            rate: self.real(&DECAY_RATE),
            staircase: self.is_on(&STAIRCASE),
        };
        match self.name(&LR_SCHEDULE).as_str() {
            "exponential_decay" => LrSchedule::Exponential(decay),
            "inverse_time_decay" => LrSchedule::InverseTime(decay),
            "piecewise_constant_decay" => LrSchedule::Piecewise {
                boundaries: text::steps(&self.name(&BOUNDARIES)).unwrap_or_default(),
                values: text::rates(&self.name(&VALUES)).unwrap_or_default(),
            },
            "polynomial_decay" => LrSchedule::Polynomial {
                decay_steps,
                end_learning_rate: self.real(&END_LEARNING_RATE),
                power: self.real(&POWER),
                cycle: self.is_on(&CYCLE),
            },
            "cosine_decay" => LrSchedule::Cosine {
                decay_steps,
                alpha,
                warmup: self.warmup(),
            },
            "cosine_decay_restarts" => LrSchedule::CosineRestarts {
                first_decay_steps: self.real(&FIRST_DECAY_STEPS),
                t_mul: self.real(&T_MUL),
                m_mul: self.real(&M_MUL),
                alpha,
            },
            "reduce_lr_on_plateau" => LrSchedule::ReduceOnPlateau(self.reduce_lr_on_plateau()),
            _ => LrSchedule::Constant,
        }
    }

    fn warmup(&self) -> Option<Warmup> {
        let steps = self.whole(&WARMUP_STEPS) as u64;
        let from = self.real(&INITIAL_LEARNING_RATE);
        (steps > 0).then_some(Warmup { steps, from })
    }
}

#[cfg(test)]
mod tests;
