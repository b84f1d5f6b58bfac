//! The charts of accuracy and loss.

use std::time::Duration;

use leptos::html::Canvas;
use leptos::prelude::*;

use super::canvas::observed_size;
use super::context::use_state;
use super::drawing::{Look, draw};
use super::frames::use_frames;
use super::hover::PointedCanvas;
use super::legend::Legend;
use super::theme::ShownTheme;
use crate::charts::{Hover, PlotArea, Quantity};
use crate::state::{Action, ChartSwitch, Phase, State, ViewAction};

#[component]
pub fn Charts(
    /// Which of them; both, where nobody says.
    #[prop(default = &[Quantity::Accuracy, Quantity::Loss])]
    quantities: &'static [Quantity],
) -> impl IntoView {
    let epoch = RwSignal::new(None);
    let figures = quantities
        .iter()
        .map(|quantity| view! { <ChartFigure quantity=*quantity epoch /> });
    view! {
        <section class="charts" aria-label="Curves">
            {figures.collect_view()}
        </section>
    }
}

/// One chart: its canvas, and below it a legend with the numbers, which hides no curve.
#[component]
fn ChartFigure(
    quantity: Quantity,
    /// The epoch that somebody points at in any of the charts.
    epoch: RwSignal<Option<usize>>,
) -> impl IntoView {
    let context = use_state();
    let (name, title, switch, stretch) = match quantity {
        Quantity::Accuracy => ("accuracy", "Accuracy", ChartSwitch::Zoom, "Zoom to fit"),
        Quantity::Loss => ("loss", "Loss", ChartSwitch::LogLoss, "Log scale"),
    };
    let stretched = Memo::new(move |_| context.view(|view| view.charts.is_on(switch)));
    let stretch_it = move |on| context.send(Action::View(ViewAction::SetCharts(switch, on)));
    let canvas = NodeRef::<Canvas>::new();
    let area = RwSignal::new(None::<PlotArea>);
    let hover = RwSignal::new(None::<Hover>);
    Effect::new(move |before: Option<Option<usize>>| {
        let place = hover.get().map(|hover| hover.place);
        if before.is_some_and(|before| before != place) {
            epoch.set(place);
        }
        place
    });
    redraw_on_change(canvas, quantity, stretched, area);
    let is_empty = move || context.runs(|it| it.shown_runs().is_empty());
    let label = Signal::derive(move || {
        let held_out = context.runs(|it| it.held_out_shown());
        format!("{title} by epoch, training and {held_out}. The table below has the numbers.")
    });
    view! {
        <figure class="panel chart">
            <figcaption class="panel-head">
                <h2>{title}</h2>
                <label class="toggle">
                    <input
                        id=format!("chart-{name}-stretch")
                        type="checkbox"
                        prop:checked=stretched
                        on:change:target=move |event| stretch_it(event.target().checked())
                    />
                    {stretch}
                </label>
            </figcaption>
            <div class="plot">
                <PointedCanvas id=format!("chart-{name}") canvas label area hover />
                <p class="hint" class:invisible=move || !is_empty()>
                    "Press Train: the curves are drawn here as the network learns."
                </p>
            </div>
            <Legend title quantity hover epoch />
        </figure>
    }
}

/// While a run goes on, charts are drawn no more often than this: small networks end hundreds of epochs a second.
const CALM: Duration = Duration::from_millis(50);

/// Draws at most once a frame, whenever anything that is seen has changed.
fn redraw_on_change(
    canvas: NodeRef<Canvas>,
    quantity: Quantity,
    stretched: Memo<bool>,
    area: RwSignal<Option<PlotArea>>,
) {
    let context = use_state();
    let ShownTheme { colors, .. } = expect_context();
    let size = observed_size(canvas);
    let frames = use_frames();
    let is_calm = StoredValue::new(true);
    let planned = Memo::new(move |_| {
        context.form(|_| ());
        context.peek(State::planned_epochs)
    });
    let task = frames.task(move || {
        is_calm.set_value(true);
        let look = Look {
            quantity,
            stretched: stretched.get_untracked(),
            colors: colors.get_untracked(),
        };
        let drawn = canvas.get_untracked().and_then(|canvas| {
            let size = size.get_untracked()?;
            let draw = |it: &State| draw(&canvas, size, it, look);
            context.peek(draw)
        });
        area.set(drawn);
    });
    Effect::new(move |_| {
        stretched.track();
        colors.track();
        size.track();
        planned.get();
        let is_running = context.runs(State::phase) == Phase::Running;
        let was_calm = is_calm.try_update_value(|calm| std::mem::replace(calm, false));
        match (is_running, was_calm) {
            (true, Some(false)) => {}
            (true, _) => set_timeout(move || frames.redraw(task), CALM),
            // The end of a run is not kept waiting.
            (false, _) => frames.redraw(task),
        }
    });
}
