//! Keys that do what the buttons do.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::browser;
use super::context::Context;
use crate::state::{RunAction, View};

/// Where single runs are seen, space trains, pauses and resumes; → steps; R discards.
pub fn listen(context: Context) {
    let is_stuck = context.is_stuck();
    window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let key = event.key();
        let target: Option<HtmlElement> = event.target().and_then(|it| it.dyn_into().ok());
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        let is_elsewhere = context.peek(|state| state.view.shown) != View::SingleRun;
        if has_modifier
            || is_elsewhere
            || event.repeat()
            || browser::takes_keys(target.as_ref(), &key)
        {
            return;
        }
        match key.as_str() {
            " " | "ArrowRight" if is_stuck.get_untracked() => return,
            " " => context.run(RunAction::Train),
            "ArrowRight" => context.run(RunAction::Step),
            "r" | "R" if context.peek(|state| state.runs.active().is_some()) => {
                context.run(RunAction::Reset);
            }
            _ => return,
        }
        event.prevent_default();
    });
}
