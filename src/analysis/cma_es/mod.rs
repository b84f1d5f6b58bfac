//! The covariance matrix adaptation evolution strategy, with the defaults of Hansen's tutorial
//! (<https://arxiv.org/abs/1604.00772>), as Optuna's `CmaEsSampler` has it: ranges move, choices and what means something
//! in some settings alone are drawn evenly beside them.
//!
//! | file | concern |
//! |---|---|
//! | `state` | the normal distribution that settings are drawn from, and what a generation makes of it |
//! | `eigen` | the eigenvectors of a symmetric matrix |

mod eigen;
mod state;
#[cfg(test)]
mod tests;

use state::State;

use super::Point;
use super::chance::Chance;
use super::line::Line;
use crate::protocol::{Axis, DrawQuestion, Rounds};

/// How wide the first generation is, as a share of each range: less than Optuna's sixth, for it is not drawn around the
/// middle of the space but where random settings did best.
const FIRST_SIGMA: f64 = 1.0 / 8.0;
/// How often a setting is drawn until it is within all ranges; what then is not is moved to their ends.
const MOST_OUTSIDE: usize = 100;
/// How often a setting is drawn until it is new.
const DRAWS: usize = 50;
/// Settings that are then drawn evenly, before the space counts as tried.
const EVEN_DRAWS: usize = 200;
/// Two settings that are nearer than this share of every range are the same: values are rounded to four digits.
const SAME: f64 = 1e-4;

/// On each axis a share of its range, or the number of a choice.
type Place = Vec<f64>;

/// The axes as settings are drawn on them.
struct Space {
    axes: Vec<Side>,
    /// The ranges that mean something in all settings.
    moving: Vec<usize>,
    /// Where settings so far lie.
    known: Vec<Vec<Option<f64>>>,
}

enum Side {
    Choice { choices: usize },
    Range(Line),
}

/// The points that are to be tried next, none of them tried before; fewer than asked for where hardly any is left.
///
/// The state is made anew of all generations so far, so it is that of whoever has the same results.
pub fn draw(question: &DrawQuestion) -> Vec<Point> {
    let space = Space::new(question);
    let state = state(question, &space);
    let mut drawn = Vec::<Place>::new();
    while drawn.len() < question.count + question.spare {
        let place = (question.points.len() + drawn.len()) as u64;
        let mut chance = Chance::new(question.seed, place);
        let mut tries = (0..DRAWS + EVEN_DRAWS).map(|at| {
            let state = state.as_ref().filter(|_| at < DRAWS);
            space.drawn(state, &mut chance)
        });
        match tries.find(|place| space.is_new(place, &drawn)) {
            Some(place) => drawn.push(place),
            None => break,
        }
    }
    drawn.iter().map(|place| space.point(place)).collect()
}

/// The distribution after all whole generations: at first around the better half of the random settings. Nothing where
/// there is no range to move on, or no result yet.
fn state(question: &DrawQuestion, space: &Space) -> Option<State> {
    let Rounds { startup, size } = question.rounds?;
    let of = |settings: std::ops::Range<usize>| -> Vec<Place> {
        let ranked = question.ranking.iter().filter(|at| settings.contains(at));
        ranked.filter_map(|at| space.moving_place(*at)).collect()
    };
    let first = of(0..startup);
    if space.moving.is_empty() || first.is_empty() {
        return None;
    }
    let generation = generation(space.moving.len(), size);
    let mut state = State::new(centre(&first), FIRST_SIGMA);
    let mut start = startup;
    while start + generation <= question.points.len() {
        state.tell(&of(start..start + generation));
        start += generation;
    }
    Some(state)
}

/// The middle of the better half, in which who is better weighs more, as in a generation.
fn centre(ranked: &[Place]) -> Place {
    let half = ranked.len().div_ceil(2);
    let most = libm::log(half as f64 + 1.0);
    let weights = (1..=half).map(|rank| most - libm::log(rank as f64));
    let weights: Vec<f64> = weights.collect();
    let sum: f64 = weights.iter().sum();
    let on_axis = |axis: usize| {
        let pairs = ranked.iter().zip(&weights);
        pairs
            .map(|(place, weight)| weight / sum * place[axis])
            .sum()
    };
    (0..ranked[0].len()).map(on_axis).collect()
}

/// As many whole rounds as have `4 + ⌊3 ln n⌋` settings.
fn generation(axes: usize, round: usize) -> usize {
    let least = 4 + (3.0 * libm::log(axes as f64)) as usize;
    let round = round.max(1);
    least.div_ceil(round) * round
}

impl Space {
    fn new(question: &DrawQuestion) -> Self {
        let side = |axis: &Axis| match *axis {
            Axis::Choice { choices } => Side::Choice { choices },
            Axis::Range {
                low,
                high,
                log,
                whole,
            } => Side::Range(Line::new([low, high], log, whole)),
        };
        let axes: Vec<Side> = question.axes.iter().map(side).collect();
        let points = question.points.iter();
        let is_shared = |axis: &usize| {
            let mut points = points.clone();
            points.all(|point| point.get(*axis).is_some_and(Option::is_some))
        };
        let is_range = |axis: &usize| matches!(axes[*axis], Side::Range(_));
        let share = |(side, coordinate): (&Side, &Option<f64>)| match side {
            Side::Choice { .. } => *coordinate,
            Side::Range(line) => coordinate.map(|it| line.share(it)),
        };
        let place = |point: &Vec<Option<f64>>| axes.iter().zip(point).map(share).collect();
        Self {
            moving: (0..axes.len()).filter(is_range).filter(is_shared).collect(),
            known: points.clone().map(place).collect(),
            axes,
        }
    }

    /// Where a setting lies on the axes that move.
    fn moving_place(&self, setting: usize) -> Option<Place> {
        let known = self.known.get(setting)?;
        let mut shares = self
            .moving
            .iter()
            .map(|axis| known.get(*axis).copied().flatten());
        shares.by_ref().collect()
    }

    /// Somewhere by the state, and evenly where it says nothing.
    fn drawn(&self, state: Option<&State>, chance: &mut Chance) -> Place {
        let draw = |side: &Side| match side {
            Side::Choice { choices } => (chance.share() * *choices as f64).floor(),
            Side::Range(_) => chance.share(),
        };
        let mut place: Place = self.axes.iter().map(draw).collect();
        if let Some(state) = state {
            let shares = within(state, chance);
            for (axis, share) in self.moving.iter().zip(shares) {
                place[*axis] = share;
            }
        }
        let settle = |(side, share): (&Side, f64)| match side {
            Side::Range(line) => line.share(line.at(share)),
            Side::Choice { .. } => share,
        };
        self.axes.iter().zip(place).map(settle).collect()
    }

    /// Whether no setting has this place wherever it has any.
    fn is_new(&self, place: &[f64], drawn: &[Place]) -> bool {
        let is_there = |own: &f64, known: &f64| (own - known).abs() < SAME;
        let is_known = |known: &Vec<Option<f64>>| {
            let mut pairs = place.iter().zip(known);
            pairs.all(|(own, known)| known.is_none_or(|known| is_there(own, &known)))
        };
        let is_drawn = |drawn: &Place| {
            let mut pairs = place.iter().zip(drawn);
            pairs.all(|(own, known)| is_there(own, known))
        };
        !self.known.iter().any(is_known) && !drawn.iter().any(is_drawn)
    }

    fn point(&self, place: &[f64]) -> Point {
        let coordinate = |(side, share): (&Side, &f64)| match side {
            Side::Choice { .. } => *share,
            Side::Range(line) => line.at(*share),
        };
        self.axes.iter().zip(place).map(coordinate).collect()
    }
}

/// A draw that is within all ranges.
fn within(state: &State, chance: &mut Chance) -> Place {
    let is_within = |place: &Place| place.iter().all(|share| (0.0..=1.0).contains(share));
    let mut draws = (0..MOST_OUTSIDE).map(|_| state.draw(chance));
    let mut place = draws.find(is_within).unwrap_or_else(|| state.draw(chance));
    place
        .iter_mut()
        .for_each(|share| *share = share.clamp(0.0, 1.0));
    place
}
