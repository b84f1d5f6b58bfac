//! How fast the devices were on earlier visits: the browser keeps it, where it keeps anything.

use leptos::prelude::{Effect, Get, Memo};

use super::browser;
use super::context::Context;
use crate::state::{Action, DeviceAction};

const KEY: &str = "tuneground-speeds";

/// Tells the state what was kept, and keeps what is measured from now on.
pub fn follow(context: Context) {
    if let Some(kept) = browser::kept(KEY) {
        context.send(Action::Device(DeviceAction::Remember(kept)));
    }
    let text = Memo::new(move |_| context.runs(|state| state.devices.to_keep()));
    Effect::new(move || {
        // A browser that keeps nothing is measured anew.
        if let Some(text) = text.get() {
            browser::keep(KEY, &text);
        }
    });
}
