//! Keras' activations over a row of numbers; <https://keras.io/api/layers/activations/>.

use libm::{erf, exp, expm1, log1p, tanh};

use crate::hyperparams::Activation;

/// The negative side of SELU, and its factor; Klambauer et al., "Self-Normalizing Neural Networks" (2017).
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

/// - row: the outputs of a layer for one image, `[units]`, replaced by what the activation makes of them
pub fn activate(kind: Activation, row: &mut [f32]) {
    match kind {
        Activation::Linear => {}
        Activation::Softmax => softmax(row),
        Activation::Relu {
            negative_slope: 0.0,
            max_value: None,
            threshold: 0.0,
        } => row.iter_mut().for_each(|x| *x = x.max(0.0)),
        kind => row
            .iter_mut()
            .for_each(|x| *x = of_one(kind, f64::from(*x)) as f32),
    }
}

/// Shares that add up to 1. The largest number is taken off first, so that no exponential overflows.
pub fn softmax(row: &mut [f32]) {
    let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    row.iter_mut()
        .for_each(|x| *x = exp(f64::from(*x - largest)) as f32);
    let sum: f32 = row.iter().sum();
    row.iter_mut().for_each(|x| *x /= sum);
}

pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// log(1 + eˣ), which overflows nowhere.
pub fn softplus(x: f64) -> f64 {
    x.max(0.0) + log1p(exp(-x.abs()))
}

fn of_one(kind: Activation, x: f64) -> f64 {
    match kind {
        // Softmax looks at the whole row.
        Activation::Linear | Activation::Softmax => x,
        Activation::Relu {
            negative_slope,
            max_value,
            threshold,
        } => {
            let above = if x > threshold { x } else { 0.0 };
            let above = max_value.map_or(above, |most| above.clamp(0.0, most));
            above - negative_slope * (threshold - x).max(0.0)
        }
        Activation::LeakyRelu { negative_slope } => x.max(0.0) + negative_slope * x.min(0.0),
        Activation::Elu { alpha } => elu(x, alpha),
        Activation::Selu => SELU_SCALE * elu(x, SELU_ALPHA),
        Activation::Gelu { approximate: false } => {
            0.5 * x * (1.0 + erf(x * std::f64::consts::FRAC_1_SQRT_2))
        }
        Activation::Gelu { approximate: true } => {
            let inner = std::f64::consts::FRAC_2_PI.sqrt() * (x + 0.044_715 * x * x * x);
            0.5 * x * (1.0 + tanh(inner))
        }
        Activation::Silu => x * sigmoid(x),
        Activation::Mish => x * tanh(softplus(x)),
        Activation::Sigmoid => sigmoid(x),
        Activation::HardSigmoid => (x / 6.0 + 0.5).clamp(0.0, 1.0),
        Activation::Tanh => tanh(x),
        Activation::Softplus => softplus(x),
        Activation::Softsign => x / (1.0 + x.abs()),
    }
}

fn elu(x: f64, alpha: f64) -> f64 {
    x.max(0.0) + alpha * expm1(x.min(0.0))
}
