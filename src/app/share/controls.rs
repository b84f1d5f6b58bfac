//! The hyperparameters that a reader may turn.

use leptos::prelude::*;

use super::super::context::use_state;
use super::super::row_choice::RowChoice;
use crate::hyperparams::{CATALOG, ParamSpec};
use crate::state::{ChosenControl, EmbedAction};

#[component]
pub fn Controls() -> impl IntoView {
    let context = use_state();
    let chosen = Memo::new(move |_| {
        context.embedded(|it| {
            let controls = it.embed.controls.iter();
            controls.map(|control| control.row).collect::<Vec<_>>()
        })
    });
    let rows = Memo::new(move |_| {
        let has_room = context.embedded(|it| it.embed.has_room());
        let is_free = |row: &&ParamSpec| has_room && !chosen.with(|chosen| chosen.contains(row));
        CATALOG.iter().copied().filter(is_free).collect()
    });
    view! {
        <fieldset class="share-controls">
            <legend>"Controls for the reader"</legend>
            {move || {
                let rows = chosen.get().into_iter();
                rows.map(|row| view! { <ControlField row /> }).collect_view()
            }}
            <RowChoice
                id="embed-control"
                label="Add a control"
                rows
                take=Callback::new(move |row| context.embed(EmbedAction::AddControl(row)))
            />
        </fieldset>
    }
}

#[component]
fn ControlField(row: &'static ParamSpec) -> impl IntoView {
    let context = use_state();
    let ask = move |ask: fn(&ChosenControl) -> Option<String>| {
        context.embedded(|it| {
            let control = it.embed.controls.iter().find(|one| one.row == row);
            control.and_then(ask)
        })
    };
    let error = Memo::new(move |_| ask(ChosenControl::error));
    let id = format!("embed-control-{}", row.key);
    let about = format!("{id}-about");
    view! {
        <div class="row" class:wrong=move || error.with(Option::is_some)>
            <div class="row-head">
                <label for=id.clone()>{row.label}</label>
                <button
                    type="button"
                    class="icon"
                    aria-label=format!("Remove {}", row.label)
                    on:click=move |_| context.embed(EmbedAction::RemoveControl(row))
                >
                    "×"
                </button>
            </div>
            <input
                id=id
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder=ChosenControl::example(row)
                aria-describedby=about.clone()
                prop:value=move || ask(|control| Some(control.values.clone()))
                on:input:target=move |event| {
                    context.embed(EmbedAction::Confine(row, event.target().value()));
                }
            />
            <p class="error" id=about>
                {error}
            </p>
        </div>
    }
}
