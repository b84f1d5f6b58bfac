//! FTRL, "follow the regularized leader"; McMahan et al. (2013); <https://keras.io/api/optimizers/ftrl/>.

use burn::tensor::Tensor;

use super::super::kernels::functions;
use super::Slots;
use crate::hyperparams::Ftrl;

const ACCUMULATOR: usize = 0;
const LINEAR: usize = 1;

/// With p = −learning_rate_power, n starting at `initial_accumulator_value` and n' = n + g²:
/// z ← z + g + 2 shrinkage w − (n'ᵖ − nᵖ) / lr · w; q = n'ᵖ / lr + 2 l2 + beta / lr;
/// w ← (clip(z, −l1, l1) − z) / q; n ← n'.
///
/// The weights follow from z and n alone: the initial ones are forgotten in the first step.
pub fn update<const D: usize>(
    rule: Ftrl,
    lr: f64,
    w: Tensor<D>,
    g: Tensor<D>,
    slots: &mut Slots<D>,
) -> Tensor<D> {
    let power = |n: Tensor<D>| raised(n, -rule.learning_rate_power);
    let before = slots
        .memory
        .take(ACCUMULATOR, || g.full_like(rule.initial_accumulator_value));
    let after = slots
        .memory
        .keep(ACCUMULATOR, before.clone() + g.clone().square());
    let raised_after = power(after);
    let sigma = (raised_after.clone() - power(before)).div_scalar(lr);
    let shrunk = g + w
        .clone()
        .mul_scalar(2.0 * rule.l2_shrinkage_regularization_strength);
    let linear = slots.memory.take(LINEAR, || w.zeros_like());
    let linear = slots.memory.keep(LINEAR, linear + (shrunk - sigma * w));
    let l2 = rule.l2_regularization_strength + rule.beta / (2.0 * lr);
    let quadratic = raised_after.div_scalar(lr).add_scalar(2.0 * l2);
    let l1 = rule.l1_regularization_strength;
    (linear.clone().clamp(-l1, l1) - linear) / quadratic
}

/// nᵖ; a root, the usual case, is exact.
fn raised<const D: usize>(n: Tensor<D>, power: f64) -> Tensor<D> {
    if power == 0.5 {
        n.sqrt()
    } else {
        functions::power(n, power)
    }
}
