//! Penalties and constraints as trained.

use serde::{Deserialize, Serialize};

use super::HyperParams;
use super::catalog::*;

/// What the penalized layers carry.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Penalties {
    pub layers: PenaltyLayers,
    pub kernel: Regularizer,
    pub bias: Regularizer,
    /// Of a layer's whole output, divided by the size of the batch.
    pub activity: Regularizer,
    /// Applied to the kernels after every step.
    pub constraint: Option<Constraint>,
    /// Applied to the biases after every step; its axis is that of the inputs.
    pub bias_constraint: Option<Constraint>,
}

/// Which layers carry the penalties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PenaltyLayers {
    Hidden,
    HiddenAfterFirst,
    All,
}

impl PenaltyLayers {
    /// Whether a hidden layer, numbered from 0, is one of them.
    pub fn has_hidden(self, layer: usize) -> bool {
        self != Self::HiddenAfterFirst || layer > 0
    }

    /// Whether the output layer is one of them.
    pub fn has_output(self) -> bool {
        self == Self::All
    }
}

/// `l1 Σ|w| + l2 Σw²`, added to the loss as it is; note that L2 has no ½.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Regularizer {
    pub l1: f64,
    pub l2: f64,
}

impl Regularizer {
    pub fn is_off(self) -> bool {
        self == Self::default()
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

/// Which weights of a kernel `[fan_in, fan_out]` a norm is taken over. Of a vector axis 0 is all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Axis {
    /// Axis 0: the incoming weights of each node.
    Inputs,
    /// Axis 1: the outgoing weights of each input.
    Outputs,
    /// Both: the whole kernel.
    Both,
}

/// The rows of a constraint.
pub(super) struct Bounds {
    kind: &'static ParamSpec,
    min_value: &'static ParamSpec,
    max_value: &'static ParamSpec,
    rate: &'static ParamSpec,
    /// Of a vector there is none.
    axis: Option<&'static ParamSpec>,
}

static KERNEL_BOUNDS: Bounds = Bounds {
    kind: &KERNEL_CONSTRAINT,
    min_value: &CONSTRAINT_MIN_VALUE,
    max_value: &CONSTRAINT_MAX_VALUE,
    rate: &CONSTRAINT_RATE,
    axis: Some(&CONSTRAINT_AXIS),
};

static BIAS_BOUNDS: Bounds = Bounds {
    kind: &BIAS_CONSTRAINT,
    min_value: &BIAS_CONSTRAINT_MIN_VALUE,
    max_value: &BIAS_CONSTRAINT_MAX_VALUE,
    rate: &BIAS_CONSTRAINT_RATE,
    axis: None,
};

pub(super) static GAMMA_BOUNDS: Bounds = Bounds {
    kind: &BATCH_NORM_GAMMA_CONSTRAINT,
    min_value: &BATCH_NORM_GAMMA_CONSTRAINT_MIN_VALUE,
    max_value: &BATCH_NORM_GAMMA_CONSTRAINT_MAX_VALUE,
    rate: &BATCH_NORM_GAMMA_CONSTRAINT_RATE,
    axis: None,
};

pub(super) static BETA_BOUNDS: Bounds = Bounds {
    kind: &BATCH_NORM_BETA_CONSTRAINT,
    min_value: &BATCH_NORM_BETA_CONSTRAINT_MIN_VALUE,
    max_value: &BATCH_NORM_BETA_CONSTRAINT_MAX_VALUE,
    rate: &BATCH_NORM_BETA_CONSTRAINT_RATE,
    axis: None,
};

impl HyperParams {
    pub(super) fn penalties(&self) -> Penalties {
        Penalties {
            layers: match self.name(&PENALTY_LAYERS).as_str() {
                "hidden_after_first" => PenaltyLayers::HiddenAfterFirst,
                "all" => PenaltyLayers::All,
                _ => PenaltyLayers::Hidden,
            },
            kernel: self.regularizer(&L1, &L2),
            bias: self.regularizer(&BIAS_L1, &BIAS_L2),
            activity: self.regularizer(&ACTIVITY_L1, &ACTIVITY_L2),
            constraint: self.constraint(&KERNEL_BOUNDS),
            bias_constraint: self.constraint(&BIAS_BOUNDS),
        }
    }

    pub(super) fn regularizer(&self, l1: &ParamSpec, l2: &ParamSpec) -> Regularizer {
        Regularizer {
            l1: self.real(l1),
            l2: self.real(l2),
        }
    }

    pub(super) fn constraint(&self, bounds: &Bounds) -> Option<Constraint> {
        let axis = bounds.axis.map(|row| self.name(row));
        let axis = match axis.as_deref() {
            Some("1") => Axis::Outputs,
            Some("0, 1") => Axis::Both,
            _ => Axis::Inputs,
        };
        let max_value = self.real(bounds.max_value);
        match self.name(bounds.kind).as_str() {
            "max_norm" => Some(Constraint::MaxNorm { max_value, axis }),
            "unit_norm" => Some(Constraint::UnitNorm { axis }),
            "min_max_norm" => Some(Constraint::MinMaxNorm {
                min_value: self.real(bounds.min_value),
                max_value,
                rate: self.real(bounds.rate),
                axis,
            }),
            "non_neg" => Some(Constraint::NonNeg),
            _ => None,
        }
    }

    /// The first smallest norm that is larger than its largest one, with that.
    pub(super) fn norm_without_room(&self) -> Option<(&'static ParamSpec, f64)> {
        let all = [&KERNEL_BOUNDS, &BIAS_BOUNDS, &GAMMA_BOUNDS, &BETA_BOUNDS];
        all.into_iter().find_map(|bounds| {
            let max = self.real(bounds.max_value);
            let is_crossed = (bounds.min_value.applies)(self) && self.real(bounds.min_value) > max;
            is_crossed.then_some((bounds.min_value, max))
        })
    }
}
