//! The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl 2011,
//! <https://papers.nips.cc/paper/4443-algorithms-for-hyper-parameter-optimization>), with what Optuna's `TPESampler` has
//! by default: one density over all axes (Falkner, Klein and Hutter 2018, <https://arxiv.org/abs/1807.01774>), the best
//! tenth of the settings against the others, 24 candidates. What each part is good for: Watanabe 2023,
//! <https://arxiv.org/abs/2304.11127>.
//!
//! | file | concern |
//! |---|---|
//! | `draw` | one point, by the settings before it |
//! | `estimator` | a density over points: a mixture of kernels, one around each |
//! | `kernel` | the kernels on one axis |

mod draw;
mod estimator;
mod kernel;
#[cfg(test)]
mod tests;

use draw::Draw;

use super::Point;
use super::chance::Chance;
use crate::protocol::DrawQuestion;

/// The points that are to be tried next, none of them tried before; fewer than asked for where hardly any is left.
///
/// They are drawn one after the other, each by a generator of its own, so the first of many are those of few.
pub fn draw(question: &DrawQuestion) -> Vec<Point> {
    let mut drawn = Vec::new();
    while drawn.len() < question.count + question.spare {
        let place = (question.points.len() + drawn.len()) as u64;
        let chance = Chance::new(question.seed, place);
        match Draw::new(question, &drawn).point(chance) {
            Some(point) => drawn.push(point),
            None => break,
        }
    }
    drawn
}
