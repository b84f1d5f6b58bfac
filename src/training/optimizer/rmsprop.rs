//! RMSprop; <https://keras.io/api/optimizers/rmsprop/>.

use burn::tensor::Tensor;

use super::Slots;

/// v ← ρ v + (1 − ρ) g²; d = v, or v − a² where centered with a ← ρ a + (1 − ρ) g; u = lr g / √(d + ε);
/// w ← w − u, or with momentum m: M ← m M + u; w ← w − M.
pub struct RmsProp {
    pub rho: f64,
    pub momentum: f64,
    pub epsilon: f64,
    pub centered: bool,
}

const SQUARES: usize = 0;
const MEANS: usize = 1;
const STEPS: usize = 2;

impl RmsProp {
    pub fn update<const D: usize>(
        &self,
        lr: f64,
        w: Tensor<D>,
        g: Tensor<D>,
        slots: &mut Slots<D>,
    ) -> Tensor<D> {
        let squares = slots.average(SQUARES, self.rho, g.clone().square());
        let spread = if self.centered {
            squares - slots.average(MEANS, self.rho, g.clone()).square()
        } else {
            squares
        };
        let step = g.mul_scalar(lr) / spread.add_scalar(self.epsilon).sqrt();
        if self.momentum == 0.0 {
            return w - step;
        }
        let steps = slots.take(STEPS, || step.zeros_like());
        w - slots.keep(STEPS, steps.mul_scalar(self.momentum) + step)
    }
}
