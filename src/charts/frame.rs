//! What stands around a plot: rules, labels and captions.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::axis::Ticks;
use super::paint::{Drawn, Painter};
use super::region::{Margins, Region};
use super::style::TextLook;
use super::text_metrics;
use super::value_labels::Below;
use super::{Axis, Quantity};
use crate::metrics::sorted_by_number;

/// A plot and the room around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub outer: Region,
    pub plot: Region,
    /// Size of the labels' font, in CSS pixels.
    pub font_size: f64,
    pub ratio: f64,
}

/// Labels and their pixels.
pub(super) type Labels = Vec<(i32, String)>;

impl Frame {
    /// Size of the labels of a chart that stands alone, in CSS pixels.
    pub const FONT_SIZE: f64 = 12.0;
    /// Room around the plot of such a chart.
    pub const MARGINS: Margins = Margins {
        left: 56.0,
        top: 12.0,
        right: 16.0,
        bottom: 40.0,
    };

    pub fn new(outer: Region, margins: Margins, font_size: f64, ratio: f64) -> Self {
        Self {
            outer,
            plot: outer.within(margins, ratio),
            font_size,
            ratio,
        }
    }

    /// With so much less plot, for labels below that stand upright.
    pub fn above(mut self, below: &Below) -> Self {
        let high = below.upright.map_or(0.0, |high| high - self.font_size);
        self.plot.bottom = (self.plot.bottom - high * self.ratio).max(self.plot.top + 1.0);
        self
    }

    /// From left to right.
    pub fn x_axis(&self, from: f64, to: f64) -> Axis {
        Axis {
            from,
            to,
            from_px: self.plot.left,
            to_px: self.plot.right,
            log: false,
        }
    }

    /// From bottom to top.
    pub fn y_axis(&self, from: f64, to: f64, log: bool) -> Axis {
        Axis {
            from,
            to,
            from_px: self.plot.bottom,
            to_px: self.plot.top,
            log,
        }
    }

    pub fn ticks_x(&self, x: &Axis) -> Ticks {
        let wanted = (x.to_px - x.from_px) / (5.0 * self.font_size * self.ratio);
        x.ticks((wanted as usize).clamp(2, 10))
    }

    /// Whole epochs.
    pub fn ticks_epochs(&self, x: &Axis) -> Ticks {
        self.ticks_x(x).whole()
    }

    pub fn ticks_y(&self, y: &Axis) -> Ticks {
        let wanted = (y.from_px - y.to_px) / (3.0 * self.font_size * self.ratio);
        y.ticks((wanted as usize).clamp(2, 10))
    }

    pub fn rules_y<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        rows: impl Iterator<Item = i32>,
    ) -> Drawn<(), DB> {
        let (left, _, right, _) = self.plot.edges();
        let color = painter.theme.grid;
        for row in rows {
            painter.rule([(left, row), (right, row)], color)?;
        }
        Ok(())
    }

    pub fn rules_x<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        columns: impl Iterator<Item = i32>,
    ) -> Drawn<(), DB> {
        let (_, top, _, bottom) = self.plot.edges();
        let color = painter.theme.grid;
        for column in columns {
            painter.rule([(column, top), (column, bottom)], color)?;
        }
        Ok(())
    }

    /// The line below the plot.
    pub fn base<DB: DrawingBackend>(&self, painter: &mut Painter<DB>) -> Drawn<(), DB> {
        let (left, _, right, bottom) = self.plot.edges();
        let color = painter.theme.axis;
        painter.rule([(left, bottom), (right, bottom)], color)
    }

    pub fn write_x<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        labels: &Labels,
    ) -> Drawn<(), DB> {
        let row = self.plot.edges().3 + painter.px(self.font_size / 2.0);
        let look = TextLook::new(self.font_size, painter.theme.text).at(HPos::Center, VPos::Top);
        for (column, label) in labels {
            painter.write(label, (*column, row), look)?;
        }
        Ok(())
    }

    /// Labels in the columns that `column` gives them.
    pub fn write_below<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        below: Below,
        column: impl Fn(usize) -> Option<i32>,
    ) -> Drawn<(), DB> {
        let placed = below.labels.into_iter();
        let labels: Labels = placed
            .filter_map(|(at, label)| Some((column(at)?, label.into_owned())))
            .collect();
        if below.upright.is_none() {
            return self.write_x(painter, &labels);
        }
        let row = self.plot.edges().3 + painter.px(self.font_size / 2.0);
        let look = TextLook::new(self.font_size, painter.theme.text).at(HPos::Right, VPos::Center);
        for (column, label) in labels {
            painter.write_upwards(&label, (column, row), look)?;
        }
        Ok(())
    }

    pub fn write_y<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        labels: &Labels,
    ) -> Drawn<(), DB> {
        let column = self.plot.edges().0 - painter.px(self.font_size / 1.5);
        let look = TextLook::new(self.font_size, painter.theme.text).at(HPos::Right, VPos::Center);
        for (row, label) in labels {
            painter.write(label, (column, *row), look)?;
        }
        Ok(())
    }

    /// What the axes mean, below and on the left; shortened where they have no room.
    pub fn captions<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        below: &str,
        left: &str,
    ) -> Drawn<(), DB> {
        let (x, y) = self.plot.middle();
        let (x, y) = (x.round() as i32, y.round() as i32);
        let look = TextLook::new(self.font_size, painter.theme.text);
        let (outer_left, _, _, outer_bottom) = self.outer.edges();
        let room = |pixels: f64| pixels / self.ratio;
        let below = text_metrics::shorten(below, self.font_size, room(self.outer.width()));
        let place = (x, outer_bottom - painter.px(2.0));
        painter.write(&below, place, look.at(HPos::Center, VPos::Bottom))?;
        let left = text_metrics::shorten(left, self.font_size, room(self.outer.height()));
        let place = (outer_left + painter.px(2.0), y);
        painter.write_upwards(&left, place, look.at(HPos::Center, VPos::Top))
    }
}

/// Ticks as they are written, in their places.
pub(super) fn labels(axis: &Axis, ticks: &Ticks, quantity: Option<Quantity>) -> Labels {
    let decimals = ticks.decimals(1.0);
    let label = |value: f64| match quantity {
        Some(quantity) => written(value, ticks, quantity),
        None if ticks.step == 0.0 => power(value),
        None => format!("{value:.decimals$}"),
    };
    let values = ticks.values.iter();
    values
        .filter_map(|value| Some((axis.pixel(*value)?, label(*value))))
        .collect()
}

/// A tick of a logarithmic axis, which has one digit.
fn power(value: f64) -> String {
    if (1e-3..1e5).contains(&value) {
        let decimals = (-(value * 1.001).log10().floor()).max(0.0) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.0e}")
    }
}

/// Whether labels side by side leave room between them.
pub(super) fn fit(labels: &Labels, size: f64, ratio: f64) -> bool {
    let ends: Vec<(f64, f64)> = labels
        .iter()
        .map(|(at, label)| {
            let half = (text_metrics::width(label, size) / 2.0 + 3.0) * ratio;
            (f64::from(*at) - half, f64::from(*at) + half)
        })
        .collect();
    let ends = sorted_by_number(ends, |(left, _)| *left);
    ends.windows(2).all(|pair| pair[0].1 <= pair[1].0)
}

/// Pixels of ticks.
pub(super) fn places(axis: &Axis, ticks: &Ticks) -> impl Iterator<Item = i32> {
    ticks.values.iter().filter_map(|value| axis.pixel(*value))
}

/// A tick's value for people.
fn written(value: f64, ticks: &Ticks, quantity: Quantity) -> String {
    let size = value.abs();
    match quantity {
        Quantity::ErrorRate if ticks.step == 0.0 => power(value * 100.0) + " %",
        Quantity::Accuracy | Quantity::ErrorRate => {
            format!("{:.*} %", ticks.decimals(100.0), value * 100.0)
        }
        Quantity::Loss if value != 0.0 && !(1e-4..1e5).contains(&size) => format!("{value:.0e}"),
        Quantity::Loss if ticks.step == 0.0 => format!("{value}"),
        Quantity::Loss => format!("{:.*}", ticks.decimals(1.0), value),
    }
}
