//! What is done to gradients that are too large.

use super::*;
use crate::hyperparams::error::InvalidParam;

pub(super) const ROWS: &[&ParamSpec] = &[&CLIPNORM, &CLIPVALUE, &GLOBAL_CLIPNORM];

pub static CLIPNORM: ParamSpec = ParamSpec::real(
    "clipnorm",
    "Clip norm",
    (0.0, 100.0),
    Scale::ZeroThenLog { from: -4 },
    0.0,
)
.group(Group::Optimizer)
.advanced()
.none(0.0)
.help("Scales the gradient of each kernel and bias down to this norm; 0 turns it off.")
.docs("https://keras.io/api/optimizers/#optimizer-class");

pub static CLIPVALUE: ParamSpec = ParamSpec::real(
    "clipvalue",
    "Clip value",
    (0.0, 100.0),
    Scale::ZeroThenLog { from: -4 },
    0.0,
)
.group(Group::Optimizer)
.advanced()
.none(0.0)
.help("Clips every element of the gradients to this magnitude; 0 turns it off.")
.docs("https://keras.io/api/optimizers/#optimizer-class");

pub static GLOBAL_CLIPNORM: ParamSpec = ParamSpec::real(
    "global_clipnorm",
    "Global clip norm",
    (0.0, 100.0),
    Scale::ZeroThenLog { from: -4 },
    0.0,
)
.group(Group::Optimizer)
.advanced()
.none(0.0)
.aliases(&["gradient clipping", "max grad norm"])
.help("Scales all gradients down to this joint norm, so their direction stays the same; 0 turns it off.")
.docs("https://keras.io/api/optimizers/#optimizer-class");

/// What is done to gradients that are too large; each bound is above 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Clipping {
    /// Each variable's gradient by its own norm.
    Norm(f64),
    /// Each element.
    Value(f64),
    /// All gradients by their common norm.
    GlobalNorm(f64),
}

impl Clipping {
    pub(super) fn read(params: &HyperParams) -> Option<Self> {
        let kinds = [
            Self::Norm(params.real(&CLIPNORM)),
            Self::Value(params.real(&CLIPVALUE)),
            Self::GlobalNorm(params.real(&GLOBAL_CLIPNORM)),
        ];
        kinds.into_iter().find(|kind| kind.bound() > 0.0)
    }

    pub fn bound(self) -> f64 {
        let (Self::Norm(bound) | Self::Value(bound) | Self::GlobalNorm(bound)) = self;
        bound
    }
}

pub(super) fn one_at_most(params: &HyperParams) -> Option<InvalidParam> {
    let mut on = ROWS.iter().filter(|row| params.real(row) > 0.0);
    let (first, second) = (on.next()?, on.next()?);
    let requirement = format!(
        "must be 0 because {} is set: only one kind of clipping can be used",
        first.key
    );
    params.contradiction(second, requirement)
}
