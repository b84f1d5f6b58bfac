//! A picture of what the figure shows, for feeds and mails that show no frames. It is drawn from the figure's link, as
//! the figure itself is.

use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::super::browser;
use super::super::context::Context;
use super::super::drawing::curves;
use super::super::study;
use crate::charts::{self, ChartRow, Quantity, read_out, svg};
use crate::state::{Show, State, Theme, shown_value};

const NAME: &str = "tuneground-figure";
/// Where nobody has given a title.
const TITLE: &str = "A figure of Tuneground";

pub fn save_svg(context: Context, colors: charts::Theme) {
    let Some(picture) = Picture::of(context, colors) else {
        return study::save_svg(context, colors);
    };
    let name = format!("{NAME}.svg");
    if !browser::download(&name, "image/svg+xml", &picture.svg()) {
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
    quantities: &'static [Quantity],
    colors: charts::Theme,
}

impl Picture {
    /// Nothing where the figure shows a study by its settings, for which the study has a picture of its own.
    fn of(context: Context, colors: charts::Theme) -> Option<Self> {
        let link = context.peek(|state| state.embedding().link);
        let figure = State::open_figure(link, &[]);
        let quantities: &[Quantity] = match figure.figure.show {
            Show::Both => &[Quantity::Accuracy, Quantity::Loss],
            Show::Accuracy => &[Quantity::Accuracy],
            Show::Loss => &[Quantity::Loss],
            Show::Panels | Show::HeatMap | Show::Slice => return None,
        };
        let colors = match figure.view.theme {
            Some(Theme::Light) => charts::Theme::LIGHT,
            Some(Theme::Dark) => charts::Theme::DARK,
            None => colors,
        };
        Some(Self {
            figure,
            quantities,
            colors,
        })
    }

    fn title(&self) -> &str {
        let title = &self.figure.figure.title;
        if title.is_empty() { TITLE } else { title }
    }

    fn with_row<T>(&self, ratio: f64, act: impl FnOnce(ChartRow) -> T) -> T {
        let names = self.names();
        let mut curves = curves(&self.figure);
        for (curve, name) in curves.iter_mut().zip(&names) {
            curve.name = name;
        }
        act(ChartRow {
            title: &self.figure.figure.title,
            caption: &self.figure.figure.caption,
            quantities: self.quantities,
            curves: &curves,
            held_out: self.figure.held_out_shown(),
            theme: self.colors,
            ratio,
        })
    }

    /// Each run's, with what it came to, as the legend below a chart has it.
    fn names(&self) -> Vec<String> {
        let curves = curves(&self.figure);
        let lasts = |quantity: &Quantity| read_out(&curves, *quantity, None);
        let lasts: Vec<_> = self.quantities.iter().map(lasts).collect();
        let value = |at: usize| {
            let of = |(quantity, read): (&Quantity, &Vec<_>)| {
                let reading: &charts::Reading = read.get(at)?;
                let is_accuracy = *quantity == Quantity::Accuracy;
                Some(shown_value(is_accuracy, reading.is_rounded, reading.test?))
            };
            let values = self.quantities.iter().zip(&lasts).filter_map(of);
            values.collect::<Vec<_>>().join(", ")
        };
        let name = |(at, curve): (usize, &charts::Curve)| format!("{}: {}", curve.name, value(at));
        curves.iter().enumerate().map(name).collect()
    }

    fn svg(&self) -> String {
        let size = self.with_row(1.0, |row| row.size());
        svg(size, self.title(), |backend, ratio| {
            self.with_row(ratio, |row| row.draw(backend))
        })
    }

    /// `None` where this browser has no room.
    fn canvas(&self) -> Option<HtmlCanvasElement> {
        let size = self.with_row(1.0, |row| row.size());
        let (canvas, ratio) = study::blank_canvas(size)?;
        let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
        self.with_row(ratio, |row| row.draw(backend)).ok()?;
        Some(canvas)
    }
}
