//! The weight penalties, added to the loss as they are, in training and in evaluation.

use burn::tensor::Tensor;

use super::mlp::Mlp;
use crate::hyperparams::Regularizer;

/// l1 Σ|w| + l2 Σw² over the kernels of the hidden layers; nothing where there is no penalty, so that a
/// step without one does no work for it. <https://keras.io/api/layers/regularizers/>
///
/// - returns: `[1]`
pub fn kernel_penalty(model: &Mlp, regularizer: Regularizer) -> Option<Tensor<1>> {
    if regularizer.is_off() {
        return None;
    }
    model
        .hidden
        .iter()
        .flat_map(|layer| terms(layer.weight.val(), regularizer))
        .reduce(|sum, term| sum + term)
}

fn terms(kernel: Tensor<2>, Regularizer { l1, l2 }: Regularizer) -> Vec<Tensor<1>> {
    let mut terms = Vec::new();
    if l1 > 0.0 {
        terms.push(kernel.clone().abs().sum().mul_scalar(l1));
    }
    if l2 > 0.0 {
        terms.push(kernel.square().sum().mul_scalar(l2));
    }
    terms
}
