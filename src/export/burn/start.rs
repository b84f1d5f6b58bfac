//! How layers start.

use super::source::{Source, real};
use crate::hyperparams::{
    BiasInitializer, CheckedHyperParams, Fan, FanMode, Initializer, InitializerDistribution,
};

/// A start: what burn calls it, or the tensor that is drawn.
enum Start {
    Burn(String),
    Tensor(String),
}

pub fn write(params: &CheckedHyperParams, source: &mut Source) {
    let weight = match kernel(params.kernel_initializer) {
        Start::Burn(initializer) => format!(
            "let initializer = Initializer::{initializer};\n    \
             let weight = initializer.init_with([inputs, units], Some(inputs), Some(units), device);"
        ),
        Start::Tensor(tensor) => {
            format!("let weight = {tensor};\n    let weight = Param::from_tensor(weight);")
        }
    };
    let bias = match bias(params.bias_initializer) {
        _ if !params.use_bias => "let bias = None;".to_owned(),
        Start::Burn(initializer) if initializer.contains('\n') => format!(
            "let initializer = Initializer::{initializer};\n    \
             let bias = Some(initializer.init([units], device));"
        ),
        Start::Burn(initializer) => {
            format!("let bias = Some(Initializer::{initializer}.init([units], device));")
        }
        Start::Tensor(tensor) => format!("let bias = Some(Param::from_tensor({tensor}));"),
    };
    let about =
        "/// Keras' Dense. burn's `LinearConfig` would draw the biases as it draws the weights.\n";
    source.item(format!(
        "{about}fn dense(inputs: usize, units: usize, device: &Device) -> Linear {{\n    \
         {weight}\n    \
         {bias}\n    \
         Linear {{ weight, bias }}\n\
         }}\n"
    ));
    if source.names("truncated_normal") {
        source.item(TRUNCATED);
    }
}

fn kernel(initializer: Initializer) -> Start {
    use Initializer as I;
    let named = |text: &str| Start::Burn(text.to_owned());
    match initializer {
        I::Uniform(Fan::Glorot) => named("XavierUniform { gain: 1.0 }"),
        I::Uniform(Fan::He) => wide(
            "KaimingUniform",
            [("gain", "SQRT_2"), ("fan_out_only", "false")],
        ),
        I::Uniform(Fan::Lecun) => wide(
            "KaimingUniform",
            [("gain", "1.0"), ("fan_out_only", "false")],
        ),
        I::Normal(fan) => {
            let variance = match fan {
                Fan::Glorot => "2.0 / (inputs + units) as f64",
                Fan::He => "2.0 / inputs as f64",
                Fan::Lecun => "1.0 / inputs as f64",
            };
            cut(variance)
        }
        I::Orthogonal { gain } => Start::Burn(format!("Orthogonal {{ gain: {} }}", real(gain))),
        I::RandomNormal { mean, stddev } => normal(mean, stddev),
        I::TruncatedNormal { mean, stddev } => truncated("[inputs, units]", mean, stddev),
        I::RandomUniform { minval, maxval } => {
            wide("Uniform", [("min", &real(minval)), ("max", &real(maxval))])
        }
        I::VarianceScaling {
            scale,
            mode,
            distribution,
        } => {
            let scale = real(scale);
            let variance = match mode {
                FanMode::In => format!("{scale} / inputs as f64"),
                FanMode::Out => format!("{scale} / units as f64"),
                FanMode::Average => format!("{scale} * 2.0 / (inputs + units) as f64"),
            };
            match distribution {
                InitializerDistribution::TruncatedNormal => cut(&variance),
                InitializerDistribution::UntruncatedNormal => Start::Tensor(format!(
                    "{{\n        let stddev = ({variance}).sqrt();\n        \
                     let normal = Distribution::Normal(0.0, stddev);\n        Tensor::random([inputs, units], normal, device)\n    }}"
                )),
                InitializerDistribution::Uniform => Start::Tensor(format!(
                    "{{\n        let limit = (3.0 * {variance}).sqrt();\n        \
                     let uniform = Distribution::Uniform(-limit, limit);\n        Tensor::random([inputs, units], uniform, device)\n    }}"
                )),
            }
        }
        I::Zeros => named("Zeros"),
    }
}

fn bias(initializer: BiasInitializer) -> Start {
    match initializer {
        BiasInitializer::Constant(0.0) => Start::Burn("Zeros".to_owned()),
        BiasInitializer::Constant(1.0) => Start::Burn("Ones".to_owned()),
        BiasInitializer::Constant(value) => {
            Start::Burn(format!("Constant {{ value: {} }}", real(value)))
        }
        BiasInitializer::RandomNormal { mean, stddev } => normal(mean, stddev),
        BiasInitializer::TruncatedNormal { mean, stddev } => truncated("[units]", mean, stddev),
    }
}

fn normal(mean: f64, stddev: f64) -> Start {
    wide("Normal", [("mean", &real(mean)), ("std", &real(stddev))])
}

/// One with so many fields that each has a line.
fn wide(name: &str, fields: [(&str, &str); 2]) -> Start {
    let fields = fields.map(|(field, value)| format!("        {field}: {value},\n"));
    Start::Burn(format!("{name} {{\n{}    }}", fields.concat()))
}

fn truncated(shape: &str, mean: f64, stddev: f64) -> Start {
    let draw = format!("truncated_normal({shape}, device) * {}", real(stddev));
    Start::Tensor(match mean {
        0.0 => draw,
        mean => format!("{draw} + {}", real(mean)),
    })
}

/// Of this variance once it is cut off.
fn cut(variance: &str) -> Start {
    Start::Tensor(format!(
        "{{\n        \
         // burn's normal initializers cut nothing off. What is cut has 0.8796 of its deviation left.\n        \
         let stddev = ({variance}).sqrt() / 0.879_625_661_034_239_8;\n        \
         truncated_normal([inputs, units], device) * stddev\n    }}"
    ))
}

const TRUNCATED: &str =
    "/// A standard normal that is cut off at two deviations: what lies beyond is drawn again.
fn truncated_normal<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    let draw = || Tensor::<D>::random(shape, Distribution::Normal(0.0, 1.0), device);
    // One in 22 lies beyond, so that after ten times none does.
    (0..10).fold(draw(), |drawn, _| {
        let is_beyond = drawn.clone().abs().greater_elem(2.0);
        drawn.mask_where(is_beyond, draw())
    })
}
";
