//! Lion; <https://keras.io/api/optimizers/lion/>.

use super::*;
use crate::hyperparams::error::InvalidParam;

pub(super) static LION: Rule = Rule {
    class: "Lion",
    fields: &[&BETA_1, &BETA_2],
    defaults: &[(&BETA_2, 0.99)],
    read: |params| UpdateRule::Lion {
        beta_1: params.real(&BETA_1),
        beta_2: params.real(&BETA_2),
    },
};

pub(super) fn needs_a_beta_1(params: &HyperParams) -> Option<InvalidParam> {
    if params.choice::<Optimizer>(&OPTIMIZER) != Optimizer::Lion || params.real(&BETA_1) > 0.0 {
        return None;
    }
    params.contradiction(&BETA_1, "must be above 0 for Lion")
}
