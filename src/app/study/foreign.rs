//! Studies that were trained by other programs.

use leptos::prelude::*;

use super::super::bring::{self, Bring};
use super::super::context::{Context, use_state};
use super::plots::Plots;
use crate::protocol::FileText;
use crate::state::StudyAction;
use crate::state::studies::{ForeignStudy, StudyId};

#[component]
pub fn Foreign() -> impl IntoView {
    let context = use_state();
    let all = Memo::new(move |_| {
        context.studies(|state| {
            let all = state.studies.foreign_ones().iter();
            all.map(|it| (it.id.to_string(), it.id, it.changes))
                .collect::<Vec<_>>()
        })
    });
    view! {
        <For
            each=move || all.get()
            // One that was read again is another.
            key=|(id, _, changes)| (id.clone(), *changes)
            children=move |(_, id, _)| shown(context, id)
        />
        <section class="panel" aria-label="Results from elsewhere">
            <div class="panel-head">
                <h2>"Results from elsewhere"</h2>
                <Bring />
            </div>
            <p class="help">
                "Plots of studies of Optuna (trials_dataframe().to_csv()), KerasTuner (its folder) and W&B (runs as CSV), and curves of Keras (history as JSON, CSVLogger). They can be dropped on the page, stay on this machine, and are gone when the page is closed."
            </p>
        </section>
    }
}

fn shown(context: Context, id: StudyId) -> impl IntoView {
    let study = context.peek(|state| state.studies.foreign(id).cloned());
    study.map(|ForeignStudy { found, .. }| {
        let about = found.about.into_iter().map(|it| view! { <p class="help">{it}</p> });
        let (name, doubts) = (found.name.clone(), found.doubts);
        view! {
            <section class="panel foreign" aria-label=name>
                <div class="panel-head">
                    <h2>{found.name}</h2>
                    <button type="button" class="quiet" on:click=move |_| context.study(StudyAction::Forget(id))>
                        "Delete"
                    </button>
                </div>
                {about.collect_view()}
                <div class="plot-options doubts">
                    {doubts
                        .into_iter()
                        .map(|doubt| view! { <Doubt id doubt /> })
                        .collect_view()}
                </div>
                <details>
                    <summary class="help">"Trials"</summary>
                    <div class="plot-table" tabindex="0" role="region" aria-label="Trials" inner_html=found.table></div>
                </details>
            </section>
            <Plots id is_foreign=true />
        }
    })
}

/// What somebody may decide otherwise.
#[component]
fn Doubt(
    id: StudyId,
    /// The question, the answer that holds, and all answers.
    doubt: Vec<String>,
) -> impl IntoView {
    let context = use_state();
    let mut words = doubt.into_iter();
    let question = words.next().unwrap_or_default();
    let chosen = words.next().unwrap_or_default();
    let options = words.map(|option| {
        let is_chosen = option == chosen;
        view! { <option selected=is_chosen>{option}</option> }
    });
    let options = options.collect_view();
    let asked = question.clone();
    view! {
        <label>
            {question} " "
            <select on:change:target=move |event| {
                decide(context, id, (asked.clone(), event.target().value()));
            }>{options}</select>
        </label>
    }
}

/// Has the study read again, with this answer in place of the one that held.
fn decide(context: Context, id: StudyId, answer: (String, String)) {
    let Some(found) = context.peek(|state| Some(state.studies.foreign(id)?.found.clone())) else {
        return;
    };
    let mut choices = Vec::new();
    for doubt in found.doubts {
        if let [question, chosen, ..] = doubt.as_slice() {
            choices.push((question.clone(), chosen.clone()));
        }
    }
    // The last one counts.
    choices.push(answer);
    let file = FileText {
        name: format!("{}.csv", found.name),
        text: found.text,
    };
    bring::read(context, vec![file], choices, move |mut found| {
        if let Some(study) = found.studies.pop() {
            context.study(StudyAction::Reread(id, Box::new(study)));
        }
    });
}
