//! Plots of all of a study's results, those that somebody has opened.

use leptos::prelude::*;

use super::super::browser;
use super::super::context::{Context, use_state};
use super::plot_figure::PlotFigure;
use super::plotter::Plotter;
use super::read;
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
    let offered = StoredValue::new(offered);
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
    let open = Memo::new(move |_| view.with(|view| view.open.clone()));
    let shown = move || {
        let open = open.get();
        Plot::ALL
            .into_iter()
            .filter(move |plot| open.contains(plot) && offered.with_value(|it| it.contains(plot)))
    };
    let chips = offered.get_value().into_iter();
    let chips = chips.map(|plot| view! { <Chip id plot view prefix=prefix.clone() /> });
    let chips = chips.collect_view();
    view! {
        <section class="panel" aria-label="Plots" hidden=move || !has_begun.get()>
            <div class="panel-head">
                <h2>"Plots"</h2>
                <div class="plot-choice" role="group" aria-label="Plots to show">
                    {chips}
                </div>
                <Against id view />
            </div>
            <p class="help" hidden=move || is_foreign || shown().next().is_some()>
                "Open one or more: what you point at in one is lit in all of them, in the table and in the curves above."
            </p>
            <div class="plots">
                <For
                    each=shown
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
        let plots = study.found.plots.iter().filter_map(|it| Plot::named(it));
        return (study.found.axes.clone(), plots.collect());
    }
    let varying = state.studies.active().map(|active| {
        let rows = active.study.plan().definition().varying().into_iter();
        rows.map(|row| row.label.to_owned()).collect::<Vec<_>>()
    });
    let varying = varying.unwrap_or_default();
    let has_two = varying.len() > 1;
    let plots = Plot::ALL
        .into_iter()
        .filter(|plot| has_two || !plot.is_over_two());
    (varying, plots.collect())
}

/// Another study to show in the same plots.
#[component]
fn Against(id: StudyId, view: Memo<PlotsView>) -> impl IntoView {
    let context = use_state();
    let others = Memo::new(move |_| context.studies(|state| state.studies.others(id)));
    let choose = move |of: String| {
        let choice = PlotChoice::Against(of.parse().ok());
        context.send(Action::View(ViewAction::Plot(id, choice)));
    };
    let options = move || {
        let against = view.get_untracked().against;
        let option = |(other, name): (StudyId, String)| {
            view! {
                <option value=other.to_string() selected=against == Some(other)>
                    {name}
                </option>
            }
        };
        others.get().into_iter().map(option).collect_view()
    };
    view! {
        <label class="plot-options" hidden=move || others.with(Vec::is_empty)>
            "Compare with"
            <select data-compare on:change:target=move |event| choose(event.target().value())>
                <option value="">"no other study"</option>
                {options}
            </select>
        </label>
    }
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
