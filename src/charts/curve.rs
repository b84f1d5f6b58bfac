//! A run, as charts need it.

use crate::metrics::{Along, History};

/// A run, as a chart needs it.
#[derive(Clone, Copy, Debug)]
pub struct Curve<'a> {
    pub name: &'a str,
    /// Index of its colour.
    pub color: usize,
    pub history: &'a History,
    /// Planned, so that the axis stands still while they come.
    pub epochs: usize,
    /// The unit of the axis, the same for all curves of a chart.
    pub along: Along,
    /// Units in an epoch; of seconds a guess, until the first epoch has ended.
    pub reach: f64,
    pub marks: EpochMarks,
    /// Drawn faintly, behind the others.
    pub is_pale: bool,
    /// Its losses are known to three digits or so.
    pub is_rounded: bool,
}

/// Epochs of a run that are worth a sign, each from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EpochMarks {
    /// Where early stopping began to wait for something better, and where it gave up.
    pub patience: Option<(usize, usize)>,
    /// Whose weights were restored at the end.
    pub restored: Option<usize>,
}
