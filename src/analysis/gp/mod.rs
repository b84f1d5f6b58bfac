//! A Gaussian process over all settings, and the improvement that it lets expect: what Optuna's `GPSampler` does by
//! default, for one objective. Kernel, prior and target are as there: Matérn's with ν = 5/2, a length of its own for each
//! axis, standardized scores with noise, and the logarithm of the expected improvement (Ament et al. 2023,
//! <https://arxiv.org/abs/2310.20708>). The method: Rasmussen and Williams 2006, <https://gaussianprocess.org/gpml>.
//!
//! | file | concern |
//! |---|---|
//! | `space` | points as the process sees them, and how far they are apart on each axis |
//! | `matrix` | Cholesky's factor |
//! | `minimize` | the least of a smooth function within bounds |
//! | `kernel` | how alike points are expected to be, by how far they are apart |
//! | `fit` | the kernel that explains the scores best |
//! | `model` | what is expected of a point |
//! | `search` | the point that lets expect most |

mod fit;
mod kernel;
mod matrix;
mod minimize;
mod model;
mod search;
mod space;
#[cfg(test)]
mod tests;

use model::Model;
use search::Search;
use space::{Place, Space};

use super::Point;
use super::chance::Chance;
use crate::protocol::DrawQuestion;

/// So many results are learnt from at most, for the time that takes grows with their third power: the best half of
/// them, and of the others the latest.
const MOST_RESULTS: usize = 200;

/// The points that are to be tried next, none of them tried before; fewer than asked for where hardly any is left.
///
/// They are drawn one after the other: of each that is drawn it is believed that it comes to what is expected of it, so
/// that the next ones are drawn where something is still to be learnt (the kriging believer of Ginsbourger, Le Riche and
/// Carraro 2010). What is spare are the next best after the last one.
pub fn draw(question: &DrawQuestion) -> Vec<Point> {
    let space = Space::new(&question.axes, &question.points);
    let (places, scores) = results(question, &space);
    let mut model = Model::new(&space, places, scores);
    let mut search = Search::new(&space);
    let mut drawn = Vec::new();
    let mut others = Vec::new();
    while drawn.len() < question.count {
        let place = (question.points.len() + drawn.len()) as u64;
        let mut found = search.best_first(&model, &mut Chance::new(question.seed, place));
        others = found.split_off(1.min(found.len()));
        let Some(best) = found.pop() else {
            break;
        };
        model.believe(space.as_met(&best));
        drawn.push(space.point(&best));
        search.leave_out(best);
    }
    let spare = others.iter().take(question.spare);
    drawn.extend(spare.map(|place| space.point(place)));
    drawn
}

/// The results that are learnt from. What fell behind or failed is counted as the least that any other came to: that is
/// all that is known of it.
fn results(question: &DrawQuestion, space: &Space) -> (Vec<Place>, Vec<f64>) {
    let least = question
        .scores
        .iter()
        .copied()
        .fold(f64::INFINITY, f64::min);
    let of_rank = |(rank, at): (usize, &usize)| -> Option<(usize, Place, f64)> {
        let score = question.scores.get(rank).copied().unwrap_or(least);
        let place = space.place(question.points.get(*at)?)?;
        score.is_finite().then_some((*at, place, score))
    };
    let ranked = question.ranking.iter().enumerate();
    let mut results: Vec<_> = ranked.filter_map(of_rank).collect();
    let mut others = results.split_off(results.len().min(MOST_RESULTS / 2));
    others.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    others.truncate(MOST_RESULTS / 2);
    results.extend(others);
    // In the order in which they were tried: sums then are the same whoever was better by how little.
    results.sort_by_key(|(at, ..)| *at);
    let results = results.into_iter();
    results.map(|(_, place, score)| (place, score)).unzip()
}
