//! One chart: several runs' curves in one pair of axes.

use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::DrawingBackend;

use super::Axis;
use super::paint::Painter;
use super::theme::{Theme, dashes};
use crate::metrics::{EpochMetrics, History, StepMetrics};

/// What a chart shows of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    Accuracy,
    Loss,
}

/// A run, as a chart needs it.
#[derive(Clone, Copy, Debug)]
pub struct Curve<'a> {
    pub name: &'a str,
    /// Index of its colour.
    pub color: usize,
    pub history: &'a History,
    /// Planned, so that the axis stands still while they come.
    pub epochs: usize,
}

/// A chart, before it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Chart<'a> {
    pub quantity: Quantity,
    pub curves: &'a [Curve<'a>],
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
    /// The epoch, from 1, whose place is nearest to a pixel.
    pub fn nearest_epoch(&self, pixel: f64) -> usize {
        self.x.value(pixel).round().clamp(1.0, self.x.to) as usize
    }
}

/// A fresh error type for every backend.
type Drawn<T, DB> = Result<T, DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Epochs of an axis without curves.
const PLANNED: usize = 10;
/// Beyond so many epochs, dots would hide the line.
const MOST_DOTS: usize = 30;
/// Beyond so many runs, their names would hide the curves.
const MOST_NAMES: usize = 8;

impl Quantity {
    pub(super) fn of_step(self, step: &StepMetrics) -> f64 {
        match self {
            Self::Accuracy => step.accuracy,
            Self::Loss => step.loss,
        }
    }

    /// Training and test value.
    pub(super) fn of_epoch(self, epoch: &EpochMetrics) -> (f64, f64) {
        match self {
            Self::Accuracy => (epoch.accuracy, epoch.val_accuracy),
            Self::Loss => (epoch.loss, epoch.val_loss),
        }
    }
}

impl Chart<'_> {
    /// Draws the whole chart.
    ///
    /// # Errors
    /// The backend's own.
    pub fn draw<DB: DrawingBackend>(&self, backend: DB) -> Drawn<PlotArea, DB> {
        let mut painter = Painter::new(backend, self.theme, self.ratio)?;
        let (x, y) = self.axes(painter.frame());
        painter.grid(&x, &y)?;
        for curve in self.curves {
            self.draw_curve(&mut painter, curve, &x, &y)?;
        }
        painter.frame_labels(&x, &y, self.quantity)?;
        let names: Vec<(&str, usize)> = match self.curves.len() {
            2..=MOST_NAMES => self.curves.iter().map(|c| (c.name, c.color)).collect(),
            _ => Vec::new(),
        };
        painter.legend(&names, self.quantity)?;
        let points = painter.finish()?;
        Ok(PlotArea { x, y, points })
    }

    fn draw_curve<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        curve: &Curve,
        x: &Axis,
        y: &Axis,
    ) -> Drawn<(), DB> {
        let place = |epoch: f64, value: f64| Some((x.pixel(epoch)?, y.pixel(value)?));
        let (steps, epochs) = (&curve.history.first_epoch_steps, &curve.history.epochs);
        let color = self.theme.run(curve.color);
        let dashes = dashes(curve.color);
        let steps = steps
            .iter()
            .map(|step| place(step.epoch, self.quantity.of_step(step)));
        painter.line(steps, color, 1.0, 0.45, None)?;
        let of = |epoch: &EpochMetrics| (epoch.epoch as f64, self.quantity.of_epoch(epoch));
        let train = epochs
            .iter()
            .map(of)
            .map(|(at, (train, _))| place(at, train));
        let test = epochs.iter().map(of).map(|(at, (_, test))| place(at, test));
        if epochs.len() <= MOST_DOTS {
            painter.dots(train.clone(), color, 1.5)?;
            painter.dots(test.clone(), color, 3.0)?;
        }
        painter.line(train, color, 1.0, 0.9, dashes)?;
        painter.line(test, color, 2.25, 1.0, dashes)
    }

    fn axes(&self, (left, top, right, bottom): (f64, f64, f64, f64)) -> (Axis, Axis) {
        let planned = self.curves.iter().map(|curve| curve.epochs).max();
        let x = Axis {
            from: 0.0,
            to: planned.unwrap_or(PLANNED).max(1) as f64,
            from_px: left,
            to_px: right,
            log: false,
        };
        let (from, to) = self.range();
        let y = Axis {
            from,
            to,
            from_px: bottom,
            to_px: top,
            log: self.is_log(),
        };
        (x, y)
    }

    fn is_log(&self) -> bool {
        self.log && self.quantity == Quantity::Loss
    }

    /// The values that the vertical axis has to show.
    fn range(&self) -> (f64, f64) {
        match (self.quantity, self.zoom, self.is_log()) {
            (Quantity::Accuracy, false, _) => (0.0, 1.0),
            (Quantity::Accuracy, true, _) => {
                let (low, high) = self.extent(false).unwrap_or((0.0, 1.0));
                let margin = ((high - low) * 0.06).max(0.002);
                ((low - margin).max(0.0), (high + margin).min(1.0))
            }
            (Quantity::Loss, _, false) => {
                let (_, high) = self.extent(true).unwrap_or((0.0, 2.3));
                // A sum beyond the largest number would be no axis.
                (0.0, (high * 1.05).clamp(1e-6, 1e300))
            }
            (Quantity::Loss, _, true) => {
                let (low, high) = self.extent(true).unwrap_or((0.1, 2.3));
                (low / 1.2, (high * 1.2).min(1e300))
            }
        }
    }

    /// Least and greatest of the values that have a place on the axis; of the epochs alone where there
    /// are any and steps are not wanted.
    fn extent(&self, with_steps: bool) -> Option<(f64, f64)> {
        let histories = || self.curves.iter().map(|curve| curve.history);
        let epochs = histories()
            .flat_map(|history| &history.epochs)
            .map(|epoch| self.quantity.of_epoch(epoch))
            .flat_map(|(train, test)| [train, test]);
        let with_steps = with_steps || histories().all(|history| history.epochs.is_empty());
        let steps = histories()
            .filter(|_| with_steps)
            .flat_map(|history| &history.first_epoch_steps)
            .map(|step| self.quantity.of_step(step));
        epochs
            .chain(steps)
            .filter(|value| value.is_finite() && (!self.is_log() || *value > 0.0))
            .fold(None, |extent, value| {
                let (low, high) = extent.unwrap_or((value, value));
                Some((value.min(low), value.max(high)))
            })
    }
}
