//! LAMB, Adam by layers; You et al. (2019); <https://keras.io/api/optimizers/lamb/>.

use burn::tensor::Tensor;

use super::super::kernels::functions::sum_of_squares;
use super::super::kernels::{Before, ElementRule, Elements, Memory, update};
use super::{Minus, Slots};
use crate::hyperparams::Adaptive;

const FIRST_MOMENT: usize = 0;
const SECOND_MOMENT: usize = 1;

/// m and v as in Adam; u = m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε); w ← w − lr ‖w‖ / ‖u‖ · u, without the norms
/// where one of them is 0.
pub fn step<const D: usize>(
    moments: Adaptive,
    lr: f64,
    w: Tensor<D>,
    g: Tensor<D>,
    slots: &mut Slots<D>,
) -> Tensor<D> {
    let direction = Direction::new(moments, slots.step);
    let memory = &mut slots.memory;
    let u = update(direction, Before::NOTHING, g.clone(), g, memory);
    let (of_weights, of_update) = (norm(w.clone()), norm(u.clone()));
    let ratio = (of_weights.clone() / of_update.clone())
        .mask_fill(of_weights.equal_elem(0.0), 1.0)
        .mask_fill(of_update.equal_elem(0.0), 1.0);
    Minus::times(ratio.mul_scalar(lr), w, u)
}

/// u, whatever the variable.
#[derive(Clone, Copy)]
struct Direction {
    moments: Adaptive,
    /// 1 − β₁ᵗ and 1 − β₂ᵗ.
    corrections: [f64; 2],
}

impl Direction {
    fn new(moments: Adaptive, step: u32) -> Self {
        let step = f64::from(step);
        Self {
            corrections: [moments.beta_1, moments.beta_2].map(|beta| 1.0 - libm::pow(beta, step)),
            moments,
        }
    }
}

impl ElementRule for Direction {
    fn update<T: Elements>(&self, _: T, g: T, memory: &mut Memory<T>) -> T {
        let Adaptive {
            beta_1,
            beta_2,
            epsilon,
        } = self.moments;
        let [of_first, of_second] = self.corrections;
        let first = memory.average(FIRST_MOMENT, beta_1, g.clone());
        let second = memory.average(SECOND_MOMENT, beta_2, g.square());
        first.div_scalar(of_first) / second.div_scalar(of_second).sqrt().add_scalar(epsilon)
    }
}

/// - returns: `[1]`
fn norm<const D: usize>(values: Tensor<D>) -> Tensor<1> {
    sum_of_squares(values).sqrt()
}
