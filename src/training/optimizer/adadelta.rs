//! Adadelta; Zeiler (2012); <https://keras.io/api/optimizers/adadelta/>.

use super::super::kernels::{ElementRule, Elements, Memory};

const SQUARED_GRADIENTS: usize = 0;
const SQUARED_STEPS: usize = 1;

/// A ← ρ A + (1 − ρ) g²; δ = −√(D + ε) / √(A + ε) · g; D ← ρ D + (1 − ρ) δ²; w ← w + lr δ.
#[derive(Clone, Copy)]
pub struct Adadelta {
    pub lr: f64,
    pub rho: f64,
    pub epsilon: f64,
}

impl ElementRule for Adadelta {
    fn update<T: Elements>(&self, w: T, g: T, memory: &mut Memory<T>) -> T {
        let (rho, epsilon) = (self.rho, self.epsilon);
        let gradients = memory.average(SQUARED_GRADIENTS, rho, g.clone().square());
        let steps = memory.take(SQUARED_STEPS, || g.full_like(0.0));
        let ratio = (steps.clone().add_scalar(epsilon) / gradients.add_scalar(epsilon)).sqrt();
        let step = ratio * g;
        let squared = step.clone().square().mul_scalar(1.0 - rho);
        memory.keep(SQUARED_STEPS, steps.mul_scalar(rho) + squared);
        w - step.mul_scalar(self.lr)
    }
}
