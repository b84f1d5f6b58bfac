//! What can be chosen of a plot.

use leptos::prelude::*;

use super::super::context::use_state;
use crate::protocol::Plot;
use crate::state::studies::StudyId;
use crate::state::{Action, PlotChoice, PlotsView, ViewAction};

#[component]
pub fn Options(
    plot: Plot,
    id: StudyId,
    view: Memo<PlotsView>,
    varying: StoredValue<Vec<String>>,
) -> impl IntoView {
    let context = use_state();
    let choose = move |choice| context.send(Action::View(ViewAction::Plot(id, choice)));
    let switch =
        move |label: &'static str, is_on: fn(&PlotsView) -> bool, of: fn(bool) -> PlotChoice| {
            view! {
                <label class="toggle">
                    <input
                        type="checkbox"
                        prop:checked=move || view.with(is_on)
                        on:change:target=move |event| choose(of(event.target().checked()))
                    />
                    {label}
                </label>
            }
        };
    let axis = move |at: usize, label: &'static str| {
        let options = varying.get_value().into_iter().enumerate();
        let options = options.map(|(to, name)| {
            let is_chosen = move || view.with(|view| view.axes()[at] == to);
            view! {
                <option value=to selected=is_chosen>
                    {name}
                </option>
            }
        });
        let change = move |value: String| {
            if let Ok(to) = value.parse() {
                choose(PlotChoice::Axis(at, to));
            }
        };
        view! {
            <select aria-label=label data-axis=at on:change:target=move |event| change(event.target().value())>
                {options.collect_view()}
            </select>
        }
    };
    let is_over_two = plot.is_over_two().then(|| {
        view! {
            {axis(0, "Across")}
            {axis(1, "Up")}
        }
    });
    let is_of_results = (plot == Plot::Edf).then(|| {
        let names = varying.get_value().into_iter();
        let options = names.enumerate().map(|(axis, name)| {
            let is_chosen = move || view.with(|view| view.split == Some(axis));
            view! {
                <option value=axis selected=is_chosen>
                    "by " {name}
                </option>
            }
        });
        let change = move |value: String| choose(PlotChoice::Split(value.parse().ok()));
        view! {
            <select aria-label="Lines" data-split on:change:target=move |event| change(event.target().value())>
                <option value="">"all runs"</option>
                {options.collect_view()}
            </select>
        }
    });
    let is_of_curves = (plot == Plot::Intermediate).then(|| {
        view! {
            {switch("By setting", |view| view.by_setting, PlotChoice::BySetting)}
            {switch("Loss", |view| view.loss, PlotChoice::Loss)}
        }
    });
    view! { <div class="plot-options">{is_over_two} {is_of_results} {is_of_curves}</div> }
}
