//! Where to start from, and where to find something.

use leptos::prelude::*;

use super::context::use_state;
use super::form_view::FormView;
use crate::hyperparams::catalog::DATA;
use crate::hyperparams::presets::{POST_ADDRESS, POST_AUTHOR, POST_TITLE, PRESETS, Preset};
use crate::state::{Action, Enabling, FormAction, Search};

/// In the place of what a preset says, so that nothing below moves when a setting is changed.
const NO_LESSON: &str =
    "Each row says what it does; its “More” says when to reach for it, and shows it.";

/// Fills the form with a preset, and says what there is to see in it while the form says just that.
#[component]
pub fn PresetChoice() -> impl IntoView {
    let context = use_state();
    let shown = Memo::new(move |_| {
        let preset = context.form(|form| Preset::of(form.hyperparams()));
        preset.map(|preset| preset.key)
    });
    let choose = move |key: String| {
        if let Some(preset) = Preset::named(&key) {
            let filled = context.peek(|it| preset.in_place_of(it.form.hyperparams()));
            context.fill_form(filled);
        }
    };
    let option = move |preset: &'static Preset| {
        view! {
            <option value=preset.key prop:selected=move || shown.get() == Some(preset.key)>
                {preset.name}
            </option>
        }
    };
    // Of other images nothing is known.
    let is_mnist =
        Memo::new(move |_| context.form(|form| form.value(&DATA).to_string().is_empty()));
    let lesson = move || {
        let preset = shown.get().and_then(Preset::named);
        let preset = preset.filter(|_| is_mnist.get());
        let post = preset.filter(|preset| preset.key == "the_post");
        view! {
            {preset.map_or(NO_LESSON, |preset| preset.lesson)}
            {post.map(|_| view! { " From " <PostLink /> "." })}
        }
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

/// The post, by its title and author.
#[component]
pub fn PostLink() -> impl IntoView {
    view! {
        <a href=POST_ADDRESS>"“" {POST_TITLE} "”"</a>
        " by "
        {POST_AUTHOR}
    }
}

/// Leaves only the rows that are looked for.
#[component]
pub fn SearchBox() -> impl IntoView {
    let context = use_state();
    let FormView { search, .. } = expect_context();
    let note = move || context.form(|form| search.with(|search| search.note(form)));
    let offered =
        Memo::new(move |_| context.form(|form| search.with(|search| search.enablings(form))));
    // A row that is out of play is one button away.
    let offer = move |enabling: Enabling| {
        let said = enabling.said();
        view! {
            <button
                type="button"
                data-key=enabling.row.key
                on:click=move |_| context.send(Action::Form(FormAction::Enable(enabling.clone())))
            >
                {said}
            </button>
        }
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
            <div id="search-enable" class="exports">
                {move || offered.get().into_iter().map(offer).collect_view()}
            </div>
        </div>
    }
}
