//! The curves as a table, for those who do not see them, and for those who want the numbers.

use leptos::prelude::*;

use crate::app::context::use_state;
use crate::state::{State, text};

/// A row an epoch, a column a run; written when somebody opens it.
#[component]
pub fn Numbers() -> impl IntoView {
    let context = use_state();
    let is_open = RwSignal::new(false);
    let table = move || is_open.get().then(|| context.runs(table));
    view! {
        <details
            class="numbers"
            on:toggle:target=move |event| is_open.set(event.target().open())
        >
            <summary>"The numbers"</summary>
            <div class="scroll" tabindex="0" role="group" aria-label="The numbers">
                {table}
            </div>
        </details>
    }
}

fn table(state: &State) -> AnyView {
    let runs = state.shown_runs();
    let epochs = runs.iter().map(|run| run.history.epochs.len()).max();
    let caption = format!("{} accuracy by epoch", state.held_out_shown());
    let names = runs.iter().map(|run| cell("col", run.name.to_owned()));
    let head = std::iter::once(cell("col", "Epoch".to_owned())).chain(names);
    let row = |at: usize| {
        let value = |run: &crate::state::ShownRun| {
            let epoch = run.history.epochs.get(at);
            epoch.map_or_else(String::new, |epoch| text::percent(epoch.val_accuracy))
        };
        let values = runs.iter().map(|run| cell("", value(run)));
        let cells = std::iter::once(cell("row", (at + 1).to_string())).chain(values);
        view! { <tr>{cells.collect_view()}</tr> }.into_any()
    };
    let rows = (0..epochs.unwrap_or_default()).map(row).collect_view();
    view! {
        <table>
            <caption>{caption}</caption>
            <tbody>
                <tr>{head.collect_view()}</tr>
                {rows}
            </tbody>
        </table>
    }
    .into_any()
}

/// A cell; the head of a row or a column, where there is a scope.
fn cell(scope: &'static str, text: String) -> AnyView {
    match scope {
        "" => view! { <td>{text}</td> }.into_any(),
        _ => view! { <th scope=scope>{text}</th> }.into_any(),
    }
}
