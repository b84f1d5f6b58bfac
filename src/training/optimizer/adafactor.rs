//! Adafactor; Shazeer & Stern (2018); <https://keras.io/api/optimizers/adafactor/>.

use burn::tensor::Tensor;

use super::super::kernels::functions::{mean, mean_dim};
use super::Slots;
use crate::hyperparams::Adafactor;

const ROWS: usize = 0;
const COLUMNS: usize = 1;
const SQUARES: usize = 2;

/// α = max(ε₂, rms(w)) · min(lr, 1/√t); s = g² + ε₁; β₂ = 1 − t^decay. Of a vector v ← β₂ v + (1 − β₂) s. Of a
/// matrix only the means of s over its columns and over its rows are kept, R and C, and v = R / mean(R) · C.
/// u = g / √v; w ← w − α u / max(1, rms(u) / clip_threshold).
pub fn update<const D: usize>(
    rule: Adafactor,
    lr: f64,
    w: Tensor<D>,
    g: Tensor<D>,
    slots: &mut Slots<D>,
) -> Tensor<D> {
    let step = f64::from(slots.step);
    let rate = lr.min(step.sqrt().recip());
    let memory = 1.0 - libm::pow(step, rule.beta_2_decay);
    let alpha = rms(w.clone()).clamp_min(rule.epsilon_2).mul_scalar(rate);
    let squares = g.clone().square().add_scalar(rule.epsilon_1);
    let v = if D < 2 {
        slots.memory.average(SQUARES, memory, squares)
    } else {
        let rows = slots
            .memory
            .average(ROWS, memory, mean_dim(squares.clone(), D - 1));
        let columns = slots
            .memory
            .average(COLUMNS, memory, mean_dim(squares, D - 2));
        rows.clone() / mean_dim(rows, D - 2) * columns
    };
    let u = g / v.sqrt();
    let cut = rms(u.clone())
        .div_scalar(rule.clip_threshold)
        .clamp_min(1.0);
    w - u * (alpha / cut).reshape([1; D])
}

/// The root of the mean square.
///
/// - returns: `[1]`
fn rms<const D: usize>(values: Tensor<D>) -> Tensor<1> {
    mean(values.square()).sqrt()
}
