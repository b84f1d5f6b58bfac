//! How parallel coordinates are drawn.

use plotters::prelude::DrawingBackend;

use super::frame::Frame;
use super::paint::{Drawn, Painter};
use super::parallel::{OBJECTIVE, ParallelChart};
use super::parallel_area::{ParallelArea, PlacedAxis, is_brushed_in};
use super::parallel_labels::labels;
use super::ramp::Shades;
use super::region::{Margins, Pixel, Region};
use super::style::Stroke;
use super::{Axis, AxisScale, text_metrics};
use crate::metrics::sorted_by_number;

/// In CSS pixels: room above for names and below, and least room beside.
const ABOVE: f64 = 34.0;
const BELOW: f64 = 16.0;
const BESIDE: f64 = 40.0;
/// Width of a brush, in CSS pixels.
const BRUSH: f64 = 16.0;
/// Steps of the objective's colours.
const STEPS: usize = 48;

impl ParallelChart<'_> {
    /// Draws the coordinates.
    ///
    /// # Errors
    /// The backend's own.
    pub fn draw<DB: DrawingBackend>(&self, mut backend: DB) -> Drawn<ParallelArea, DB> {
        let mut painter = Painter::new(&mut backend, self.theme, self.ratio)?;
        let plot = self.plot(painter.whole);
        let area = self.area(&plot);
        let objectives = self.lines.iter().filter_map(|line| self.objective(line));
        let shades = Shades::of(self.quantity, self.theme.ramp, objectives);
        painter.clip_to(&plot, 2.0);
        self.draw_lines(&mut painter, &area, shades)?;
        for (at, placed) in area.axes.iter().enumerate() {
            let shades = shades.filter(|_| at + 1 == self.axes.len());
            self.draw_axis(&mut painter, &plot, placed, shades)?;
            self.draw_brush(&mut painter, at, placed)?;
            self.draw_labels(&mut painter, at, &area)?;
        }
        self.draw_names(&mut painter, &area)?;
        painter.finish()?;
        Ok(area)
    }

    fn objective(&self, line: &[f64]) -> Option<f64> {
        self.axes
            .len()
            .checked_sub(1)
            .and_then(|last| line.get(last))
            .copied()
    }

    fn plot(&self, whole: Region) -> Region {
        let beside = |axis: Option<usize>| {
            let probe = Axis {
                from_px: whole.bottom,
                to_px: whole.top,
                ..axis.map_or(NOWHERE, |axis| self.range(axis))
            };
            let labels = axis
                .map(|axis| labels(self, axis, &probe, f64::INFINITY))
                .unwrap_or_default();
            let widths = labels
                .iter()
                .map(|(_, label)| text_metrics::width(label, Frame::FONT_SIZE));
            let most = whole.width() / self.ratio * 0.25;
            (widths.fold(0.0, f64::max) + 14.0).max(BESIDE).min(most)
        };
        let margins = Margins {
            left: beside((!self.axes.is_empty()).then_some(0)),
            top: ABOVE,
            right: beside(self.axes.len().checked_sub(1)) + OBJECTIVE,
            bottom: BELOW,
        };
        whole.within(margins, self.ratio)
    }

    fn area(&self, plot: &Region) -> ParallelArea {
        let apart = plot.width() / self.axes.len().saturating_sub(1).max(1) as f64;
        let place = |at: usize| PlacedAxis {
            x: plot.left + apart * at as f64,
            values: Axis {
                from_px: plot.bottom,
                to_px: plot.top,
                ..self.range(at)
            },
        };
        ParallelArea {
            axes: (0..self.axes.len()).map(place).collect(),
            ratio: self.ratio,
        }
    }

    /// An axis without its place.
    fn range(&self, at: usize) -> Axis {
        let axis = &self.axes[at];
        let finite = |value: &f64| value.is_finite();
        let values = || self.values(at).filter(finite);
        let scale = match axis.scale {
            AxisScale::Log if values().any(|value| value <= 0.0) => AxisScale::Linear,
            scale => scale,
        };
        let (from, to) = scale.range(values(), axis.categories.len(), 0.04);
        Axis {
            from,
            to,
            log: scale == AxisScale::Log,
            ..NOWHERE
        }
    }

    /// Those outside of a brush first and the best last, so that the best lie on top.
    fn draw_lines<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        area: &ParallelArea,
        shades: Option<Shades>,
    ) -> Drawn<(), DB> {
        for at in self.order() {
            let line = self.lines[at];
            let value = self.objective(line).filter(|value| value.is_finite());
            let color = match (value, shades) {
                (Some(value), Some(shades)) => shades.color(value),
                _ => self.theme.axis,
            };
            let stroke = if self.is_in(at) {
                Stroke::new(color, 1.5).faint(0.9)
            } else {
                Stroke::new(self.theme.axis, 1.0).faint(0.25)
            };
            painter.line(places(area, line), stroke)?;
        }
        let Some(line) = self.highlighted.and_then(|at| self.lines.get(at)) else {
            return Ok(());
        };
        painter.line(places(area, line), Stroke::new(self.theme.surface, 6.0))?;
        painter.line(places(area, line), Stroke::new(self.theme.ink, 3.0))
    }

    fn is_in(&self, at: usize) -> bool {
        !self.out.contains(&at) && is_brushed_in(self.axes, self.lines[at])
    }

    fn order(&self) -> Vec<usize> {
        let key = |at: &usize| {
            let line = self.lines[*at];
            let value = self.objective(line).filter(|value| value.is_finite());
            let goodness = value.map_or(f64::NEG_INFINITY, |value| match self.quantity {
                quantity if quantity.rises() => value,
                _ => -value,
            });
            (self.is_in(*at), goodness)
        };
        let lines: Vec<usize> = (0..self.lines.len()).collect();
        let lines = sorted_by_number(lines, |at| key(at).1);
        let (inside, outside): (Vec<usize>, Vec<usize>) =
            lines.into_iter().partition(|at| key(at).0);
        outside.into_iter().chain(inside).collect()
    }

    /// A rule; for the objective the colours of its values.
    fn draw_axis<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        plot: &Region,
        placed: &PlacedAxis,
        shades: Option<Shades>,
    ) -> Drawn<(), DB> {
        let column = placed.x.round() as i32;
        let (_, top, _, bottom) = plot.edges();
        let color = self.theme.axis;
        let Some(shades) = shades else {
            return painter.rule([(column, top), (column, bottom)], color);
        };
        let high = plot.height() / STEPS as f64;
        for step in 0..STEPS {
            let from = plot.top + high * step as f64;
            let rest = Region {
                left: placed.x,
                right: placed.x + OBJECTIVE * self.ratio,
                top: from,
                bottom: plot.bottom,
            };
            let value = placed.values.value(from + high / 2.0);
            painter.fill(&rest, shades.color(value), 1.0)?;
        }
        Ok(())
    }

    fn draw_brush<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        at: usize,
        placed: &PlacedAxis,
    ) -> Drawn<(), DB> {
        let Some((one, other)) = self.axes[at].brush else {
            return Ok(());
        };
        let axis = &placed.values;
        let row = |value: f64| axis.pixel(value.max(axis.from).min(axis.to)).map(f64::from);
        let (Some(one), Some(other)) = (row(one), row(other)) else {
            return Ok(());
        };
        let half = BRUSH / 2.0 * self.ratio;
        let brush = Region {
            left: placed.x - half,
            top: one.min(other) - self.ratio,
            right: placed.x + half,
            bottom: one.max(other) + self.ratio,
        };
        painter.fill(&brush, self.theme.ink, 0.16)?;
        painter.outline(&brush, self.theme.text, 1.0)
    }
}

const NOWHERE: Axis = Axis {
    from: 0.0,
    to: 1.0,
    from_px: 0.0,
    to_px: 1.0,
    log: false,
};

fn places<'a>(area: &'a ParallelArea, line: &'a [f64]) -> impl Iterator<Item = Option<Pixel>> + 'a {
    area.axes.iter().enumerate().map(move |(at, placed)| {
        let row = placed.values.pixel(*line.get(at)?)?;
        Some((placed.x.round() as i32, row))
    })
}
