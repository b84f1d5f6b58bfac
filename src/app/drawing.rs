//! From runs to a canvas.

use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::canvas::{Size, fit};
use crate::charts::{Chart, Curve, EpochMarks, PlotArea, Quantity, Theme};
use crate::metrics::Along;
use crate::state::{CurvesView, ShownRun, State};

/// How a chart is to look.
#[derive(Clone, Copy, PartialEq)]
pub struct Look {
    pub quantity: Quantity,
    /// The part of the horizontal axis that is enlarged.
    pub window: Option<(f64, f64)>,
    pub colors: Theme,
}

/// What a chart of accuracy or loss shows in this view.
pub fn shown(quantity: Quantity, view: &CurvesView) -> Quantity {
    match quantity {
        Quantity::Accuracy if view.error_rate => Quantity::ErrorRate,
        other => other,
    }
}

/// The runs that are drawn.
pub fn curves(state: &State) -> Vec<Curve<'_>> {
    let along = state.view.curves.along;
    let runs = state.shown_runs().into_iter();
    runs.map(|run| curve(run, along)).collect()
}

fn curve(run: ShownRun<'_>, along: Along) -> Curve<'_> {
    Curve {
        name: run.name,
        color: run.color,
        history: run.history,
        epochs: run.epochs,
        along,
        reach: run.pace.reach(along),
        marks: EpochMarks {
            patience: run.patience,
            restored: run.restored,
        },
        is_pale: run.is_pale,
        is_rounded: run.is_rounded,
    }
}

/// Does something with the chart of the runs.
fn with_chart<T>(state: &State, look: Look, ratio: f64, act: impl FnOnce(&Chart) -> T) -> T {
    let view = &state.view.curves;
    act(&Chart {
        quantity: shown(look.quantity, view),
        curves: &curves(state),
        planned: state.planned_epochs(),
        zoom: view.zoom,
        log: view.log_loss,
        log_x: view.log_x,
        smoothing: view.weight(),
        window: look.window,
        theme: look.colors,
        ratio,
    })
}

/// Draws the runs on a canvas as sharp as the screen; `None` where there is nothing to draw on.
pub fn draw(canvas: &HtmlCanvasElement, size: Size, state: &State, look: Look) -> Option<PlotArea> {
    let ratio = fit(canvas, size, look.colors);
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    let area = with_chart(state, look, ratio, |chart| chart.draw(backend).ok())?;
    // A plain attribute's name is always taken.
    let _ = canvas.set_attribute("data-points", &area.points.to_string());
    Some(area)
}

/// The left upper corner of a box of this size beside a column of what was drawn; all of it in CSS pixels.
pub fn beside(
    state: &State,
    look: Look,
    area: &PlotArea,
    ratio: f64,
    (column, width, height): (f64, f64, f64),
) -> (f64, f64) {
    let size = (width * ratio, height * ratio);
    let place = |chart: &Chart| chart.beside(area, column * ratio, size);
    let (left, top) = with_chart(state, look, ratio, place);
    (left / ratio, top / ratio)
}
