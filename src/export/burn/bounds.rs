//! Penalties and constraints.

use super::dense;
use super::source::{Source, real, sum};
use crate::hyperparams::{Axis, CheckedHyperParams, Constraint, Regularizer};

/// A variable of the network.
struct Variable {
    /// How the network names it.
    field: String,
    /// What goes before the names of its constants and functions.
    kind: &'static str,
    regularizer: Regularizer,
    constraint: Option<Constraint>,
}

/// The variables that may have penalties or constraints.
fn variables(params: &CheckedHyperParams) -> Vec<Variable> {
    let penalties = params.penalties;
    let mut variables = Vec::new();
    let hidden = params.hidden_layers.len();
    for at in 0..=hidden {
        let name = dense(params, at);
        if carries(params, at) {
            variables.push(Variable {
                field: format!("{name}.weight"),
                kind: "KERNEL",
                regularizer: penalties.kernel,
                constraint: penalties.constraint,
            });
            if params.use_bias {
                variables.push(Variable {
                    field: format!("{name}.bias"),
                    kind: "BIAS",
                    regularizer: penalties.bias,
                    constraint: penalties.bias_constraint,
                });
            }
        }
        let norm = params.batch_norm.filter(|_| at < hidden);
        let of_norm = norm.map(|it| [("gamma", "GAMMA", it.gamma), ("beta", "BETA", it.beta)]);
        for (name, kind, variable) in of_norm.into_iter().flatten() {
            variables.extend(variable.map(|variable| Variable {
                field: format!("norm_{}.{name}", at + 1),
                kind,
                regularizer: variable.regularizer,
                constraint: variable.constraint,
            }));
        }
    }
    variables
}

/// Whether a dense layer carries penalties; the last one is the output.
fn carries(params: &CheckedHyperParams, at: usize) -> bool {
    let layers = params.penalties.layers;
    match at < params.hidden_layers.len() {
        true => layers.has_hidden(at),
        false => layers.has_output(),
    }
}

/// The dense layers whose outputs are penalized.
pub fn watched(params: &CheckedHyperParams) -> Vec<usize> {
    if params.penalties.activity.is_off() {
        return Vec::new();
    }
    let layers = 0..=params.hidden_layers.len();
    layers.filter(|&at| carries(params, at)).collect()
}

pub fn has_penalty(params: &CheckedHyperParams) -> bool {
    variables(params).iter().any(|it| !it.regularizer.is_off())
}

pub fn has_constraint(params: &CheckedHyperParams) -> bool {
    variables(params).iter().any(|it| it.constraint.is_some())
}

/// What the network has to know of them.
pub fn methods(params: &CheckedHyperParams) -> String {
    let mut methods = String::new();
    if has_penalty(params) {
        methods += &format!(
            "\n    /// Added to the loss as it is, in training and in evaluation; L2 has no half.\n    \
             fn penalty(&self) -> Tensor<1> {{\n        {}\n    }}\n",
            sum(&penalty(params), 8, 12)
        );
    }
    if has_constraint(params) {
        methods += &format!(
            "\n    /// Brings variables back into their bounds.\n    \
             fn constrain(mut self) -> Self {{\n{}        self\n    }}\n",
            constrained(params).concat()
        );
    }
    methods
}

fn penalty(params: &CheckedHyperParams) -> Vec<String> {
    let mut terms = Vec::new();
    for it in variables(params) {
        let value = match it.field.strip_suffix(".bias") {
            Some(layer) => format!("bias(&self.{layer})"),
            None => format!("self.{}.val()", it.field),
        };
        for (name, factor) in [("l1", it.regularizer.l1), ("l2", it.regularizer.l2)] {
            if factor > 0.0 {
                let constant = format!("{}_{}", it.kind, name.to_ascii_uppercase());
                terms.push(format!("{name}({value}, {constant})"));
            }
        }
    }
    terms
}

fn constrained(params: &CheckedHyperParams) -> Vec<String> {
    let variables = variables(params).into_iter();
    let lines = variables.filter(|it| it.constraint.is_some()).map(|it| {
        let is_optional = it.kind == "BIAS";
        let (field, rule) = (
            it.field,
            format!("{}_constraint", it.kind.to_ascii_lowercase()),
        );
        match is_optional {
            true => format!("        self.{field} = self.{field}.map(|it| bound(it, {rule}));\n"),
            false => format!("        self.{field} = bound(self.{field}, {rule});\n"),
        }
    });
    lines.collect()
}

pub fn write(params: &CheckedHyperParams, source: &mut Source) {
    let mut constraints: Vec<(&str, Constraint)> = Vec::new();
    let mut factors: Vec<(String, f64)> = Vec::new();
    for it in variables(params) {
        for (name, factor) in [("L1", it.regularizer.l1), ("L2", it.regularizer.l2)] {
            let name = format!("{}_{name}", it.kind);
            if factor > 0.0 && factors.iter().all(|(other, _)| *other != name) {
                factors.push((name, factor));
            }
        }
        let is_new = constraints.iter().all(|(kind, _)| *kind != it.kind);
        constraints.extend(
            it.constraint
                .filter(|_| is_new)
                .map(|bound| (it.kind, bound)),
        );
    }
    for (name, factor) in factors {
        source.real(&name, factor);
    }
    if !watched(params).is_empty() {
        activity(params.penalties.activity, source);
    }
    for (name, size) in [("l1", "abs()"), ("l2", "square()")] {
        if source.names(name) {
            source.item(PENALTY.replace("NAME", name).replace("SIZE", size));
        }
    }
    if source.names("bias(&self") {
        source.item(BIAS);
    }
    if has_constraint(params) {
        source.item(BOUND);
    }
    for (kind, constraint) in constraints {
        let name = kind.to_ascii_lowercase();
        source.item(constraint_of(&name, constraint));
    }
}

fn activity(regularizer: Regularizer, source: &mut Source) {
    let mut terms = Vec::new();
    if regularizer.l1 > 0.0 {
        source.real("ACTIVITY_L1", regularizer.l1);
        terms.push(match regularizer.l2 > 0.0 {
            true => "x.clone().abs().sum() * ACTIVITY_L1",
            false => "x.abs().sum() * ACTIVITY_L1",
        });
    }
    if regularizer.l2 > 0.0 {
        source.real("ACTIVITY_L2", regularizer.l2);
        terms.push("x.square().sum() * ACTIVITY_L2");
    }
    let sum = match terms.as_slice() {
        [one] => (*one).to_owned(),
        all => format!("({})", all.join(" + ")),
    };
    source.item(format!(
        "/// Keras' activity_regularizer: of all outputs, divided by the size of the batch.\n\
         fn activity_penalty(x: Tensor<2>) -> Tensor<1> {{\n    \
         let [batch, _] = x.dims();\n    \
         {sum} / batch as f64\n\
         }}\n"
    ));
}

const PENALTY: &str = "fn NAME<const D: usize>(w: Tensor<D>, factor: f64) -> Tensor<1> {
    w.SIZE.sum() * factor
}
";

const BIAS: &str = "fn bias(layer: &Linear) -> Tensor<1> {
    layer.bias.as_ref().expect(\"every layer has biases\").val()
}
";

const BOUND: &str = "/// What is bounded is not differentiated.
fn bound<const D: usize>(
    variable: Param<Tensor<D>>,
    rule: fn(Tensor<D>) -> Tensor<D>,
) -> Param<Tensor<D>> {
    variable.map(|w| Tensor::from_inner(rule(w.inner())).require_grad())
}
";

/// - name: whose it is
fn constraint_of(name: &str, constraint: Constraint) -> String {
    let rank = if name == "kernel" { 2 } else { 1 };
    let norm = |axis: Axis| {
        let along = match axis {
            _ if rank == 1 => "sum_dim(0)",
            Axis::Inputs => "sum_dim(0)",
            Axis::Outputs => "sum_dim(1)",
            Axis::Both => "sum_dim(0).sum_dim(1)",
        };
        format!("    let norm = w.clone().square().{along}.sqrt();\n")
    };
    let (about, body) = match constraint {
        Constraint::NonNeg => ("NonNeg", "    w.clamp_min(0.0)\n".to_owned()),
        Constraint::UnitNorm { axis } => ("UnitNorm", norm(axis) + "    w / (norm + 1e-7)\n"),
        Constraint::MaxNorm { max_value, axis } => (
            "MaxNorm",
            norm(axis)
                + &format!(
                    "    let wanted = norm.clone().clamp(0.0, {});\n    w * (wanted / (norm + 1e-7))\n",
                    real(max_value)
                ),
        ),
        Constraint::MinMaxNorm {
            min_value,
            max_value,
            rate,
            axis,
        } => (
            "MinMaxNorm",
            norm(axis)
                + &format!(
                    "    let wanted = norm.clone().clamp({}, {}){};\n    w * (wanted / (norm + 1e-7))\n",
                    real(min_value),
                    real(max_value),
                    match rate {
                        1.0 => String::new(),
                        rate => format!(
                            " * {rate} + norm.clone() * (1.0 - {rate})",
                            rate = real(rate)
                        ),
                    }
                ),
        ),
    };
    format!(
        "/// Keras' {about} of the {name}.\nfn {name}_constraint(w: Tensor<{rank}>) -> Tensor<{rank}> {{\n{body}}}\n"
    )
}
