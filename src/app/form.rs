//! The hyperparameters, by group.

use leptos::prelude::*;

use super::desk::{Desk, use_desk};
use super::field::Field;
use crate::hyperparams::{CATALOG, Group, HyperParams, Row};
use crate::state::complaint;

#[component]
pub fn FormPanel() -> impl IntoView {
    let desk = use_desk();
    let groups = Group::ALL.map(|group| view! { <Fold group /> });
    view! {
        <form class="panel form" on:submit=|event| event.prevent_default()>
            <div class="panel-head">
                <h2>"Hyperparameters"</h2>
                <button
                    id="reset-all"
                    type="button"
                    class="quiet"
                    on:click=move |_| desk.fill_form(HyperParams::default())
                >
                    "Reset all"
                </button>
            </div>
            <p class="hint-line">
                "A run in progress takes a new learning rate at once; all else is for the next run."
            </p>
            {groups.collect_view()}
        </form>
    }
}

/// A group's rows under a heading that says how many differ from their defaults.
#[component]
fn Fold(group: Group) -> impl IntoView {
    let desk = use_desk();
    let changed = Memo::new(move |_| desk.form.with(|form| form.changed_in(group)));
    let count = move || match changed.get() {
        0 => String::new(),
        changed => format!("{changed} changed"),
    };
    let rows = CATALOG.iter().copied().filter(|row| row.group == group);
    view! {
        <details open class="fold">
            <summary>
                <h3>{group.label()}</h3>
                <span class="count">{count}</span>
            </summary>
            {rows.map(|row| view! { <RowView row /> }).collect_view()}
        </details>
    }
}

/// A row, while it applies.
#[component]
fn RowView(row: &'static Row) -> impl IntoView {
    let desk = use_desk();
    let applies = move || desk.form.with(|form| form.applies(row));
    view! {
        <Show when=applies>
            <RowBody row desk />
        </Show>
    }
}

#[component]
fn RowBody(row: &'static Row, desk: Desk) -> impl IntoView {
    let id = format!("hp-{}", row.key);
    let is_changed = Memo::new(move |_| desk.form.with(|form| form.is_changed(row)));
    let error = Memo::new(move |_| desk.form.with(|form| form.error(row)));
    let sentence = move || error.get().map(|error| complaint(&error));
    let reset = move |_| {
        desk.edit(row, row.default.value());
        // Its default may depend on other choices, and then follows them again.
        desk.form.update(|form| form.reset(row));
        desk.settle(row);
    };
    view! {
        <div class="row" class:wrong=move || error.with(Option::is_some)>
            <div class="row-head">
                <label for=id.clone()>{row.label}</label>
                <button
                    id=format!("{id}-reset")
                    type="button"
                    class="icon"
                    title="Back to the default"
                    aria-label=format!("Reset {} to its default", row.label)
                    class:invisible=move || !is_changed.get()
                    on:click=reset
                >
                    "↺"
                </button>
            </div>
            <Field row error />
            <p class="error" id=format!("{id}-error")>{sentence}</p>
            <p class="help" id=format!("{id}-help")>
                {row.help}
                " "
                <a href=row.keras aria-label=format!("Keras on {}", row.label)>"Keras"</a>
            </p>
        </div>
    }
}
