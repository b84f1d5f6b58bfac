//! Small multiples: a panel per setting, drawn anew only when something of it changes.

use std::ops::Range;

use leptos::html::Div;
use leptos::prelude::*;

use super::super::context::use_state;
use super::super::sight::Sight;
use super::panel_figure::{Enlarged, PanelFigure};
use super::panels_view::PanelsView;
use super::print::Printed;
use super::{Later, read, read_untracked};
use crate::state::studies::{ActiveStudy, GridShape, shape};
use crate::state::{PanelSwitch, PanelSwitches};

/// How many panels are put on the page at once.
const PORTION: usize = 50;

#[component]
pub fn Panels() -> impl IntoView {
    let context = use_state();
    let view = PanelsView::new(context);
    provide_context(view);
    let grid = read_untracked(context, |active| shape(active.study.plan()));
    let settings = Memo::new(move |_| {
        let count = |active: &ActiveStudy| active.study.plan().settings().len();
        read(context, count).unwrap_or_default()
    });
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
                style:grid-template-columns=columns
            >
                {portions(0, settings)}
            </div>
        </section>
    }
}

/// The panels from a first one on, in portions. What is there stays as it is when more settings are drawn.
fn portions(first: usize, settings: Memo<usize>) -> AnyView {
    let end = settings.get_untracked().min(first + PORTION);
    let has_more = Memo::new(move |_| settings.get() > end);
    let more = move || has_more.get().then(|| portions(end, settings));
    (view! { <Portion settings=first..end /> }, more).into_any()
}

/// Some panels, put on the page in a task of their own.
#[component]
fn Portion(settings: Range<usize>) -> impl IntoView {
    view! {
        <Later>
            <Places settings=settings.clone() />
        </Later>
    }
}

#[component]
fn Places(settings: Range<usize>) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let sight = Sight::of_children(place, settings.clone());
    view! {
        <div class="portion" node_ref=place>
            {settings.map(|at| view! { <PanelFigure at sight /> }).collect_view()}
        </div>
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
    let is_on = move |of: fn(&PanelSwitches) -> bool| move || view.switches.with(of);
    let stretch = move || match view.switches.with(|on| on.loss) {
        true => "Log scale",
        false => "Zoom to fit",
    };
    let switch = |id: &'static str, label: AnyView, switch: PanelSwitch, is_on: Signal<bool>| {
        view! {
            <label class="toggle">
                <input
                    id=id
                    type="checkbox"
                    prop:checked=is_on
                    on:change:target=move |event| view.switch(switch, event.target().checked())
                />
                {label}
            </label>
        }
    };
    let is_loss = Signal::derive(is_on(|on| on.loss));
    let is_stretched = Signal::derive(is_on(|on| on.stretched));
    let is_best_only = Signal::derive(is_on(|on| on.best_only));
    let best_only = "Dim all but the best 3".into_any();
    view! {
        <div class="switches">
            {switch("panels-loss", "Loss".into_any(), PanelSwitch::Loss, is_loss)}
            {switch("panels-stretch", stretch.into_any(), PanelSwitch::Stretched, is_stretched)}
            {switch("panels-best", best_only, PanelSwitch::BestOnly, is_best_only)}
        </div>
    }
}
