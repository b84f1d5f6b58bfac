//! The losses that compare logarithms: what an output takes for likely, with what is.

use burn::tensor::Tensor;

use crate::hyperparams::Activation;
use crate::training::activation::activate;
use crate::training::kernels::functions::{
    self, log, log_sigmoid, log_softmax, mean, repeated, sum, sum_dim,
};

/// `keras.config.epsilon()`: probabilities are clipped to it before their logarithm is taken.
const KERAS_EPSILON: f64 = 1e-7;

/// −Σ y log p.
///
/// - logits, targets: `[batch, classes]`
pub fn categorical(
    from_logits: bool,
    label_smoothing: f64,
    output: Activation,
    logits: Tensor<2>,
    targets: Tensor<2>,
) -> Tensor<1> {
    let targets = smoothed(targets, label_smoothing);
    let clip = [KERAS_EPSILON, 1.0 - KERAS_EPSILON].map(libm::log);
    match (from_logits, output) {
        (false, Activation::Softmax) => functions::crossentropy(logits, targets, Some(clip)),
        (true, Activation::Linear) => functions::crossentropy(logits, targets, None),
        _ => crossentropy(from_logits, output, logits, targets),
    }
}

/// −Σ y log p of any output but a softmax that is clipped or that the loss itself takes.
fn crossentropy(
    from_logits: bool,
    output: Activation,
    logits: Tensor<2>,
    targets: Tensor<2>,
) -> Tensor<1> {
    let log_outputs = if from_logits {
        log_softmax(activate(output, logits))
    } else {
        let highest = 1.0 - KERAS_EPSILON;
        log_probabilities(output, logits, highest, Outputs::Normalized)
    };
    mean_over_batch(log_outputs * targets).neg()
}

/// Whether outputs are divided by their sum, as Keras' cross-entropy does and its KL divergence does not.
#[derive(Clone, Copy, PartialEq)]
enum Outputs {
    Normalized,
    AsTheyAre,
}

/// The logarithms of the outputs clipped to `[ε, highest]`. As in Keras no gradient flows through a clipped
/// entry: a network that is sure and wrong learns nothing from that image.
///
/// Of a softmax the logarithm is clipped rather than the probability, which is the same and stays exact
/// where a probability is tiny.
fn log_probabilities(
    output: Activation,
    logits: Tensor<2>,
    highest: f64,
    treat: Outputs,
) -> Tensor<2> {
    if output == Activation::Softmax {
        return log_softmax(logits).clamp(libm::log(KERAS_EPSILON), libm::log(highest));
    }
    let mut outputs = activate(output, logits);
    if treat == Outputs::Normalized {
        let [_, classes] = outputs.dims();
        outputs = outputs.clone() / repeated(sum_dim(outputs, 1), 1, classes);
    }
    log(outputs.clamp(KERAS_EPSILON, highest))
}

/// y (1 − s) + s / K.
fn smoothed(targets: Tensor<2>, smoothing: f64) -> Tensor<2> {
    if smoothing == 0.0 {
        return targets;
    }
    let [_, classes] = targets.dims();
    targets
        .mul_scalar(1.0 - smoothing)
        .add_scalar(smoothing / classes as f64)
}

/// Σ y log(y / p) with y and p clipped to `[ε, 1]`.
pub fn kl_divergence(output: Activation, logits: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    let targets = targets.clamp(KERAS_EPSILON, 1.0);
    let log_outputs = log_probabilities(output, logits, 1.0, Outputs::AsTheyAre);
    mean_over_batch((log(targets.clone()) - log_outputs) * targets)
}

/// y (1 − s) + s / 2.
pub fn smoothed_to_half(targets: Tensor<2>, smoothing: f64) -> Tensor<2> {
    if smoothing == 0.0 {
        return targets;
    }
    targets
        .mul_scalar(1.0 - smoothing)
        .add_scalar(0.5 * smoothing)
}

/// −y log p − (1 − y) log(1 − p), where p is an output clipped to `[ε, 1 − ε]`, or its sigmoid, of which nothing is
/// clipped.
pub fn binary(from_logits: bool, outputs: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    let (log_yes, log_no) = if from_logits {
        let opposite = outputs.clone().neg();
        (log_sigmoid(outputs), log_sigmoid(opposite))
    } else {
        let p = outputs.clamp(KERAS_EPSILON, 1.0 - KERAS_EPSILON);
        (log(p.clone()), log(p.neg().add_scalar(1.0)))
    };
    let others = targets.clone().neg().add_scalar(1.0);
    mean(targets * log_yes + others * log_no).neg()
}

/// The sum over the classes, averaged over the batch.
fn mean_over_batch(terms: Tensor<2>) -> Tensor<1> {
    let [batch, _] = terms.dims();
    sum(terms).mul_scalar(1.0 / batch as f64)
}
