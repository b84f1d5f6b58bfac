//! Where somebody points at a chart, with a pointer or with keys.

use super::{Axis, PlotArea, SliceArea};

/// Where somebody points at a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hover {
    /// An epoch of curves, or what is as long, from 1; or a point of a slice, from 0.
    pub place: usize,
    /// Value at the pointer.
    pub value: f64,
    /// Of the place, in CSS pixels from the canvas' left edge.
    pub left: f64,
}

/// What a chart has drawn, with places along its x axis that somebody can point at.
pub trait Places: Clone + Send + Sync + 'static {
    /// The first and the last place.
    fn ends(&self) -> (usize, usize);

    /// The place nearest to a pixel.
    fn nearest(&self, x: f64, y: f64) -> Option<usize>;

    /// Column of a place, in backend pixels; `None` where it has none.
    fn column(&self, place: usize) -> Option<i32>;

    /// Values, from bottom to top.
    fn values(&self) -> &Axis;
}

impl Places for PlotArea {
    fn ends(&self) -> (usize, usize) {
        PlotArea::ends(self)
    }

    fn nearest(&self, x: f64, _: f64) -> Option<usize> {
        Some(self.nearest_place(x))
    }

    fn column(&self, place: usize) -> Option<i32> {
        let (first, last) = PlotArea::ends(self);
        let is_shown = (first..=last).contains(&place);
        self.x.pixel(place as f64 * self.step).filter(|_| is_shown)
    }

    fn values(&self) -> &Axis {
        &self.y
    }
}

impl Places for SliceArea {
    fn ends(&self) -> (usize, usize) {
        (0, self.points.len().saturating_sub(1))
    }

    fn nearest(&self, x: f64, y: f64) -> Option<usize> {
        SliceArea::nearest(self, x, y)
    }

    fn column(&self, place: usize) -> Option<i32> {
        let (column, _) = (*self.points.get(place)?)?;
        Some(column)
    }

    fn values(&self) -> &Axis {
        &self.y
    }
}

impl Hover {
    /// At the place nearest to a point in CSS pixels, of which each is `ratio` backend pixels.
    pub fn at(area: &impl Places, (x, y): (f64, f64), ratio: f64) -> Option<Self> {
        let place = area.nearest(x * ratio, y * ratio)?;
        Self::at_place(area, place, area.values().value(y * ratio), ratio)
    }

    /// The next place to one side that has a column; from none, the first or the last. At the end it stays.
    pub fn beside(now: Option<Self>, step: isize, area: &impl Places, ratio: f64) -> Option<Self> {
        let (first, last) = area.ends();
        let mut place = match now {
            Some(now) => now.place.checked_add_signed(step),
            None if step > 0 => Some(first),
            None => Some(last),
        };
        let value = now.map_or(area.values().to, |now| now.value);
        while let Some(at) = place.filter(|at| (first..=last).contains(at)) {
            if let Some(found) = Self::at_place(area, at, value, ratio) {
                return Some(found);
            }
            place = at.checked_add_signed(step);
        }
        now
    }

    fn at_place(area: &impl Places, place: usize, value: f64, ratio: f64) -> Option<Self> {
        let left = f64::from(area.column(place)?) / ratio;
        Some(Self { place, value, left })
    }
}
