//! Nadam; Dozat (2015); <https://keras.io/api/optimizers/Nadam/>.

use super::super::kernels::{ElementRule, Elements, Memory};
use crate::hyperparams::Adaptive;

/// uₜ = β₁ (1 − ½ · 0.96ᵗ); P is the product of the u so far; m and v as in Adam;
/// m̂ = uₜ₊₁ m / (1 − P uₜ₊₁) + (1 − uₜ) g / (1 − P); v̂ = v / (1 − β₂ᵗ); w ← w − lr m̂ / (√v̂ + ε).
#[derive(Clone, Copy)]
pub struct Nadam {
    moments: Adaptive,
    of_moment: f64,
    of_gradient: f64,
    correction: f64,
}

impl Nadam {
    /// - step: t, from 1
    /// - product: P before the step, and after it
    pub fn new(moments: Adaptive, lr: f64, step: u32, product: &mut f64) -> Self {
        let momentum = |step: u32| moments.beta_1 * (1.0 - 0.5 * libm::pow(0.96, step.into()));
        let (now, next) = (momentum(step), momentum(step + 1));
        *product *= now;
        Self {
            of_moment: lr * next / (1.0 - *product * next),
            of_gradient: lr * (1.0 - now) / (1.0 - *product),
            correction: 1.0 - libm::pow(moments.beta_2, step.into()),
            moments,
        }
    }
}

impl ElementRule for Nadam {
    fn update<T: Elements>(&self, w: T, g: T, memory: &mut Memory<T>) -> T {
        let Adaptive {
            beta_1,
            beta_2,
            epsilon,
        } = self.moments;
        let first = memory.average(0, beta_1, g.clone());
        let second = memory.average(1, beta_2, g.clone().square());
        let ahead = first.mul_scalar(self.of_moment) + g.mul_scalar(self.of_gradient);
        w - ahead
            / second
                .div_scalar(self.correction)
                .sqrt()
                .add_scalar(epsilon)
    }
}
