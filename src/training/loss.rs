//! Keras' losses, each averaged over the batch; <https://keras.io/api/losses/>. Those of logarithms are in
//! `crossentropy`.

mod crossentropy;

use burn::tensor::{Tensor, activation};

use super::activation::activate;
use super::kernels::functions::{mean, sum_dim};
use crate::hyperparams::{Activation, Loss};

/// A loss as it is told and as it is sent backward.
pub struct LossTerm {
    /// `[1]`, without autodiff.
    pub value: Tensor<1>,
    /// Terms whose sum is the loss. They are not added up: what goes backward from a sum is a one for each term, and so
    /// it is without.
    pub backward: Tensor<1>,
    /// What of the value are penalties, `[1]`; nothing where there are none.
    pub penalty: Option<Tensor<1>>,
}

impl LossTerm {
    /// A loss whose operations were recorded.
    fn recorded(loss: Tensor<1>) -> Self {
        Self {
            value: loss.clone().inner(),
            backward: loss,
            penalty: None,
        }
    }

    /// So many times the loss, before it has any penalty.
    pub fn times(self, factor: f64) -> Self {
        Self {
            value: self.value.mul_scalar(factor),
            backward: self.backward.mul_scalar(factor),
            penalty: self.penalty,
        }
    }

    /// The sum with a recorded penalty, if there is one.
    #[must_use]
    pub fn plus(self, penalty: Option<Tensor<1>>) -> Self {
        match penalty {
            Some(penalty) => {
                let value = penalty.clone().inner();
                Self {
                    value: self.value + value.clone(),
                    backward: Tensor::cat(vec![self.backward, penalty], 0),
                    penalty: both(self.penalty, Some(value)),
                }
            }
            None => self,
        }
    }
}

/// The sum of two penalties, of which there may be none.
pub fn both(one: Option<Tensor<1>>, other: Option<Tensor<1>>) -> Option<Tensor<1>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    }
}

/// - logits: `[batch, classes]`, before the output activation
/// - targets: `[batch, classes]`, one-hot
pub fn data_loss(
    loss: Loss,
    output: Activation,
    logits: Tensor<2>,
    targets: Tensor<2>,
) -> LossTerm {
    LossTerm::recorded(match loss {
        Loss::CategoricalCrossentropy {
            from_logits,
            label_smoothing,
        } => crossentropy::categorical(from_logits, label_smoothing, output, logits, targets),
        Loss::KlDivergence => crossentropy::kl_divergence(output, logits, targets),
        Loss::MeanSquaredError => {
            let errors = activate(output, logits) - targets;
            mean(errors.square())
        }
        Loss::MeanAbsoluteError => {
            let errors = activate(output, logits) - targets;
            mean(errors.abs())
        }
        Loss::BinaryCrossentropy {
            from_logits,
            label_smoothing,
        } => {
            let outputs = activate(output, logits);
            let targets = crossentropy::smoothed_to_half(targets, label_smoothing);
            crossentropy::binary(from_logits, outputs, targets)
        }
        Loss::Huber { delta } => huber(activate(output, logits) - targets, delta),
        Loss::CategoricalHinge => categorical_hinge(activate(output, logits), targets),
    })
}

/// ½ e² of an error up to δ, δ |e| − ½ δ² beyond.
fn huber(errors: Tensor<2>, delta: f64) -> Tensor<1> {
    let sizes = errors.clone().abs();
    let is_far = sizes.clone().greater_elem(delta);
    let near = errors.square().mul_scalar(0.5);
    let far = sizes.mul_scalar(delta).sub_scalar(0.5 * delta * delta);
    mean(near.mask_where(is_far, far))
}

/// max(0, 1 + max (1 − y) p − Σ y p), where the inner maximum runs over all classes and the entry of the
/// right one is 0.
fn categorical_hinge(outputs: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    let others = targets.clone().neg().add_scalar(1.0) * outputs.clone();
    let right = sum_dim(targets * outputs, 1);
    let margins = others.max_dim(1).add_scalar(1.0) - right;
    mean(activation::relu(margins))
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;
    use crate::training::device::open_cpu;
    use crate::training::kernels::functions::hits;
    use crate::training::testing::values;

    const CROSS_ENTROPY: Loss = Loss::CategoricalCrossentropy {
        from_logits: false,
        label_smoothing: 0.0,
    };

    /// The loss of outputs `[2, 3]` whose targets are classes 0 and 2.
    fn of(loss: Loss, output: Activation, logits: [[f32; 3]; 2]) -> f32 {
        let device = open_cpu();
        let targets = Tensor::from_floats([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], &device);
        let loss = data_loss(loss, output, Tensor::from_floats(logits, &device), targets);
        values(loss.value)[0]
    }

    #[track_caller]
    fn costs(loss: Loss, output: Activation, logits: [[f32; 3]; 2], expected: f32) {
        let found = of(loss, output, logits);
        assert!((found - expected).abs() < 2e-6, "{found} is not {expected}");
    }

    const OUTPUTS: [[f32; 3]; 2] = [[0.5, 0.2, 0.3], [0.1, 0.7, 0.2]];

    #[test]
    fn an_even_guess_costs_the_logarithm_of_the_number_of_classes() {
        costs(
            CROSS_ENTROPY,
            Activation::Softmax,
            [[0.0; 3]; 2],
            3.0_f32.ln(),
        );
    }

    #[test]
    fn cross_entropy_divides_the_outputs_by_their_sum() {
        let expected = -(0.5_f32.ln() + 0.2_f32.ln()) / 2.0;
        costs(CROSS_ENTROPY, Activation::Linear, OUTPUTS, expected);
        let doubled = OUTPUTS.map(|row| row.map(|value| 2.0 * value));
        costs(CROSS_ENTROPY, Activation::Linear, doubled, expected);
    }

    #[test]
    fn cross_entropy_from_logits_takes_their_softmax() {
        let from_logits = Loss::CategoricalCrossentropy {
            from_logits: true,
            label_smoothing: 0.0,
        };
        let expected = of(CROSS_ENTROPY, Activation::Softmax, OUTPUTS);
        costs(from_logits, Activation::Linear, OUTPUTS, expected);
    }

    #[test]
    fn smoothed_labels_ask_a_share_of_every_class() {
        let smoothing = Loss::CategoricalCrossentropy {
            from_logits: false,
            label_smoothing: 0.3,
        };
        // The right class keeps 0.7 + 0.1, the others get 0.1 each.
        let ln = OUTPUTS.map(|row| row.map(f32::ln));
        let first = 0.8 * ln[0][0] + 0.1 * (ln[0][1] + ln[0][2]);
        let second = 0.8 * ln[1][2] + 0.1 * (ln[1][0] + ln[1][1]);
        costs(
            smoothing,
            Activation::Linear,
            OUTPUTS,
            -(first + second) / 2.0,
        );
    }

    #[test]
    fn kl_divergence_takes_outputs_as_they_are() {
        // Each of the two zero targets is 1e-7.
        let zeros = |row: [f32; 2]| {
            row.map(|p| 1e-7 * (1e-7_f32.ln() - p.ln()))
                .iter()
                .sum::<f32>()
        };
        let doubled = OUTPUTS.map(|row| row.map(|value| 2.0 * value));
        let first = -doubled[0][0].ln() + zeros([doubled[0][1], doubled[0][2]]);
        let second = -doubled[1][2].ln() + zeros([doubled[1][0], 1.0]);
        costs(
            Loss::KlDivergence,
            Activation::Linear,
            doubled,
            (first + second) / 2.0,
        );
    }

    #[test]
    fn squared_and_absolute_errors_are_means_over_the_outputs() {
        let squared = (0.25 + 0.04 + 0.09 + 0.01 + 0.49 + 0.64) / 6.0;
        costs(Loss::MeanSquaredError, Activation::Linear, OUTPUTS, squared);
        let absolute = (0.5 + 0.2 + 0.3 + 0.1 + 0.7 + 0.8) / 6.0;
        costs(
            Loss::MeanAbsoluteError,
            Activation::Linear,
            OUTPUTS,
            absolute,
        );
    }

    #[test]
    fn binary_cross_entropy_asks_of_each_output_whether_it_is_the_one() {
        let binary = |from_logits, label_smoothing| Loss::BinaryCrossentropy {
            from_logits,
            label_smoothing,
        };
        let hit = [0.5_f32, 0.8, 0.7, 0.9, 0.3, 0.2].map(f32::ln);
        let miss = [0.5_f32, 0.2, 0.3, 0.1, 0.7, 0.8].map(f32::ln);
        let sum = |values: [f32; 6]| values.iter().sum::<f32>();
        costs(
            binary(false, 0.0),
            Activation::Linear,
            OUTPUTS,
            -sum(hit) / 6.0,
        );
        let smoothed = 0.9 * sum(hit) + 0.1 * sum(miss);
        costs(
            binary(false, 0.2),
            Activation::Linear,
            OUTPUTS,
            -smoothed / 6.0,
        );
        let of_sigmoids = of(binary(false, 0.2), Activation::Sigmoid, OUTPUTS);
        costs(binary(true, 0.2), Activation::Linear, OUTPUTS, of_sigmoids);
    }

    #[test]
    fn huber_squares_small_errors_and_takes_large_ones_as_they_are() {
        // Errors −0.5, 0.2, 0.3; 0.1, 0.7, −0.8.
        let squared = (0.04 + 0.09 + 0.01) / 2.0;
        let straight = 0.3 * (0.5 + 0.7 + 0.8) - 3.0 * 0.045;
        let huber = Loss::Huber { delta: 0.3 };
        let expected = (squared + straight) / 6.0;
        costs(huber, Activation::Linear, OUTPUTS, expected);
    }

    #[test]
    fn hinge_compares_the_right_class_with_the_best_other_and_with_zero() {
        let first = 1.0 + 0.3 - 0.5;
        let second = 1.0 + 0.7 - 0.2;
        costs(
            Loss::CategoricalHinge,
            Activation::Linear,
            OUTPUTS,
            (first + second) / 2.0,
        );
        // Others below zero count as zero, and a wide margin costs nothing.
        let outputs = [[0.4, -1.0, -2.0], [-5.0, -5.0, 3.0]];
        costs(Loss::CategoricalHinge, Activation::Linear, outputs, 0.3);
    }

    #[test]
    fn a_sure_and_wrong_guess_costs_no_more_than_the_clip_and_teaches_nothing() {
        let device = open_cpu().autodiff();
        let logits = Tensor::<2>::from_floats([[100.0, 0.0]], &device).require_grad();
        let targets = Tensor::from_floats([[0.0, 1.0]], &device);
        let loss = data_loss(CROSS_ENTROPY, Activation::Softmax, logits.clone(), targets);
        let gradient = logits.grad(&loss.backward.backward()).unwrap();
        assert!((values(loss.value)[0] - 16.118_095).abs() < 1e-4);
        assert_eq!(values(gradient), [0.0, 0.0]);
    }

    #[test]
    fn accuracy_counts_the_first_of_equal_outputs() {
        let device = open_cpu();
        let outputs = Tensor::from_floats([[1.0, 1.0], [0.0, 2.0], [5.0, 2.0]], &device);
        let targets = Tensor::from_floats([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]], &device);
        assert_eq!(values(hits(outputs, targets)), [2.0]);
    }
}
