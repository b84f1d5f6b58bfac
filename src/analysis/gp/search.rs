//! The point that lets expect most: the best of many that are drawn, each of the most promising then moved uphill.

use super::minimize::{Patience, minimize};
use super::model::Model;
use super::space::{Place, Side, Space};
use crate::analysis::chance::Chance;
use crate::metrics::sorted_by_number;

/// Points that are drawn from all of the space.
const EVEN: usize = 400;
/// So many of the best settings have points drawn beside them.
const BEST: usize = 10;
/// Points beside each.
const BESIDE: usize = 10;
/// How far from it on each axis.
const NEARBY: f64 = 0.08;
/// The most promising of those from all of the space, and of those beside the best, which are moved uphill.
const CLIMBERS: usize = 4;
/// How often a climber may change what has no slope: choices and whole numbers.
const JUMPS: usize = 4;
/// Other choices that are looked at in a jump.
const MOST_CHOICES: usize = 16;

const PATIENCE: Patience = Patience {
    steps: 30,
    slope: 1e-4,
    gain: 1e-5,
};

/// Two places that are nearer than this on every axis, squared, are the same: values are rounded to four digits.
const SAME: f64 = 1e-8;

/// A point with what it lets expect.
type Found = (Place, f64);

/// Looks for points that are not there yet.
pub struct Search<'a> {
    space: &'a Space,
    left_out: Vec<Place>,
}

impl<'a> Search<'a> {
    pub fn new(space: &'a Space) -> Self {
        Self {
            space,
            left_out: Vec::new(),
        }
    }

    /// Takes a point for one that is there.
    pub fn leave_out(&mut self, place: Place) {
        self.left_out.push(place);
    }

    /// New points, the most promising first; none where none was found.
    pub fn best_first(&self, model: &Model, chance: &mut Chance) -> Vec<Place> {
        let judged = |place: Place| {
            let gain = model.log_improvement(&self.space.as_met(&place));
            (place, gain)
        };
        let mut found = Vec::new();
        for starts in [self.anywhere(chance), self.beside_best(model, chance)] {
            let starts: Vec<Found> = starts.into_iter().map(judged).collect();
            let starts = sorted_by_number(starts, |(_, gain)| -gain);
            let climbers = starts.iter().take(CLIMBERS).cloned();
            found.extend(climbers.map(|it| self.climbed(it, model, chance)));
            found.extend(starts);
        }
        let mut best = Vec::<Place>::new();
        for (place, _) in sorted_by_number(found, |(_, gain)| -gain) {
            let known = self.space.known().iter().chain(&self.left_out).chain(&best);
            if !known.into_iter().any(|known| self.is_same(&place, known)) {
                best.push(place);
            }
        }
        best
    }

    /// Whether no axis tells a point from another one where that has all of its axes, which a setting may not have.
    fn is_same(&self, place: &[f64], known: &[f64]) -> bool {
        let mut pairs = place.iter().zip(known).enumerate();
        pairs.all(|(axis, (own, known))| *known < 0.0 || self.space.gap(axis, *own, *known) < SAME)
    }

    fn anywhere(&self, chance: &mut Chance) -> Vec<Place> {
        (0..EVEN).map(|_| self.space.anywhere(chance)).collect()
    }

    fn beside_best(&self, model: &Model, chance: &mut Chance) -> Vec<Place> {
        let mut starts = Vec::new();
        for near in model.best(BEST) {
            starts.extend((0..BESIDE).map(|_| self.beside(near, chance)));
        }
        starts
    }

    /// Somewhere near: on one axis at least, and on each of the others as likely as not.
    fn beside(&self, near: &[f64], chance: &mut Chance) -> Place {
        let mut place = self.space.anywhere(chance);
        for (axis, side) in self.space.axes().iter().enumerate() {
            let moves = chance.share() < 0.5;
            match side {
                _ if near[axis] < 0.0 => {}
                Side::Range(_) if moves => {
                    let moved = near[axis] + NEARBY * chance.normal();
                    place[axis] = moved.clamp(0.0, 1.0);
                }
                // A choice seldom changes, or hardly any point would be near.
                Side::Choice { .. } if chance.share() < 0.2 => {}
                _ => place[axis] = near[axis],
            }
        }
        self.space.settled(&place)
    }

    /// Moved uphill until neither a slope nor another choice leads farther.
    fn climbed(&self, found: Found, model: &Model, chance: &mut Chance) -> Found {
        let mut here = self.slid(found, model);
        for _ in 0..JUMPS {
            let moves = self.jumps(&here.0, chance);
            let judged = moves.into_iter().map(|place| {
                let gain = model.log_improvement(&self.space.as_met(&place));
                (place, gain)
            });
            let Some(best) = sorted_by_number(judged.collect(), |(_, gain): &Found| -gain)
                .into_iter()
                .next()
            else {
                break;
            };
            if best.1 <= here.1 {
                break;
            }
            here = self.slid(best, model);
        }
        here
    }

    /// Moved along its slope, as far as whole numbers let it.
    fn slid(&self, (place, gain): Found, model: &Model) -> Found {
        let met = self.space.as_met(&place);
        let end = |(side, met): (&Side, &f64)| match side {
            Side::Range(_) if *met >= 0.0 => [0.0, 1.0],
            _ => [*met, *met],
        };
        let ends: Vec<[f64; 2]> = self.space.axes().iter().zip(&met).map(end).collect();
        let top = minimize(met.clone(), &ends, PATIENCE, |place| {
            let (gain, slope) = model.log_improvement_and_slope(place);
            (-gain, slope.into_iter().map(|it| -it).collect())
        });
        let pairs = top.into_iter().zip(&place);
        let whole: Place = pairs
            .map(|(top, own)| if top < 0.0 { *own } else { top })
            .collect();
        let settled = self.space.settled(&whole);
        let reached = model.log_improvement(&self.space.as_met(&settled));
        if reached > gain {
            (settled, reached)
        } else {
            (place, gain)
        }
    }

    /// The same with another choice, or the next whole number.
    fn jumps(&self, place: &[f64], chance: &mut Chance) -> Vec<Place> {
        let mut jumps = Vec::new();
        for (axis, side) in self.space.axes().iter().enumerate() {
            let mut jump = |to: f64| {
                let mut jump = place.to_vec();
                jump[axis] = to;
                jumps.push(jump);
            };
            match side {
                Side::Choice { choices } if *choices <= MOST_CHOICES => {
                    let others = (0..*choices).map(|it| it as f64);
                    others.filter(|it| *it != place[axis]).for_each(&mut jump);
                }
                Side::Choice { choices } => {
                    let draw = |_| (chance.share() * *choices as f64).floor();
                    (0..MOST_CHOICES).map(draw).for_each(&mut jump);
                }
                Side::Range(line) if line.whole => {
                    let number = line.at(place[axis]);
                    jump(line.share(line.coordinate(line.place(number + 1.0))));
                    jump(line.share(line.coordinate(line.place(number - 1.0))));
                }
                Side::Range(_) => {}
            }
        }
        jumps
    }
}
