//! A penalty on large variables.

use serde::{Deserialize, Serialize};

use super::keras::Keras;
use super::python::Code;
use super::{HyperParams, ParamSpec, Scale};

/// A factor of a penalty; where it applies is the row's own business.
pub(super) const fn factor(key: &'static str, label: &'static str) -> ParamSpec {
    ParamSpec::real(key, label, (0.0, 1.0), Scale::ZeroThenLog { from: -7 }, 0.0)
        .docs("https://keras.io/api/layers/regularizers/")
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

impl Regularizer {
    pub(super) fn read(params: &HyperParams, [l1, l2]: [&ParamSpec; 2]) -> Self {
        Self {
            l1: params.real(l1),
            l2: params.real(l2),
        }
    }
}

pub(super) fn spell(keras: &Keras, [l1, l2]: [&'static ParamSpec; 2]) -> Option<Code> {
    keras.strength(l1, |l1, keras| {
        keras.strength(l2, |l2, _| match (l1.clone(), l2) {
            (None, None) => None,
            (Some(l1), None) => Some(Code::call("regularizers.L1").arg(l1)),
            (None, Some(l2)) => Some(Code::call("regularizers.L2").arg(l2)),
            (Some(l1), Some(l2)) => {
                let both = Code::call("regularizers.L1L2");
                Some(both.with("l1", l1).with("l2", l2))
            }
        })
    })
}
