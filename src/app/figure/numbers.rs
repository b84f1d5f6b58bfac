//! The curves as a table, for those who do not see them, and for those who want the numbers.

use leptos::prelude::*;

use crate::app::context::use_state;
use crate::state::text;

/// A row an epoch, a column a run; written when somebody opens it.
#[component]
pub fn Numbers() -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <details
            class="numbers"
            on:toggle:target=move |event| is_open.set(event.target().open())
        >
            <summary>"The numbers"</summary>
            {move || is_open.get().then(|| view! { <Table /> })}
        </details>
    }
}

#[component]
fn Table() -> impl IntoView {
    let context = use_state();
    let runs = Memo::new(move |_| {
        context.runs(|it| {
            let runs = it.shown_runs().into_iter();
            let of = |run: crate::state::ShownRun| {
                let epochs = run.history.epochs.iter();
                let accuracies = epochs.map(|epoch| text::percent(epoch.val_accuracy));
                (run.name.to_owned(), accuracies.collect::<Vec<_>>())
            };
            runs.map(of).collect::<Vec<_>>()
        })
    });
    let held_out = move || context.runs(|it| it.held_out_shown());
    let heads = move || {
        let runs = runs.get().into_iter();
        runs.map(|(name, _)| view! { <th scope="col">{name}</th> })
            .collect_view()
    };
    let rows = move || {
        let runs = runs.get();
        let most = runs
            .iter()
            .map(|(_, epochs)| epochs.len())
            .max()
            .unwrap_or_default();
        let row = |at: usize| {
            let cells = runs.iter().map(|(_, epochs)| {
                let value = epochs.get(at).cloned();
                view! { <td>{value}</td> }
            });
            view! {
                <tr>
                    <th scope="row">{at + 1}</th>
                    {cells.collect_view()}
                </tr>
            }
        };
        (0..most).map(row).collect_view()
    };
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label="The numbers">
            <table>
                <caption>{held_out} " accuracy by epoch"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Epoch"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
