//! Muon: momentum made orthogonal; Jordan et al. (2024), Liu et al. (2025); <https://keras.io/api/optimizers/muon/>.

use burn::tensor::Tensor;

use super::super::kernels::functions::sum_of_squares;
use super::super::kernels::product;
use super::Slots;
use crate::hyperparams::Muon;

/// Keras' guard of a matrix of zeros.
const SMALLEST_NORM: f64 = 1e-7;

/// Of a kernel: m ← momentum · m + g; d = m, or with Nesterov g + momentum · m with the new m;
/// w ← w − lr √max(rows, columns) rms_rate · orthogonal(d), without the root where there is no `rms_rate`.
pub fn step<const D: usize>(
    rule: &Muon,
    lr: f64,
    w: Tensor<D>,
    g: Tensor<D>,
    slots: &mut Slots<D>,
) -> Tensor<D> {
    let momentum = slots.memory.take(0, || g.zeros_like());
    let momentum = slots
        .memory
        .keep(0, momentum.mul_scalar(rule.momentum) + g.clone());
    let direction = match rule.nesterov {
        true => g + momentum.mul_scalar(rule.momentum),
        false => momentum,
    };
    let dims = direction.dims();
    let [rows, columns] = [dims[D - 2], dims[D - 1]];
    let scale = rule
        .rms_rate
        .map_or(1.0, |rate| (rows.max(columns) as f64).sqrt() * rate);
    let orthogonal = orthogonal(rule, direction.reshape([rows, columns]));
    w - orthogonal.reshape(dims).mul_scalar(lr * scale)
}

/// Brings all singular values of a matrix near 1, by iterations of Newton and Schulz:
/// x ← x / ‖x‖, then each time a x + (b A + c A²) x with A = x xᵀ. A wide matrix makes the smaller A.
fn orthogonal(rule: &Muon, x: Tensor<2>) -> Tensor<2> {
    let [a, b, c] = rule.coefficients;
    let [rows, columns] = x.dims();
    let is_tall = rows > columns;
    let x = if is_tall { x.transpose() } else { x };
    let norm = sum_of_squares(x.clone()).sqrt().add_scalar(SMALLEST_NORM);
    let mut x = x / norm.reshape([1, 1]);
    for _ in 0..rule.ns_steps {
        let square = product(x.clone(), x.clone().transpose());
        let of_square = product(square.clone().mul_scalar(c), square.clone());
        let cubic = square.mul_scalar(b) + of_square;
        x = x.clone().mul_scalar(a) + product(cubic, x);
    }
    if is_tall { x.transpose() } else { x }
}
