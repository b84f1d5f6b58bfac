//! Where to start from, and where to find something.

use leptos::prelude::*;

use super::desk::use_desk;
use super::form::FormView;
use crate::hyperparams::presets::{PRESETS, Preset};
use crate::state::Search;

/// Fills the form with a preset, and says what there is to see in it while the form says just that.
#[component]
pub fn PresetChoice() -> impl IntoView {
    let desk = use_desk();
    let shown = Memo::new(move |_| {
        let preset = desk.form.with(|form| Preset::of(form.hyperparams()));
        preset.map(|preset| preset.key)
    });
    let choose = move |key: String| {
        if let Some(preset) = Preset::named(&key) {
            desk.fill_form(preset.hyperparams());
        }
    };
    let option = move |preset: &'static Preset| {
        view! {
            <option value=preset.key prop:selected=move || shown.get() == Some(preset.key)>
                {preset.name}
            </option>
        }
    };
    let lesson = move || {
        shown
            .get()
            .and_then(Preset::named)
            .map(|preset| preset.lesson)
    };
    view! {
        <div class="tool">
            <label for="preset">"Preset"</label>
            <select
                id="preset"
                aria-describedby="preset-lesson"
                on:change:target=move |event| choose(event.target().value())
            >
                <option value="" disabled prop:selected=move || shown.get().is_none()>
                    "Your own settings"
                </option>
                {PRESETS.iter().map(option).collect_view()}
            </select>
            <p id="preset-lesson" class="help">
                {lesson}
            </p>
        </div>
    }
}

/// Leaves only the rows that are looked for.
#[component]
pub fn SearchBox() -> impl IntoView {
    let desk = use_desk();
    let FormView { search, .. } = expect_context();
    let note = move || {
        desk.form
            .with(|form| search.with(|search| search.note(form)))
    };
    view! {
        <div class="tool">
            <input
                id="search"
                type="search"
                placeholder="Search, e.g. weight decay"
                aria-label="Search the hyperparameters"
                autocomplete="off"
                spellcheck="false"
                on:input:target=move |event| search.set(Search::new(&event.target().value()))
            />
            <p id="search-note" class="help" role="status">
                {note}
            </p>
        </div>
    }
}
