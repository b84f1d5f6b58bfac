//! Penalties, added to the loss as they are, in training and in evaluation;
//! <https://keras.io/api/layers/regularizers/>

use burn::module::Param;
use burn::tensor::Tensor;

use super::kernels::functions::sum;
use super::mlp::Mlp;
use crate::hyperparams::{Penalties, Regularizer};

/// l1 Σ|w| + l2 Σw² over the kernels and biases of the penalized layers and over the variables of the
/// normalizations; nothing where there is no penalty.
///
/// - returns: `[1]`
pub fn weight_penalty(model: &Mlp, penalties: Penalties) -> Option<Tensor<1>> {
    let mut terms = Vec::new();
    for layer in model.penalized(penalties.layers) {
        terms.extend(penalty_of(&layer.weight, penalties.kernel));
        let bias = layer.bias.as_ref();
        terms.extend(bias.and_then(|bias| penalty_of(bias, penalties.bias)));
    }
    for (_, norm) in model.norms() {
        let config = norm.config;
        for (variable, config) in [(&norm.gamma, config.gamma), (&norm.beta, config.beta)] {
            let both = variable.as_ref().zip(config);
            terms.extend(both.and_then(|(weights, it)| penalty_of(weights, it.regularizer)));
        }
    }
    terms.into_iter().reduce(|sum, term| sum + term)
}

/// A variable whose penalty is off is not even looked at.
fn penalty_of<const D: usize>(
    variable: &Param<Tensor<D>>,
    regularizer: Regularizer,
) -> Option<Tensor<1>> {
    (!regularizer.is_off()).then(|| penalty(variable.val(), regularizer))?
}

/// The penalty of the layers' outputs, divided by the size of their batch.
///
/// - activities: `[images, units]` each, of the whole batch or of a part of it
/// - batch: images of the whole batch
/// - returns: `[1]`
pub fn activity_penalty(
    activities: Vec<Tensor<2>>,
    regularizer: Regularizer,
    batch: usize,
) -> Option<Tensor<1>> {
    let terms = activities.into_iter();
    let terms = terms.filter_map(|outputs| penalty(outputs, regularizer));
    let sum = terms.reduce(|sum, term| sum + term)?;
    Some(sum.div_scalar(batch as f64))
}

fn penalty<const D: usize>(
    of: Tensor<D>,
    Regularizer { l1, l2 }: Regularizer,
) -> Option<Tensor<1>> {
    let absolute = (l1 > 0.0).then(|| sum(of.clone().abs()).mul_scalar(l1));
    let squares = (l2 > 0.0).then(|| sum(of.square()).mul_scalar(l2));
    match (absolute, squares) {
        (Some(absolute), Some(squares)) => Some(absolute + squares),
        (one, other) => one.or(other),
    }
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;
    use crate::training::device::open_cpu;
    use crate::training::testing::values;

    #[test]
    fn l1_sums_sizes_and_l2_squares_without_a_half() {
        let weights = Tensor::<2>::from_floats([[1.0, -2.0]], &open_cpu());
        for (l1, l2, expected) in [(0.5, 0.0, 1.5), (0.0, 0.1, 0.5), (0.5, 0.1, 2.0)] {
            let term = penalty(weights.clone(), Regularizer { l1, l2 }).unwrap();
            assert!((values(term)[0] - expected).abs() < 1e-6);
        }
        assert!(penalty(weights, Regularizer::default()).is_none());
    }

    #[test]
    fn an_activity_penalty_is_an_average_over_the_batch() {
        let outputs = Tensor::from_floats([[1.0, -2.0], [3.0, 0.0]], &open_cpu());
        let l1 = Regularizer { l1: 1.0, l2: 0.0 };
        let term = activity_penalty(vec![outputs.clone(), outputs], l1, 2).unwrap();
        assert_eq!(values(term), [6.0]);
    }
}
