//! What bends a layer's output.

use super::source::{Source, real};
use crate::hyperparams::{Activation, CheckedHyperParams};

/// The call that bends `of`.
pub fn call(activation: Activation, of: &str) -> String {
    match activation {
        Activation::Linear => of.to_owned(),
        Activation::Relu {
            negative_slope: 0.0,
            max_value: None,
            threshold: 0.0,
        } => format!("relu({of})"),
        Activation::Relu { .. } => format!("bent_relu({of})"),
        Activation::LeakyRelu { negative_slope } => {
            format!("leaky_relu({of}, {})", real(negative_slope))
        }
        Activation::Elu { alpha } => format!("elu({of}, {})", real(alpha)),
        Activation::Selu => format!("selu({of})"),
        Activation::Gelu { approximate: false } => format!("gelu({of})"),
        Activation::Gelu { approximate: true } => format!("gelu_approximate({of})"),
        Activation::Silu => format!("silu({of})"),
        Activation::Mish => format!("mish({of})"),
        Activation::Sigmoid => format!("sigmoid({of})"),
        Activation::HardSigmoid => format!("hard_sigmoid({of}, 1.0 / 6.0, 0.5)"),
        Activation::Tanh => format!("{of}.tanh()"),
        Activation::Softplus => format!("softplus({of}, 1.0)"),
        Activation::Softsign => format!("softsign({of})"),
        Activation::Softmax => format!("softmax({of}, 1)"),
    }
}

/// The functions that burn has none for, or others.
pub fn write(params: &CheckedHyperParams, source: &mut Source) {
    let hidden = params.hidden_layers.iter().map(|layer| layer.activation);
    let mut all = hidden.chain([params.output_activation]);
    let bent = all.find_map(|one| match one {
        Activation::Relu {
            negative_slope,
            max_value,
            threshold,
        } => Some((negative_slope, max_value, threshold)),
        _ => None,
    });
    if let Some((slope, most, threshold)) = bent
        && source.names("bent_relu")
    {
        source.item(relu(slope, most, threshold));
    }
    if source.names("selu") {
        source.item(SELU);
    }
    if source.names("elu") {
        source.item(ELU);
    }
    if source.names("gelu") {
        source.item(GELU);
    }
}

/// x above the threshold, at most `most`; below it −slope · (threshold − x).
fn relu(slope: f64, most: Option<f64>, threshold: f64) -> String {
    let mut body = String::new();
    let threshold_text = real(threshold);
    if slope != 0.0 {
        let depth = match threshold {
            0.0 => "-x.clone()".to_owned(),
            _ => format!("-x.clone() + {threshold_text}"),
        };
        body += &format!("    let below = relu({depth}) * {};\n", real(slope));
    }
    let mut above = match threshold {
        0.0 => "relu(x)".to_owned(),
        _ => {
            body += &format!("    let is_below = x.clone().lower_equal_elem({threshold_text});\n");
            "x.mask_fill(is_below, 0.0)".to_owned()
        }
    };
    if let Some(most) = most {
        above += &format!(".clamp(0.0, {})", real(most));
    }
    let rest = if slope == 0.0 { "" } else { " - below" };
    format!(
        "/// Keras' ReLU with its arguments, which burn's has not.\n\
         fn bent_relu(x: Tensor<2>) -> Tensor<2> {{\n{body}    {above}{rest}\n}}\n"
    )
}

const SELU: &str = "fn selu(x: Tensor<2>) -> Tensor<2> {
    elu(x, 1.673_263_242_354_377_2) * 1.050_700_987_355_480_5
}
";

const ELU: &str = "/// burn's own has infinities on its way where inputs are large, and then a gradient that is no number.
fn elu(x: Tensor<2>, alpha: f64) -> Tensor<2> {
    let above = relu(x.clone());
    let below = (x - above.clone()).exp() - 1.0;
    above + below * alpha
}
";

const GELU: &str = "/// burn's own has, on some backends, the gradient of another approximation.
fn gelu(x: Tensor<2>) -> Tensor<2> {
    let share = ((x.clone() / SQRT_2).erf() + 1.0) * 0.5;
    x * share
}
";
