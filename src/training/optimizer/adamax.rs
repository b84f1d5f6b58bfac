//! Adamax, Adam by the infinity norm; Kingma & Ba (2014); <https://keras.io/api/optimizers/adamax/>.

use super::super::kernels::{ElementRule, Elements, Memory};
use crate::hyperparams::Adaptive;

const FIRST_MOMENT: usize = 0;
const LARGEST_GRADIENT: usize = 1;

/// m as in Adam; u ← max(β₂ u, |g|); w ← w − lr m / ((1 − β₁ᵗ)(u + ε)).
#[derive(Clone, Copy)]
pub struct Adamax {
    moments: Adaptive,
    alpha: f64,
}

impl Adamax {
    /// - step: t, from 1
    pub fn new(moments: Adaptive, lr: f64, step: u32) -> Self {
        let alpha = lr / (1.0 - libm::pow(moments.beta_1, step.into()));
        Self { moments, alpha }
    }
}

impl ElementRule for Adamax {
    fn update<T: Elements>(&self, w: T, g: T, memory: &mut Memory<T>) -> T {
        let Adaptive {
            beta_1,
            beta_2,
            epsilon,
        } = self.moments;
        let first = memory.average(FIRST_MOMENT, beta_1, g.clone());
        let largest = memory.take(LARGEST_GRADIENT, || g.full_like(0.0));
        let largest = largest.mul_scalar(beta_2).max_pair(g.abs());
        let largest = memory.keep(LARGEST_GRADIENT, largest);
        w - first.mul_scalar(self.alpha) / largest.add_scalar(epsilon)
    }
}
