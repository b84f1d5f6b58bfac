//! Hyperparameters as workers take them.

use serde_json::Value;
use tuneground::hyperparams::HyperParams;

/// These, over the defaults, as the page would post them.
pub fn checked(hyperparams: Value) -> Value {
    let hyperparams = serde_json::from_value::<HyperParams>(hyperparams);
    let checked = hyperparams.expect("known keys").check();
    serde_json::to_value(checked.expect("it can be trained")).expect("it has a JSON form")
}
