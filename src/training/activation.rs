//! Keras' activations, element by element; <https://keras.io/api/layers/activations/>.

use burn::tensor::{Tensor, activation};

use super::kernels::functions::{self, erf, exp, log1p, sigmoid, softmax, tanh};
use crate::hyperparams::Activation;

/// The negative side of SELU, and its factor; Klambauer et al., "Self-Normalizing Neural Networks" (2017).
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

/// max(x, 0).
pub const PLAIN_RELU: Activation = Activation::Relu {
    negative_slope: 0.0,
    max_value: None,
    threshold: 0.0,
};

/// - inputs: `[batch, units]`
/// - returns: `[batch, units]`
pub fn activate(kind: Activation, inputs: Tensor<2>) -> Tensor<2> {
    match kind {
        Activation::Linear => inputs,
        Activation::Relu {
            negative_slope,
            max_value,
            threshold,
        } => relu(inputs, negative_slope, max_value, threshold),
        Activation::LeakyRelu { negative_slope } => activation::leaky_relu(inputs, negative_slope),
        Activation::Elu { alpha } => elu(inputs, alpha),
        Activation::Selu => elu(inputs, SELU_ALPHA).mul_scalar(SELU_SCALE),
        Activation::Gelu { approximate: false } => gelu(inputs),
        Activation::Gelu { approximate: true } => gelu_by_tanh(inputs),
        Activation::Silu => inputs.clone() * sigmoid(inputs),
        Activation::Mish => mish(inputs),
        Activation::Sigmoid => sigmoid(inputs),
        Activation::HardSigmoid => activation::hard_sigmoid(inputs, 1.0 / 6.0, 0.5),
        Activation::Tanh => tanh(inputs),
        Activation::Softplus => softplus(inputs),
        Activation::Softsign => inputs.clone() / inputs.abs().add_scalar(1.0),
        Activation::Softmax => softmax(inputs),
    }
}

/// x above the threshold, at most `max_value`; below it −slope · (threshold − x).
fn relu(inputs: Tensor<2>, slope: f64, max_value: Option<f64>, threshold: f64) -> Tensor<2> {
    let below = (slope != 0.0).then(|| {
        let below = inputs.clone().neg().add_scalar(threshold);
        functions::relu(below).mul_scalar(slope)
    });
    let mut outputs = if threshold == 0.0 {
        functions::relu(inputs)
    } else {
        let is_below = inputs.clone().lower_equal_scalar(threshold);
        inputs.mask_fill(is_below, 0.0)
    };
    if let Some(max_value) = max_value {
        outputs = outputs.clamp(0.0, max_value);
    }
    match below {
        Some(below) => outputs - below,
        None => outputs,
    }
}

/// x above 0, α (eˣ − 1) below, as a sum of both: masks would cost several passes more. Positive inputs are
/// kept out of the exponential, which would make infinities of large ones and then a gradient that is no
/// number.
fn elu(inputs: Tensor<2>, alpha: f64) -> Tensor<2> {
    let above = functions::relu(inputs.clone());
    let below = exp(inputs - above.clone());
    above + below.sub_scalar(1.0).mul_scalar(alpha)
}

/// log(1 + eˣ) as max(x, 0) + log(1 + e^−|x|), which overflows nowhere. −|x| is x − 2 max(x, 0), so that the
/// slope at 0 is ½.
fn softplus(inputs: Tensor<2>) -> Tensor<2> {
    let above = functions::relu(inputs.clone());
    let rest = log1p(exp(inputs - above.clone().mul_scalar(2.0)));
    above + rest
}

/// Beyond this mish is x to float32.
const LARGE: f64 = 20.0;

/// x tanh(log(1 + eˣ)). The hyperbolic tangent of a logarithm is a quotient, 1 − 2 / ((1 + eˣ)² + 1), so one
/// exponential does for all. Beyond [`LARGE`] it is 1.
fn mish(inputs: Tensor<2>) -> Tensor<2> {
    let grown = exp(inputs.clone().clamp_max(LARGE)).add_scalar(1.0);
    let rest = grown.square().add_scalar(1.0).recip();
    inputs * rest.mul_scalar(-2.0).add_scalar(1.0)
}

/// ½ x (1 + erf(x / √2)). burn's own has another gradient on GPUs, that of the approximation by tanh, and
/// computes the error function twice: here its gradient takes an exponential alone.
fn gelu(inputs: Tensor<2>) -> Tensor<2> {
    let below = inputs.clone().mul_scalar(std::f64::consts::FRAC_1_SQRT_2);
    inputs * erf(below).mul_scalar(0.5).add_scalar(0.5)
}

/// ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), with the cube multiplied out: a power of a negative number is
/// undefined on GPUs.
fn gelu_by_tanh(inputs: Tensor<2>) -> Tensor<2> {
    let cube = inputs.clone().square() * inputs.clone();
    let inner = (inputs.clone() + cube.mul_scalar(0.044_715))
        .mul_scalar(std::f64::consts::FRAC_2_PI.sqrt());
    inputs.mul_scalar(0.5) * tanh(inner).add_scalar(1.0)
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;
    use crate::training::device::open_cpu;
    use crate::training::kernels::functions::sum;
    use crate::training::testing::values;

    /// The error function by its series, for |x| below 4.
    fn erf(x: f64) -> f64 {
        let mut term = x;
        let mut sum = x;
        for n in 1..120 {
            let n = f64::from(n);
            term *= -x * x / n;
            sum += term / (2.0 * n + 1.0);
        }
        sum * 2.0 / std::f64::consts::PI.sqrt()
    }

    fn softplus_of(x: f64) -> f64 {
        x.exp().ln_1p()
    }

    type Formula = Box<dyn Fn(f64) -> f64>;

    #[test]
    fn activations_are_what_their_formulas_say() {
        let elu = |x: f64, alpha: f64| if x > 0.0 { x } else { alpha * x.exp_m1() };
        let formulas: Vec<(Activation, Formula)> = vec![
            (Activation::Linear, Box::new(|x| x)),
            (PLAIN_RELU, Box::new(|x: f64| x.max(0.0))),
            (
                Activation::LeakyRelu {
                    negative_slope: 0.2,
                },
                Box::new(|x: f64| if x > 0.0 { x } else { 0.2 * x }),
            ),
            (
                Activation::Elu { alpha: 0.7 },
                Box::new(move |x| elu(x, 0.7)),
            ),
            (
                Activation::Selu,
                Box::new(move |x| SELU_SCALE * elu(x, SELU_ALPHA)),
            ),
            (
                Activation::Gelu { approximate: false },
                Box::new(|x: f64| 0.5 * x * (1.0 + erf(x / 2.0_f64.sqrt()))),
            ),
            (
                Activation::Gelu { approximate: true },
                Box::new(|x: f64| {
                    let inner = 0.797_884_560_8 * (x + 0.044_715 * x.powi(3));
                    0.5 * x * (1.0 + inner.tanh())
                }),
            ),
            (Activation::Silu, Box::new(|x: f64| x / (1.0 + (-x).exp()))),
            (Activation::Mish, Box::new(|x| x * softplus_of(x).tanh())),
            (
                Activation::Sigmoid,
                Box::new(|x: f64| 1.0 / (1.0 + (-x).exp())),
            ),
            (
                Activation::HardSigmoid,
                Box::new(|x: f64| (x / 6.0 + 0.5).clamp(0.0, 1.0)),
            ),
            (Activation::Tanh, Box::new(f64::tanh)),
            (Activation::Softplus, Box::new(softplus_of)),
            (Activation::Softsign, Box::new(|x: f64| x / (1.0 + x.abs()))),
        ];
        for (kind, formula) in formulas {
            agrees(kind, formula);
        }
    }

    fn agrees(kind: Activation, formula: impl Fn(f64) -> f64) {
        let inputs = [-3.5_f32, -0.5, 0.0, 0.25, 4.0];
        let tensor = Tensor::<2>::from_floats([inputs], &open_cpu());
        for (input, output) in inputs.into_iter().zip(values(activate(kind, tensor))) {
            let expected = formula(f64::from(input));
            assert!(
                (expected - f64::from(output)).abs() < 1e-5,
                "{kind:?}({input}) = {output}, not {expected}"
            );
        }
    }

    #[test]
    fn relu_has_a_threshold_a_slope_below_it_and_a_maximum() {
        let bent = Activation::Relu {
            negative_slope: 0.1,
            max_value: Some(3.0),
            threshold: 0.5,
        };
        agrees(bent, |x| match x {
            x if x > 0.5 => x.min(3.0),
            x => -0.1 * (0.5 - x),
        });
    }

    #[test]
    fn large_inputs_pass_softplus_and_mish_as_they_are() {
        let inputs = [19.5_f32, 20.0, 20.5, 300.0];
        for kind in [Activation::Softplus, Activation::Mish] {
            let tensor = Tensor::<2>::from_floats([inputs], &open_cpu());
            for (input, output) in inputs.into_iter().zip(values(activate(kind, tensor))) {
                assert!((input - output).abs() < 1e-5 * input, "{kind:?}({input})");
            }
        }
    }

    /// Slopes at 200, -200 and 0.
    fn slopes(kind: Activation) -> Vec<f32> {
        let device = open_cpu().autodiff();
        let inputs = Tensor::<2>::from_floats([[200.0, -200.0, 0.0]], &device).require_grad();
        let gradients = sum(activate(kind, inputs.clone())).backward();
        values(inputs.grad(&gradients).unwrap())
    }

    #[test]
    fn large_inputs_keep_gradients_numbers_and_zero_has_the_slope_of_the_formula() {
        assert_eq!(slopes(Activation::Elu { alpha: 0.5 }), [1.0, 0.0, 0.5]);
        assert_eq!(slopes(Activation::Softplus), [1.0, 0.0, 0.5]);
        assert_eq!(slopes(PLAIN_RELU), [1.0, 0.0, 0.0]);
        let mish = slopes(Activation::Mish);
        assert_eq!(mish[..2], [1.0, 0.0]);
        assert!((mish[2] - 0.6).abs() < 1e-6, "{mish:?}");
    }
}
