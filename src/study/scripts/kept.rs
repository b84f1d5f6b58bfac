//! What a run of a script is judged by: its last epoch, or the best where its weights are restored.

use crate::hyperparams::keras_code::Parts;
use crate::hyperparams::keras_code::python::Code;

/// Of Keras' `EarlyStopping`, what says which epoch is the best.
const ARGUMENTS: [&str; 4] = ["monitor", "mode", "min_delta", "start_from_epoch"];

/// The function that [`score`] calls where weights are restored; Keras itself does not tell the epoch.
pub(super) const KEPT: &str = r#"def kept(history, monitor="val_loss", mode="auto", min_delta=0, start_from_epoch=0):
    """The val_accuracy of the epoch whose weights `restore_best_weights` has restored."""
    rises = mode == "max" or (mode == "auto" and "accuracy" in monitor)
    best, at = None, -1
    for epoch, value in enumerate(history[monitor]):
        value = value if rises else -value
        if epoch >= start_from_epoch and (best is None or value > best + min_delta):
            best, at = value, epoch
    return history["val_accuracy"][at]


"#;

/// The score of a setting's run, from its `history`.
pub(super) fn score(parts: &Parts) -> Code {
    let restoring = parts.callbacks.iter().find_map(restoring);
    restoring.unwrap_or_else(|| Code::plain("history.history[\"val_accuracy\"][-1]"))
}

fn restoring(callback: &Code) -> Option<Code> {
    let Code::Call {
        function,
        arguments,
    } = callback
    else {
        return None;
    };
    let is_named =
        |(name, _): &&(Option<String>, Code), wanted: &str| name.as_deref() == Some(wanted);
    let switch = arguments
        .iter()
        .find(|one| is_named(one, "restore_best_weights"));
    if !function.ends_with("EarlyStopping") || switch?.1 != Code::switch(true) {
        return None;
    }
    let own = arguments
        .iter()
        .filter(|one| ARGUMENTS.iter().any(|name| is_named(one, name)));
    let own = own.filter_map(|(name, code)| Some((name.clone()?, code.clone())));
    Some(
        Code::call("kept")
            .arg(Code::plain("history.history"))
            .with_all(own),
    )
}
