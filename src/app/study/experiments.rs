//! The post's experiments, with what it concluded.

use leptos::prelude::*;

use super::super::context::use_state;
use super::super::tools::PostLink;
use super::edited;
use super::programme::Unattended;
use crate::state::{EditorAction, Form};
use crate::study::experiments::{EXPERIMENTS, Experiment};

/// Fills editor and form with an experiment of the post.
#[component]
pub fn Experiments() -> impl IntoView {
    let context = use_state();
    let editor = edited(context);
    let found = Memo::new(move |_| {
        let found = |form: &Form| editor.with(|editor| editor.experiment(form.hyperparams()));
        context
            .form(found)
            .map(|(experiment, is_quick)| (experiment.key, is_quick))
    });
    let shown = Memo::new(move |_| Some(found.get()?.0));
    let is_quick = move || found.get().is_some_and(|(_, is_quick)| is_quick);
    let take = move |key: &str| {
        context.edit_study(Experiment::named(key).map_or(EditorAction::Clear, EditorAction::Take));
    };
    let set_quick = move |quick: bool| context.edit_study(EditorAction::SetQuick(quick));
    let option = move |experiment: &'static Experiment| {
        view! {
            <option value=experiment.key prop:selected=move || shown.get() == Some(experiment.key)>
                {experiment.name}
            </option>
        }
    };
    let said = move || shown.get().and_then(Experiment::named).map(about);
    view! {
        <div class="tool experiments">
            <label for="experiment">"Experiments of a post"</label>
            <div class="experiment-choice">
                <select id="experiment" on:change:target=move |event| take(&event.target().value())>
                    <option value="" prop:selected=move || shown.get().is_none()>
                        "A study of your own"
                    </option>
                    {EXPERIMENTS.iter().map(option).collect_view()}
                </select>
                <label class="toggle" hidden=move || shown.get().is_none()>
                    <input
                        id="quick"
                        type="checkbox"
                        prop:checked=is_quick
                        on:change:target=move |event| set_quick(event.target().checked())
                    />
                    "Quick: 10,000 images, batches scaled to match, half the epochs"
                </label>
            </div>
            <p class="help">"The post is " <PostLink /> "."</p>
            {said}
        </div>
        <Unattended />
    }
}

fn about(experiment: &'static Experiment) -> impl IntoView {
    view! {
        <p class="help">
            <strong>"The post: "</strong>
            {experiment.conclusion}
        </p>
        <p class="help">
            <strong>"Keep in mind: "</strong>
            {experiment.caveat}
        </p>
    }
}
