//! One swept hyperparameter: how well each of its values did.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::axis::extent;
use super::frame::{self, Frame, Labels};
use super::left_out;
use super::paint::{Drawn, Painter};
use super::region::Margins;
use super::region::Pixel;
use super::style::{Stroke, TextLook};
use super::value_labels::{self, Below};
use super::{Axis, AxisScale, Quantity, Theme, legend};
use crate::metrics::SampleStats;

/// What the runs with one value of the hyperparameter came to.
#[derive(Clone, Copy, Debug)]
pub struct SliceChartPoint<'a> {
    /// The value as it is to be read.
    pub label: &'a str,
    /// The value as a number; not used where the scale is of categories.
    pub value: f64,
    /// Over the seeds, and over whatever else is swept.
    pub spread: SampleStats,
    /// Each run's value, drawn faintly beside the mean where there are several.
    pub seeds: &'a [f64],
}

/// A slice through a study, before it is drawn: mean and standard deviation against a hyperparameter.
#[derive(Clone, Copy, Debug)]
pub struct SliceChart<'a> {
    /// The hyperparameter's.
    pub name: &'a str,
    pub scale: AxisScale,
    /// In the order of the values.
    pub points: &'a [SliceChartPoint<'a>],
    pub quantity: Quantity,
    /// Accuracy fitted closely, loss logarithmic.
    pub stretched: bool,
    pub theme: Theme,
    /// Backend pixels in a CSS pixel.
    pub ratio: f64,
}

/// Where a slice has its points.
#[derive(Clone, Debug, PartialEq)]
pub struct SliceArea {
    /// The hyperparameter's values; of categories, the index of the point.
    pub x: Axis,
    pub y: Axis,
    /// Column and row of each point's mean, in backend pixels; `None` where it has no place.
    pub points: Vec<Option<(i32, i32)>>,
}

impl SliceArea {
    /// Index of the point nearest to a pixel.
    pub fn nearest(&self, x: f64, y: f64) -> Option<usize> {
        let distance = |(column, row): (i32, i32)| {
            (f64::from(column) - x).powi(2) + (f64::from(row) - y).powi(2)
        };
        let points = self.points.iter().enumerate();
        let points = points.filter_map(|(at, point)| Some((at, distance((*point)?))));
        let nearest = points.min_by(|one, other| one.1.total_cmp(&other.1));
        nearest.map(|(at, _)| at)
    }
}

/// In CSS pixels: half the width of an error bar's ends, and how far beside it seeds stand.
const CAP: f64 = 5.0;
const BESIDE: f64 = 9.0;
/// Beyond so many points, large ones would hide each other.
const MANY: usize = 40;

impl SliceChart<'_> {
    /// Draws the slice.
    ///
    /// # Errors
    /// The backend's own.
    pub fn draw<DB: DrawingBackend>(&self, mut backend: DB) -> Drawn<SliceArea, DB> {
        let mut painter = Painter::new(&mut backend, self.theme, self.ratio)?;
        let margins = Margins {
            top: 30.0,
            left: 68.0,
            ..Frame::MARGINS
        };
        let frame = Frame::new(painter.whole, margins, Frame::FONT_SIZE, self.ratio);
        let scale = self.scale.for_values(self.values());
        let below = (scale == AxisScale::Categories).then(|| self.names(&frame));
        let frame = below.as_ref().map_or(frame, |below| frame.above(below));
        painter.clip_to(&frame.plot, 8.0);
        let (x, y) = self.axes(&frame, scale);
        let ticks_y = frame.ticks_y(&y);
        let labels_y = frame::labels(&y, &ticks_y, Some(self.quantity));
        frame.rules_y(&mut painter, frame::places(&y, &ticks_y))?;
        let points = self.places(scale, &x, &y);
        self.draw_points(&mut painter, &points, scale, &y)?;
        frame.base(&mut painter)?;
        match below {
            Some(below) => frame.write_below(&mut painter, below, |at| x.pixel(at as f64))?,
            None => frame.write_x(&mut painter, &self.numbers(&frame, &x))?,
        }
        frame.write_y(&mut painter, &labels_y)?;
        frame.captions(&mut painter, self.name, self.quantity.name())?;
        let means = self.points.iter().map(|point| point.spread.mean);
        left_out::tell(&mut painter, &frame, &y, means)?;
        self.draw_note(&mut painter, &frame)?;
        painter.finish()?;
        Ok(SliceArea { x, y, points })
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.points.iter().map(|point| point.value)
    }

    fn axes(&self, frame: &Frame, scale: AxisScale) -> (Axis, Axis) {
        let (from, to) = scale.range(self.values(), self.points.len(), 0.06);
        let x = Axis {
            log: scale == AxisScale::Log,
            ..frame.x_axis(from, to)
        };
        let log = self.stretched && self.quantity == Quantity::Loss;
        let values = self.points.iter().flat_map(|point| {
            let spread = &point.spread;
            let ends = [spread.low(), spread.mean, spread.high()];
            ends.into_iter().chain(point.seeds.iter().copied())
        });
        let (from, to) = self.quantity.range(extent(values, log), self.stretched);
        (x, frame.y_axis(from, to, log))
    }

    fn places(&self, scale: AxisScale, x: &Axis, y: &Axis) -> Vec<Option<Pixel>> {
        let column = |at: usize, value: f64| match scale {
            AxisScale::Categories => x.pixel(at as f64),
            _ => x.pixel(value),
        };
        let points = self.points.iter().enumerate();
        points
            .map(|(at, point)| Some((column(at, point.value)?, y.pixel(point.spread.mean)?)))
            .collect()
    }

    /// What stands below the points of categories.
    fn names(&self, frame: &Frame) -> Below<'_> {
        let labels: Vec<&str> = self.points.iter().map(|point| point.label).collect();
        let spacing = frame.plot.width() / self.ratio / labels.len().max(1) as f64;
        let height = frame.outer.height() / self.ratio;
        value_labels::side_by_side(&labels, frame.font_size, spacing, height)
    }

    /// The values themselves where they have room; otherwise round ones.
    fn numbers(&self, frame: &Frame, x: &Axis) -> Labels {
        let points = self.points.iter();
        let labels = points
            .filter_map(|point| Some((x.pixel(point.value)?, point.label.to_owned())))
            .collect();
        if frame::fit(&labels, frame.font_size, self.ratio) {
            return labels;
        }
        frame::labels(x, &frame.ticks_x(x).like(self.values()), None)
    }

    fn draw_points<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        places: &[Option<Pixel>],
        scale: AxisScale,
        y: &Axis,
    ) -> Drawn<(), DB> {
        let color = self.theme.run(0);
        if scale != AxisScale::Categories {
            let line = Stroke::new(color, 1.0).faint(0.6);
            painter.line(places.iter().copied(), line)?;
        }
        let radius = if places.len() > MANY { 2.5 } else { 4.0 };
        for (point, place) in self.points.iter().zip(places) {
            let Some(place) = *place else { continue };
            let beside = place.0 + painter.px(BESIDE);
            let several = point.seeds.iter().filter(|_| point.seeds.len() > 1);
            for row in several.filter_map(|seed| y.pixel(*seed)) {
                painter.dot((beside, row), color, 2.0, 0.5)?;
            }
            self.draw_error(painter, place.0, point.spread, y)?;
            painter.dot(place, color, radius, 1.0)?;
        }
        match self.best().and_then(|at| places[at]) {
            Some(place) => painter.ring(place, 8.0, Stroke::new(self.theme.ink, 2.0)),
            None => Ok(()),
        }
    }

    /// One standard deviation to either side, where there is more than one run.
    fn draw_error<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        column: i32,
        spread: SampleStats,
        y: &Axis,
    ) -> Drawn<(), DB> {
        let low = spread.low().max(y.from);
        let (Some(low), Some(high)) = (y.pixel(low), y.pixel(spread.high().min(y.to))) else {
            return Ok(());
        };
        if spread.n < 2 {
            return Ok(());
        }
        let (stroke, cap) = (Stroke::new(self.theme.run(0), 1.5), painter.px(CAP));
        painter.path(&[(column, low), (column, high)], stroke)?;
        for row in [low, high] {
            painter.path(&[(column - cap, row), (column + cap, row)], stroke)?;
        }
        Ok(())
    }

    /// Index of the best mean, where one is.
    fn best(&self) -> Option<usize> {
        let means = self.points.iter().map(|point| point.spread.mean);
        self.quantity.best(means)
    }

    /// What the marks mean, above the plot.
    fn draw_note<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        frame: &Frame,
    ) -> Drawn<(), DB> {
        let counts = self.points.iter().map(|point| point.spread.n);
        let note = legend::mean_and_deviation(counts);
        let look = TextLook::new(frame.font_size, self.theme.text).at(HPos::Right, VPos::Center);
        let place = (frame.plot.edges().2, painter.px(14.0));
        painter.write(&note, place, look)
    }
}
