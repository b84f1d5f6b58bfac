//! LAMB; <https://keras.io/api/optimizers/lamb/>.

use super::*;

pub(super) static LAMB: Rule = Rule {
    class: "Lamb",
    fields: &[&BETA_1, &BETA_2, &EPSILON],
    defaults: &[],
    read: |params| UpdateRule::Lamb(Adaptive::read(params)),
};
