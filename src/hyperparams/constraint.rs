//! Bounds that variables are forced into after every step.

use serde::{Deserialize, Serialize};

use super::choice::choices;
use super::error::InvalidParam;
use super::keras::Keras;
use super::kind::DefaultValue;
use super::python::Code;
use super::{HyperParams, ParamSpec, Scale};

choices! {
    /// The name of a constraint.
    pub enum ConstraintKind, default None {
        None => "none", "None";
        MaxNorm => "max_norm", "Max norm";
        UnitNorm => "unit_norm", "Unit norm";
        MinMaxNorm => "min_max_norm", "Min-max norm";
        NonNeg => "non_neg", "Not negative";
    }
}

choices! {
    /// Which weights of a kernel `[fan_in, fan_out]` a norm is taken over. Of a vector axis 0 is all of it.
    pub enum Axis, default Inputs {
        /// Axis 0: the incoming weights of each node.
        Inputs => "0", "Each node's weights", python "0";
        /// Axis 1: the outgoing weights of each input.
        Outputs => "1", "Each input's weights", python "1";
        /// Both: the whole kernel.
        Both => "0, 1", "The whole kernel", python "[0, 1]";
    }
}

/// Which bound; where it applies is the row's own business.
pub(super) const fn kind(key: &'static str, label: &'static str) -> ParamSpec {
    ParamSpec::choice::<ConstraintKind>(key, label)
        .advanced()
        .docs("https://keras.io/api/layers/constraints/")
}

/// Keras' min_value.
pub(super) const fn smallest_norm(key: &'static str, label: &'static str) -> ParamSpec {
    norm(key, label, 0.0)
        .argument("min_value")
        .docs("https://keras.io/api/layers/constraints/#minmaxnorm-class")
}

/// Keras' max_value, with the default of max_norm.
pub(super) const fn largest_norm(key: &'static str, label: &'static str) -> ParamSpec {
    norm(key, label, 2.0)
        .argument("max_value")
        .docs("https://keras.io/api/layers/constraints/#maxnorm-class")
}

const fn norm(key: &'static str, label: &'static str, default: f64) -> ParamSpec {
    let scale = Scale::ZeroThenLog { from: -2 };
    ParamSpec::real(key, label, (0.0, 10.0), scale, default).advanced()
}

/// Keras' rate of min_max_norm.
pub(super) const fn strictness(key: &'static str, label: &'static str) -> ParamSpec {
    ParamSpec::real(key, label, (0.0, 1.0), Scale::Linear, 1.0)
        .argument("rate")
        .advanced()
        .docs("https://keras.io/api/layers/constraints/#minmaxnorm-class")
}

/// The rows of a variable's constraint.
pub(super) struct Bounds {
    pub kind: &'static ParamSpec,
    pub min_value: &'static ParamSpec,
    pub max_value: &'static ParamSpec,
    pub rate: &'static ParamSpec,
    /// Of a vector there is none.
    pub axis: Option<&'static ParamSpec>,
}

impl Bounds {
    /// The arguments of a constraint.
    fn fields(&self, kind: ConstraintKind) -> Vec<&'static ParamSpec> {
        let fields: &[&'static ParamSpec] = match kind {
            ConstraintKind::None | ConstraintKind::NonNeg => return Vec::new(),
            ConstraintKind::MaxNorm => &[self.max_value],
            ConstraintKind::UnitNorm => &[],
            ConstraintKind::MinMaxNorm => &[self.min_value, self.max_value, self.rate],
        };
        fields.iter().copied().chain(self.axis).collect()
    }

    /// Whether the constraint that is chosen has this argument.
    pub fn has(&self, params: &HyperParams, field: &ParamSpec) -> bool {
        let has_it = |kind| self.fields(kind).contains(&field);
        (self.kind.applies)(params) && params.chosen(self.kind).is_some_and(has_it)
    }

    /// The largest norm of min_max_norm is 1 in Keras, that of max_norm 2.
    pub fn default_max_value(&self, params: &HyperParams) -> Option<DefaultValue> {
        let kind: Option<ConstraintKind> = params.chosen(self.kind);
        (kind == Some(ConstraintKind::MinMaxNorm)).then_some(DefaultValue::Number(1.0))
    }

    /// A smallest norm that is larger than the largest one is wrong.
    pub fn check(&self, params: &HyperParams) -> Option<InvalidParam> {
        let max = params.real(self.max_value);
        if !(self.min_value.applies)(params) || params.real(self.min_value) <= max {
            return None;
        }
        let requirement = format!("must be at most the largest norm, {max}");
        params.contradiction(self.min_value, requirement)
    }

    /// Whether it forces anything.
    pub fn binds(&self, params: &HyperParams) -> bool {
        (self.kind.applies)(params) && params.chosen(self.kind) != Some(ConstraintKind::None)
    }

    pub fn spell(&self, keras: &Keras) -> Option<Code> {
        keras.choose(self.kind, |kind, keras| {
            let [min_value, max_value] =
                [self.min_value, self.max_value].map(|row| keras.value(row));
            let call = match kind {
                ConstraintKind::None => return None,
                ConstraintKind::NonNeg => return Some(Code::call("constraints.NonNeg")),
                ConstraintKind::MaxNorm => {
                    Code::call("constraints.MaxNorm").with("max_value", max_value)
                }
                ConstraintKind::UnitNorm => Code::call("constraints.UnitNorm"),
                ConstraintKind::MinMaxNorm => Code::call("constraints.MinMaxNorm")
                    .with("min_value", min_value)
                    .with("max_value", max_value)
                    .with_some("rate", keras.changed(self.rate)),
            };
            Some(call.with_all(keras.arguments(self.axis)))
        })
    }
}

/// Bounds of variables; <https://keras.io/api/layers/constraints/>. With n the norm over the axis and ε = 1e-7:
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Constraint {
    /// w · clip(n, 0, max) / (ε + n).
    MaxNorm { max_value: f64, axis: Axis },
    /// w / (ε + n).
    UnitNorm { axis: Axis },
    /// w · (rate · clip(n, min, max) + (1 − rate) · n) / (ε + n).
    MinMaxNorm {
        min_value: f64,
        max_value: f64,
        rate: f64,
        axis: Axis,
    },
    /// max(w, 0).
    NonNeg,
}

impl Constraint {
    pub(super) fn read(params: &HyperParams, bounds: &Bounds) -> Option<Self> {
        let axis = bounds
            .axis
            .map(|row| params.choice(row))
            .unwrap_or_default();
        let max_value = params.real(bounds.max_value);
        match params.choice(bounds.kind) {
            ConstraintKind::None => None,
            ConstraintKind::MaxNorm => Some(Self::MaxNorm { max_value, axis }),
            ConstraintKind::UnitNorm => Some(Self::UnitNorm { axis }),
            ConstraintKind::MinMaxNorm => Some(Self::MinMaxNorm {
                min_value: params.real(bounds.min_value),
                max_value,
                rate: params.real(bounds.rate),
                axis,
            }),
            ConstraintKind::NonNeg => Some(Self::NonNeg),
        }
    }
}
