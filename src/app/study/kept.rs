//! Studies kept in the browser.

use leptos::prelude::*;

use super::super::desk::use_desk;
use crate::state::lab::{KeptStudy, Lab, Storage, StudyId};
use crate::state::text;
use crate::study::Counts;

/// What is shown of a study. Not the study itself: its log would be compared whenever anything happens.
#[derive(Clone, PartialEq)]
struct Line {
    id: StudyId,
    name: String,
    counts: Counts,
    is_finished: bool,
    /// Whether it would be there after a reload.
    is_kept: bool,
}

impl Line {
    fn of(lab: &Lab, study: &KeptStudy) -> Self {
        Self {
            id: study.id,
            name: study.name.clone(),
            counts: study.counts,
            is_finished: study.is_finished(),
            is_kept: lab.is_kept(study.id),
        }
    }
}

#[component]
pub fn Kept() -> impl IntoView {
    let desk = use_desk();
    let kept = Memo::new(move |_| {
        let lines = |lab: &Lab| {
            // The one on the page is no earlier one, whose counts would be of when it was opened.
            let on_page = lab.active().map(|active| active.id);
            let earlier = lab.kept().iter();
            earlier
                .filter(|kept| Some(kept.id) != on_page)
                .map(|kept| Line::of(lab, kept))
                .collect::<Vec<_>>()
        };
        desk.lab.with(lines)
    });
    let note = move || match desk.lab.with(|lab| lab.storage().clone()) {
        Storage::Off { reason } => format!("this browser does not keep studies: {reason}"),
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

fn kept_line(study: Line) -> impl IntoView {
    let desk = use_desk();
    let id = study.id;
    let state = if study.is_finished {
        "finished"
    } else {
        "not finished"
    };
    let until = if study.is_kept {
        ""
    } else {
        ", only until this page is closed"
    };
    let said = format!(
        "{} of {}, {state}{until}",
        study.counts.ended(),
        text::plural(study.counts.all(), "run")
    );
    let begun = js_sys::Date::new(&id.begun_ms().into())
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
