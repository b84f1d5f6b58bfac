//! Adam and its kin: AdamW, Nadam and Adamax; <https://keras.io/api/optimizers/adam/>.

use super::*;

pub(super) const ROWS: &[&ParamSpec] = &[&BETA_1, &BETA_2, &AMSGRAD, &EPSILON];

pub(super) static ADAM: Rule = Rule {
    class: "Adam",
    fields: &[&BETA_1, &BETA_2, &EPSILON, &AMSGRAD],
    defaults: &[],
    read: |params| UpdateRule::Adam {
        moments: Adaptive::read(params),
        amsgrad: params.is_on(&AMSGRAD),
    },
};

pub(super) static ADAMW: Rule = Rule {
    class: "AdamW",
    fields: ADAM.fields,
    defaults: &[(&WEIGHT_DECAY, 0.004)],
    read: ADAM.read,
};

pub(super) static NADAM: Rule = Rule {
    class: "Nadam",
    fields: &[&BETA_1, &BETA_2, &EPSILON],
    defaults: &[],
    read: |params| UpdateRule::Nadam(Adaptive::read(params)),
};

pub(super) static ADAMAX: Rule = Rule {
    class: "Adamax",
    fields: NADAM.fields,
    defaults: &[],
    read: |params| UpdateRule::Adamax(Adaptive::read(params)),
};

pub static BETA_1: ParamSpec =
    ParamSpec::real("beta_1", "Beta 1", (0.0, 0.9999), Scale::Linear, 0.9)
        .group(Group::Optimizer)
        .applies(|params| has_field(params, &BETA_1))
        .help("A longer memory of past gradients: smoother steps, slower to change direction.")
        .docs("https://keras.io/api/optimizers/adam/");

pub static BETA_2: ParamSpec =
    ParamSpec::real("beta_2", "Beta 2", (0.0, 0.99999), Scale::Linear, 0.999)
        .group(Group::Optimizer)
        .applies(|params| has_field(params, &BETA_2))
        .varying(|params| own_default(params, &BETA_2))
        .help("A longer memory of past squared gradients: steadier step sizes, slower to adapt.")
        .docs("https://keras.io/api/optimizers/adam/");

pub static AMSGRAD: ParamSpec = ParamSpec::switch("amsgrad", "AMSGrad", false)
    .group(Group::Optimizer)
    .advanced()
    .applies(|params| has_field(params, &AMSGRAD))
    .help("Never lets a step size grow again, which helps where rare gradients would be forgotten.")
    .docs("https://keras.io/api/optimizers/adam/");

pub static EPSILON: ParamSpec =
    ParamSpec::real("epsilon", "Epsilon", (1e-10, 1.0), Scale::Log, 1e-7)
        .group(Group::Optimizer)
        .advanced()
        .aliases(&["eps"])
        .applies(|params| has_field(params, &EPSILON))
        .help("A larger value tames the steps of weights whose gradients are tiny.")
        .docs("https://keras.io/api/optimizers/adam/");

/// What Adam and its kin have in common.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adaptive {
    /// Memory of gradients.
    pub beta_1: f64,
    /// Memory of squared gradients.
    pub beta_2: f64,
    /// Outside the root.
    pub epsilon: f64,
}

impl Adaptive {
    pub(super) fn read(params: &HyperParams) -> Self {
        Self {
            beta_1: params.real(&BETA_1),
            beta_2: params.real(&BETA_2),
            epsilon: params.real(&EPSILON),
        }
    }
}

pub(super) fn adamw_without_decay(params: &HyperParams) -> Option<ParamWarning> {
    let decays = params.real(&WEIGHT_DECAY) > 0.0;
    if params.choice::<Optimizer>(&OPTIMIZER) != Optimizer::AdamW || decays {
        return None;
    }
    ParamWarning::new(&WEIGHT_DECAY, "AdamW without weight decay is Adam.")
}
