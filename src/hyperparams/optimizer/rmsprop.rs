//! RMSprop; <https://keras.io/api/optimizers/rmsprop/>.

use super::*;

pub(super) const ROWS: &[&ParamSpec] = &[&RHO, &CENTERED];

pub(super) static RMSPROP: Rule = Rule {
    class: "RMSprop",
    fields: &[&RHO, &MOMENTUM, &EPSILON, &CENTERED],
    defaults: &[],
    read: |params| UpdateRule::RmsProp {
        rho: params.real(&RHO),
        momentum: params.real(&MOMENTUM),
        epsilon: params.real(&EPSILON),
        centered: params.is_on(&CENTERED),
    },
};

pub static RHO: ParamSpec = ParamSpec::real("rho", "Rho", (0.0, 0.9999), Scale::Linear, 0.9)
    .group(Group::Optimizer)
    .applies(|params| has_field(params, &RHO))
    .varying(|params| own_default(params, &RHO))
    .help("A longer memory of past squared gradients: steadier step sizes, slower to adapt.")
    .docs("https://keras.io/api/optimizers/rmsprop/");

pub static CENTERED: ParamSpec = ParamSpec::switch("centered", "Centered", false)
    .group(Group::Optimizer)
    .advanced()
    .applies(|params| has_field(params, &CENTERED))
    .help("Scales by the gradients' variance rather than their mean square: steadier, slightly slower.")
    .docs("https://keras.io/api/optimizers/rmsprop/");
