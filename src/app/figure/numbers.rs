//! What is drawn as a table, for those who do not see it, and for those who want the numbers.

use leptos::prelude::*;

use crate::app::context::use_state;
use crate::state::{FigureTable, State};

/// Written when somebody opens it.
#[component]
pub fn Numbers() -> impl IntoView {
    let context = use_state();
    let is_open = RwSignal::new(false);
    let tables = move || {
        let tables = is_open.get().then(|| context.runs(State::figure_tables));
        tables.map(|tables| tables.into_iter().map(table).collect_view())
    };
    view! {
        <details
            class="numbers"
            on:toggle:target=move |event| is_open.set(event.target().open())
        >
            <summary>"The numbers"</summary>
            <div class="scroll" tabindex="0" role="group" aria-label="The numbers">
                {tables}
            </div>
        </details>
    }
}

fn table(table: FigureTable) -> AnyView {
    let heads = table.heads.into_iter().map(|text| cell("col", text));
    let row = |cells: Vec<String>| {
        let scopes = std::iter::once("row").chain(std::iter::repeat(""));
        let cells = cells.into_iter().zip(scopes);
        let cells = cells.map(|(text, scope)| cell(scope, text));
        view! { <tr>{cells.collect_view()}</tr> }.into_any()
    };
    view! {
        <table>
            <caption>{table.caption}</caption>
            <tbody>
                <tr>{heads.collect_view()}</tr>
                {table.rows.into_iter().map(row).collect_view()}
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
