//! How the curves were made, and what a run says of them.

use leptos::prelude::*;

use crate::app::context::use_state;
use crate::state::State;

/// When and on what the curves were recorded.
#[component]
pub fn Status() -> impl IntoView {
    let context = use_state();
    let made = Memo::new(move |_| context.runs(|it| it.figure.made_sentence()));
    view! { <p id="made">{move || made.get().unwrap_or_else(|| LIVE.to_owned())}</p> }
}

/// Of a figure without recorded curves.
const LIVE: &str = "Trained live, in your browser.";

/// Whether the last run has come to what was recorded.
#[component]
pub fn Verdict() -> impl IntoView {
    let context = use_state();
    let verdict = Memo::new(move |_| context.runs(State::reproduction));
    view! {
        <p id="verdict" class="verdict" role="status" hidden=move || verdict.with(Option::is_none)>
            {verdict}
        </p>
    }
}
