//! What is written beside an axis of parallel coordinates.

use crate::metrics::sort_numbers;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::frame::{self, Frame, Labels};
use super::paint::{Drawn, Painter};
use super::parallel::{OBJECTIVE, ParallelChart};
use super::parallel_area::ParallelArea;
use super::region::{Pixel, Region};
use super::style::TextLook;
use super::{Axis, AxisScale, text_metrics, value_labels};

/// More values than that are labelled with round numbers instead.
const MOST_VALUES: usize = 8;
/// A value with more letters, such as 0.0031622776601683794, is not worth writing.
const MOST_CHARS: usize = 8;

/// Between an axis and its labels, in CSS pixels.
const GAP: f64 = 8.0;

impl ParallelChart<'_> {
    /// Outside of the first and the last axis; on the left of those between.
    pub(super) fn draw_labels<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        at: usize,
        area: &ParallelArea,
    ) -> Drawn<(), DB> {
        let placed = area.axes[at];
        let last = at > 0 && at + 1 == self.axes.len();
        let gap = painter.px(GAP);
        let (column, h_pos) = if last {
            let right = placed.x.round() as i32 + painter.px(OBJECTIVE);
            (right + gap / 2, HPos::Left)
        } else {
            (placed.x.round() as i32 - gap, HPos::Right)
        };
        let look = TextLook::new(Frame::FONT_SIZE, self.theme.text).at(h_pos, VPos::Center);
        let between = at > 0 && !last;
        let room = if last {
            painter.whole.right - placed.x - OBJECTIVE * self.ratio
        } else {
            placed.x - at.checked_sub(1).map_or(0.0, |before| area.axes[before].x)
        };
        let room = room / self.ratio - GAP - 3.0;
        for (row, label) in labels(self, at, &placed.values, room) {
            if between {
                self.draw_backing(painter, (column, row), &label)?;
            }
            painter.write(&label, (column, row), look)?;
        }
        Ok(())
    }

    /// Keeps lines from running through letters.
    fn draw_backing<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        (right, row): Pixel,
        label: &str,
    ) -> Drawn<(), DB> {
        let (right, row) = (f64::from(right), f64::from(row));
        let half = Frame::FONT_SIZE * 0.6 * self.ratio;
        let wide = (text_metrics::width(label, Frame::FONT_SIZE) + 3.0) * self.ratio;
        let backing = Region {
            left: right - wide,
            top: row - half,
            right: right + 2.0 * self.ratio,
            bottom: row + half,
        };
        painter.fill(&backing, self.theme.surface, 0.85)
    }

    /// Above the axes, shortened to the room between their neighbours and the edge.
    pub(super) fn draw_names<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        area: &ParallelArea,
    ) -> Drawn<(), DB> {
        let names: Vec<&str> = self.axes.iter().map(|axis| axis.name).collect();
        let (right, last) = (painter.whole.right, names.len().saturating_sub(1));
        let apart = match area.axes.as_slice() {
            [first, second, ..] => second.x - first.x,
            _ => f64::INFINITY,
        };
        let room = |at: usize| {
            let x = area.axes[at].x;
            // Names at the edges may lean over to the other side.
            let room = match at {
                at if at == 0 || at == last => x.min(right - x) + apart * 0.45,
                _ => apart,
            };
            room / self.ratio - 8.0
        };
        let names = text_metrics::shorten_all(&names, Frame::FONT_SIZE, room);
        for (at, name) in names.iter().enumerate() {
            let (h_pos, column) = match at {
                0 => (HPos::Left, 4.0 * self.ratio),
                at if at == last => (HPos::Right, right - 4.0 * self.ratio),
                at => (HPos::Center, area.axes[at].x),
            };
            let look = TextLook::new(Frame::FONT_SIZE, self.theme.ink).at(h_pos, VPos::Center);
            painter.write(name, (column.round() as i32, painter.px(12.0)), look)?;
        }
        Ok(())
    }
}

/// The categories, each in so many CSS pixels; of a few numbers the numbers; of many, round ones.
pub(super) fn labels(parallel: &ParallelChart, at: usize, axis: &Axis, room: f64) -> Labels {
    let objective = at + 1 == parallel.axes.len();
    if parallel.axes[at].scale == AxisScale::Categories {
        return categories(parallel, at, axis, room);
    }
    if let Some(labels) = few(parallel, at, axis).filter(|_| !objective) {
        return labels;
    }
    let high = (axis.from_px - axis.to_px) / (3.0 * Frame::FONT_SIZE * parallel.ratio);
    let mut ticks = axis.ticks((high as usize).clamp(2, 8));
    if !objective {
        ticks = ticks.like(parallel.values(at));
    }
    frame::labels(axis, &ticks, objective.then_some(parallel.quantity))
}

fn categories(parallel: &ParallelChart, at: usize, axis: &Axis, room: f64) -> Labels {
    let names = parallel.axes[at].categories;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let apart = (axis.from_px - axis.to_px) / parallel.ratio / names.len().max(1) as f64;
    let labels = value_labels::stacked(&names, Frame::FONT_SIZE, apart, room);
    let placed = labels.into_iter();
    placed
        .filter_map(|(at, label)| Some((axis.pixel(at as f64)?, label.into_owned())))
        .collect()
}

/// The values themselves, if they are few and short and have room.
fn few(parallel: &ParallelChart, at: usize, axis: &Axis) -> Option<Labels> {
    let mut values: Vec<f64> = Vec::new();
    for value in parallel.values(at).filter(|value| value.is_finite()) {
        if !values.contains(&value) {
            values.push(value);
        }
        if values.len() > MOST_VALUES {
            return None;
        }
    }
    sort_numbers(&mut values);
    let label = |value: f64| Some((axis.pixel(value)?, value.to_string()));
    let labels: Labels = values.into_iter().map(label).collect::<Option<_>>()?;
    let short = |label: &str| label.chars().count() <= MOST_CHARS;
    let apart = 1.25 * Frame::FONT_SIZE * parallel.ratio;
    let room = |pair: &[(i32, String)]| f64::from(pair[0].0 - pair[1].0) >= apart;
    let fits = labels.iter().all(|(_, label)| short(label)) && labels.windows(2).all(room);
    fits.then_some(labels)
}
