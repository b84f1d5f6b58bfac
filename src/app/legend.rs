//! Below a chart: whose line is whose, and the values where somebody points, or else the last ones.

use leptos::prelude::*;

use super::context::use_state;
use super::drawing::curves;
use super::theme::ShownTheme;
use crate::charts::{Hover, Quantity, Reading, Theme, read_out};
use crate::state::{State, shown_value, text};

/// A row for each run that is drawn; none while there is no run.
#[component]
pub fn Legend(
    /// The chart's.
    title: &'static str,
    quantity: Quantity,
    hover: RwSignal<Option<Hover>>,
    /// The epoch that somebody points at in any of the charts.
    epoch: RwSignal<Option<usize>>,
) -> impl IntoView {
    let context = use_state();
    let ShownTheme { colors, .. } = expect_context();
    let readings = Memo::new(move |_| {
        let here = hover.get().map(|hover| (hover.place, Some(hover.value)));
        let pointed_at = here.or_else(|| Some((epoch.get()?, None)));
        let read = |it: &State| read_out(&curves(it), quantity, pointed_at);
        context.runs(read)
    });
    let held_out = move || context.runs(|it| it.held_out_shown());
    let count = Memo::new(move |_| readings.with(Vec::len));
    let when = move || match hover.get().map(|hover| hover.place).or_else(|| epoch.get()) {
        Some(epoch) => format!("Epoch {epoch}"),
        None => "Last epoch".to_owned(),
    };
    let has_rates = Memo::new(move |_| readings.with(|all| all.iter().any(Reading::tells_rate)));
    let row = move |reading: Reading| row(reading, quantity, colors.get(), has_rates.get());
    view! {
        // What scrolls can be reached by keys.
        <div
            class="legend"
            hidden=move || count.get() == 0
            tabindex=move || (count.get() > SEEN).then_some("0")
            role="group"
            aria-label=format!("{title} of each run")
        >
            <table id=format!("legend-{}", quantity.name())>
                <thead>
                    <tr>
                        <th scope="col">{when}</th>
                        <th scope="col">{move || sample(&colors.get(), None, THICK)} {held_out}</th>
                        <th scope="col">{move || sample(&colors.get(), None, THIN)} "training"</th>
                        {move || has_rates.get().then(|| view! { <th scope="col">"learning rate"</th> })}
                    </tr>
                </thead>
                <tbody>{move || readings.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// More rows scroll.
const SEEN: usize = 8;
/// Widths of lines, as they are drawn.
const THICK: f64 = 2.25;
const THIN: f64 = 1.0;

fn row(reading: Reading, quantity: Quantity, colors: Theme, has_rates: bool) -> impl IntoView {
    let Reading {
        name,
        color,
        is_rounded,
        ..
    } = reading;
    let title = name.clone();
    // A number is not to be broken, if anything is.
    let parts = name
        .split_inclusive('=')
        .map(|part| (part.to_owned(), view! { <wbr /> }));
    let name = parts.collect_view();
    let value = |value: Option<f64>| match value {
        Some(value) => shown_value(quantity == Quantity::Accuracy, is_rounded, value),
        None => nothing(),
    };
    view! {
        <tr class:nearest=reading.is_nearest>
            <th scope="row" title=title>
                {sample(&colors, Some(color), THICK)}
                {name}
            </th>
            <td>{value(reading.test)}</td>
            <td>{value(reading.train)}</td>
            {has_rates.then(|| view! { <td>{reading.learning_rate.map_or_else(nothing, text::rate)}</td> })}
        </tr>
    }
}

fn nothing() -> String {
    "–".to_owned()
}

/// A piece of a run's line; without a run, of anyone's.
fn sample(colors: &Theme, run: Option<usize>, width: f64) -> impl IntoView + use<> {
    let color = run.map_or(colors.text, |run| colors.run(run)).css();
    let dashes = run.and_then(|run| colors.dashes(run));
    let dashes = dashes.map(|(dash, gap)| format!("{dash} {gap}"));
    view! {
        <svg class="sample" viewBox="0 0 22 8" aria-hidden="true">
            <line x2="22" y1="4" y2="4" stroke=color stroke-width=width stroke-dasharray=dashes />
        </svg>
    }
}
