//! Adam; Kingma & Ba (2014), Reddi et al. (2018); <https://keras.io/api/optimizers/adam/>.

use burn::tensor::Tensor;

use super::Slots;

/// m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − α m / (√v + ε) with
/// α = lr √(1 − β₂ᵗ) / (1 − β₁ᵗ); with amsgrad the largest v so far stands in place of v.
///
/// ε is added to the uncorrected root ("epsilon hat" in the paper), unlike in PyTorch.
pub struct Adam {
    pub beta_1: f64,
    pub beta_2: f64,
    pub epsilon: f64,
    pub amsgrad: bool,
}

const FIRST_MOMENT: usize = 0;
const SECOND_MOMENT: usize = 1;
const LARGEST_SECOND_MOMENT: usize = 2;

impl Adam {
    pub fn update<const D: usize>(
        &self,
        lr: f64,
        w: Tensor<D>,
        g: Tensor<D>,
        slots: &mut Slots<D>,
    ) -> Tensor<D> {
        let step = slots.step as i32;
        let alpha = lr * (1.0 - self.beta_2.powi(step)).sqrt() / (1.0 - self.beta_1.powi(step));
        let first = slots.take(FIRST_MOMENT, || g.zeros_like());
        let first = first.mul_scalar(self.beta_1) + g.clone().mul_scalar(1.0 - self.beta_1);
        let first = slots.keep(FIRST_MOMENT, first);
        let second = slots.take(SECOND_MOMENT, || g.zeros_like());
        let second = second.mul_scalar(self.beta_2) + g.square().mul_scalar(1.0 - self.beta_2);
        let second = slots.keep(SECOND_MOMENT, second);
        let second = if self.amsgrad {
            let largest = slots.take(LARGEST_SECOND_MOMENT, || second.zeros_like());
            slots.keep(LARGEST_SECOND_MOMENT, largest.max_pair(second))
        } else {
            second
        };
        w - first.mul_scalar(alpha) / second.sqrt().add_scalar(self.epsilon)
    }
}
