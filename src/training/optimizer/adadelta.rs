//! Adadelta; Zeiler (2012); <https://keras.io/api/optimizers/adadelta/>.

use burn::tensor::Tensor;

use super::Slots;

const SQUARED_GRADIENTS: usize = 0;
const SQUARED_STEPS: usize = 1;

/// A ← ρ A + (1 − ρ) g²; δ = −√(D + ε) / √(A + ε) · g; D ← ρ D + (1 − ρ) δ²; w ← w + lr δ.
pub fn update<const D: usize>(
    rho: f64,
    epsilon: f64,
    lr: f64,
    w: Tensor<D>,
    g: Tensor<D>,
    slots: &mut Slots<D>,
) -> Tensor<D> {
    let gradients = slots.average(SQUARED_GRADIENTS, rho, g.clone().square());
    let steps = slots.take(SQUARED_STEPS, || g.zeros_like());
    let ratio = (steps.clone().add_scalar(epsilon) / gradients.add_scalar(epsilon)).sqrt();
    let step = ratio * g;
    let squared = step.clone().square().mul_scalar(1.0 - rho);
    slots.keep(SQUARED_STEPS, steps.mul_scalar(rho) + squared);
    w - step.mul_scalar(lr)
}
