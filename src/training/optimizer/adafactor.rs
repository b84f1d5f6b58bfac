//! Adafactor; Shazeer & Stern (2018); <https://keras.io/api/optimizers/adafactor/>.

use burn::tensor::Tensor;

use super::super::kernels::functions::{mean_dim, sum_of_squares};
use super::super::kernels::{Before, ElementRule, Elements, Memory, update};
use super::{Minus, Slots};
use crate::hyperparams::Adafactor;

const ROWS: usize = 0;
const COLUMNS: usize = 1;
const SQUARES: usize = 2;

/// α = max(ε₂, rms(w)) · min(lr, 1/√t); s = g² + ε₁; β₂ = 1 − t^decay. Of a vector v ← β₂ v + (1 − β₂) s. Of a
/// matrix only the means of s over its columns and over its rows are kept, R and C, and v = R / mean(R) · C.
/// u = g / √v; w ← w − α u / max(1, rms(u) / clip_threshold).
pub fn step<const D: usize>(
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
    let u = if D < 2 {
        let direction = Direction {
            memory,
            epsilon: rule.epsilon_1,
        };
        let memory = &mut slots.memory;
        update(direction, Before::NOTHING, g.clone(), g, memory)
    } else {
        let squares = g.clone().square().add_scalar(rule.epsilon_1);
        let slots = &mut slots.memory;
        let rows = slots.average(ROWS, memory, mean_dim(squares.clone(), D - 1));
        let columns = slots.average(COLUMNS, memory, mean_dim(squares, D - 2));
        g / (rows.clone() / mean_dim(rows, D - 2) * columns).sqrt()
    };
    let cut = rms(u.clone())
        .div_scalar(rule.clip_threshold)
        .clamp_min(1.0);
    Minus::times(alpha / cut, w, u)
}

/// u of a vector, whatever the variable.
#[derive(Clone, Copy)]
struct Direction {
    memory: f64,
    epsilon: f64,
}

impl ElementRule for Direction {
    fn update<T: Elements>(&self, _: T, g: T, memory: &mut Memory<T>) -> T {
        let squares = g.clone().square().add_scalar(self.epsilon);
        g / memory.average(SQUARES, self.memory, squares).sqrt()
    }
}

/// The root of the mean square.
///
/// - returns: `[1]`
fn rms<const D: usize>(values: Tensor<D>) -> Tensor<1> {
    let count: usize = values.dims().into_iter().product();
    sum_of_squares(values).div_scalar(count as f64).sqrt()
}
