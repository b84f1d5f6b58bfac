//! Adamax, Adam by the infinity norm; Kingma & Ba (2014); <https://keras.io/api/optimizers/adamax/>.

use burn::tensor::Tensor;

use super::Slots;
use crate::hyperparams::Adaptive;

const FIRST_MOMENT: usize = 0;
const LARGEST_GRADIENT: usize = 1;

/// m as in Adam; u ← max(β₂ u, |g|); w ← w − lr m / ((1 − β₁ᵗ)(u + ε)).
pub fn update<const D: usize>(
    moments: Adaptive,
    lr: f64,
    w: Tensor<D>,
    g: Tensor<D>,
    slots: &mut Slots<D>,
) -> Tensor<D> {
    let Adaptive {
        beta_1,
        beta_2,
        epsilon,
    } = moments;
    let alpha = lr / (1.0 - libm::pow(beta_1, slots.step.into()));
    let first = slots.average(FIRST_MOMENT, beta_1, g.clone());
    let largest = slots.take(LARGEST_GRADIENT, || g.zeros_like());
    let largest = largest.mul_scalar(beta_2).max_pair(g.abs());
    let largest = slots.keep(LARGEST_GRADIENT, largest);
    w - first.mul_scalar(alpha) / largest.add_scalar(epsilon)
}
