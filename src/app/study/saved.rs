//! Studies saved in the browser.

use leptos::prelude::*;

use super::super::browser;
use super::super::context::use_state;
use crate::state::studies::{SavedStudy, Storage, Studies, StudyId};
use crate::state::{State, StudyAction};

/// What is shown of a study. Not the study itself: its log would be compared whenever anything happens.
#[derive(Clone, PartialEq)]
struct Line {
    id: StudyId,
    name: String,
    note: String,
    /// How far it has come.
    standing: String,
    /// Whether it would be there after a reload.
    is_saved: bool,
}

impl Line {
    fn of(studies: &Studies, study: &SavedStudy) -> Self {
        Self {
            id: study.id,
            name: study.name.clone(),
            note: study.note.clone(),
            standing: study.standing(),
            is_saved: studies.is_saved(study.id),
        }
    }
}

#[component]
pub fn Saved() -> impl IntoView {
    let context = use_state();
    let saved = Memo::new(move |_| {
        let lines = |state: &State| {
            let studies = &state.studies;
            // The one on the page is no earlier one, whose counts would be of when it was opened.
            let on_page = studies.active().map(|active| active.id);
            let earlier = studies.saved().iter();
            earlier
                .filter(|saved| Some(saved.id) != on_page)
                .map(|saved| Line::of(studies, saved))
                .collect::<Vec<_>>()
        };
        context.studies(lines)
    });
    let note = move || match context.studies(|state| state.studies.storage().clone()) {
        Storage::Off { reason } => format!("this browser cannot save studies: {reason}"),
        _ => "saved in this browser; they survive a reload".to_owned(),
    };
    view! {
        <section class="panel" aria-label="Saved studies" hidden=move || saved.with(Vec::is_empty)>
            <div class="panel-head">
                <h2>"Earlier studies"</h2>
                <span class="count">{note}</span>
            </div>
            <ul id="saved-studies" class="saved-studies">
                {move || saved.get().into_iter().map(saved_line).collect_view()}
            </ul>
        </section>
    }
}

fn saved_line(study: Line) -> impl IntoView {
    let context = use_state();
    let id = study.id;
    let until = if study.is_saved {
        ""
    } else {
        ", only until this page is closed"
    };
    let said = format!("{}{until}", study.standing);
    let begun = js_sys::Date::new(&id.begun_ms().into())
        .to_locale_string("default", &wasm_bindgen::JsValue::UNDEFINED);
    view! {
        <li>
            <p>
                <strong>{study.name}</strong>
                " "
                <span class="count">{String::from(begun)} " · " {said}</span>
                <span class="saved-note">{study.note}</span>
            </p>
            <button type="button" class="quiet" on:click=move |_| context.study(StudyAction::Open(id))>
                "Open"
            </button>
            <button
                type="button"
                class="quiet"
                title="A copy under another name, with everything trained so far"
                on:click=move |_| context.study(StudyAction::Duplicate(id, browser::new_study_id()))
            >
                "Duplicate"
            </button>
            <button type="button" class="quiet" on:click=move |_| context.study(StudyAction::Delete(id))>
                "Delete"
            </button>
        </li>
    }
}
