//! The learning rate of every step.

use std::f64::consts::PI;

use libm::pow;

use super::{Decay, LrSchedule, Warmup};

impl LrSchedule {
    /// The rate of a step.
    ///
    /// - step: updates made before it, 0 for the first
    /// - learning_rate: the row of that name: where the decay begins
    pub fn rate(&self, step: u64, learning_rate: f64) -> f64 {
        let at = step as f64;
        match *self {
            Self::Constant | Self::ReduceOnPlateau(_) => learning_rate,
            Self::Exponential(decay) => learning_rate * pow(decay.rate, decay.passed(at)),
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
            } => (learning_rate - end) * pow(left(at, decay_steps, cycle), power) + end,
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
                learning_rate * (pow(m_mul, period) * wave(passed) * (1.0 - alpha) + alpha)
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
    0.5 * (1.0 + libm::cos(PI * passed))
}

/// The number of the period, from 0, and the share of it that has passed.
///
/// Where periods grow Keras finds the number by logarithms of float32, whose rounding decides on which step a
/// restart falls; so it is rounded here as there.
fn period(passed: f64, t_mul: f64) -> (f64, f64) {
    if t_mul == 1.0 {
        return (passed.floor(), passed.fract());
    }
    let ln = |value: f64| libm::log(f64::from(value as f32)) as f32;
    let number = f64::from((ln(1.0 - passed * (1.0 - t_mul)) / ln(t_mul)).floor());
    let before = (1.0 - pow(t_mul, number)) / (1.0 - t_mul);
    (number, (passed - before) / pow(t_mul, number))
}
