//! The table of runs.

use leptos::prelude::*;

use super::context::use_state;
use super::run_row::RunRowView;
use crate::protocol::RunId;

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
                <span class="count">{held_out} " accuracy, newest first"</span>
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
                "No runs yet. Each press of Train adds one here, to compare with the next."
            </p>
        </section>
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
