//! Points as the process sees them: each axis from 0 to 1.

use crate::analysis::Point;
use crate::analysis::chance::Chance;
use crate::analysis::line::Line;
use crate::protocol::Axis;

/// On each axis a share of the way, the number of a choice, or [`ABSENT`].
pub type Place = Vec<f64>;

/// Where a coordinate means nothing.
const ABSENT: f64 = -1.0;

/// What somebody may choose or set.
pub struct Space {
    axes: Vec<Side>,
    /// Where settings so far lie.
    known: Vec<Place>,
    /// Whether an axis means nothing in some of them.
    is_partial: bool,
}

#[derive(Clone, Copy)]
pub enum Side {
    Choice { choices: usize },
    Range(Line),
}

impl Space {
    pub fn new(axes: &[Axis], points: &[Vec<Option<f64>>]) -> Self {
        let side = |axis: &Axis| match *axis {
            Axis::Choice { choices } => Side::Choice { choices },
            Axis::Range {
                low,
                high,
                log,
                whole,
            } => Side::Range(Line::new([low, high], log, whole)),
        };
        let mut space = Self {
            axes: axes.iter().map(side).collect(),
            known: Vec::new(),
            is_partial: false,
        };
        space.known = points
            .iter()
            .filter_map(|point| space.place(point))
            .collect();
        space.is_partial = space.known.iter().flatten().any(|it| *it == ABSENT);
        space
    }

    pub fn axes(&self) -> &[Side] {
        &self.axes
    }

    /// Where settings so far lie, whatever they came to.
    pub fn known(&self) -> &[Place] {
        &self.known
    }

    /// Where a setting lies; nothing where it is not of this space.
    pub fn place(&self, point: &[Option<f64>]) -> Option<Place> {
        let share = |(side, coordinate): (&Side, &Option<f64>)| match (side, coordinate) {
            (_, None) => ABSENT,
            (Side::Choice { .. }, Some(choice)) => choice.max(0.0),
            (Side::Range(line), Some(coordinate)) => line.share(*coordinate),
        };
        let is_of_it = point.len() == self.axes.len();
        is_of_it.then(|| self.axes.iter().zip(point).map(share).collect())
    }

    /// The coordinates of a place that is on all axes.
    pub fn point(&self, place: &[f64]) -> Point {
        let coordinate = |(side, it): (&Side, &f64)| match side {
            Side::Choice { .. } => *it,
            Side::Range(line) => line.at(*it),
        };
        self.axes.iter().zip(place).map(coordinate).collect()
    }

    /// How far two places are apart on an axis, squared: 1 from one choice to any other, and about as far from where a
    /// range means nothing to anywhere on it, as if that lay beside its middle.
    pub fn gap(&self, axis: usize, one: f64, other: f64) -> f64 {
        match self.axes[axis] {
            Side::Choice { .. } => f64::from(u8::from(one != other)),
            Side::Range(_) => match (one < 0.0, other < 0.0) {
                (false, false) => (one - other) * (one - other),
                (true, true) => 0.0,
                (true, false) => 0.75 + (other - 0.5) * (other - 0.5),
                (false, true) => 0.75 + (one - 0.5) * (one - 0.5),
            },
        }
    }

    /// Half the slope of [`gap`](Self::gap), along the first of the two; none of choices.
    pub fn half_slope(&self, axis: usize, one: f64, other: f64) -> f64 {
        match self.axes[axis] {
            Side::Choice { .. } => 0.0,
            Side::Range(_) if one < 0.0 => 0.0,
            Side::Range(_) if other < 0.0 => one - 0.5,
            Side::Range(_) => one - other,
        }
    }

    /// Whole numbers where there are no others between.
    pub fn settled(&self, place: &[f64]) -> Place {
        let settle = |(side, it): (&Side, &f64)| match side {
            Side::Range(line) if line.whole => line.share(line.at(*it)),
            _ => *it,
        };
        self.axes.iter().zip(place).map(settle).collect()
    }

    /// Evenly from all of the space.
    pub fn anywhere(&self, chance: &mut Chance) -> Place {
        let draw = |side: &Side| match side {
            Side::Choice { choices } => (chance.share() * *choices as f64).floor(),
            Side::Range(_) => chance.share(),
        };
        let drawn: Place = self.axes.iter().map(draw).collect();
        self.settled(&drawn)
    }

    /// A place as it would be met: which axes mean something there is not known, so it is taken to be as in the setting
    /// that is most like it, by its choices before its numbers.
    pub fn as_met(&self, place: &[f64]) -> Place {
        if !self.is_partial {
            return place.to_vec();
        }
        let mut alike: Option<(f64, &Place)> = None;
        for known in &self.known {
            let distance = self.unlike(place, known);
            if alike.is_none_or(|(least, _)| distance < least) {
                alike = Some((distance, known));
            }
        }
        let Some((_, alike)) = alike else {
            return place.to_vec();
        };
        let pairs = place.iter().zip(alike);
        pairs
            .map(|(own, known)| if *known < 0.0 { ABSENT } else { *own })
            .collect()
    }

    /// How unlike a setting is, where it means something.
    fn unlike(&self, place: &[f64], known: &[f64]) -> f64 {
        // No distance on all ranges together is as much as one choice.
        let choice = self.axes.len() as f64 + 1.0;
        let mut sum = 0.0;
        for (axis, (own, known)) in place.iter().zip(known).enumerate() {
            let weight = match self.axes[axis] {
                Side::Choice { .. } => choice,
                Side::Range(_) => 1.0,
            };
            if *known >= 0.0 {
                sum += weight * self.gap(axis, *own, *known);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space(points: &[Vec<Option<f64>>]) -> Space {
        let axes = [
            Axis::Choice { choices: 3 },
            Axis::Range {
                low: 1e-4,
                high: 1.0,
                log: true,
                whole: false,
            },
            Axis::Range {
                low: 1.0,
                high: 4.0,
                log: false,
                whole: true,
            },
        ];
        Space::new(&axes, points)
    }

    #[test]
    fn a_place_is_on_every_axis_and_comes_back() {
        let space = space(&[]);
        let place = space.place(&[Some(2.0), Some(1e-2), Some(4.0)]).unwrap();
        assert!((place[1] - 0.5).abs() < 1e-12);
        assert_eq!((place[0], place[2]), (2.0, 0.875));
        let point = space.point(&place);
        assert!((point[1] - 1e-2).abs() < 1e-12 && point[0] == 2.0 && point[2] == 4.0);
        assert_eq!(space.place(&[Some(2.0)]), None);
        assert_eq!(space.settled(&[1.0, 0.3, 0.7])[2], 0.625);
    }

    #[test]
    fn what_means_nothing_is_as_far_as_another_choice() {
        let space = space(&[]);
        assert_eq!(
            [
                space.gap(0, 1.0, 1.0),
                space.gap(0, 1.0, 2.0),
                space.gap(0, ABSENT, 2.0)
            ],
            [0.0, 1.0, 1.0]
        );
        assert_eq!(
            [
                space.gap(1, 0.0, 1.0),
                space.gap(1, ABSENT, 1.0),
                space.gap(1, 0.5, ABSENT)
            ],
            [1.0, 1.0, 0.75]
        );
        assert_eq!(space.gap(1, ABSENT, ABSENT), 0.0);
    }

    #[test]
    fn what_means_something_is_told_by_the_most_similar_setting() {
        let space = space(&[
            vec![Some(0.0), Some(1e-4), Some(1.0)],
            vec![Some(1.0), None, Some(4.0)],
        ]);
        assert_eq!(space.as_met(&[1.0, 0.0, 0.125]), [1.0, ABSENT, 0.125]);
        assert_eq!(space.as_met(&[0.0, 1.0, 0.875]), [0.0, 1.0, 0.875]);
    }
}
