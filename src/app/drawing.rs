//! From runs to a canvas.

use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::canvas::{Size, fit};
use crate::charts::{Chart, Curve, PlotArea, Quantity, Theme};
use crate::state::{ShownRun, State};

/// How a chart is to look.
#[derive(Clone, Copy, PartialEq)]
pub struct Look {
    pub quantity: Quantity,
    /// Accuracy zoomed to fit, loss on a logarithmic axis.
    pub stretched: bool,
    pub colors: Theme,
}

/// The runs that are drawn.
pub fn curves(state: &State) -> Vec<Curve<'_>> {
    state.shown_runs().into_iter().map(curve).collect()
}

fn curve(run: ShownRun<'_>) -> Curve<'_> {
    Curve {
        name: run.name,
        color: run.color,
        history: run.history,
        epochs: run.epochs,
        is_pale: run.is_pale,
        is_rounded: run.is_rounded,
    }
}

/// Draws the runs on a canvas as sharp as the screen; `None` where there is nothing to draw on.
pub fn draw(canvas: &HtmlCanvasElement, size: Size, state: &State, look: Look) -> Option<PlotArea> {
    let ratio = fit(canvas, size, look.colors);
    let curves = curves(state);
    let chart = Chart {
        quantity: look.quantity,
        curves: &curves,
        planned: state.planned_epochs(),
        zoom: look.stretched,
        log: look.stretched,
        theme: look.colors,
        ratio,
    };
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    let area = chart.draw(backend).ok()?;
    // A plain attribute's name is always taken.
    let _ = canvas.set_attribute("data-points", &area.points.to_string());
    Some(area)
}
