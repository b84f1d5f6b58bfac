//! The data term of the loss.

use burn::tensor::{Tensor, activation};

/// `keras.config.epsilon()`: probabilities are clipped to `[ε, 1 − ε]` before their logarithm is taken.
const KERAS_EPSILON: f64 = 1e-7;

/// Keras' categorical cross-entropy of a softmax, averaged over the batch: −Σ y log clip(softmax(logits)).
///
/// The logarithm is clipped rather than the probability, which is the same and stays exact where a
/// probability is tiny. As in Keras no gradient flows through a clipped entry: a network that is sure and
/// wrong learns nothing from that image. <https://keras.io/api/losses/probabilistic_losses/>
///
/// - logits, targets: `[batch, 10]`, the targets one-hot
/// - returns: `[1]`
pub fn categorical_crossentropy(logits: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    let [batch, _] = logits.dims();
    let (lowest, highest) = (KERAS_EPSILON.ln(), (1.0 - KERAS_EPSILON).ln());
    let log_probabilities = activation::log_softmax(logits, 1).clamp(lowest, highest);
    (log_probabilities * targets)
        .sum()
        .mul_scalar(-1.0 / batch as f64)
}

/// The share of a batch whose largest output is at the right digit; of equal ones the first counts.
///
/// - logits, targets: `[batch, 10]`, the targets one-hot
/// - returns: `[1]`
pub fn categorical_accuracy(logits: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    targets.gather(1, logits.argmax(1)).mean()
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;
    use crate::training::device::open_cpu;
    use crate::training::testing::values;

    #[test]
    fn an_even_guess_costs_the_logarithm_of_the_number_of_classes() {
        let device = open_cpu();
        let logits = Tensor::zeros([1, 10], &device);
        let mut target = [[0.0; 10]];
        target[0][3] = 1.0;
        let loss = categorical_crossentropy(logits, Tensor::from_floats(target, &device));
        assert!((values(loss)[0] - 10.0_f32.ln()).abs() < 1e-6);
    }

    #[test]
    fn a_sure_and_wrong_guess_costs_no_more_than_the_clip_and_teaches_nothing() {
        let device = open_cpu().autodiff();
        let logits = Tensor::<2>::from_floats([[100.0, 0.0]], &device).require_grad();
        let targets = Tensor::from_floats([[0.0, 1.0]], &device);
        let loss = categorical_crossentropy(logits.clone(), targets);
        let gradient = logits.grad(&loss.clone().backward()).unwrap();
        assert!((values(loss.inner())[0] - 16.118_095).abs() < 1e-4);
        assert_eq!(values(gradient), [0.0, 0.0]);
    }

    #[test]
    fn accuracy_counts_the_first_of_equal_outputs() {
        let device = open_cpu();
        let logits = Tensor::from_floats([[1.0, 1.0], [0.0, 2.0], [5.0, 2.0]], &device);
        let targets = Tensor::from_floats([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]], &device);
        assert!((values(categorical_accuracy(logits, targets))[0] - 2.0 / 3.0).abs() < 1e-6);
    }
}
