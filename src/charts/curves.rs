//! One chart: several runs' curves in one pair of axes.

use plotters::prelude::DrawingBackend;

use super::axis::extent;
use super::frame::{self, Frame};
use super::left_out;
use super::paint::{Drawn, Painter};
use super::region::Region;
use super::style::Stroke;
use super::{Axis, Quantity, Theme};
use crate::metrics::{EpochMetrics, History};

/// A run, as a chart needs it.
#[derive(Clone, Copy, Debug)]
pub struct Curve<'a> {
    pub name: &'a str,
    /// Index of its colour.
    pub color: usize,
    pub history: &'a History,
    /// Planned, so that the axis stands still while they come.
    pub epochs: usize,
    /// Drawn faintly, behind the others.
    pub is_pale: bool,
    /// Its losses are known to three digits or so.
    pub is_rounded: bool,
}

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
    pub theme: Theme,
    /// Backend pixels in a CSS pixel.
    pub ratio: f64,
}

/// Where a chart has drawn what, in backend pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlotArea {
    /// Epochs, from left to right.
    pub x: Axis,
    /// Values, from bottom to top.
    pub y: Axis,
    pub points: usize,
}

impl PlotArea {
    /// Whether a pixel is between the axes.
    pub fn contains(&self, x: f64, y: f64) -> bool {
        let is_on = |axis: &Axis, pixel: f64| {
            let (low, high) = (axis.from_px.min(axis.to_px), axis.from_px.max(axis.to_px));
            (low..=high).contains(&pixel)
        };
        is_on(&self.x, x) && is_on(&self.y, y)
    }

    /// The epoch, from 1, whose place is nearest to a pixel; the first where the pixel is no number.
    pub fn nearest_epoch(&self, pixel: f64) -> usize {
        // Of what is no number, `max` takes the other.
        self.x.value(pixel).round().max(1.0).min(self.x.to.max(1.0)) as usize
    }
}

/// Beyond so many epochs, dots would hide the line.
const MOST_DOTS: usize = 30;
/// How strongly a pale curve is drawn.
const PALE: f64 = 0.4;

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
        Ok(PlotArea { x, y, points })
    }

    /// Draws it in a part of what there is to draw on; its axes.
    pub(super) fn draw_in<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        region: Region,
    ) -> Drawn<(Axis, Axis), DB> {
        let frame = Frame::new(region, Frame::MARGINS, Frame::FONT_SIZE, self.ratio);
        painter.clip_to(&frame.plot, 4.0);
        let planned = self.curves.iter().map(|curve| curve.epochs).max();
        let x = frame.x_axis(0.0, planned.unwrap_or(self.planned).max(1) as f64);
        let (from, to) = self.range();
        let y = frame.y_axis(from, to, self.is_log());
        let (ticks_x, ticks_y) = (frame.ticks_epochs(&x), frame.ticks_y(&y));
        frame.rules_y(painter, frame::places(&y, &ticks_y))?;
        frame.rules_x(painter, frame::places(&x, &ticks_x))?;
        let (pale, others): (Vec<_>, Vec<_>) = self.curves.iter().partition(|curve| curve.is_pale);
        for curve in pale.into_iter().chain(others) {
            self.draw_curve(painter, curve, &x, &y)?;
        }
        frame.base(painter)?;
        frame.write_x(painter, &frame::labels(&x, &ticks_x, None))?;
        let labels = frame::labels(&y, &ticks_y, Some(self.quantity));
        frame.write_y(painter, &labels)?;
        frame.captions(painter, "epoch", self.quantity.name())?;
        left_out::tell(painter, &frame, &y, self.values(true))?;
        Ok((x, y))
    }

    fn draw_curve<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        curve: &Curve,
        x: &Axis,
        y: &Axis,
    ) -> Drawn<(), DB> {
        let place = |epoch: f64, value: f64| Some((x.pixel(epoch)?, y.pixel(value)?));
        let (steps, epochs) = (curve.history.first_epoch_curve(), &curve.history.epochs);
        let color = self.theme.run(curve.color);
        let strength = if curve.is_pale { PALE } else { 1.0 };
        let stroke = |width: f64| Stroke {
            dashes: self.theme.dashes(curve.color),
            ..Stroke::new(color, width).faint(strength)
        };
        let steps = steps.map(|step| place(step.epoch, self.quantity.of_step(&step)));
        painter.line(steps, Stroke::new(color, 1.0).faint(0.45 * strength))?;
        let of = |epoch: &EpochMetrics| (epoch.epoch as f64, self.quantity.of_epoch(epoch));
        let train = epochs
            .iter()
            .map(of)
            .map(|(at, (train, _))| place(at, train));
        let test = epochs.iter().map(of).map(|(at, (_, test))| place(at, test));
        if epochs.len() <= MOST_DOTS && !curve.is_pale {
            painter.dots(train.clone(), color, 1.5)?;
            painter.dots(test.clone(), color, 3.0)?;
        }
        painter.line(train, stroke(1.0).faint(0.9 * strength))?;
        painter.line(test, stroke(2.25))
    }

    fn is_log(&self) -> bool {
        self.log && self.quantity == Quantity::Loss
    }

    /// The values that the vertical axis has to show.
    fn range(&self) -> (f64, f64) {
        let stretched = self.zoom && self.quantity == Quantity::Accuracy;
        let extent = self.extent(self.quantity == Quantity::Loss);
        self.quantity.range(extent, stretched || self.is_log())
    }

    /// Least and greatest of the values that have a place on the axis; of the epochs alone where there
    /// are any and steps are not wanted.
    fn extent(&self, with_steps: bool) -> Option<(f64, f64)> {
        let mut histories = self.curves.iter().map(|curve| curve.history);
        let with_steps = with_steps || histories.all(|history| history.epochs.is_empty());
        extent(self.values(with_steps), self.is_log())
    }

    fn values(&self, with_steps: bool) -> impl Iterator<Item = f64> {
        let histories = || self.curves.iter().map(|curve| curve.history);
        let epochs = histories()
            .flat_map(|history| &history.epochs)
            .map(|epoch| self.quantity.of_epoch(epoch))
            .flat_map(|(train, test)| [train, test]);
        let steps = histories()
            .filter(move |_| with_steps)
            .flat_map(History::first_epoch_curve)
            .map(|step| self.quantity.of_step(&step));
        epochs.chain(steps)
    }
}
