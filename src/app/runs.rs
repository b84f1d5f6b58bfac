//! The table of runs.

use leptos::prelude::*;

use super::bring::BRING;
use super::browser;
use super::context::{Context, use_state};
use super::run_row::RunRowView;
use crate::export::{RunResults, runs_to_csv, runs_to_json};
use crate::metrics::Outcome;
use crate::protocol::RunId;
use crate::state::Run;

#[component]
pub fn RunsTable() -> impl IntoView {
    let context = use_state();
    let ids = Memo::new(move |_| {
        let ids = |it: &crate::state::State| it.runs.iter().rev().map(|run| run.id).collect();
        context.runs::<Vec<RunId>>(ids)
    });
    let held_out = move || context.runs(|it| it.runs.held_out());
    let heads = [
        "Shown",
        "Run",
        "What differs",
        "Final",
        "Best",
        "Epochs",
        "Time",
        "Outcome",
        "Device",
        "Actions",
    ];
    view! {
        <section class="panel runs-panel" class:empty=move || ids.with(Vec::is_empty)>
            <div class="panel-head">
                <h2>"Runs"</h2>
                <span class="count">{held_out} " accuracy, newest first; gone when the tab is closed"</span>
                <button
                    id="runs-csv"
                    type="button"
                    class="quiet"
                    title="Save every epoch of these runs as CSV"
                    disabled=move || ids.with(Vec::is_empty)
                    on:click=move |_| save(context, "tuneground-runs.csv", "text/csv", runs_to_csv)
                >
                    "Save as CSV"
                </button>
                <button
                    id="runs-json"
                    type="button"
                    class="quiet"
                    title="Save these runs, with all their settings and epochs, as JSON"
                    disabled=move || ids.with(Vec::is_empty)
                    on:click=move |_| {
                        save(context, "tuneground-runs.json", "application/json", runs_to_json)
                    }
                >
                    "JSON"
                </button>
                <span inner_html=BRING></span>
            </div>
            <table id="runs" class="runs">
                <thead>
                    <tr>{heads.map(head).collect_view()}</tr>
                </thead>
                <tbody>
                    <For each=move || ids.get() key=|id| *id let(id)>
                        <RunRowView id />
                    </For>
                </tbody>
            </table>
            <p class="empty-line">
                "No runs yet. Each press of Train adds one here, to compare with the next. They stay until the tab is closed; as CSV or JSON they can be kept."
            </p>
        </section>
    }
}

/// Hands all runs to the visitor as a file.
fn save(context: Context, name: &str, kind: &str, written: fn(&[RunResults]) -> String) {
    let text = context.peek(|state| {
        let runs: Vec<RunResults> = state.runs.iter().map(results).collect();
        written(&runs)
    });
    if !browser::download(name, kind, &text) {
        context.notify("The browser blocked saving the file.");
    }
}

fn results(run: &Run) -> RunResults<'_> {
    let outcome = run.came_to();
    RunResults {
        name: &run.name,
        hyperparams: run.foreign.is_none().then_some(&run.hyperparams),
        source: run.foreign.as_deref(),
        history: &run.history,
        kept: run
            .kept_epoch()
            .filter(|_| run.foreign.is_none())
            .map(|kept| kept.epoch),
        state: outcome.map_or(run.short_state(), Outcome::name),
        outcome,
    }
}

/// What a look at the column tells is written for those who do not see it.
fn head(name: &'static str) -> impl IntoView {
    let is_plain = matches!(name, "Shown" | "Actions");
    view! {
        <th scope="col">
            <span class:visually-hidden=is_plain>{name}</span>
        </th>
    }
}
