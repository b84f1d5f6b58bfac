//! The table of runs.

use leptos::prelude::*;
use web_sys::Event;

use super::bring::BRING;
use super::browser;
use super::context::{Context, use_state};
use super::kept_runs;
use super::models::LOAD;
use super::run_row::RunRowView;
use super::runs_tools::{RunsTools, hear};
use crate::export::{RunResults, runs_to_csv, runs_to_json};
use crate::metrics::Outcome;
use crate::state::{Run, RunColumn, State};

#[component]
pub fn RunsTable() -> impl IntoView {
    let context = use_state();
    let lines = Memo::new(move |_| {
        // How runs are listed is a part of the view.
        context.view(|_| ());
        context.runs(State::lines)
    });
    let heading = move |id| {
        lines.with(|lines| {
            let line = lines.iter().find(|line| line.run == id);
            line.map_or_else(String::new, |line| line.heading.clone())
        })
    };
    let count = move || context.runs(|it| it.runs.iter().count());
    let is_empty = move || count() == 0;
    let few = move || {
        context.view(|_| ());
        context.runs(State::needs_no_tools)
    };
    let are_all_selected = move || {
        context.view(|_| ());
        context.runs(State::are_all_selected)
    };
    let held_out = move || context.runs(|it| it.runs.held_out());
    let until = kept_runs::until();
    let class = move || {
        let left_out = |column: &RunColumn| !context.view(|view| view.runs.is_shown(*column));
        let left_out = RunColumn::ALL.into_iter().filter(left_out);
        left_out.fold("runs".to_owned(), |class, column| {
            format!("{class} no-{}", column.key())
        })
    };
    let hear = move |event: Event| hear(context, &event);
    view! {
        <section
            class="panel runs-panel"
            class:empty=is_empty
            class:few=few
            on:click=move |event| hear(event.into())
            on:change=hear
            on:input=hear
        >
            <div class="panel-head">
                <h2>"Runs"</h2>
                <span class="count">{held_out} " accuracy, newest first; gone when " {until}</span>
                <button
                    id="runs-csv"
                    type="button"
                    class="quiet"
                    title="Save every epoch as CSV, of the runs that are selected or else of all that are listed"
                    disabled=is_empty
                    on:click=move |_| save(context, "tuneground-runs.csv", "text/csv", runs_to_csv)
                >
                    "Save as CSV"
                </button>
                <button
                    id="runs-json"
                    type="button"
                    class="quiet"
                    title="Save the runs that are selected, or else all that are listed, with their settings and epochs as JSON"
                    disabled=is_empty
                    on:click=move |_| {
                        save(context, "tuneground-runs.json", "application/json", runs_to_json)
                    }
                >
                    "JSON"
                </button>
                <span inner_html=[BRING, LOAD].concat()></span>
            </div>
            <RunsTools />
            <table id="runs" class=class>
                <thead>
                    <tr>
                        <th scope="col">
                            <input
                                type="checkbox"
                                data-list="all"
                                aria-label="Select all runs that are listed"
                                prop:checked=are_all_selected
                            />
                            <span class="visually-hidden">"Shown"</span>
                        </th>
                        <th scope="col">"Run"</th>
                        {RunColumn::ALL.map(head).collect_view()}
                        <th scope="col">
                            <span class="visually-hidden">"Actions"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || lines.get() key=|line| line.run let(line)>
                        <RunRowView id=line.run heading=Signal::derive(move || heading(line.run)) />
                    </For>
                </tbody>
            </table>
            <p class="help none-found" hidden=move || is_empty() || !lines.with(Vec::is_empty)>
                "No run has all of these words."
            </p>
            <p class="empty-line">
                "No runs yet. Each press of Train adds one here, to compare with the next. They stay until " {until}
                "; as CSV or JSON they can be kept."
            </p>
        </section>
    }
}

/// Hands the runs that are meant to the visitor as a file.
fn save(context: Context, name: &str, kind: &str, written: fn(&[RunResults]) -> String) {
    let text = context.peek(|state| {
        let runs: Vec<RunResults> = state.meant_runs().into_iter().map(results).collect();
        written(&runs)
    });
    if !browser::download(name, kind, &text) {
        context.notify("The browser blocked saving the file.");
    }
}

fn results(run: &Run) -> RunResults<'_> {
    let outcome = run.came_to().filter(|_| run.loaded.is_none());
    RunResults {
        name: &run.name,
        hyperparams: run.foreign.is_none().then_some(&run.hyperparams),
        source: run.foreign.as_deref().or(run.loaded.as_deref()),
        history: &run.history,
        kept: run
            .kept_epoch()
            .filter(|_| run.foreign.is_none())
            .map(|kept| kept.epoch),
        state: outcome.map_or(run.short_state(), Outcome::name),
        outcome,
    }
}

/// A head that sorts when it is pressed.
fn head(column: RunColumn) -> impl IntoView {
    let context = use_state();
    let direction = move || context.view(|view| view.runs.direction(column));
    view! {
        <th scope="col" aria-sort=direction data-column=column.key()>
            <button type="button" class="quiet" data-list="press" value=column.key()>
                {column.head()}
            </button>
        </th>
    }
}
