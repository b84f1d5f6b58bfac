//! Stochastic gradient descent; <https://keras.io/api/optimizers/sgd/>.

use super::super::kernels::{ElementRule, Elements, Memory};
use crate::hyperparams::Momentum;

/// Without momentum w ← w − lr g. With momentum m: v ← m v − lr g; w ← w + v, or with Nesterov
/// w ← w + m v − lr g with the new v. The rate is inside the velocity, so changing it does not rescale
/// the speed already gathered.
#[derive(Clone, Copy)]
pub struct Sgd {
    pub momentum: Momentum,
    pub lr: f64,
}

impl ElementRule for Sgd {
    fn update<T: Elements>(&self, w: T, g: T, memory: &mut Memory<T>) -> T {
        let Momentum { momentum, nesterov } = self.momentum;
        let step = g.mul_scalar(self.lr);
        if momentum == 0.0 {
            return w - step;
        }
        let velocity = memory.take(0, || step.full_like(0.0));
        let velocity = memory.keep(0, velocity.mul_scalar(momentum) - step.clone());
        if nesterov {
            w + velocity.mul_scalar(momentum) - step
        } else {
            w + velocity
        }
    }
}
