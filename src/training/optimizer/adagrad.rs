//! Adagrad; Duchi et al. (2011); <https://keras.io/api/optimizers/adagrad/>.

use burn::tensor::Tensor;

use super::Slots;

/// A starts at `initial_accumulator_value`; A ← A + g²; w ← w − lr g / √(A + ε).
pub fn update<const D: usize>(
    initial_accumulator_value: f64,
    epsilon: f64,
    lr: f64,
    w: Tensor<D>,
    g: Tensor<D>,
    slots: &mut Slots<D>,
) -> Tensor<D> {
    let accumulated = slots.take(0, || g.full_like(initial_accumulator_value));
    let accumulated = slots.keep(0, accumulated + g.clone().square());
    w - g.mul_scalar(lr) / accumulated.add_scalar(epsilon).sqrt()
}
