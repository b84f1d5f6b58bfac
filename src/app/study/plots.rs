//! Plots of all of a study's results, those that somebody has opened.

use leptos::prelude::*;

use super::super::browser;
use super::super::context::{Context, use_state};
use super::plot_figure::PlotFigure;
use super::plotter::Plotter;
use super::read;
use crate::charts::escaped;
use crate::protocol::Plot;
use crate::state::studies::{ActiveStudy, StudyId};
use crate::state::{Action, PlotChoice, PlotsView, State, ViewAction};

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
pub fn Plots(
    id: StudyId,
    /// Whether it was trained elsewhere.
    #[prop(optional)]
    is_foreign: bool,
) -> impl IntoView {
    let context = use_state();
    let view = Memo::new(move |_| context.view(|view| view.plots.of(id)));
    let (varying, offered) = context.peek(|state| offered(state, id));
    let has_begun = Memo::new(move |_| {
        let counts = read(context, |active: &ActiveStudy| active.study.counts());
        is_foreign || counts.is_some_and(|counts| counts.running + counts.ended() > 0)
    });
    let varying = StoredValue::new(varying);
    // Names of elements are of one study.
    let prefix = if is_foreign {
        format!("{id}-")
    } else {
        String::new()
    };
    let plotter = Plotter::new();
    Effect::new(move || {
        if view.with(|view| view.open.is_empty()) {
            plotter.rest();
        }
    });
    let others = Memo::new(move |_| context.studies(|state| against(state, id)));
    let chips = offered.iter().map(|plot| {
        view! { <Chip id plot=*plot view prefix=prefix.clone() /> }
    });
    let chips = chips.collect_view();
    let open = Memo::new(move |_| {
        let open = view.with(|view| view.open.clone());
        let offered = offered.iter().copied();
        offered
            .filter(|plot| open.contains(plot))
            .collect::<Vec<_>>()
    });
    view! {
        <section class="panel" aria-label="Plots" hidden=move || !has_begun.get()>
            <div class="panel-head">
                <h2>"Plots"</h2>
                <div class="plot-choice" role="group" aria-label="Plots to show">
                    {chips}
                </div>
                <span class="plot-options" data-study=id.to_string() inner_html=others></span>
            </div>
            <p class="help" hidden=move || is_foreign || !open.with(Vec::is_empty)>
                "Open one or more: what you point at in one is lit in all of them, in the table and in the curves above."
            </p>
            <div class="plots">
                <For
                    each=move || open.get()
                    key=|plot| *plot
                    children=move |plot| view! { <PlotFigure plot id is_foreign prefix=prefix.clone() view plotter varying /> }
                />
            </div>
        </section>
    }
    .into_any()
}

/// What its hyperparameters are called that vary, and the plots that there is something for.
fn offered(state: &State, id: StudyId) -> (Vec<String>, Vec<Plot>) {
    if let Some(study) = state.studies.foreign(id) {
        let plots = study.found.plots.split(' ').filter_map(Plot::named);
        let axes = study.found.axes.lines().map(str::to_owned);
        return (axes.collect(), plots.collect());
    }
    let varying = state.studies.active().map(|active| {
        let rows = active.study.plan().definition().varying().into_iter();
        rows.map(|row| row.label.to_owned()).collect::<Vec<_>>()
    });
    let varying = varying.unwrap_or_default();
    let has_two = varying.len() > 1;
    let mut plots = Plot::ALL.to_vec();
    plots.retain(|plot| has_two || !plot.is_over_two());
    (varying, plots)
}

/// A choice of another study to show in the same plots, as text: views are more to download.
fn against(state: &State, id: StudyId) -> String {
    let others = state.studies.others(id);
    if others.is_empty() {
        return String::new();
    }
    let against = state.view.plots.of(id).against;
    let mut html =
        "<label>Compare with <select data-compare><option value=\"\">no other study</option>"
            .to_owned();
    for (other, name) in others {
        let selected = if against == Some(other) {
            " selected"
        } else {
            ""
        };
        html += &format!(
            "<option value=\"{other}\"{selected}>{}</option>",
            escaped(name)
        );
    }
    html + "</select></label>"
}

/// Opens a plot, or closes it.
#[component]
fn Chip(id: StudyId, plot: Plot, view: Memo<PlotsView>, prefix: String) -> impl IntoView {
    let context = use_state();
    let is_open = move || view.with(|view| view.is_open(plot)).to_string();
    let press = move |_| {
        let choice = PlotChoice::Toggle(plot);
        context.send(Action::View(ViewAction::Plot(id, choice)));
    };
    view! {
        <button id=format!("{prefix}open-{}", plot.name()) type="button" aria-pressed=is_open on:click=press>
            {plot.label()}
        </button>
    }
}
