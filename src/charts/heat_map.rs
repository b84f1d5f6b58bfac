//! Two swept hyperparameters: a cell for each pair of values, coloured by how well it did.

use plotters::prelude::DrawingBackend;

use super::frame::Frame;
use super::paint::{Drawn, Painter};
use super::ramp::Shades;
use super::region::{Margins, Pixel, Region};
use super::style::{Stroke, TextLook};
use super::value_labels::{self, Below};
use super::{MarkKind, Quantity, Theme, color_bar, text_metrics};
use crate::metrics::SampleStats;

/// A hyperparameter and the values it takes in a study, in order, as they are to be read.
#[derive(Clone, Copy, Debug)]
pub struct AxisValues<'a> {
    pub name: &'a str,
    pub values: &'a [String],
}

/// A heat map, before it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct HeatMapChart<'a> {
    /// From left to right.
    pub x: AxisValues<'a>,
    /// From top to bottom, as the rows of small multiples are.
    pub y: AxisValues<'a>,
    /// Row by row, `x.values` long each. `None`, or no entry, is a setting without a finished run; a mean
    /// of NaN one whose runs all diverged.
    pub cells: &'a [Option<SampleStats>],
    pub quantity: Quantity,
    pub theme: Theme,
    /// Backend pixels in a CSS pixel.
    pub ratio: f64,
}

/// Where a heat map has its cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeatMapArea {
    /// All cells together, in backend pixels.
    pub plot: Region,
    pub columns: usize,
    pub rows: usize,
}

impl HeatMapArea {
    /// A cell's rectangle, in backend pixels.
    pub fn cell(&self, column: usize, row: usize) -> Region {
        let wide = self.plot.width() / self.columns.max(1) as f64;
        let high = self.plot.height() / self.rows.max(1) as f64;
        let left = self.plot.left + wide * column as f64;
        let top = self.plot.top + high * row as f64;
        Region {
            left,
            top,
            right: left + wide,
            bottom: top + high,
        }
    }

    /// Column and row of the cell at a pixel.
    pub fn cell_at(&self, x: f64, y: f64) -> Option<(usize, usize)> {
        if !self.plot.contains(x, y) {
            return None;
        }
        let place = |pixel: f64, from: f64, room: f64, count: usize| {
            let place = (pixel - from) / room * count as f64;
            (count > 0).then(|| (place as usize).min(count - 1))
        };
        let Region { left, top, .. } = self.plot;
        let column = place(x, left, self.plot.width(), self.columns)?;
        Some((column, place(y, top, self.plot.height(), self.rows)?))
    }
}

/// Room for a colour bar and its labels, in CSS pixels.
const BAR: f64 = 84.0;
/// Lines of the hatching of a missing cell are so far apart; CSS pixels.
const HATCH: f64 = 7.0;
/// Size of the deviation's font, and least height of a cell that shows it; CSS pixels.
const SMALL: f64 = 10.0;
const TWO_ROWS: f64 = 36.0;

impl HeatMapChart<'_> {
    /// Draws the heat map.
    ///
    /// # Errors
    /// The backend's own.
    pub fn draw<DB: DrawingBackend>(&self, mut backend: DB) -> Drawn<HeatMapArea, DB> {
        let mut painter = Painter::new(&mut backend, self.theme, self.ratio)?;
        let frame = self.frame(painter.whole);
        let below = self.names_below(&frame);
        let frame = frame.above(&below);
        let area = HeatMapArea {
            plot: frame.plot,
            columns: self.x.values.len(),
            rows: self.y.values.len(),
        };
        self.draw_labels(&mut painter, &frame, &area, below)?;
        let means = self.cells.iter().flatten().map(|cell| cell.mean);
        let shades = Shades::of(self.quantity, self.theme.ramp, means);
        self.draw_cells(&mut painter, &area, shades)?;
        if let Some(shades) = shades {
            color_bar::draw(&mut painter, &frame, shades)?;
        }
        painter.finish()?;
        Ok(area)
    }

    fn frame(&self, whole: Region) -> Frame {
        let labels = self.y.values.iter();
        let widest = labels.map(|label| text_metrics::width(label, Frame::FONT_SIZE));
        let room = whole.width() / self.ratio * 0.3;
        let margins = Margins {
            left: widest.fold(0.0, f64::max).min(room) + 2.0 * Frame::FONT_SIZE + 8.0,
            right: BAR,
            ..Frame::MARGINS
        };
        Frame::new(whole, margins, Frame::FONT_SIZE, self.ratio)
    }

    fn names_below(&self, frame: &Frame) -> Below<'_> {
        let columns = texts(self.x.values);
        let spacing = frame.plot.width() / self.ratio / columns.len().max(1) as f64;
        let height = frame.outer.height() / self.ratio;
        value_labels::side_by_side(&columns, frame.font_size, spacing, height)
    }

    fn draw_labels<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        frame: &Frame,
        area: &HeatMapArea,
        below: Below,
    ) -> Drawn<(), DB> {
        frame.captions(painter, self.x.name, self.y.name)?;
        let (size, cell) = (frame.font_size, area.cell(0, 0));
        let css = |pixels: f64| pixels / self.ratio;
        let middle = |at: usize| area.cell(at, at).middle();
        frame.write_below(painter, below, |at| Some(middle(at).0 as i32))?;
        let rows = texts(self.y.values);
        let room = css(frame.plot.left - frame.outer.left) - 2.0 * size;
        let labels = value_labels::stacked(&rows, size, css(cell.height()), room);
        let placed = labels.into_iter();
        let placed = placed.map(|(at, label)| (middle(at).1 as i32, label.into_owned()));
        frame.write_y(painter, &placed.collect())
    }

    fn draw_cells<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        area: &HeatMapArea,
        shades: Option<Shades>,
    ) -> Drawn<(), DB> {
        let format = self.format(area);
        for row in 0..area.rows {
            for column in 0..area.columns {
                let region = inner(area.cell(column, row), self.ratio);
                let cell = self.cells.get(row * area.columns + column).copied();
                match (cell.flatten(), shades) {
                    (Some(cell), Some(shades)) if cell.mean.is_finite() => {
                        self.draw_cell(painter, &region, cell, shades, format)?;
                    }
                    (cell, _) => missing(painter, &region, cell.is_some())?,
                }
            }
        }
        if let Some(best) = self.best().filter(|_| area.columns > 0) {
            let cell = area.cell(best % area.columns, best / area.columns);
            painter.outline(&inner(cell, self.ratio), self.theme.surface, 4.0)?;
            painter.outline(&inner(cell, self.ratio), self.theme.ink, 2.5)?;
        }
        Ok(())
    }

    fn draw_cell<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        region: &Region,
        cell: SampleStats,
        shades: Shades,
        format: Option<(usize, bool)>,
    ) -> Drawn<(), DB> {
        let color = shades.color(cell.mean);
        painter.fill(region, color, 1.0)?;
        let Some((decimals, with_deviation)) = format else {
            return Ok(());
        };
        let (x, y) = region.middle();
        let (x, y) = (x.round() as i32, y.round() as i32);
        let look = TextLook::new(Frame::FONT_SIZE, color.contrasting());
        let number = self.quantity.number(cell.mean, decimals);
        if !(with_deviation && cell.n > 1) {
            return painter.write(&number, (x, y), look);
        }
        let half = painter.px(7.5);
        painter.write(&number, (x, y - half), look)?;
        let deviation = format!("±{}", self.quantity.number(cell.sd, decimals));
        let look = TextLook::new(SMALL, color.contrasting());
        painter.write(&deviation, (x, y + half), look)
    }

    /// Decimals of the cells' numbers, and whether there is room for the deviation; `None` where there is
    /// none even for the numbers. The same for all cells, so that they compare.
    fn format(&self, area: &HeatMapArea) -> Option<(usize, bool)> {
        let cell = inner(area.cell(0, 0), self.ratio);
        let (wide, high) = (cell.width() / self.ratio, cell.height() / self.ratio);
        if high < Frame::FONT_SIZE + 2.0 {
            return None;
        }
        let fits = |decimals: &usize| {
            let means = self.cells.iter().flatten().map(|cell| cell.mean);
            let numbers = means.map(|mean| self.quantity.number(mean, *decimals));
            let widths = numbers.map(|number| text_metrics::width(&number, Frame::FONT_SIZE));
            widths.fold(0.0, f64::max) <= wide - 6.0
        };
        let decimals = [2, 1, 0].into_iter().find(fits)?;
        Some((decimals, decimals == 2 && high >= TWO_ROWS))
    }

    /// Index of the best cell that is on the map.
    fn best(&self) -> Option<usize> {
        let shown = self.x.values.len() * self.y.values.len();
        let cells = self.cells.iter().take(shown);
        let means = cells.map(|cell| cell.map_or(f64::NAN, |cell| cell.mean));
        self.quantity.best(means)
    }
}

fn texts(values: &[String]) -> Vec<&str> {
    values.iter().map(String::as_str).collect()
}

/// A cell without the gap to its neighbours. Small cells have none, and reach a pixel under the next ones,
/// so that no seam shows.
fn inner(cell: Region, ratio: f64) -> Region {
    let wide = cell.width().min(cell.height()) / ratio;
    let (before, after) = if wide >= 12.0 {
        (1.0, 1.0)
    } else {
        (0.0, -1.0)
    };
    let margins = Margins {
        left: before,
        top: before,
        right: after,
        bottom: after,
    };
    cell.within(margins, ratio)
}

/// Hatched; with a cross where there were runs, but none has a number.
fn missing<DB: DrawingBackend>(
    painter: &mut Painter<DB>,
    cell: &Region,
    diverged: bool,
) -> Drawn<(), DB> {
    let stroke = Stroke::new(painter.theme.axis, 1.0).faint(0.45);
    for line in hatching(cell, HATCH * painter.ratio) {
        painter.path(&line, stroke)?;
    }
    let (wide, high) = (cell.width(), cell.height());
    if diverged && wide.min(high) >= 14.0 * painter.ratio {
        let (x, y) = cell.middle();
        painter.mark(MarkKind::Diverged, (x as i32, y as i32), 4.5)?;
    }
    Ok(())
}

/// Lines that rise to the right, so far apart.
fn hatching(cell: &Region, apart: f64) -> impl Iterator<Item = [Pixel; 2]> {
    let cell = *cell;
    let (from, to) = (cell.left + cell.top, cell.right + cell.bottom);
    let count = ((to - from) / apart.max(1.0)).clamp(0.0, 1000.0) as usize;
    (1..=count).map(move |at| {
        let sum = from + (at as f64 - 0.5) * apart.max(1.0);
        let low = (sum - cell.bottom).max(cell.left);
        let high = (sum - cell.top).min(cell.right);
        [low, high].map(|x| (x.round() as i32, (sum - x).round() as i32))
    })
}
