//! Adam; Kingma & Ba (2014), Reddi et al. (2018); <https://keras.io/api/optimizers/adam/>.

use super::super::kernels::{ElementRule, Elements, Memory};
use crate::hyperparams::Adaptive;

const FIRST_MOMENT: usize = 0;
const SECOND_MOMENT: usize = 1;
const LARGEST_SECOND_MOMENT: usize = 2;

/// m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − α m / (√v + ε) with
/// α = lr √(1 − β₂ᵗ) / (1 − β₁ᵗ); with amsgrad the largest v so far stands in place of v.
///
/// ε is added to the uncorrected root ("epsilon hat" in the paper), unlike in PyTorch.
#[derive(Clone, Copy)]
pub struct Adam {
    moments: Adaptive,
    amsgrad: bool,
    alpha: f64,
}

impl Adam {
    /// - step: t, from 1
    pub fn new(moments: Adaptive, amsgrad: bool, lr: f64, step: u32) -> Self {
        let Adaptive { beta_1, beta_2, .. } = moments;
        let step = f64::from(step);
        Self {
            moments,
            amsgrad,
            alpha: lr * (1.0 - libm::pow(beta_2, step)).sqrt() / (1.0 - libm::pow(beta_1, step)),
        }
    }
}

impl ElementRule for Adam {
    fn update<T: Elements>(&self, w: T, g: T, memory: &mut Memory<T>) -> T {
        let Adaptive {
            beta_1,
            beta_2,
            epsilon,
        } = self.moments;
        let first = memory.average(FIRST_MOMENT, beta_1, g.clone());
        let second = memory.average(SECOND_MOMENT, beta_2, g.square());
        let second = if self.amsgrad {
            let largest = memory.take(LARGEST_SECOND_MOMENT, || second.full_like(0.0));
            memory.keep(LARGEST_SECOND_MOMENT, largest.max_pair(second))
        } else {
            second
        };
        w - first.mul_scalar(self.alpha) / second.sqrt().add_scalar(epsilon)
    }
}
