//! Studies kept in the browser.

use leptos::prelude::*;

use super::super::desk::use_desk;
use crate::state::lab::{KeptStudy, Storage};
use crate::state::text;

#[component]
pub fn Kept() -> impl IntoView {
    let desk = use_desk();
    let kept = Memo::new(move |_| desk.lab.with(|lab| lab.kept().to_vec()));
    let note = move || match desk.lab.with(|lab| lab.storage().clone()) {
        Storage::Off { reason } => format!("This browser does not keep studies: {reason}."),
        _ => "in this browser, over reloads".to_owned(),
    };
    view! {
        <section class="panel" aria-label="Kept studies" hidden=move || kept.with(Vec::is_empty)>
            <div class="panel-head">
                <h2>"Earlier studies"</h2>
                <span class="count">{note}</span>
            </div>
            <ul id="kept" class="kept">
                {move || kept.get().into_iter().map(kept_line).collect_view()}
            </ul>
        </section>
    }
}

fn kept_line(study: KeptStudy) -> impl IntoView {
    let desk = use_desk();
    let id = study.id;
    let state = if study.is_finished() {
        "finished"
    } else {
        "paused"
    };
    let said = format!(
        "{} of {}, {state}",
        study.counts.ended(),
        text::plural(study.counts.all(), "run")
    );
    let begun = js_sys::Date::new(&id.0.into())
        .to_locale_string("default", &wasm_bindgen::JsValue::UNDEFINED);
    view! {
        <li>
            <p>
                <strong>{study.name}</strong>
                " "
                <span class="count">{String::from(begun)} " · " {said}</span>
            </p>
            <button type="button" class="quiet" on:click=move |_| desk.open_study(id)>
                "Open"
            </button>
            <button type="button" class="quiet" on:click=move |_| desk.delete_study(id)>
                "Delete"
            </button>
        </li>
    }
}
