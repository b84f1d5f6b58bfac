//! RMSprop; <https://keras.io/api/optimizers/rmsprop/>.

use super::super::kernels::{ElementRule, Elements, Memory};

/// v ← ρ v + (1 − ρ) g²; d = v, or v − a² where centered with a ← ρ a + (1 − ρ) g; u = lr g / √(d + ε);
/// w ← w − u, or with momentum m: M ← m M + u; w ← w − M.
#[derive(Clone, Copy)]
pub struct RmsProp {
    pub lr: f64,
    pub rho: f64,
    pub momentum: f64,
    pub epsilon: f64,
    pub centered: bool,
}

const SQUARES: usize = 0;
const MEANS: usize = 1;
const STEPS: usize = 2;

impl ElementRule for RmsProp {
    fn update<T: Elements>(&self, w: T, g: T, memory: &mut Memory<T>) -> T {
        let squares = memory.average(SQUARES, self.rho, g.clone().square());
        let spread = if self.centered {
            squares - memory.average(MEANS, self.rho, g.clone()).square()
        } else {
            squares
        };
        let step = g.mul_scalar(self.lr) / spread.add_scalar(self.epsilon).sqrt();
        if self.momentum == 0.0 {
            return w - step;
        }
        let steps = memory.take(STEPS, || step.full_like(0.0));
        w - memory.keep(STEPS, steps.mul_scalar(self.momentum) + step)
    }
}
