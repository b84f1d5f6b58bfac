//! A run in the table.

use leptos::prelude::*;

use super::context::{Context, use_state};
use super::inside::LookedInto;
use super::moment::Moment;
use super::theme::ShownTheme;
use crate::hyperparams::{Value, catalog::LEARNING_RATE};
use crate::protocol::RunId;
use crate::state::{Run, RunAction, RunCells};

/// What a cell shows of its run.
fn of_run<T: Clone + Default + PartialEq + Send + Sync + 'static>(
    context: Context,
    id: RunId,
    pick: impl Fn(&Run) -> T + Send + Sync + 'static,
) -> Memo<T> {
    Memo::new(move |_| context.runs(|it| it.runs.get(id).map(&pick).unwrap_or_default()))
}

#[component]
pub fn RunRowView(
    id: RunId,
    /// Above the first run of a group, what is said of it.
    heading: Signal<String>,
) -> impl IntoView {
    let context = use_state();
    let cells = Memo::new(move |_| {
        let cells =
            |it: &crate::state::State| it.runs.get(id).map(|run| RunCells::of(run, &it.runs));
        context.runs(cells).unwrap_or_default()
    });
    let cell = move |name: &'static str, head: &'static str, pick: fn(&RunCells) -> &String| {
        view! {
            <td data-cell=name data-head=head>
                {move || cells.with(|cells| pick(cells).clone())}
            </td>
        }
    };
    let hidden = of_run(context, id, |run| run.hidden);
    view! {
        <tr data-run=id.0.to_string() class:is-hidden=hidden>
            <td data-cell="shown" data-group=heading>
                <input
                    type="checkbox"
                    data-list="select"
                    value=id.0.to_string()
                    aria-label="Select this run"
                    prop:checked=move || context.view(|view| view.runs.is_selected(id))
                />
                <Swatch id hidden />
            </td>
            <td data-cell="name" data-head="Run">
                <Name id />
            </td>
            <td data-cell="differs" data-head="Differs">
                {move || cells.with(|cells| cells.differs.clone())}
                <ul class="marks">
                    {move || {
                        let marks = cells.with(|cells| cells.marks.clone());
                        marks.into_iter().map(|mark| view! { <li>{mark}</li> }).collect_view()
                    }}
                </ul>
            </td>
            {cell("final", "Final", |cells| &cells.last)}
            {cell("best", "Best", |cells| &cells.best)}
            {cell("epochs", "Epochs", |cells| &cells.epochs)}
            {cell("seconds", "Time", |cells| &cells.time)}
            <td data-cell="outcome" data-head="Outcome">
                {move || cells.with(|cells| cells.outcome.clone())}
                <Advice id />
            </td>
            {cell("device", "Device", |cells| &cells.device)}
            <td data-cell="actions">
                <Actions id />
            </td>
        </tr>
    }
}

/// The run's colour; pressed, the run is hidden or shown again.
#[component]
fn Swatch(id: RunId, hidden: Memo<bool>) -> impl IntoView {
    let context = use_state();
    let ShownTheme { colors, .. } = expect_context();
    let color = of_run(context, id, |run| run.color);
    let toggle = move |_| {
        context.run(RunAction::ToggleHidden(id));
    };
    view! {
        <button
            type="button"
            class="swatch"
            title="Hide or show this run"
            aria-label="Shown in the charts"
            aria-pressed=move || (!hidden.get()).to_string()
            style:color=move || colors.get().run(color.get()).css()
            on:click=toggle
        ></button>
    }
}

#[component]
fn Name(id: RunId) -> impl IntoView {
    let context = use_state();
    let name = of_run(context, id, |run| run.name.clone());
    let rename = move |name: String| {
        context.run(RunAction::Rename(id, name));
    };
    view! {
        <input
            type="text"
            class="name"
            title=move || name.get() + "; a word that begins with # is a tag"
            aria-label="Name of the run"
            autocomplete="off"
            spellcheck="false"
            prop:value=name
            on:change:target=move |event| rename(event.target().value())
        />
    }
}

/// After a run that diverged: a learning rate to try instead.
#[component]
fn Advice(id: RunId) -> impl IntoView {
    let context = use_state();
    let rate = of_run(context, id, Run::suggested_learning_rate);
    move || {
        rate.get().map(|rate| {
            view! {
                <button
                    type="button"
                    class="quiet advice"
                    on:click=move |_| context.edit(&LEARNING_RATE, rate)
                >
                    {format!("Try a learning rate of {}", Value::Number(rate))}
                </button>
            }
        })
    }
}

#[component]
fn Actions(id: RunId) -> impl IntoView {
    let context = use_state();
    let hyperparams = of_run(context, id, |run| run.hyperparams.clone());
    let (restored, copied) = (Moment::new(), Moment::new());
    let restore = move |_| {
        context.fill_form(hyperparams.get_untracked());
        restored.begin();
    };
    let is_foreign = of_run(context, id, |run| run.foreign.is_some());
    let LookedInto(looked_into, _) = expect_context();
    view! {
        <button
            type="button"
            class="quiet"
            hidden=is_foreign
            data-action="inside"
            title="See which digits this run's network gets wrong"
            on:click=move |_| looked_into.set(Some(id))
        >
            "Inside"
        </button>
        <button
            type="button"
            class="quiet"
            hidden=is_foreign
            data-action="restore"
            title="Put this run's settings into the form"
            on:click=restore
        >
            {restored.label("Restore", "In the form")}
        </button>
        <button
            type="button"
            class="quiet"
            hidden=is_foreign
            data-action="link"
            title="Copy a link to this run's settings"
            on:click=move |_| context.copy_link(hyperparams.get_untracked(), copied)
        >
            {copied.label("Link", "Copied")}
        </button>
        <button
            type="button"
            class="quiet"
            data-action="delete"
            title="Delete this run"
            on:click=move |_| context.run(RunAction::Delete(id))
        >
            "Delete"
        </button>
    }
}
