//! Lion; Chen et al. (2023); <https://keras.io/api/optimizers/lion/>.

use burn::tensor::Tensor;

use super::Slots;

/// w ← w − lr · sign(β₁ m + (1 − β₁) g), then m ← β₂ m + (1 − β₂) g; the sign of 0 is 0.
pub fn update<const D: usize>(
    beta_1: f64,
    beta_2: f64,
    lr: f64,
    w: Tensor<D>,
    g: Tensor<D>,
    slots: &mut Slots<D>,
) -> Tensor<D> {
    let moment = slots.take(0, || g.zeros_like());
    let direction = moment.clone().mul_scalar(beta_1) + g.clone().mul_scalar(1.0 - beta_1);
    slots.keep(0, moment.mul_scalar(beta_2) + g.mul_scalar(1.0 - beta_2));
    w - direction.sign().mul_scalar(lr)
}
