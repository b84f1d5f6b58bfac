//! A picture of what the figure shows, for feeds and mails that show no frames. It is drawn from the figure's link, as
//! the figure itself is.

use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::super::browser;
use super::super::context::Context;
use super::super::drawing::curves;
use super::super::study;
use crate::charts::{self, ChartRow, Quantity, Region, read_out, svg};
use crate::state::studies::{HeatMap, Slice};
use crate::state::{Show, State, Theme, shown_value};

const NAME: &str = "tuneground-figure";
/// Where nobody has given a title.
const TITLE: &str = "A figure of Tuneground";

pub fn save_svg(context: Context, colors: charts::Theme) {
    let Some(picture) = Picture::of(context, colors) else {
        return study::save_svg(context, colors);
    };
    // Offered for nothing that has none.
    let Some(text) = picture.svg() else {
        return;
    };
    let name = format!("{NAME}.svg");
    if !browser::download(&name, "image/svg+xml", &text) {
        context.notify("The browser blocked saving the file.");
    }
}

pub fn save_png(context: Context, colors: charts::Theme) {
    match Picture::of(context, colors) {
        Some(picture) => study::save_canvas(context, format!("{NAME}.png"), picture.canvas()),
        None => study::save_png(context, colors),
    }
}

/// The charts of a figure.
struct Picture {
    figure: State,
    drawing: Drawing,
    colors: charts::Theme,
}

enum Drawing {
    Charts(&'static [Quantity]),
    HeatMap(HeatMap),
    Slice(Slice),
}

/// Of a chart of curves, in CSS pixels.
const OF_CURVES: (f64, f64) = (480.0, 300.0);
/// A heat map's or a slice's.
const OF_VALUES: (u32, u32) = (720, 400);

impl Picture {
    /// Nothing where the figure shows a study's settings in panels, for which the study has a picture of its own.
    fn of(context: Context, colors: charts::Theme) -> Option<Self> {
        let link = context.peek(|state| state.embedding().link);
        let figure = State::open_figure(link, &[]);
        let drawing = match figure.figure.show {
            Show::Both => Drawing::Charts(&[Quantity::Accuracy, Quantity::Loss]),
            Show::Accuracy => Drawing::Charts(&[Quantity::Accuracy]),
            Show::Loss => Drawing::Charts(&[Quantity::Loss]),
            Show::HeatMap => Drawing::HeatMap(figure.figure_heat_map()?),
            Show::Slice => Drawing::Slice(figure.figure_slice()?),
            Show::Panels => return None,
        };
        let colors = match figure.view.theme {
            Some(Theme::Light) => charts::Theme::LIGHT,
            Some(Theme::Dark) => charts::Theme::DARK,
            None => colors,
        };
        Some(Self {
            figure,
            drawing,
            colors,
        })
    }

    fn title(&self) -> &str {
        let title = &self.figure.figure.title;
        if title.is_empty() { TITLE } else { title }
    }

    /// With its title and caption, and room for what is not made of curves.
    fn with_row<T>(&self, ratio: f64, act: impl FnOnce(ChartRow) -> T) -> T {
        let (quantities, chart) = match self.drawing {
            Drawing::Charts(quantities) => (quantities, OF_CURVES),
            Drawing::HeatMap(_) | Drawing::Slice(_) => {
                (&[][..], (f64::from(OF_VALUES.0), f64::from(OF_VALUES.1)))
            }
        };
        let names = self.names(quantities);
        let mut curves = curves(&self.figure);
        for (curve, name) in curves.iter_mut().zip(&names) {
            curve.name = name;
        }
        let has_curves = !quantities.is_empty();
        act(ChartRow {
            title: &self.figure.figure.title,
            caption: &self.figure.figure.caption,
            quantities,
            curves: if has_curves { &curves } else { &[] },
            chart,
            held_out: self.figure.held_out_shown(),
            theme: self.colors,
            ratio,
        })
    }

    /// Each run's, with what it came to, as the legend below a chart has it.
    fn names(&self, quantities: &[Quantity]) -> Vec<String> {
        let curves = curves(&self.figure);
        let lasts = |quantity: &Quantity| read_out(&curves, *quantity, None);
        let lasts: Vec<_> = quantities.iter().map(lasts).collect();
        let value = |at: usize| {
            let of = |(quantity, read): (&Quantity, &Vec<_>)| {
                let reading: &charts::Reading = read.get(at)?;
                let is_accuracy = *quantity == Quantity::Accuracy;
                Some(shown_value(is_accuracy, reading.is_rounded, reading.test?))
            };
            let values = quantities.iter().zip(&lasts).filter_map(of);
            values.collect::<Vec<_>>().join(", ")
        };
        let name = |(at, curve): (usize, &charts::Curve)| format!("{}: {}", curve.name, value(at));
        curves.iter().enumerate().map(name).collect()
    }

    /// Nothing of a heat map or a slice: what draws these as SVG too would weigh more than it is worth.
    fn svg(&self) -> Option<String> {
        let Drawing::Charts(_) = self.drawing else {
            return None;
        };
        let size = self.with_row(1.0, |row| row.size());
        let text = svg(size, self.title(), |backend, ratio| {
            self.with_row(ratio, |row| row.draw(backend))
        });
        Some(text)
    }

    /// `None` where this browser has no room.
    fn canvas(&self) -> Option<HtmlCanvasElement> {
        let size = self.with_row(1.0, |row| row.size());
        let (canvas, ratio) = study::blank_canvas(size)?;
        let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
        let place = self.with_row(ratio, |row| row.draw(backend).ok().map(|()| row.place()))?;
        let colors = self.colors;
        match &self.drawing {
            Drawing::Charts(_) => {}
            Drawing::HeatMap(map) => paste(&canvas, place, |backend, ratio| {
                study::with_heat_map(map, colors, ratio, |chart| chart.draw(backend).is_ok())
            })?,
            Drawing::Slice(slice) => paste(&canvas, place, |backend, ratio| {
                study::with_slice(slice, colors, ratio, |chart| chart.draw(backend).is_ok())
            })?,
        }
        Some(canvas)
    }
}

/// Draws by itself what takes a whole canvas, and puts it in its place; `None` where this browser has no room.
fn paste(
    onto: &HtmlCanvasElement,
    place: Region,
    draw: impl FnOnce(CanvasBackend, f64) -> bool,
) -> Option<()> {
    let (canvas, ratio) = study::blank_canvas(OF_VALUES)?;
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    if !draw(backend, ratio) {
        return None;
    }
    let context = onto.get_context("2d").ok()??;
    let context: CanvasRenderingContext2d = context.dyn_into().ok()?;
    let (left, top) = (place.left, place.top);
    let (wide, high) = (place.width(), place.height());
    context
        .draw_image_with_html_canvas_element_and_dw_and_dh(&canvas, left, top, wide, high)
        .ok()
}
