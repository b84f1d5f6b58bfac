//! Where a chart of curves has drawn what, and the places on it that somebody can point at.

use super::Axis;

/// Where a chart has drawn what, in backend pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlotArea {
    /// Epochs, or what else the curves are drawn along, from left to right.
    pub x: Axis,
    /// Values, from bottom to top.
    pub y: Axis,
    pub points: usize,
    /// From one place that somebody can point at to the next, in the unit of `x`: an epoch, the shortest of all runs'.
    pub step: f64,
}

impl PlotArea {
    /// Whether a pixel is between the axes.
    pub fn contains(&self, x: f64, y: f64) -> bool {
        let is_on = |axis: &Axis, pixel: f64| {
            let (low, high) = (axis.from_px.min(axis.to_px), axis.from_px.max(axis.to_px));
            (low..=high).contains(&pixel)
        };
        is_on(&self.x, x) && is_on(&self.y, y)
    }

    /// The first and the last place; those of whole epochs count from 1.
    pub fn ends(&self) -> (usize, usize) {
        let first = (self.x.from / self.step - 1e-6).ceil().max(1.0);
        let last = (self.x.to / self.step + 1e-6).floor().max(first);
        (first as usize, last as usize)
    }

    /// The place nearest to a pixel; the first where the pixel is no number.
    pub fn nearest_place(&self, pixel: f64) -> usize {
        let (first, last) = self.ends();
        // Of what is no number, `max` takes the other.
        let place = (self.x.value(pixel) / self.step).round();
        place.max(first as f64).min(last as f64) as usize
    }

    /// What to enlarge where somebody has dragged from one column to another, in the unit of `x`: from place to place, or
    /// within the first epoch, where there are batches. `None` for no distance.
    pub fn between(&self, one: f64, other: f64) -> Option<(f64, f64)> {
        let [from, to] = [one.min(other), one.max(other)].map(|pixel| self.x.value(pixel));
        let (first, last) = ((from / self.step).round(), (to / self.step).round());
        if to <= self.step {
            return (from < to).then_some((from.max(0.0), to));
        }
        let last = last.max(first + 1.0);
        (one != other).then_some((first.max(0.0) * self.step, last * self.step))
    }

    /// What to show when two fingers that were at `from` are at `to`, as columns: what was beneath each stays there. `None`
    /// where they lie on each other.
    pub fn pinched(&self, from: [f64; 2], to: [f64; 2]) -> Option<(f64, f64)> {
        let share = (from[1] - from[0]) / (to[1] - to[0]);
        let beneath = |column: f64| from[0] + (column - to[0]) * share;
        let (left, right) = (beneath(self.x.from_px), beneath(self.x.to_px));
        // Fingers that have passed each other would turn the axis round.
        (share.is_finite() && share > 0.0)
            .then(|| self.between(left, right))
            .flatten()
    }

    /// What to show for half or twice as much around a place; around the middle where nobody points.
    pub fn scaled(&self, place: Option<usize>, factor: f64) -> Option<(f64, f64)> {
        let (left, right) = (self.x.from_px, self.x.to_px);
        let column = place.and_then(|place| self.x.pixel(place as f64 * self.step));
        let middle = column.map_or((left + right) / 2.0, f64::from);
        let half = (right - left) * factor / 2.0;
        self.between(middle - half, middle + half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(to: f64, step: f64) -> PlotArea {
        let axis = |from_px, to_px, to| Axis {
            from: 0.0,
            to,
            from_px,
            to_px,
            log: false,
        };
        PlotArea {
            x: axis(0.0, 100.0, to),
            y: axis(50.0, 0.0, 1.0),
            points: 0,
            step,
        }
    }

    #[test]
    fn a_drag_enlarges_whole_epochs_whichever_way_it_went() {
        let ten = area(10.0, 1.0);
        assert_eq!(ten.between(18.0, 52.0), Some((2.0, 5.0)));
        assert_eq!(ten.between(52.0, 18.0), Some((2.0, 5.0)));
        assert_eq!(
            ten.between(31.0, 32.0),
            Some((3.0, 4.0)),
            "an epoch at least"
        );
        assert_eq!(ten.between(30.0, 30.0), None);
        assert_eq!(ten.between(f64::NAN, 30.0), Some((3.0, 4.0)));
    }

    #[test]
    fn within_the_first_epoch_a_drag_enlarges_batches() {
        assert_eq!(area(10.0, 1.0).between(2.0, 6.0), Some((0.2, 0.6)));
        assert_eq!(area(10.0, 1.0).between(-5.0, 6.0), Some((0.0, 0.6)));
    }

    #[test]
    fn keys_enlarge_around_the_place_that_is_pointed_at() {
        let ten = area(10.0, 1.0);
        assert_eq!(ten.scaled(Some(5), 0.4), Some((3.0, 7.0)));
        assert_eq!(ten.scaled(None, 0.4), Some((3.0, 7.0)));
        assert_eq!(ten.scaled(Some(5), 2.0), Some((0.0, 15.0)));
    }

    #[test]
    fn what_is_beneath_two_fingers_stays_there() {
        let ten = area(10.0, 1.0);
        let apart = ten.pinched([40.0, 60.0], [0.0, 100.0]);
        assert_eq!(apart, Some((4.0, 6.0)));
        let together = ten.pinched([0.0, 100.0], [40.0, 60.0]);
        assert_eq!(
            together,
            Some((0.0, 30.0)),
            "what is left of the axis is nothing"
        );
        let aside = ten.pinched([20.0, 40.0], [40.0, 60.0]);
        assert_eq!(aside, Some((0.0, 8.0)), "both go to one side");
        assert_eq!(ten.pinched([40.0, 60.0], [50.0, 50.0]), None);
        assert_eq!(
            ten.pinched([40.0, 60.0], [60.0, 40.0]),
            None,
            "passed each other"
        );
    }

    #[test]
    fn places_are_an_epoch_apart_in_whatever_unit() {
        let updates = area(1000.0, 100.0);
        assert_eq!(updates.ends(), (1, 10));
        assert_eq!(updates.nearest_place(31.0), 3);
        let mut part = area(7.0, 1.0);
        part.x.from = 3.0;
        assert_eq!(part.ends(), (3, 7));
        assert_eq!(part.nearest_place(0.0), 3);
        assert_eq!(area(0.5, 1.0).ends(), (1, 1));
    }
}
