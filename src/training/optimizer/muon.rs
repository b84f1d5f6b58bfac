//! Muon: momentum made orthogonal; Jordan et al. (2024), Liu et al. (2025); <https://keras.io/api/optimizers/muon/>.

use burn::tensor::Tensor;

use super::Slots;
use crate::hyperparams::Muon;

/// Keras' guard of a matrix of zeros.
const SMALLEST_NORM: f64 = 1e-7;

/// Of a kernel: m ← momentum · m + g; d = m, or with Nesterov g + momentum · m with the new m;
/// w ← w − lr √max(rows, columns) rms_rate · orthogonal(d), without the root where there is no `rms_rate`.
pub fn update<const D: usize>(
    rule: &Muon,
    lr: f64,
    w: Tensor<D>,
    g: Tensor<D>,
    slots: &mut Slots<D>,
) -> Tensor<D> {
    let momentum = slots.take(0, || g.zeros_like());
    let momentum = slots.keep(0, momentum.mul_scalar(rule.momentum) + g.clone());
    let direction = match rule.nesterov {
        true => g + momentum.mul_scalar(rule.momentum),
        false => momentum,
    };
    let longest = direction.dims().into_iter().max().unwrap_or(1);
    let scale = rule
        .rms_rate
        .map_or(1.0, |rate| (longest as f64).sqrt() * rate);
    w - orthogonal(rule, direction).mul_scalar(lr * scale)
}

/// Brings all singular values of a matrix near 1, by iterations of Newton and Schulz:
/// x ← x / ‖x‖, then each time a x + (b A + c A²) x with A = x xᵀ. A wide matrix makes the smaller A.
fn orthogonal<const D: usize>(rule: &Muon, x: Tensor<D>) -> Tensor<D> {
    let [a, b, c] = rule.coefficients;
    let dims = x.dims();
    let is_tall = dims[D - 2] > dims[D - 1];
    let x = if is_tall { x.transpose() } else { x };
    let norm = x.clone().square().sum().sqrt().add_scalar(SMALLEST_NORM);
    let mut x = x / norm.reshape([1; D]);
    for _ in 0..rule.ns_steps {
        let square = x.clone().matmul(x.clone().transpose());
        let cubic = square.clone().mul_scalar(b) + square.clone().mul_scalar(c).matmul(square);
        x = x.clone().mul_scalar(a) + cubic.matmul(x);
    }
    if is_tall { x.transpose() } else { x }
}
