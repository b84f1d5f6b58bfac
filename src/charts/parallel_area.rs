//! From pixels to the axes and lines of parallel coordinates.

use super::Axis;
use super::parallel::ParallelAxis;

/// An axis in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedAxis {
    /// From the left, in backend pixels.
    pub x: f64,
    /// Values from bottom to top; of categories, their indices.
    pub values: Axis,
}

/// Where parallel coordinates have their axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParallelArea {
    pub axes: Vec<PlacedAxis>,
    /// Backend pixels in a CSS pixel.
    pub ratio: f64,
}

/// So near one has to point at an axis or a line, in CSS pixels.
const REACH: f64 = 16.0;

impl ParallelArea {
    /// The axis that somebody points at, by index, and the value there.
    pub fn at(&self, x: f64, y: f64) -> Option<(usize, f64)> {
        let distances = self.axes.iter().map(|axis| (axis.x - x).abs()).enumerate();
        let (axis, distance) = distances.min_by(|one, other| one.1.total_cmp(&other.1))?;
        let near = distance <= REACH * self.ratio;
        near.then_some(axis).zip(self.value(axis, y))
    }

    /// The value of an axis at a height; beyond its ends, the end's.
    pub fn value(&self, axis: usize, y: f64) -> Option<f64> {
        let axis = &self.axes.get(axis)?.values;
        let value = axis.value(y);
        let known = !value.is_nan() && axis.from <= axis.to;
        known.then(|| value.clamp(axis.from, axis.to))
    }

    /// Index of the line nearest to a pixel, of those near enough to be meant.
    pub fn nearest(&self, lines: &[&[f64]], x: f64, y: f64) -> Option<usize> {
        let after = self.axes.iter().position(|axis| axis.x >= x)?;
        let before = after.checked_sub(1)?;
        let height = |line: &[f64], axis: usize| {
            let value = line.get(axis)?;
            self.axes[axis].values.pixel(*value).map(f64::from)
        };
        let share = (x - self.axes[before].x) / (self.axes[after].x - self.axes[before].x);
        let distances = lines.iter().enumerate().filter_map(|(at, line)| {
            let (from, to) = (height(line, before)?, height(line, after)?);
            Some((at, (from + share * (to - from) - y).abs()))
        });
        let nearest = distances.min_by(|one, other| one.1.total_cmp(&other.1));
        let near = nearest.filter(|(_, distance)| *distance <= REACH * self.ratio);
        near.map(|(at, _)| at)
    }
}

/// Whether a line, one value for each axis, passes through all brushes. What is no number passes none.
pub fn is_brushed_in(axes: &[ParallelAxis], values: &[f64]) -> bool {
    axes.iter().enumerate().all(|(at, axis)| {
        let value = values.get(at).copied().unwrap_or(f64::NAN);
        axis.brush
            .is_none_or(|(one, other)| (one.min(other)..=one.max(other)).contains(&value))
    })
}
