//! Keys that do what the buttons do.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::browser;
use super::desk::{Desk, View};

/// Where single runs are seen, space trains, pauses and resumes; → steps; R resets.
pub fn listen(desk: Desk) {
    let is_stuck = desk.is_stuck();
    window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let key = event.key();
        let target: Option<HtmlElement> = event.target().and_then(|it| it.dyn_into().ok());
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        let is_elsewhere = desk.view.get_untracked() != View::SingleRun;
        if has_modifier
            || is_elsewhere
            || event.repeat()
            || browser::takes_keys(target.as_ref(), &key)
        {
            return;
        }
        match key.as_str() {
            " " | "ArrowRight" if is_stuck.get_untracked() => return,
            " " => desk.train(),
            "ArrowRight" => desk.step(),
            "r" | "R" => desk.reset(),
            _ => return,
        }
        event.prevent_default();
    });
}
