//! Nadam; Dozat (2015); <https://keras.io/api/optimizers/Nadam/>.

use burn::tensor::Tensor;

use super::Slots;
use crate::hyperparams::Adaptive;

/// uₜ = β₁ (1 − ½ · 0.96ᵗ); P is the product of the u so far; m and v as in Adam;
/// m̂ = uₜ₊₁ m / (1 − P uₜ₊₁) + (1 − uₜ) g / (1 − P); v̂ = v / (1 − β₂ᵗ); w ← w − lr m̂ / (√v̂ + ε).
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
    let momentum = |step: u32| beta_1 * (1.0 - 0.5 * libm::pow(0.96, step.into()));
    slots.product *= momentum(slots.step);
    let (now, next, product) = (
        momentum(slots.step),
        momentum(slots.step + 1),
        slots.product,
    );
    let correction = 1.0 - libm::pow(beta_2, slots.step.into());
    let first = slots.average(0, beta_1, g.clone());
    let second = slots.average(1, beta_2, g.clone().square());
    let ahead = first.mul_scalar(lr * next / (1.0 - product * next))
        + g.mul_scalar(lr * (1.0 - now) / (1.0 - product));
    w - ahead / second.div_scalar(correction).sqrt().add_scalar(epsilon)
}
