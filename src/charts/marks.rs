//! Signs for trials that did not simply train to their end.

use plotters::prelude::DrawingBackend;

use super::paint::{Drawn, Painter};
use super::region::Pixel;
use super::style::Stroke;

/// How a trial ended, where that is worth a sign. Each has its own shape, so that no colour is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// Cut short for being worse than others: a triangle that points down.
    Pruned,
    /// The loss was no longer a finite number: a cross.
    Diverged,
    /// It could not go on: a square.
    Failed,
    /// It no longer got better: a diamond.
    EarlyStopped,
}

/// A sign at the end of a trial's curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    pub kind: MarkKind,
    /// Epochs done; below 1 within the first.
    pub epoch: f64,
    /// The last test value; NaN where there is none, which is drawn at the bad end of the axis.
    pub value: f64,
}

impl MarkKind {
    pub const ALL: [Self; 4] = [
        Self::Pruned,
        Self::Diverged,
        Self::Failed,
        Self::EarlyStopped,
    ];

    /// As a legend names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pruned => "pruned",
            Self::Diverged => "diverged",
            Self::Failed => "failed",
            Self::EarlyStopped => "early stopped",
        }
    }

    /// The corners around (0, 0), for a radius of 1; none of a cross.
    fn corners(self) -> &'static [(f64, f64)] {
        match self {
            Self::Pruned => &[(-1.0, -0.75), (1.0, -0.75), (0.0, 1.0)],
            Self::Diverged => &[],
            Self::Failed => &[(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)],
            Self::EarlyStopped => &[(0.0, -1.1), (1.1, 0.0), (0.0, 1.1), (-1.1, 0.0)],
        }
    }
}

impl<DB: DrawingBackend> Painter<'_, DB> {
    /// A sign of a radius in CSS pixels, with a rim that keeps it off the lines beneath.
    pub fn mark(&mut self, kind: MarkKind, place: Pixel, radius: f64) -> Drawn<(), DB> {
        let (ink, surface) = (self.theme.ink, self.theme.surface);
        if kind == MarkKind::Diverged {
            self.cross(place, radius + 0.5, Stroke::new(surface, 4.5))?;
            return self.cross(place, radius - 0.5, Stroke::new(ink, 2.0));
        }
        for (radius, color) in [(radius + 1.5, surface), (radius, ink)] {
            let scale = radius * self.ratio;
            let at = |(x, y): &(f64, f64)| {
                let offset = |part: f64| (part * scale).round() as i32;
                (place.0 + offset(*x), place.1 + offset(*y))
            };
            self.shape(kind.corners().iter().map(at), color, 1.0)?;
        }
        Ok(())
    }

    fn cross(&mut self, (x, y): Pixel, radius: f64, stroke: Stroke) -> Drawn<(), DB> {
        let r = self.px(radius);
        self.path(&[(x - r, y - r), (x + r, y + r)], stroke)?;
        self.path(&[(x - r, y + r), (x + r, y - r)], stroke)
    }
}
