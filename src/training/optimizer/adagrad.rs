//! Adagrad; Duchi et al. (2011); <https://keras.io/api/optimizers/adagrad/>.

use super::super::kernels::{ElementRule, Elements, Memory};

/// A starts at `initial_accumulator_value`; A ← A + g²; w ← w − lr g / √(A + ε).
#[derive(Clone, Copy)]
pub struct Adagrad {
    pub lr: f64,
    pub initial_accumulator_value: f64,
    pub epsilon: f64,
}

impl ElementRule for Adagrad {
    fn update<T: Elements>(&self, w: T, g: T, memory: &mut Memory<T>) -> T {
        let accumulated = memory.take(0, || g.full_like(self.initial_accumulator_value));
        let accumulated = memory.keep(0, accumulated + g.clone().square());
        w - g.mul_scalar(self.lr) / accumulated.add_scalar(self.epsilon).sqrt()
    }
}
