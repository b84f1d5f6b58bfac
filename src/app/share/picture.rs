//! A picture of what the figure shows, for feeds and mails that show no frames.

use leptos::prelude::document;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::super::browser;
use super::super::context::Context;
use super::super::drawing::curves;
use super::super::study;
use crate::charts::{Chart, Curve, Quantity, Theme, escaped, svg};
use crate::state::{Show, State, Subject};

/// A chart's width and height, in CSS pixels.
const CHART: (u32, u32) = (600, 320);
/// Height of a line of text, in CSS pixels.
const LINE: u32 = 24;
/// Runs that are named.
const MOST_NAMES: usize = 12;
/// Pixels of a bitmap in a CSS pixel.
const RATIO: u32 = 2;
const NAME: &str = "tuneground-figure";

pub fn save_svg(context: Context, colors: Theme) {
    if is_of_study(context) {
        return study::save_svg(context, colors);
    }
    let text = context.peek(|state| Picture::of(state, colors).svg());
    let name = format!("{NAME}.svg");
    if !browser::download(&name, "image/svg+xml", &text) {
        context.notify("The browser did not let the file be saved");
    }
}

pub fn save_png(context: Context, colors: Theme) {
    if is_of_study(context) {
        return study::save_png(context, colors);
    }
    let canvas = context.peek(|state| Picture::of(state, colors).canvas());
    study::save_canvas(context, format!("{NAME}.png"), canvas);
}

fn is_of_study(context: Context) -> bool {
    context.peek(|state| state.embed.subject == Subject::Study)
}

/// Charts of runs side by side, and below them which curve is whose.
struct Picture<'a> {
    quantities: &'static [Quantity],
    curves: Vec<Curve<'a>>,
    /// Of the curves, with what tells their runs apart.
    names: Vec<String>,
    colors: Theme,
}

impl<'a> Picture<'a> {
    fn of(state: &'a State, colors: Theme) -> Self {
        let at_hand = state.run_at_hand().map(|run| run.color);
        let name = |curve: &Curve| {
            let run = state.runs.iter().find(|run| run.color == curve.color);
            let differences = run.map(|run| state.runs.differences(run));
            match differences.unwrap_or_default().join(", ") {
                nothing if nothing.is_empty() => curve.name.to_owned(),
                differences => format!("{}: {differences}", curve.name),
            }
        };
        let is_shown =
            |curve: &Curve| state.embed.subject != Subject::Run || Some(curve.color) == at_hand;
        let curves: Vec<Curve> = curves(state).into_iter().filter(is_shown).collect();
        Self {
            names: curves.iter().take(MOST_NAMES).map(name).collect(),
            quantities: match state.embed.show {
                Show::Accuracy => &[Quantity::Accuracy],
                Show::Loss => &[Quantity::Loss],
                Show::Both | Show::Panels | Show::HeatMap | Show::Slice => {
                    &[Quantity::Accuracy, Quantity::Loss]
                }
            },
            curves,
            colors,
        }
    }

    /// Width and height, in CSS pixels.
    fn size(&self) -> (u32, u32) {
        let lines = self.names.len() as u32;
        let width = CHART.0 * self.quantities.len() as u32;
        (width, CHART.1 + LINE * (lines + 2))
    }

    fn chart(&self, quantity: Quantity, ratio: f64) -> Chart<'_> {
        Chart {
            quantity,
            curves: &self.curves,
            zoom: true,
            log: false,
            theme: self.colors,
            ratio,
        }
    }

    /// Above each chart what it shows, below all of them which colour is whose: each with its place and colour.
    fn texts(&self) -> Vec<(u32, u32, String, String)> {
        let ink = self.colors.ink.css();
        let head = |(at, quantity): (usize, &Quantity)| {
            let title = match quantity {
                Quantity::Accuracy => "Accuracy",
                Quantity::Loss => "Loss",
            };
            let left = CHART.0 * at as u32 + 12;
            (left, LINE - 6, title.to_owned(), ink.clone())
        };
        let name = |(at, (curve, name)): (usize, (&Curve, &String))| {
            let color = self.colors.run(curve.color).css();
            let top = CHART.1 + LINE * (at as u32 + 2) - 6;
            (12, top, format!("■ {name}"), color)
        };
        let heads = self.quantities.iter().enumerate().map(head);
        let names = self.curves.iter().zip(&self.names);
        heads.chain(names.enumerate().map(name)).collect()
    }

    fn svg(&self) -> String {
        let (width, height) = self.size();
        let surface = self.colors.surface.css();
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"{surface}\"/>\n"
        );
        for (at, quantity) in self.quantities.iter().enumerate() {
            let chart = svg(CHART, "", |backend, ratio| {
                self.chart(*quantity, ratio).draw(backend).map(|_| ())
            });
            let left = CHART.0 * at as u32;
            text += &format!("<g transform=\"translate({left} {LINE})\">\n{chart}</g>\n");
        }
        for (left, top, name, color) in self.texts() {
            let name = escaped(&name);
            text += &format!("<text x=\"{left}\" y=\"{top}\" fill=\"{color}\">{name}</text>\n");
        }
        text + "</svg>\n"
    }

    fn canvas(&self) -> Option<HtmlCanvasElement> {
        let canvas = new_canvas(self.size())?;
        let pen = canvas.get_context("2d").ok()??;
        let pen: CanvasRenderingContext2d = pen.dyn_into().ok()?;
        pen.set_fill_style_str(&self.colors.surface.css());
        let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
        pen.fill_rect(0.0, 0.0, width, height);
        let pixels = |css: u32| f64::from(css * RATIO);
        for (at, quantity) in self.quantities.iter().enumerate() {
            let chart = new_canvas(CHART)?;
            let backend = CanvasBackend::with_canvas_object(chart.clone())?;
            let drawn = self.chart(*quantity, f64::from(RATIO)).draw(backend);
            drawn.ok()?;
            let left = pixels(CHART.0 * at as u32);
            let placed = pen.draw_image_with_html_canvas_element(&chart, left, pixels(LINE));
            placed.ok()?;
        }
        pen.set_font(&format!("{}px system-ui, sans-serif", 13 * RATIO));
        for (left, top, name, color) in self.texts() {
            pen.set_fill_style_str(&color);
            // A text that cannot be written is missing, and the curves are there.
            let _ = pen.fill_text(&name, pixels(left), pixels(top));
        }
        Some(canvas)
    }
}

fn new_canvas((width, height): (u32, u32)) -> Option<HtmlCanvasElement> {
    let canvas = document().create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    canvas.set_width(width * RATIO);
    canvas.set_height(height * RATIO);
    Some(canvas)
}
