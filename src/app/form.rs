//! The hyperparameters: presets, search, copying, and the groups.

use leptos::prelude::*;

use super::context::use_state;
use super::exports::Exports;
use super::fold::GroupFold;
use super::form_view::FormView;
use super::tools::{PresetChoice, SearchBox};
use crate::hyperparams::{Group, HyperParams};
use crate::state::{Search, View};

#[component]
pub fn FormPanel() -> impl IntoView {
    let context = use_state();
    provide_context(FormView {
        search: RwSignal::new(Search::default()),
        warnings: Memo::new(move |_| context.form(|form| form.hyperparams().warnings())),
    });
    let groups = Group::ALL.map(|group| view! { <GroupFold group /> });
    view! {
        <form class="panel form" on:submit=|event| event.prevent_default()>
            <div class="panel-head">
                <h2>"Hyperparameters"</h2>
                <button
                    id="reset-all"
                    type="button"
                    class="quiet"
                    title="Set every hyperparameter to its default; runs stay as they are"
                    on:click=move |_| context.fill_form(HyperParams::default())
                >
                    "Reset to defaults"
                </button>
            </div>
            <PresetChoice />
            <Exports />
            <SearchBox />
            <p class="hint-line" hidden=move || context.view(|view| view.shown) == View::Study>
                "A run in progress takes a new learning rate at once; all else is for the next run."
            </p>
            {groups.collect_view()}
        </form>
    }
}
