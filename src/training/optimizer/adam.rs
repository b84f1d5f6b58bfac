//! Adam; Kingma & Ba (2014), Reddi et al. (2018); <https://keras.io/api/optimizers/adam/>.

use burn::tensor::Tensor;

use super::Slots;
use crate::hyperparams::Adaptive;

const FIRST_MOMENT: usize = 0;
const SECOND_MOMENT: usize = 1;
const LARGEST_SECOND_MOMENT: usize = 2;

/// m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − α m / (√v + ε) with
/// α = lr √(1 − β₂ᵗ) / (1 − β₁ᵗ); with amsgrad the largest v so far stands in place of v.
///
/// ε is added to the uncorrected root ("epsilon hat" in the paper), unlike in PyTorch.
pub fn update<const D: usize>(
    moments: Adaptive,
    amsgrad: bool,
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
    let step = f64::from(slots.step);
    let alpha = lr * (1.0 - libm::pow(beta_2, step)).sqrt() / (1.0 - libm::pow(beta_1, step));
    let first = slots.average(FIRST_MOMENT, beta_1, g.clone());
    let second = slots.average(SECOND_MOMENT, beta_2, g.square());
    let second = if amsgrad {
        let largest = slots.take(LARGEST_SECOND_MOMENT, || second.zeros_like());
        slots.keep(LARGEST_SECOND_MOMENT, largest.max_pair(second))
    } else {
        second
    };
    w - first.mul_scalar(alpha) / second.sqrt().add_scalar(epsilon)
}
