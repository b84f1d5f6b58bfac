//! How fast the devices were on earlier visits: the browser keeps it, where it keeps anything.

use leptos::prelude::{Effect, Get, Memo, window};
use web_sys::Storage;

use super::context::Context;
use crate::state::{Action, DeviceAction};

const KEY: &str = "tuneground-speeds";

/// Tells the state what was kept, and keeps what is measured from now on.
pub fn follow(context: Context) {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok()?);
    if let Some(kept) = kept {
        context.send(Action::Device(DeviceAction::Remember(kept)));
    }
    let text = Memo::new(move |_| context.runs(|state| state.devices.to_keep()));
    Effect::new(move || {
        if let (Some(text), Some(storage)) = (text.get(), storage()) {
            // A browser that keeps nothing is measured anew.
            let _ = storage.set_item(KEY, &text);
        }
    });
}

/// Nothing where the browser allows none.
fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}
