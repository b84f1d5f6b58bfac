//! Small multiples: a panel per setting, drawn anew only when something of it changes.

use leptos::html::Div;
use leptos::prelude::*;

use super::super::context::use_state;
use super::super::sight::Sight;
use super::panel_figure::{Enlarged, PanelFigure};
use super::panels_view::PanelsView;
use super::print::Printed;
use super::read_untracked;
use crate::charts::Quantity;
use crate::state::studies::{GridShape, shape};

#[component]
pub fn Panels() -> impl IntoView {
    let context = use_state();
    let view = PanelsView::new(context);
    provide_context(view);
    let grid = read_untracked(context, |active| shape(active.study.plan()));
    let settings = read_untracked(context, |active| active.study.plan().settings().len());
    let place = NodeRef::<Div>::new();
    let sight = Sight::of_children(place, settings);
    let columns = match grid.columns {
        0 => "repeat(auto-fill, minmax(min(100%, 210px), 1fr))".to_owned(),
        columns => format!("repeat({columns}, minmax(0, 1fr))"),
    };
    view! {
        <section class="panel" aria-label="Curves of the settings">
            <div class="panel-head">
                <h2>"Settings"</h2>
                <Switches />
            </div>
            <Enlarged />
            <Heads grid />
            <Printed />
            <div
                id="panels"
                class="multiples"
                node_ref=place
                style:grid-template-columns=columns
            >
                {(0..settings).map(|at| view! { <PanelFigure at sight /> }).collect_view()}
            </div>
        </section>
    }
}

/// What rows and columns stand for.
#[component]
fn Heads(grid: GridShape) -> impl IntoView {
    let said = match (grid.row_heads.first(), grid.column_heads.first()) {
        (Some(row), Some(column)) => {
            let key = |head: &str| head.split('=').next().unwrap_or_default().to_owned();
            Some(format!("Rows: {}. Columns: {}.", key(row), key(column)))
        }
        _ => None,
    };
    said.map(|said| view! { <p class="help">{said}</p> })
}

#[component]
fn Switches() -> impl IntoView {
    let view: PanelsView = expect_context();
    let is_loss = move || view.quantity.get() == Quantity::Loss;
    let choose = move |loss: bool| {
        view.quantity.set(if loss {
            Quantity::Loss
        } else {
            Quantity::Accuracy
        });
    };
    let stretch = move || {
        if is_loss() {
            "Log scale"
        } else {
            "Zoom to fit"
        }
    };
    let switch = |id: &'static str, label: AnyView, is_on: Signal<bool>, set: Callback<bool>| {
        view! {
            <label class="toggle">
                <input
                    id=id
                    type="checkbox"
                    prop:checked=is_on
                    on:change:target=move |event| set.run(event.target().checked())
                />
                {label}
            </label>
        }
    };
    view! {
        <div class="switches">
            {switch(
                "panels-loss",
                "Loss".into_any(),
                Signal::derive(is_loss),
                Callback::new(choose),
            )}
            {switch(
                "panels-stretch",
                stretch.into_any(),
                view.stretched.into(),
                Callback::new(move |on| view.stretched.set(on)),
            )}
            {switch(
                "panels-best",
                "Dim all but the best 3".into_any(),
                view.best_only.into(),
                Callback::new(move |on| view.best_only.set(on)),
            )}
        </div>
    }
}
