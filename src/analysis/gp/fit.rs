//! The kernel that explains scores best: the greatest posterior density, by the likelihood of the scores and Optuna's
//! priors, which keep lengths, scale and noise where few scores tell little.

use super::kernel::Kernel;
use super::matrix::{Factor, dot};
use super::minimize::{Patience, minimize};
use super::space::{Place, Space};

/// The noise at least: without any, points that are nearly the same could not be told from a contradiction.
const LEAST_NOISE: f64 = 1e-6;

/// The logarithms of what the kernel has lie between these: of a weight, of the scale, of the noise.
const ENDS: [[f64; 2]; 3] = [[-8.0, 8.0], [-6.0, 6.0], [-18.0, 1.0]];
/// They begin at a length of 1, a scale of 1, and little noise.
const START: [f64; 3] = [0.0, 0.0, -13.0];

const PATIENCE: Patience = Patience {
    steps: 40,
    slope: 1e-2,
    gain: 1e-4,
};

/// Scores and how far their points are apart: on each axis for each pair, in the order of the upper half of a matrix.
struct Evidence<'a> {
    scores: &'a [f64],
    gaps: Vec<f64>,
    axes: usize,
}

/// So many results say enough of lengths, scale and noise: the time of a fit grows with their third power.
const MOST_RESULTS: usize = 100;

/// By some of the results, evenly picked, where there are many; of none what is expected without any.
pub fn fit(space: &Space, places: &[Place], scores: &[f64]) -> Kernel {
    let few = scores.len().min(MOST_RESULTS);
    let picked = (0..few).map(|at| at * scores.len() / few);
    let (places, scores): (Vec<&Place>, Vec<f64>) =
        picked.map(|at| (&places[at], scores[at])).unzip();
    let (places, scores) = (places.as_slice(), scores.as_slice());
    let axes = space.axes().len();
    let mut gaps = Vec::with_capacity(axes * places.len() * places.len() / 2);
    for (at, one) in places.iter().enumerate() {
        for other in &places[at + 1..] {
            gaps.extend((0..axes).map(|axis| space.gap(axis, one[axis], other[axis])));
        }
    }
    let evidence = Evidence { scores, gaps, axes };
    let each = |of: usize| if of < axes { 0 } else { of - axes + 1 };
    let start = (0..axes + 2).map(|of| START[each(of)]).collect();
    let ends: Vec<[f64; 2]> = (0..axes + 2).map(|of| ENDS[each(of)]).collect();
    let found = match scores {
        [] => start,
        _ => minimize(start, &ends, PATIENCE, |logs| evidence.loss(logs)),
    };
    evidence.kernel(&found)
}

impl Evidence<'_> {
    fn kernel(&self, logs: &[f64]) -> Kernel {
        let weights = logs[..self.axes].iter().map(|it| libm::exp(*it));
        Kernel {
            weights: weights.collect(),
            scale: libm::exp(logs[self.axes]),
            noise: LEAST_NOISE + libm::exp(logs[self.axes + 1]),
        }
    }

    /// Less the logarithm of the posterior density, but for a constant, and its slopes; no number where the scores
    /// cannot be by such a kernel.
    fn loss(&self, logs: &[f64]) -> (f64, Vec<f64>) {
        let kernel = self.kernel(logs);
        let n = self.scores.len();
        let pairs: Vec<(f64, f64)> = match self.axes {
            0 => vec![kernel.covariance(&[]); n * (n - 1) / 2],
            axes => self
                .gaps
                .chunks_exact(axes)
                .map(|gaps| kernel.covariance(gaps))
                .collect(),
        };
        let first = |row: usize| row * (2 * n - row - 1) / 2;
        let row = |at: usize| {
            let others = pairs[first(at)..first(at + 1)].iter().map(|(it, _)| *it);
            std::iter::once(kernel.scale + kernel.noise)
                .chain(others)
                .collect()
        };
        let Some(factor) = Factor::new((0..n).map(row).collect()) else {
            return (f64::NAN, vec![f64::NAN; logs.len()]);
        };
        let half = factor.solve_transposed(self.scores.to_vec());
        let fit = 0.5 * (dot(&half, &half) + factor.log_determinant());
        let share = factor.solve(half);
        let inverse = factor.inverse();
        let (mut weights, mut scale, mut noise) = (vec![0.0; self.axes], 0.0, 0.0);
        for (i, row) in inverse.iter().enumerate() {
            let diagonal = row[0] - share[i] * share[i];
            noise += 0.5 * diagonal;
            scale += 0.5 * diagonal * kernel.scale;
            for (j, it) in row.iter().enumerate().skip(1) {
                let at = first(i) + j - 1;
                let factor = it - share[i] * share[i + j];
                scale += factor * pairs[at].0;
                let factor = factor * pairs[at].1;
                let gaps = &self.gaps[at * self.axes..(at + 1) * self.axes];
                for (weight, gap) in weights.iter_mut().zip(gaps) {
                    *weight += factor * gap;
                }
            }
        }
        let own_noise = kernel.noise - LEAST_NOISE;
        let mut slopes: Vec<f64> = weights
            .iter()
            .zip(&kernel.weights)
            .map(|(slope, it)| slope * it)
            .collect();
        slopes.extend([scale, noise * own_noise]);
        let prior = prior(&kernel, &mut slopes);
        (fit + prior, slopes)
    }
}

/// Less the logarithm of the prior density, and adds its slopes.
fn prior(kernel: &Kernel, slopes: &mut [f64]) -> f64 {
    let mut sum = 0.0;
    for (weight, slope) in kernel.weights.iter().zip(slopes.iter_mut()) {
        sum += 0.1 / weight + 0.1 * weight;
        *slope += 0.1 * weight - 0.1 / weight;
    }
    let (scale, noise) = (kernel.scale, kernel.noise);
    sum += scale - libm::log(scale);
    slopes[kernel.weights.len()] += scale - 1.0;
    sum += 30.0 * noise - 0.1 * libm::log(noise);
    slopes[kernel.weights.len() + 1] += (30.0 - 0.1 / noise) * (noise - LEAST_NOISE);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Axis;

    fn evidence() -> (Space, Vec<Place>, Vec<f64>) {
        let line = Axis::Range {
            low: 0.0,
            high: 1.0,
            log: false,
            whole: false,
        };
        let axes = [line, line, Axis::Choice { choices: 3 }];
        let space = Space::new(&axes, &[]);
        let places: Vec<Place> = (0..14)
            .map(|at| {
                let at = f64::from(at);
                vec![(at * 0.37).fract(), (at * 0.71).fract(), (at % 3.0).floor()]
            })
            .collect();
        let score = |place: &Place| 2.0 * place[0] * place[0] - place[2] + 0.3;
        let scores = places.iter().map(score).collect();
        (space, places, scores)
    }

    #[test]
    fn slopes_are_those_of_the_loss() {
        let (space, places, scores) = evidence();
        let mut gaps = Vec::new();
        for (at, one) in places.iter().enumerate() {
            for other in &places[at + 1..] {
                gaps.extend((0..3).map(|axis| space.gap(axis, one[axis], other[axis])));
            }
        }
        let evidence = Evidence {
            scores: &scores,
            gaps,
            axes: 3,
        };
        let logs = [0.3, -0.5, 0.1, 0.2, -3.0];
        let (_, slopes) = evidence.loss(&logs);
        for (at, slope) in slopes.iter().enumerate() {
            let beside = |step: f64| {
                let mut logs = logs;
                logs[at] += step;
                evidence.loss(&logs).0
            };
            let found = (beside(1e-5) - beside(-1e-5)) / 2e-5;
            assert!(
                (found - slope).abs() < 1e-6 * slope.abs().max(1.0),
                "{at}: {slope}, {found}"
            );
        }
    }

    /// By NumPy's `solve` and `slogdet` over the kernel and points of the model's tests, and its prior.
    #[test]
    fn the_loss_is_what_numpy_says() {
        let (space, ..) = evidence();
        let places = [
            [0.1, 0.2, 0.0],
            [0.4, 0.9, 1.0],
            [0.75, 0.3, 2.0],
            [0.9, 0.65, 0.0],
            [0.25, 0.5, 1.0],
        ];
        let mut gaps = Vec::new();
        for (at, one) in places.iter().enumerate() {
            for other in &places[at + 1..] {
                gaps.extend((0..3).map(|axis| space.gap(axis, one[axis], other[axis])));
            }
        }
        let evidence = Evidence {
            scores: &[0.5, -1.2, 0.3, 1.6, -0.4],
            gaps,
            axes: 3,
        };
        let logs = [4.0, 0.5, 1.5, 1.3, 0.01 - LEAST_NOISE].map(libm::log);
        let (loss, _) = evidence.loss(&logs);
        let expected = 2.546_258_012_119_348 + 2.689_819_420_797_985;
        assert!((loss - expected).abs() < 1e-12, "{loss}");
    }

    #[test]
    fn an_axis_that_does_not_matter_gets_less_weight() {
        let (space, places, scores) = evidence();
        let kernel = fit(&space, &places, &scores);
        assert!(kernel.weights[1] < 0.5 * kernel.weights[0], "{kernel:?}");
        assert!(kernel.noise < 0.01, "{kernel:?}");
    }
}
