//! The model: input, hidden layers, output.

use super::python::Code;
use super::{named, value};
use crate::hyperparams::catalog::*;
use crate::hyperparams::{
    Activation, Axis, CheckedHyperParams, Constraint, HyperParams, Norm, Regularizer,
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
        let on =
            |rate: f64, layer: &str| (rate > 0.0).then(|| Code::call(layer).arg(Code::real(rate)));
        all.extend(on(self.checked.gaussian_noise, "layers.GaussianNoise"));
        all.extend(on(self.checked.input_dropout, "layers.Dropout"));
        for (at, layer) in self.checked.hidden_layers.iter().enumerate() {
            let penalized = self.checked.penalties.layers.has_hidden(at);
            let activation = self.activation(layer.activation);
            all.extend(self.hidden(layer.units, activation, penalized));
            all.extend(on(self.checked.dropout, "layers.Dropout"));
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
                self.batch_norm(),
                Code::call("layers.Activation").arg(activation),
            ],
            Norm::AfterActivation => vec![
                self.dense(units, Some(activation), penalized),
                self.batch_norm(),
            ],
        }
    }

    fn dense(&self, units: usize, activation: Option<Code>, penalized: bool) -> Code {
        let penalties = &self.checked.penalties;
        let carried = |regularizer| regularizer_code(regularizer).filter(|_| penalized);
        let bias = carried(penalties.bias).filter(|_| self.checked.use_bias);
        let constraint = penalties.constraint.filter(|_| penalized);
        Code::call("layers.Dense")
            .arg(Code::whole(units as u64))
            .with_some("activation", activation)
            .with_some(
                "use_bias",
                (!self.checked.use_bias).then(|| Code::switch(false)),
            )
            .with_some("kernel_initializer", self.kernel_initializer())
            .with_some("kernel_regularizer", carried(penalties.kernel))
            .with_some("bias_regularizer", bias)
            .with_some("activity_regularizer", carried(penalties.activity))
            .with_some("kernel_constraint", constraint.map(constraint_code))
    }

    fn batch_norm(&self) -> Code {
        let rows = [
            &BATCH_NORM_MOMENTUM,
            &BATCH_NORM_EPSILON,
            &BATCH_NORM_CENTER,
            &BATCH_NORM_SCALE,
        ];
        let changed = named(self.params, "batch_norm_", rows);
        Code::call("layers.BatchNormalization").with_all(changed)
    }

    /// Keras' default is left out; one without arguments goes by its name.
    fn kernel_initializer(&self) -> Option<Code> {
        let name = self.params.name(&KERNEL_INITIALIZER);
        if name == "glorot_uniform" {
            return None;
        }
        let rows = [&INITIALIZER_MEAN, &INITIALIZER_STDDEV, &INITIALIZER_GAIN];
        let changed = named(self.params, "initializer_", rows);
        if changed.is_empty() {
            return Some(Code::text(name));
        }
        let class = match name.as_str() {
            "orthogonal" => "Orthogonal",
            "random_normal" => "RandomNormal",
            _ => "TruncatedNormal",
        };
        Some(Code::call(format!("initializers.{class}")).with_all(changed))
    }

    /// The name of an activation; one with arguments of its own becomes a function of that name.
    fn activation(&mut self, activation: Activation) -> Code {
        let name = name_of(activation);
        let rows: &[(&Row, &str)] = match activation {
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

fn regularizer_code(Regularizer { l1, l2 }: Regularizer) -> Option<Code> {
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

fn constraint_code(constraint: Constraint) -> Code {
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
