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

/// The same as [`activate`] of numbers that are not rounded.
pub fn exactly(kind: Activation, row: &mut [f64]) {
    if kind != Activation::Softmax {
        return row.iter_mut().for_each(|x| *x = of_one(kind, *x));
    }
    let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    row.iter_mut().for_each(|x| *x = exp(*x - largest));
    let sum: f64 = row.iter().sum();
    row.iter_mut().for_each(|x| *x /= sum);
}

/// A gradient by what an activation gives as one by what it gets.
///
/// - rows: what it gets and gives for one image, `[units]` each
/// - gradient: `[units]`
pub fn back<const UNITS: usize>(
    kind: Activation,
    [inputs, outputs]: [&[f64; UNITS]; 2],
    gradient: &[f64; UNITS],
) -> [f64; UNITS] {
    let pairs = outputs.iter().zip(gradient);
    let mean: f64 = pairs.map(|(share, it)| share * it).sum();
    std::array::from_fn(|unit| match kind {
        Activation::Softmax => outputs[unit] * (gradient[unit] - mean),
        _ => slope(kind, inputs[unit]) * gradient[unit],
    })
}

/// The derivative of an activation that looks at one number alone; at an edge the one of the side on which it is flatter.
pub fn slope(kind: Activation, x: f64) -> f64 {
    let step = |is_on: bool| f64::from(u8::from(is_on));
    match kind {
        // Softmax looks at the whole row, so it has none; it is no activation of hidden layers.
        Activation::Linear | Activation::Softmax => 1.0,
        Activation::Relu {
            negative_slope,
            max_value,
            threshold,
        } => match x > threshold {
            true => step(max_value.is_none_or(|most| x > 0.0 && x < most)),
            false => negative_slope,
        },
        Activation::LeakyRelu { negative_slope } => if_positive(x, 1.0, negative_slope),
        Activation::Elu { alpha } => if_positive(x, 1.0, alpha * exp(x.min(0.0))),
        Activation::Selu => SELU_SCALE * if_positive(x, 1.0, SELU_ALPHA * exp(x.min(0.0))),
        Activation::Gelu { approximate: false } => {
            let density = exp(-0.5 * x * x) / (2.0 * std::f64::consts::PI).sqrt();
            0.5 * (1.0 + erf(x * std::f64::consts::FRAC_1_SQRT_2)) + x * density
        }
        Activation::Gelu { approximate: true } => {
            let root = std::f64::consts::FRAC_2_PI.sqrt();
            let bent = tanh(root * (x + 0.044_715 * x * x * x));
            let inner = root * (1.0 + 3.0 * 0.044_715 * x * x);
            0.5 * (1.0 + bent) + 0.5 * x * (1.0 - bent * bent) * inner
        }
        Activation::Silu => sigmoid(x) * (1.0 + x * (1.0 - sigmoid(x))),
        Activation::Mish => {
            let bent = tanh(softplus(x));
            bent + x * (1.0 - bent * bent) * sigmoid(x)
        }
        Activation::Sigmoid => sigmoid(x) * (1.0 - sigmoid(x)),
        Activation::HardSigmoid => step(x.abs() < 3.0) / 6.0,
        Activation::Tanh => 1.0 - tanh(x) * tanh(x),
        Activation::Softplus => sigmoid(x),
        Activation::Softsign => 1.0 / ((1.0 + x.abs()) * (1.0 + x.abs())),
    }
}

fn if_positive(x: f64, then: f64, otherwise: f64) -> f64 {
    if x > 0.0 { then } else { otherwise }
}

fn elu(x: f64, alpha: f64) -> f64 {
    x.max(0.0) + alpha * expm1(x.min(0.0))
}

/// Every activation as Keras has it by default, softmax last.
#[cfg(test)]
pub const KINDS: [Activation; 14] = [
    Activation::Linear,
    Activation::Relu {
        negative_slope: 0.0,
        max_value: None,
        threshold: 0.0,
    },
    Activation::LeakyRelu {
        negative_slope: 0.3,
    },
    Activation::Elu { alpha: 1.0 },
    Activation::Selu,
    Activation::Gelu { approximate: false },
    Activation::Silu,
    Activation::Mish,
    Activation::Sigmoid,
    Activation::HardSigmoid,
    Activation::Tanh,
    Activation::Softplus,
    Activation::Softsign,
    Activation::Softmax,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_what_differences_come_to() {
        let kinds = KINDS.into_iter().chain([
            Activation::Relu {
                negative_slope: 0.1,
                max_value: Some(2.0),
                threshold: 0.4,
            },
            Activation::Relu {
                negative_slope: 0.0,
                max_value: Some(1.0),
                threshold: -0.5,
            },
            Activation::Elu { alpha: 0.4 },
            Activation::Gelu { approximate: true },
        ]);
        for kind in kinds.filter(|kind| *kind != Activation::Softmax) {
            // None of them at an edge.
            for x in [-7.3, -3.2, -2.9, -0.7, -0.03, 0.02, 0.3, 0.9, 1.7, 2.6, 5.5] {
                let expected = (of_one(kind, x + 1e-5) - of_one(kind, x - 1e-5)) / 2e-5;
                let found = slope(kind, x);
                assert!(
                    (found - expected).abs() < 1e-8,
                    "{kind:?} at {x}: {found} is not {expected}"
                );
            }
        }
    }
}
