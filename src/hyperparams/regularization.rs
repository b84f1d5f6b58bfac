//! Penalties and constraints as trained.

use super::HyperParams;
use super::catalog::*;

/// What the penalized layers carry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Penalties {
    pub layers: PenaltyLayers,
    pub kernel: Regularizer,
    pub bias: Regularizer,
    /// Of a layer's whole output, divided by the size of the batch.
    pub activity: Regularizer,
    /// Applied to the kernels after every step.
    pub constraint: Option<Constraint>,
}

/// Which layers carry the penalties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Regularizer {
    pub l1: f64,
    pub l2: f64,
}

impl Regularizer {
    pub fn is_off(self) -> bool {
        self == Self::default()
    }
}

/// Bounds of kernels; <https://keras.io/api/layers/constraints/>. With n the norm over the axis and ε = 1e-7:
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// Which weights of a kernel `[fan_in, fan_out]` a norm is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Axis 0: the incoming weights of each node.
    Inputs,
    /// Axis 1: the outgoing weights of each input.
    Outputs,
    /// Both: the whole kernel.
    Both,
}

impl HyperParams {
    pub(super) fn penalties(&self) -> Penalties {
        let regularizer = |l1: &Row, l2: &Row| Regularizer {
            l1: self.real(l1),
            l2: self.real(l2),
        };
        Penalties {
            layers: match self.name(&PENALTY_LAYERS).as_str() {
                "hidden_after_first" => PenaltyLayers::HiddenAfterFirst,
                "all" => PenaltyLayers::All,
                _ => PenaltyLayers::Hidden,
            },
            kernel: regularizer(&L1, &L2),
            bias: regularizer(&BIAS_L1, &BIAS_L2),
            activity: regularizer(&ACTIVITY_L1, &ACTIVITY_L2),
            constraint: self.constraint(),
        }
    }

    fn constraint(&self) -> Option<Constraint> {
        let axis = match self.name(&CONSTRAINT_AXIS).as_str() {
            "1" => Axis::Outputs,
            "0, 1" => Axis::Both,
            _ => Axis::Inputs,
        };
        let max_value = self.real(&CONSTRAINT_MAX_VALUE);
        match self.name(&KERNEL_CONSTRAINT).as_str() {
            "max_norm" => Some(Constraint::MaxNorm { max_value, axis }),
            "unit_norm" => Some(Constraint::UnitNorm { axis }),
            "min_max_norm" => Some(Constraint::MinMaxNorm {
                min_value: self.real(&CONSTRAINT_MIN_VALUE),
                max_value,
                rate: self.real(&CONSTRAINT_RATE),
                axis,
            }),
            "non_neg" => Some(Constraint::NonNeg),
            _ => None,
        }
    }
}
