//! What the study on the page is called, what is noted of it, and a copy to go on with.

use leptos::prelude::*;

use super::super::browser;
use super::super::context::use_state;
use super::{read, read_untracked};
use crate::state::StudyAction;
use crate::state::studies::ActiveStudy;
use crate::study::{MOST_NAME, MOST_NOTE};

#[component]
pub fn Described() -> impl IntoView {
    let context = use_state();
    let name = |active: &ActiveStudy| active.study.plan().definition().name.clone();
    let name = Memo::new(move |_| read(context, name));
    // Written once: what somebody is typing is not written over.
    let note = |active: &ActiveStudy| active.study.plan().definition().note.clone();
    let note = read_untracked(context, note);
    let duplicate = move |_| {
        if let Some(id) = context.peek(|state| state.studies.active().map(|active| active.id)) {
            context.study(StudyAction::Duplicate(id, browser::new_study_id()));
        }
    };
    view! {
        <div class="study-names">
            <label class="option">
                <span>"Name"</span>
                <input
                    id="study-name"
                    autocomplete="off"
                    maxlength=MOST_NAME
                    title="What the study is called here, in its file and in links; empty, it is called by what it varies"
                    prop:value=name
                    on:change:target=move |event| {
                        context.study(StudyAction::Rename(event.target().value()));
                        // A name that was taken away has another in its place.
                        event.target().set_value(&name.get_untracked().unwrap_or_default());
                    }
                />
            </label>
            <label class="option note">
                <span>"Note"</span>
                <textarea
                    id="study-note"
                    rows="2"
                    maxlength=MOST_NOTE
                    placeholder="What you want to remember of it"
                    title="Kept with the study and in its file; a link does not have it"
                    prop:value=note
                    on:change:target=move |event| {
                        context.study(StudyAction::Note(event.target().value()));
                    }
                ></textarea>
            </label>
            <button
                id="study-duplicate"
                type="button"
                title="A copy under another name, with everything trained so far: change it, and this one stays as it is"
                on:click=duplicate
            >
                "Duplicate"
            </button>
        </div>
    }
}
