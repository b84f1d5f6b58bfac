//! Single runs over a reload: the browser keeps them for this tab, where it keeps anything.

use leptos::ev;
use leptos::prelude::{window, window_event_listener};
use web_sys::Storage;

use super::context::Context;
use super::page_api;

const KEY: &str = "tuneground-runs";

/// What was kept when the page was left, in this tab.
pub fn before() -> Option<String> {
    storage()?.get_item(KEY).ok()?
}

/// Has the runs kept when the page is left.
pub fn keep(context: Context) {
    window_event_listener(ev::pagehide, move |_| {
        let Some(storage) = storage() else {
            return;
        };
        // Where there is no room for them, those of before are none of this page's any more.
        let _ = storage.remove_item(KEY);
        if let Some(runs) = context.runs(|state| state.runs.to_keep()) {
            let _ = storage.set_item(KEY, &runs);
        }
    });
}

/// Nothing where the browser allows none, and in a frame: others of the same tab would share it.
fn storage() -> Option<Storage> {
    match page_api::parent() {
        Some(_) => None,
        None => window().session_storage().ok()?,
    }
}
