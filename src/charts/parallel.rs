//! Parallel coordinates: three or more swept hyperparameters, and how well each setting did.

use super::{AxisScale, Quantity, Theme};

/// An axis: a hyperparameter, or the objective.
#[derive(Clone, Copy, Debug)]
pub struct ParallelAxis<'a> {
    pub name: &'a str,
    /// Logarithmic only where all values are positive; otherwise it is linear instead.
    pub scale: AxisScale,
    /// Names of categories, from bottom to top; a line's value is then the index of one. Not used for numbers.
    pub categories: &'a [String],
    /// The values between which lines are kept, both included, in any order.
    pub brush: Option<(f64, f64)>,
}

/// Parallel coordinates, before they are drawn.
#[derive(Clone, Copy, Debug)]
pub struct ParallelChart<'a> {
    /// From left to right; the last is the objective.
    pub axes: &'a [ParallelAxis<'a>],
    /// Settings or trials: a value for each axis, NaN where it has none, which leaves a gap.
    pub lines: &'a [&'a [f64]],
    /// Indices of lines that stand back, whatever the brushes say.
    pub out: &'a [usize],
    /// Index of a line to be drawn on top, strongly.
    pub highlighted: Option<usize>,
    /// What the objective is.
    pub quantity: Quantity,
    pub theme: Theme,
    /// Backend pixels in a CSS pixel.
    pub ratio: f64,
}

/// Width of the objective's axis, in CSS pixels.
pub(super) const OBJECTIVE: f64 = 8.0;

impl ParallelChart<'_> {
    /// All lines' values on an axis.
    pub(super) fn values(&self, at: usize) -> impl Iterator<Item = f64> {
        self.lines
            .iter()
            .filter_map(move |line| line.get(at).copied())
    }
}
