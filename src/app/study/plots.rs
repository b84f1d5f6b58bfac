//! Plots of all of a study's results, those that somebody has opened.

use leptos::prelude::*;

use super::super::browser;
use super::super::context::{Context, use_state};
use super::plot_figure::PlotFigure;
use super::plotter::Plotter;
use super::{read, read_untracked};
use crate::protocol::Plot;
use crate::state::studies::ActiveStudy;
use crate::state::{Action, PlotChoice, PlotsView, ViewAction};

const KEY: &str = "tuneground-plots";

/// Tells the state which plots were open on earlier visits, and keeps which are from now on.
pub fn remember(context: Context) {
    if let Some(kept) = browser::kept(KEY) {
        context.send(Action::View(ViewAction::RememberPlots(kept)));
    }
    let text = Memo::new(move |_| context.view(|view| view.plots.to_keep()));
    Effect::new(move || browser::keep(KEY, &text.get()));
}

#[component]
pub fn Plots() -> impl IntoView {
    let context = use_state();
    let Some(id) = untrack(|| read(context, |active| active.id)) else {
        return ().into_any();
    };
    let view = Memo::new(move |_| context.view(|view| view.plots.of(id)));
    let varying = read_untracked(context, |active| {
        let rows = active.study.plan().definition().varying().into_iter();
        rows.map(|row| row.label).collect::<Vec<_>>()
    });
    let has_begun = Memo::new(move |_| {
        let counts = read(context, |active: &ActiveStudy| active.study.counts());
        counts.is_some_and(|counts| counts.running + counts.ended() > 0)
    });
    let has_two = varying.len() > 1;
    let offered = move |plot: &Plot| has_two || !plot.is_over_two();
    let varying = StoredValue::new(varying);
    let plotter = Plotter::new();
    Effect::new(move || {
        if view.with(|view| view.open.is_empty()) {
            plotter.rest();
        }
    });
    let open = Memo::new(move |_| view.with(|view| view.open.clone()));
    let shown = move || {
        let open = open.get();
        Plot::ALL
            .into_iter()
            .filter(move |plot| open.contains(plot) && offered(plot))
    };
    view! {
        <section class="panel" aria-label="Plots" hidden=move || !has_begun.get()>
            <div class="panel-head">
                <h2>"Plots"</h2>
                <div class="plot-choice" role="group" aria-label="Plots to show">
                    {Plot::ALL.into_iter().filter(offered).map(|plot| view! { <Chip plot view /> }).collect_view()}
                </div>
            </div>
            <p class="help" hidden=move || shown().next().is_some()>
                "Open one or more: what you point at in one is lit in all of them, in the table and in the curves above."
            </p>
            <div class="plots">
                <For
                    each=shown
                    key=|plot| *plot
                    children=move |plot| view! { <PlotFigure plot view plotter varying /> }
                />
            </div>
        </section>
    }
    .into_any()
}

/// Opens a plot, or closes it.
#[component]
fn Chip(plot: Plot, view: Memo<PlotsView>) -> impl IntoView {
    let context = use_state();
    let is_open = move || view.with(|view| view.is_open(plot)).to_string();
    let press = move |_| {
        let choice = PlotChoice::Toggle(plot);
        context.send(Action::View(ViewAction::Plot(choice)));
    };
    view! {
        <button id=format!("open-{}", plot.name()) type="button" aria-pressed=is_open on:click=press>
            {plot.label()}
        </button>
    }
}
