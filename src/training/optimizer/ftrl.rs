//! FTRL, "follow the regularized leader"; McMahan et al. (2013); <https://keras.io/api/optimizers/ftrl/>.

use super::super::kernels::{ElementRule, Elements, Memory};
use crate::hyperparams;

const ACCUMULATOR: usize = 0;
const LINEAR: usize = 1;

/// With p = −learning_rate_power, n starting at `initial_accumulator_value` and n' = n + g²:
/// z ← z + g + 2 shrinkage w − (n'ᵖ − nᵖ) / lr · w; q = n'ᵖ / lr + 2 l2 + beta / lr;
/// w ← (clip(z, −l1, l1) − z) / q; n ← n'.
///
/// The weights follow from z and n alone: the initial ones are forgotten in the first step.
#[derive(Clone, Copy)]
pub struct Ftrl {
    pub config: hyperparams::Ftrl,
    pub lr: f64,
}

impl Ftrl {
    /// nᵖ; a root, the usual case, is exact.
    fn raised<T: Elements>(&self, n: T) -> T {
        match -self.config.learning_rate_power {
            0.5 => n.sqrt(),
            power => n.power(power),
        }
    }
}

impl ElementRule for Ftrl {
    fn update<T: Elements>(&self, w: T, g: T, memory: &mut Memory<T>) -> T {
        let (rule, lr) = (&self.config, self.lr);
        let before = memory.take(ACCUMULATOR, || g.full_like(rule.initial_accumulator_value));
        let after = memory.keep(ACCUMULATOR, before.clone() + g.clone().square());
        let raised_after = self.raised(after);
        let sigma = (raised_after.clone() - self.raised(before)).div_scalar(lr);
        let shrinkage = 2.0 * rule.l2_shrinkage_regularization_strength;
        let shrunk = g + w.clone().mul_scalar(shrinkage);
        let linear = memory.take(LINEAR, || w.full_like(0.0));
        let linear = memory.keep(LINEAR, linear + (shrunk - sigma * w));
        let l2 = rule.l2_regularization_strength + rule.beta / (2.0 * lr);
        let quadratic = raised_after.div_scalar(lr).add_scalar(2.0 * l2);
        let l1 = rule.l1_regularization_strength;
        (linear.clone().clamp(-l1, l1) - linear) / quadratic
    }
}
