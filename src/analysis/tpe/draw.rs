//! One point, by the settings before it.

use super::estimator::Estimator;
use crate::analysis::Point;
use crate::analysis::chance::Chance;
use crate::analysis::tried::is_new;
use crate::metrics::sorted_by_number;
use crate::protocol::{Axis, DrawQuestion};

/// Candidates of which the best is taken.
const CANDIDATES: usize = 24;
/// How often candidates are drawn where all of them have been tried.
const DRAWS: usize = 5;
/// Points that are then drawn evenly, before the space counts as tried.
const EVEN_DRAWS: usize = 200;
/// No more settings than these are good ones, however many there are.
const MOST_GOOD: usize = 25;

/// What a point is drawn by.
pub struct Draw<'a> {
    question: &'a DrawQuestion,
    /// Earlier answers to the same question. They count among the bad ones, as if they had come to nothing, so that
    /// the next are drawn elsewhere: a constant liar (Ginsbourger, Le Riche and Carraro 2010), as Optuna has by default
    /// for what is still running.
    pending: &'a [Point],
}

/// Axes that are looked at together.
struct Part {
    axes: Vec<usize>,
    good: Estimator,
    bad: Estimator,
}

impl<'a> Draw<'a> {
    pub fn new(question: &'a DrawQuestion, pending: &'a [Point]) -> Self {
        Self { question, pending }
    }

    /// A point that has not been tried; nothing where none was found.
    pub fn point(&self, mut chance: Chance) -> Option<Point> {
        let axes = &self.question.axes;
        // What means something in every setting is looked at together; each of the others by itself, among the
        // settings in which it does.
        let (shared, others): (Vec<usize>, Vec<usize>) =
            (0..axes.len()).partition(|axis| self.is_shared(*axis));
        let shared = self.part(shared, true);
        let others = others.into_iter().map(|axis| self.part(vec![axis], false));
        let others: Vec<Part> = others.collect();
        for _ in 0..DRAWS {
            let mut point = vec![0.0; axes.len()];
            for part in &others {
                part.place(&part.candidates(&mut chance)[0], &mut point);
            }
            for candidate in shared.candidates(&mut chance) {
                shared.place(&candidate, &mut point);
                if self.is_new(&point) {
                    return Some(point);
                }
            }
        }
        let blank = axes.iter().map(|axis| Estimator::new(&[*axis], &[]));
        let blank: Vec<Estimator> = blank.collect();
        let mut evenly = (0..EVEN_DRAWS).map(|_| {
            let drawn = blank.iter().flat_map(|axis| axis.draw_evenly(&mut chance));
            drawn.collect::<Point>()
        });
        evenly.find(|point| self.is_new(point))
    }

    /// Whether an axis means something in all settings that have come to something.
    fn is_shared(&self, axis: usize) -> bool {
        let ranked = self.question.ranking.iter();
        let mut points = ranked.filter_map(|at| self.question.points.get(*at));
        points.all(|point| point.get(axis).is_some_and(Option::is_some))
    }

    /// Densities of the good settings and of the others.
    ///
    /// - has_pending: not where an axis may mean nothing in what is pending, which nobody knows here
    fn part(&self, axes: Vec<usize>, has_pending: bool) -> Part {
        let ranking = &self.question.ranking;
        let good = ranking.len().div_ceil(10).min(MOST_GOOD);
        let (good, bad) = ranking.split_at(good.min(ranking.len()));
        let good = self.on_axes(good, &axes);
        let mut bad = self.on_axes(bad, &axes);
        if has_pending {
            let on_axes = |point: &Point| axes.iter().map(|axis| point[*axis]).collect();
            bad.extend(self.pending.iter().map(on_axes));
        }
        let kinds: Vec<Axis> = axes.iter().map(|axis| self.question.axes[*axis]).collect();
        Part {
            axes,
            good: Estimator::new(&kinds, &good),
            bad: Estimator::new(&kinds, &bad),
        }
    }

    /// The coordinates of these settings, in the order in which they were tried; of those that have all of them.
    fn on_axes(&self, settings: &[usize], axes: &[usize]) -> Vec<Point> {
        let mut settings = settings.to_vec();
        settings.sort_unstable();
        let coordinates = |at: usize| -> Option<Point> {
            let point = self.question.points.get(at)?;
            let mut on_axes = axes.iter().map(|axis| point.get(*axis).copied());
            on_axes.by_ref().map(Option::flatten).collect()
        };
        settings.into_iter().filter_map(coordinates).collect()
    }

    fn is_new(&self, point: &[f64]) -> bool {
        is_new(&self.question.points, point) && !self.pending.iter().any(|it| it == point)
    }
}

impl Part {
    /// Candidates, the most promising first: where good settings are dense and bad ones are not.
    fn candidates(&self, chance: &mut Chance) -> Vec<Point> {
        let drawn: Vec<Point> = (0..CANDIDATES).map(|_| self.good.draw(chance)).collect();
        let gain = |point: &Point| self.good.log_density(point) - self.bad.log_density(point);
        sorted_by_number(drawn, |point| -gain(point))
    }

    fn place(&self, candidate: &[f64], point: &mut [f64]) {
        for (axis, coordinate) in self.axes.iter().zip(candidate) {
            point[*axis] = *coordinate;
        }
    }
}
