//! SGD; <https://keras.io/api/optimizers/sgd/>.

use super::*;

pub(super) const ROWS: &[&ParamSpec] = &[&MOMENTUM, &NESTEROV];

pub(super) static SGD: Rule = Rule {
    class: "SGD",
    fields: ROWS,
    defaults: &[],
    read: |params| {
        UpdateRule::Sgd(Momentum {
            momentum: params.real(&MOMENTUM),
            nesterov: params.is_on(&NESTEROV),
        })
    },
};

pub static MOMENTUM: ParamSpec = ParamSpec::real(
    "momentum",
    "Momentum",
    (0.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Optimizer)
.applies(|params| has_field(params, &MOMENTUM))
.varying(|params| own_default(params, &MOMENTUM))
.help("Keeps more of the previous step's direction: faster and smoother, until it overshoots.")
.docs("https://keras.io/api/optimizers/sgd/");

pub static NESTEROV: ParamSpec = ParamSpec::switch("nesterov", "Nesterov momentum", false)
    .group(Group::Optimizer)
    .applies(|params| has_field(params, &NESTEROV) && params.number(&MOMENTUM) != Some(0.0))
    .varying(|params| own_default(params, &NESTEROV))
    .help("Looks ahead along the momentum before each step, which dampens overshooting.")
    .docs("https://keras.io/api/optimizers/sgd/");

/// SGD's momentum: 0 is plain gradient descent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Momentum {
    pub momentum: f64,
    pub nesterov: bool,
}
