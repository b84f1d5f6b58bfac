//! The charts of accuracy and loss.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::browser;
use super::canvas::observed_size;
use super::context::use_state;
use super::curve_drag::Drag;
use super::drawing::draw;
use super::frames::use_frames;
use super::hover::{PointedCanvas, drawn};
use super::legend::{Legend, Pointed};
use crate::charts::{Hover, Places, Quantity};
use crate::state::{Action, CurvesView, Phase, State, ViewAction};

#[component]
pub fn Charts(
    /// Which of them; both, where nobody says.
    #[prop(default = &[Quantity::Accuracy, Quantity::Loss])]
    quantities: &'static [Quantity],
    /// Whether what they are drawn along and how smooth can be chosen here.
    #[prop(optional)]
    has_options: bool,
) -> impl IntoView {
    let context = use_state();
    let place = RwSignal::new(None);
    let window = RwSignal::new(None);
    let curves = Memo::new(move |_| context.view(|view| view.curves));
    let along = Memo::new(move |_| curves.get().along);
    Effect::new(move |_| {
        along.with(|_| ());
        window.set(None);
    });
    Effect::new(move |_| show_choices(curves.get()));
    let choose = move |input: HtmlInputElement| {
        let mut chosen = curves.get_untracked();
        let name = input.id();
        chosen.turn(
            name.trim_start_matches(PREFIX),
            &input.value(),
            input.checked(),
        );
        context.send(Action::View(ViewAction::SetCurves(chosen)));
    };
    let figures = quantities
        .iter()
        .map(|quantity| view! { <ChartFigure quantity=*quantity place window /> });
    view! {
        <section
            class="charts"
            class:is-enlarged=move || window.get().is_some()
            aria-label="Curves"
            on:input=move |event| {
                if let Some(target) = event.target() {
                    // A select has the same properties, but for one that says nothing of it.
                    choose(target.unchecked_into());
                }
            }
        >
            {has_options.then(|| view! { <div class="curve-options" inner_html=OPTIONS></div> })}
            {figures.collect_view()}
        </section>
    }
}

/// Before a choice's name, in its control's id.
const PREFIX: &str = "curves-";
const OPTIONS: &str = "<label class=toggle>Along <select id=curves-along>\
    <option>epochs<option>updates<option>images<option>seconds</select></label>\
    <label class=toggle><input id=curves-log_x type=checkbox>Log axis</label>\
    <label class=toggle>Smoothing <input id=curves-smoothing type=range max=99>\
    <output id=curves-smoothed></output></label>\
    <label class=toggle title='A control that is moved starts a run over the pale ones before, if that takes less than two seconds'>\
    <input id=curves-auto_run type=checkbox>Auto-run</label>\
    <span class=count>Drag or pinch enlarges; double click or Esc shows all epochs.</span>";
const OF_ACCURACY: &str = "<label class=toggle><input id=curves-error_rate type=checkbox>Error rate</label>\
    <label class=toggle><input id=curves-zoom type=checkbox>Zoom to fit</label>";
const OF_LOSS: &str =
    "<label class=toggle><input id=curves-log_loss type=checkbox>Log scale</label>";

/// Has the controls that are there show what is chosen.
fn show_choices(mut curves: CurvesView) {
    let control = |name: &str| browser::element(&format!("{PREFIX}{name}"));
    let show = |name, value: &str, is_on| {
        if let Some(control) = control(name) {
            let control: HtmlInputElement = control.unchecked_into();
            control.set_value(value);
            control.set_checked(is_on);
        }
    };
    for (name, is_on) in curves.switches() {
        show(name, "", *is_on);
    }
    show("along", curves.along.name(), false);
    show("smoothing", &curves.smoothing.to_string(), false);
    show("smoothed", &format!("{:.2}", curves.weight()), false);
}

/// One chart: its canvas, and below it a legend with the numbers, which hides no curve.
#[component]
fn ChartFigure(
    quantity: Quantity,
    /// The place that somebody points at in any of the charts.
    place: RwSignal<Option<usize>>,
    /// The part of the horizontal axis that all of them enlarge.
    window: RwSignal<Option<(f64, f64)>>,
) -> impl IntoView {
    let context = use_state();
    let (name, switches) = match quantity {
        Quantity::Loss => ("loss", OF_LOSS),
        _ => ("accuracy", OF_ACCURACY),
    };
    let pointed = Pointed::new(quantity, place, window);
    let Pointed {
        canvas,
        area,
        hover,
        ..
    } = pointed;
    let title = move || match pointed.shown() {
        Quantity::Accuracy => "Accuracy",
        Quantity::Loss => "Loss",
        Quantity::ErrorRate => "Error rate",
    };
    Effect::new(move |before: Option<Option<usize>>| {
        let here = hover.get().map(|hover| hover.place);
        if before.is_some_and(|before| before != here) {
            place.set(here);
        }
        here
    });
    // What was drawn anew may have its places elsewhere.
    Effect::new(move |_| {
        area.with(|_| ());
        if let (Some(now), Some((area, ratio))) = (hover.get_untracked(), drawn(canvas, area)) {
            let column = area.column(now.place);
            hover.set(column.map(|column| Hover {
                left: f64::from(column) / ratio,
                ..now
            }));
        }
    });
    redraw_on_change(pointed);
    let is_empty = move || context.runs(|it| it.shown_runs().is_empty());
    let label = Signal::derive(move || {
        let held_out = context.runs(|it| it.held_out_shown());
        let title = title();
        format!("{title}, training and {held_out}. The table below has the numbers.")
    });
    let plot = NodeRef::new();
    let drag = Drag::over(plot, pointed);
    view! {
        <figure class="panel chart">
            <figcaption class="panel-head">
                <h2>{title}</h2>
                <div class="toggles" inner_html=switches></div>
            </figcaption>
            <div class="plot" node_ref=plot>
                <PointedCanvas id=format!("chart-{name}") canvas label area hover />
                <svg class="over" aria-hidden="true" inner_html=move || drag.overlay()></svg>
                <p class="hint" class:invisible=move || !is_empty()>
                    "Press Train: the curves are drawn here as the network learns."
                </p>
            </div>
            <Legend name pointed />
        </figure>
    }
}

/// While a run goes on, charts are drawn no more often than this: small networks end hundreds of epochs a second.
const CALM: Duration = Duration::from_millis(50);

/// Draws at most once a frame, whenever anything that is seen has changed.
fn redraw_on_change(pointed: Pointed) {
    let Pointed {
        context,
        canvas,
        area,
        ..
    } = pointed;
    let size = observed_size(canvas);
    let frames = use_frames();
    let is_calm = StoredValue::new(true);
    let planned = Memo::new(move |_| {
        context.form(|_| ());
        context.peek(State::planned_epochs)
    });
    let task = frames.task(move || {
        is_calm.set_value(true);
        let look = pointed.look();
        let drawn = canvas.get_untracked().and_then(|canvas| {
            let size = size.get_untracked()?;
            let draw = |it: &State| draw(&canvas, size, it, look);
            context.peek(draw)
        });
        area.set(drawn);
    });
    let curves = Memo::new(move |_| context.view(|view| view.curves));
    Effect::new(move |_| {
        curves.with(|_| ());
        pointed.window.with(|_| ());
        pointed.colors.with(|_| ());
        size.with(|_| ());
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
