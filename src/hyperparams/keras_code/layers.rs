//! The model: input, hidden layers, output.

use super::normalization::normalization;
use super::python::Code;
use super::{named, value};
use crate::hyperparams::catalog::*;
use crate::hyperparams::{
    Activation, Axis, CheckedHyperParams, Constraint, DropoutConfig, HyperParams, NoiseShape, Norm,
    Regularizer,
};

/// An activation with arguments: the name of its function, and what that computes of `x`.
pub(super) type Definition = (&'static str, Code);

/// Writes layers, and keeps the activations that have to be defined before them.
pub(super) struct Layers<'a> {
    params: &'a HyperParams,
    checked: &'a CheckedHyperParams,
    definitions: Vec<Definition>,
}

/// The definitions that the layers need, and the layers from input to output.
pub(super) fn layers(
    params: &HyperParams,
    checked: &CheckedHyperParams,
) -> (Vec<Definition>, Vec<Code>) {
    let mut layers = Layers {
        params,
        checked,
        definitions: Vec::new(),
    };
    let all = layers.all();
    (layers.definitions, all)
}

/// The definitions as functions, with two empty lines around each, as Python's style has it.
pub(super) fn definitions_code(definitions: &[Definition]) -> String {
    let written = definitions.iter().map(|(name, call)| {
        let body = call.write("    return ".len(), 4);
        format!("\ndef {name}(x):\n    return {body}\n\n")
    });
    let end = if definitions.is_empty() { "" } else { "\n" };
    written.collect::<String>() + end
}

impl Layers<'_> {
    fn all(&mut self) -> Vec<Code> {
        let mut all = vec![Code::call("keras.Input").with("shape", Code::plain("(784,)"))];
        let noise = Some(self.checked.gaussian_noise).filter(|stddev| *stddev > 0.0);
        all.extend(noise.map(|stddev| Code::call("layers.GaussianNoise").arg(Code::real(stddev))));
        all.extend(dropout(self.checked.input_dropout));
        for (at, layer) in self.checked.hidden_layers.iter().enumerate() {
            let penalized = self.checked.penalties.layers.has_hidden(at);
            let activation = self.activation(layer.activation);
            all.extend(self.hidden(layer.units, activation, penalized));
            all.extend(dropout(self.checked.dropout));
        }
        let activation = self.activation(self.checked.output_activation);
        let penalized = self.checked.penalties.layers.has_output();
        all.push(self.dense(10, Some(activation), penalized));
        all
    }

    fn hidden(&self, units: usize, activation: Code, penalized: bool) -> Vec<Code> {
        let Some(norm) = self.checked.batch_norm else {
            return vec![self.dense(units, Some(activation), penalized)];
        };
        match norm.position {
            Norm::BeforeActivation => vec![
                self.dense(units, None, penalized),
                normalization(self.params, norm),
                Code::call("layers.Activation").arg(activation),
            ],
            Norm::AfterActivation => vec![
                self.dense(units, Some(activation), penalized),
                normalization(self.params, norm),
            ],
        }
    }

    fn dense(&self, units: usize, activation: Option<Code>, penalized: bool) -> Code {
        let penalties = &self.checked.penalties;
        let carried = |regularizer| regularizer_code(regularizer).filter(|_| penalized);
        let bias = carried(penalties.bias).filter(|_| self.checked.use_bias);
        let bounds =
            |constraint: Option<Constraint>| constraint.filter(|_| penalized).map(constraint_code);
        let bias_constraint = penalties.bias_constraint.filter(|_| self.checked.use_bias);
        Code::call("layers.Dense")
            .arg(Code::whole(units as u64))
            .with_some("activation", activation)
            .with_some(
                "use_bias",
                (!self.checked.use_bias).then(|| Code::switch(false)),
            )
            .with_some("kernel_initializer", self.kernel_initializer())
            .with_some("bias_initializer", self.bias_initializer())
            .with_some("kernel_regularizer", carried(penalties.kernel))
            .with_some("bias_regularizer", bias)
            .with_some("activity_regularizer", carried(penalties.activity))
            .with_some("kernel_constraint", bounds(penalties.constraint))
            .with_some("bias_constraint", bounds(bias_constraint))
    }

    /// Keras' default is left out; one without arguments goes by its name.
    fn kernel_initializer(&self) -> Option<Code> {
        let name = self.params.name(&KERNEL_INITIALIZER);
        if name == "glorot_uniform" {
            return None;
        }
        let rows = [&INITIALIZER_MEAN, &INITIALIZER_STDDEV, &INITIALIZER_GAIN];
        let changed = named(self.params, "initializer_", rows);
        Some(initializer_code(&name, changed))
    }

    fn bias_initializer(&self) -> Option<Code> {
        let name = self.params.name(&BIAS_INITIALIZER);
        if name == "zeros" {
            return None;
        }
        let rows = [
            &BIAS_INITIALIZER_VALUE,
            &BIAS_INITIALIZER_MEAN,
            &BIAS_INITIALIZER_STDDEV,
        ];
        let changed = named(self.params, "bias_initializer_", rows);
        Some(initializer_code(&name, changed))
    }

    /// The name of an activation; one with arguments of its own becomes a function of that name.
    fn activation(&mut self, activation: Activation) -> Code {
        let name = name_of(activation);
        let rows: &[(&ParamSpec, &str)] = match activation {
            Activation::Relu { .. } => &[
                (&RELU_NEGATIVE_SLOPE, "negative_slope"),
                (&RELU_MAX_VALUE, "max_value"),
                (&RELU_THRESHOLD, "threshold"),
            ],
            Activation::LeakyRelu { .. } => &[(&NEGATIVE_SLOPE, "negative_slope")],
            Activation::Elu { .. } => &[(&ELU_ALPHA, "alpha")],
            Activation::Gelu { .. } => &[(&APPROXIMATE, "approximate")],
            _ => &[],
        };
        let changed: Vec<(String, Code)> = rows
            .iter()
            .filter_map(|(row, name)| Some(((*name).to_owned(), value(self.params, row)?)))
            .collect();
        if changed.is_empty() {
            return Code::text(name);
        }
        self.define(name, changed);
        Code::plain(name)
    }

    fn define(&mut self, name: &'static str, arguments: Vec<(String, Code)>) {
        if self.definitions.iter().any(|(defined, _)| *defined == name) {
            return;
        }
        let call = Code::call(format!("keras.activations.{name}"))
            .arg(Code::plain("x"))
            .with_all(arguments);
        self.definitions.push((name, call));
    }
}

/// Keras' name.
fn name_of(activation: Activation) -> &'static str {
    match activation {
        Activation::Linear => "linear",
        Activation::Relu { .. } => "relu",
        Activation::LeakyRelu { .. } => "leaky_relu",
        Activation::Elu { .. } => "elu",
        Activation::Selu => "selu",
        Activation::Gelu { .. } => "gelu",
        Activation::Silu => "silu",
        Activation::Mish => "mish",
        Activation::Sigmoid => "sigmoid",
        Activation::HardSigmoid => "hard_sigmoid",
        Activation::Tanh => "tanh",
        Activation::Softplus => "softplus",
        Activation::Softsign => "softsign",
        Activation::Softmax => "softmax",
    }
}

/// By its name where nothing else is to be said.
fn initializer_code(name: &str, changed: Vec<(String, Code)>) -> Code {
    if changed.is_empty() {
        return Code::text(name);
    }
    let class = match name {
        "constant" => "Constant",
        "orthogonal" => "Orthogonal",
        "random_normal" => "RandomNormal",
        _ => "TruncatedNormal",
    };
    Code::call(format!("initializers.{class}")).with_all(changed)
}

fn dropout(config: DropoutConfig) -> Option<Code> {
    let noise_shape = match config.noise_shape {
        NoiseShape::Elements => None,
        NoiseShape::Images => Some("(None, 1)"),
        NoiseShape::Units => Some("(1, None)"),
    };
    (!config.is_off()).then(|| {
        Code::call("layers.Dropout")
            .arg(Code::real(config.rate))
            .with_some("noise_shape", noise_shape.map(Code::plain))
    })
}

pub(super) fn regularizer_code(Regularizer { l1, l2 }: Regularizer) -> Option<Code> {
    let real = Code::real;
    match (l1 > 0.0, l2 > 0.0) {
        (false, false) => None,
        (true, false) => Some(Code::call("regularizers.L1").arg(real(l1))),
        (false, true) => Some(Code::call("regularizers.L2").arg(real(l2))),
        (true, true) => {
            let both = Code::call("regularizers.L1L2");
            Some(both.with("l1", real(l1)).with("l2", real(l2)))
        }
    }
}

pub(super) fn constraint_code(constraint: Constraint) -> Code {
    let over = |axis| {
        let axis = match axis {
            Axis::Inputs => return None,
            Axis::Outputs => "1",
            Axis::Both => "[0, 1]",
        };
        Some(Code::plain(axis))
    };
    match constraint {
        Constraint::MaxNorm { max_value, axis } => Code::call("constraints.MaxNorm")
            .with("max_value", Code::real(max_value))
            .with_some("axis", over(axis)),
        Constraint::UnitNorm { axis } => {
            Code::call("constraints.UnitNorm").with_some("axis", over(axis))
        }
        Constraint::MinMaxNorm {
            min_value,
            max_value,
            rate,
            axis,
        } => Code::call("constraints.MinMaxNorm")
            .with("min_value", Code::real(min_value))
            .with("max_value", Code::real(max_value))
            .with_some("rate", (rate != 1.0).then(|| Code::real(rate)))
            .with_some("axis", over(axis)),
        Constraint::NonNeg => Code::call("constraints.NonNeg"),
    }
}
