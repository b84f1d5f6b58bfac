//! Stochastic gradient descent; <https://keras.io/api/optimizers/sgd/>.

use burn::tensor::Tensor;

use super::Slots;
use crate::hyperparams::Momentum;

/// Without momentum w ← w − lr g. With momentum m: v ← m v − lr g; w ← w + v, or with Nesterov
/// w ← w + m v − lr g with the new v. The rate is inside the velocity, so changing it does not rescale
/// the speed already gathered.
pub fn update<const D: usize>(
    Momentum { momentum, nesterov }: Momentum,
    lr: f64,
    w: Tensor<D>,
    g: Tensor<D>,
    slots: &mut Slots<D>,
) -> Tensor<D> {
    let step = g.mul_scalar(lr);
    if momentum == 0.0 {
        return w - step;
    }
    let velocity = slots.take(0, || step.zeros_like());
    let velocity = slots.keep(0, velocity.mul_scalar(momentum) - step.clone());
    if nesterov {
        w + velocity.mul_scalar(momentum) - step
    } else {
        w + velocity
    }
}
