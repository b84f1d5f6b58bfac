//! A picture of what the figure shows, for feeds and mails that show no frames. It is drawn from the figure's link, as
//! the figure itself is.

use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::super::browser;
use super::super::context::Context;
use super::super::drawing::curves;
use super::super::study;
use crate::charts::{self, ChartRow, Quantity, read_out, svg};
use crate::state::studies::{HeatMap, Slice};
use crate::state::{Show, State, Theme, shown_value};

const NAME: &str = "tuneground-figure";
/// Where nobody has given a title.
const TITLE: &str = "A figure of Tuneground";

pub fn save_svg(context: Context, colors: charts::Theme) {
    let Some(picture) = Picture::of(context, colors) else {
        return study::save_svg(context, colors);
    };
    let Some(text) = picture.svg() else {
        return context.notify("A heat map or a slice is saved as PNG; press Picture as PNG.");
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

/// A heat map's or a slice's, in CSS pixels.
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

    fn size(&self) -> (u32, u32) {
        match self.drawing {
            Drawing::Charts(quantities) => self.with_row(quantities, 1.0, |row| row.size()),
            Drawing::HeatMap(_) | Drawing::Slice(_) => OF_VALUES,
        }
    }

    /// Whether there was room to draw.
    fn draw(&self, backend: CanvasBackend, ratio: f64) -> bool {
        let colors = self.colors;
        match &self.drawing {
            Drawing::Charts(quantities) => {
                self.with_row(quantities, ratio, |row| row.draw(backend).is_ok())
            }
            Drawing::HeatMap(map) => {
                study::with_heat_map(map, colors, ratio, |chart| chart.draw(backend).is_ok())
            }
            Drawing::Slice(slice) => {
                study::with_slice(slice, colors, ratio, |chart| chart.draw(backend).is_ok())
            }
        }
    }

    fn with_row<T>(
        &self,
        quantities: &[Quantity],
        ratio: f64,
        act: impl FnOnce(ChartRow) -> T,
    ) -> T {
        let names = self.names(quantities);
        let mut curves = curves(&self.figure);
        for (curve, name) in curves.iter_mut().zip(&names) {
            curve.name = name;
        }
        act(ChartRow {
            title: &self.figure.figure.title,
            caption: &self.figure.figure.caption,
            quantities,
            curves: &curves,
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
        let Drawing::Charts(quantities) = self.drawing else {
            return None;
        };
        let text = svg(self.size(), self.title(), |backend, ratio| {
            self.with_row(quantities, ratio, |row| row.draw(backend))
        });
        Some(text)
    }

    /// `None` where this browser has no room.
    fn canvas(&self) -> Option<HtmlCanvasElement> {
        let (canvas, ratio) = study::blank_canvas(self.size())?;
        let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
        self.draw(backend, ratio).then_some(canvas)
    }
}
