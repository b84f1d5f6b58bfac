//! Adadelta; <https://keras.io/api/optimizers/adadelta/>.

use super::*;

pub(super) static ADADELTA: Rule = Rule {
    class: "Adadelta",
    fields: &[&RHO, &EPSILON],
    defaults: &[(&RHO, 0.95)],
    read: |params| UpdateRule::Adadelta {
        rho: params.real(&RHO),
        epsilon: params.real(&EPSILON),
    },
};

/// Keras' default is 0.001; with it six epochs leave accuracy at 10 %. At 0.01 the second ends at 27 %, at 0.1 the
/// first at 75 %, at 1 at 90 %.
pub(super) fn at_a_crawl(params: &HyperParams) -> Option<ParamWarning> {
    let is_slow = (LEARNING_RATE.applies)(params) && params.real(&LEARNING_RATE) < 0.1;
    if params.choice::<Optimizer>(&OPTIMIZER) != Optimizer::Adadelta || !is_slow {
        return None;
    }
    let message = "Adadelta barely moves at this rate, although Keras’ default is 0.001. It was published with 1.";
    ParamWarning::new(&LEARNING_RATE, message)
}
