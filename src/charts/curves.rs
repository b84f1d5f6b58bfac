//! One chart: several runs' curves in one pair of axes.

use plotters::prelude::DrawingBackend;

use super::axis::extent;
use super::frame::{self, Frame};
use super::left_out;
use super::paint::{Drawn, Painter};
use super::region::{Pixel, Region};
use super::series::{Points, Series, smoothed, step_along};
use super::style::Stroke;
use super::{Axis, Curve, PlotArea, Quantity, Theme};
use crate::metrics::Along;

/// A chart, before it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Chart<'a> {
    pub quantity: Quantity,
    pub curves: &'a [Curve<'a>],
    /// Epochs of an axis without curves.
    pub planned: usize,
    /// Accuracy: fit the axis to the curves, instead of 0 to 1.
    pub zoom: bool,
    /// Loss: a logarithmic axis.
    pub log: bool,
    /// The horizontal axis is logarithmic.
    pub log_x: bool,
    /// How much of what was before a smoothed line has, 0 to less than 1; not smoothed at 0.
    pub smoothing: f64,
    /// The part of the horizontal axis that is enlarged; the vertical one fits it then.
    pub window: Option<(f64, f64)>,
    pub theme: Theme,
    /// Backend pixels in a CSS pixel.
    pub ratio: f64,
}

/// Beyond so many epochs, dots would hide the line.
const MOST_DOTS: usize = 30;
/// How strongly a pale curve is drawn.
const PALE: f64 = 0.4;
/// Dash and gap of what of the loss are penalties, in CSS pixels: dots, so that it is no run of its own.
pub const PENALTY: (f64, f64) = (1.5, 3.0);
/// How strongly a line is drawn beneath its smoothed one.
const RAW: f64 = 0.3;
/// Width and opacity of the first epoch's batches, of training, of what is held out, and of penalties.
const LOOKS: [(f64, f64); 4] = [(1.0, 0.45), (1.0, 0.9), (2.25, 1.0), (1.5, 0.6)];
/// Decades of a logarithmic axis that has no least place.
const DECADE: f64 = 10.0;

impl Chart<'_> {
    /// Draws the whole chart, but for a legend: wherever that stood among the curves, it would hide some.
    ///
    /// # Errors
    /// The backend's own.
    pub fn draw<DB: DrawingBackend>(&self, mut backend: DB) -> Drawn<PlotArea, DB> {
        let mut painter = Painter::new(&mut backend, self.theme, self.ratio)?;
        let whole = painter.whole;
        let (x, y) = self.draw_in(&mut painter, whole)?;
        let points = painter.finish()?;
        let step = step_along(self.curves);
        Ok(PlotArea { x, y, points, step })
    }

    /// Draws it in a part of what there is to draw on; its axes.
    pub(super) fn draw_in<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        region: Region,
    ) -> Drawn<(Axis, Axis), DB> {
        let frame = Frame::new(region, Frame::MARGINS, Frame::FONT_SIZE, self.ratio);
        painter.clip_to(&frame.plot, 4.0);
        let series = self.curves.iter().map(|curve| curve.series(self.quantity));
        let series: Vec<Series> = series.collect();
        let x = self.x_axis(&frame, &series);
        let (from, to) = self.range(&series, &x);
        let y = frame.y_axis(from, to, self.is_log());
        let along = self.curves.first().map_or(Along::Epochs, |it| it.along);
        let ticks_x = match (along, x.log) {
            (Along::Seconds, _) | (_, true) => frame.ticks_x(&x),
            _ => frame.ticks_epochs(&x),
        };
        let ticks_y = frame.ticks_y(&y);
        frame.rules_y(painter, frame::places(&y, &ticks_y))?;
        frame.rules_x(painter, frame::places(&x, &ticks_x))?;
        let drawn = || self.curves.iter().zip(&series);
        let pale = drawn().filter(|(curve, _)| curve.is_pale);
        for (curve, series) in pale.chain(drawn().filter(|(curve, _)| !curve.is_pale)) {
            self.draw_curve(painter, curve, series, (&x, &y))?;
        }
        frame.base(painter)?;
        frame.write_x(painter, &frame::labels(&x, &ticks_x, None))?;
        let labels = frame::labels(&y, &ticks_y, Some(self.quantity));
        frame.write_y(painter, &labels)?;
        let below = match along {
            Along::Epochs => "epoch",
            Along::Seconds => "seconds of training",
            along => along.name(),
        };
        frame.captions(painter, below, self.quantity.name())?;
        left_out::tell(painter, &frame, &y, values(&series, &x, true).into_iter())?;
        left_out::tell_of_runs(painter, &frame, &series)?;
        Ok((x, y))
    }

    fn draw_curve<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        curve: &Curve,
        series: &Series,
        axes: (&Axis, &Axis),
    ) -> Drawn<(), DB> {
        let color = self.theme.run(curve.color);
        let strength = if curve.is_pale { PALE } else { 1.0 };
        let is_short = curve.history.epochs.len() <= MOST_DOTS;
        if is_short && !curve.is_pale && self.smoothing == 0.0 {
            painter.dots(pixels(&series[1], axes), color, 1.5)?;
            painter.dots(pixels(&series[2], axes), color, 3.0)?;
        }
        for (at, (points, (width, opacity))) in series.iter().zip(LOOKS).enumerate() {
            let dashes = match at {
                0 => None,
                3 => Some(PENALTY),
                _ => self.theme.dashes(curve.color),
            };
            let stroke = Stroke {
                dashes,
                ..Stroke::new(color, width).faint(opacity * strength)
            };
            if self.smoothing == 0.0 {
                painter.line(pixels(points, axes), stroke)?;
                continue;
            }
            let raw = Stroke::new(color, 1.0).faint(RAW * strength);
            painter.line(pixels(points, axes), raw)?;
            let smooth = smoothed(points, self.smoothing);
            painter.line(pixels(&smooth, axes), stroke)?;
        }
        if !curve.is_pale {
            painter.epoch_marks(curve.marks, (&series[2], self.quantity), axes, color)?;
        }
        Ok(())
    }

    fn is_log(&self) -> bool {
        self.log && self.quantity == Quantity::Loss || self.quantity == Quantity::ErrorRate
    }

    fn x_axis(&self, frame: &Frame, series: &[Series]) -> Axis {
        let end = self.curves.iter().map(Curve::end).fold(0.0, f64::max);
        let is_known = end > 0.0 && end.is_finite();
        let end = if is_known {
            end
        } else {
            self.planned.max(1) as f64
        };
        let mut axis = frame.x_axis(0.0, end);
        if self.log_x {
            let places = series.iter().flatten().flatten().map(|(place, _)| *place);
            let least = places.filter(|place| *place > 0.0);
            axis.from = least.fold(end / DECADE, f64::min);
            axis.log = true;
        }
        if let Some((from, to)) = self.window {
            let (from, to) = (from.max(axis.from), to.min(axis.to));
            if from < to {
                (axis.from, axis.to) = (from, to);
            }
        }
        axis
    }

    /// The values that the vertical axis has to show: those of the epochs alone where there are any and it is accuracy's.
    fn range(&self, series: &[Series], x: &Axis) -> (f64, f64) {
        let is_loss = self.quantity == Quantity::Loss;
        let has_epochs = series.iter().any(|[_, train, ..]| !train.is_empty());
        let is_enlarged = self.window.is_some();
        let is_accuracy = self.quantity == Quantity::Accuracy;
        let mut values = values(series, x, !is_accuracy || !has_epochs);
        if values.is_empty() {
            // Within the first epoch.
            values = self::values(series, x, true);
        }
        let extent = extent(values.into_iter(), self.is_log());
        match extent {
            Some((low, high)) if is_enlarged && is_loss && !self.log => {
                let margin = ((high - low) * 0.06).clamp(1e-6, 1e299);
                (low - margin, high + margin)
            }
            _ => {
                let stretched = if is_loss {
                    self.log
                } else {
                    self.zoom || is_enlarged
                };
                self.quantity.range(extent, stretched)
            }
        }
    }
}

fn pixels<'a>(
    points: &'a Points,
    (x, y): (&'a Axis, &'a Axis),
) -> impl Iterator<Item = Option<Pixel>> + 'a {
    let place = |(place, value): &(f64, f64)| Some((x.pixel(*place)?, y.pixel(*value)?));
    points.iter().map(place)
}

/// The values that lie between the ends of the axis.
fn values(series: &[Series], x: &Axis, with_steps: bool) -> Vec<f64> {
    let lines = series
        .iter()
        .flat_map(|lines| &lines[usize::from(!with_steps)..]);
    let points = lines.flatten();
    let shown = points.filter(|(place, _)| (x.from..=x.to).contains(place));
    shown.map(|(_, value)| *value).collect()
}
