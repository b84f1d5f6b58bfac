//! LAMB, Adam by layers; You et al. (2019); <https://keras.io/api/optimizers/lamb/>.

use burn::tensor::Tensor;

use super::super::kernels::functions::sum;
use super::Slots;
use crate::hyperparams::Adaptive;

const FIRST_MOMENT: usize = 0;
const SECOND_MOMENT: usize = 1;

/// m and v as in Adam; u = m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε); w ← w − lr ‖w‖ / ‖u‖ · u, without the norms
/// where one of them is 0.
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
    let step = f64::from(slots.step);
    let first = slots.memory.average(FIRST_MOMENT, beta_1, g.clone());
    let second = slots.memory.average(SECOND_MOMENT, beta_2, g.square());
    let root = second.div_scalar(1.0 - libm::pow(beta_2, step)).sqrt();
    let u = first.div_scalar(1.0 - libm::pow(beta_1, step)) / root.add_scalar(epsilon);
    let (of_weights, of_update) = (norm(w.clone()), norm(u.clone()));
    let ratio = (of_weights.clone() / of_update.clone())
        .mask_fill(of_weights.equal_elem(0.0), 1.0)
        .mask_fill(of_update.equal_elem(0.0), 1.0);
    w - u * ratio.mul_scalar(lr).reshape([1; D])
}

/// - returns: `[1]`
fn norm<const D: usize>(values: Tensor<D>) -> Tensor<1> {
    sum(values.square()).sqrt()
}
