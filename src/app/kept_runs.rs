//! Single runs over a reload, and what else has to outlive one: the browser keeps it for this tab, where it keeps anything.

use leptos::ev;
use leptos::prelude::{Effect, Memo, With, window, window_event_listener};
use web_sys::Storage;

use super::context::Context;
use super::page_api;
use crate::state::Attempt;

const KEY: &str = "tuneground-runs";
const NO_ROOM: &str = "This browser has no room left for the runs of this tab: they are gone when the page is left. Save those that you want to keep, and delete others.";

/// What was kept when the page was left, in this tab.
pub fn before() -> Option<String> {
    storage()?.get_item(KEY).ok()?
}

/// Has the runs kept when one ends, for a tab that crashes is never left, and when the page is left.
pub fn keep(context: Context) {
    let ended = Memo::new(move |_| context.runs(|state| state.runs.ended()));
    Effect::new(move |before: Option<()>| {
        ended.with(|_| ());
        // What was there from the start is kept already.
        if before.is_some() {
            match write(context) {
                true => context.settle(Attempt::KeepRuns),
                false => context.fail(Attempt::KeepRuns, NO_ROOM),
            }
        }
    });
    window_event_listener(ev::pagehide, move |_| {
        write(context);
    });
}

/// Whether there was room for them, in a browser that keeps anything.
fn write(context: Context) -> bool {
    let Some(storage) = storage() else {
        return true;
    };
    // Where there is no room for them, those of before are none of this page's any more.
    let _ = storage.remove_item(KEY);
    let runs = context.peek(|state| state.runs.to_keep());
    runs.is_none_or(|runs| storage.set_item(KEY, &runs).is_ok())
}

/// Keeps a text for this tab under a key, where there is room.
pub fn put(key: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, text);
    }
}

/// Takes it again, once.
pub fn take(key: &str) -> Option<String> {
    let storage = storage()?;
    let text = storage.get_item(key).ok()?;
    let _ = storage.remove_item(key);
    text
}

/// How long runs are there: until …
pub fn until() -> &'static str {
    match storage() {
        Some(_) => "the tab is closed",
        None => "the page is left",
    }
}

/// Nothing where the browser allows none, and in a frame: others of the same tab would share it.
fn storage() -> Option<Storage> {
    match page_api::parent() {
        Some(_) => None,
        None => window().session_storage().ok()?,
    }
}
