//! What is expected of a point, by the results so far.

use super::fit::fit;
use super::kernel::Kernel;
use super::matrix::{Factor, dot};
use super::space::{Place, Space};
use crate::analysis::normal::{below, log_density, log_gain};
use crate::metrics::sorted_by_number;

/// The variance of an expectation at least: rounding would leave less than nothing.
const LEAST_VARIANCE: f64 = 1e-10;

/// A Gaussian process with results.
pub struct Model<'a> {
    space: &'a Space,
    kernel: Kernel,
    places: Vec<Place>,
    factor: Factor,
    /// What each place's likeness to a point adds to what is expected there.
    shares: Vec<f64>,
    /// Of the first places; the others are believed in.
    scores: Vec<f64>,
    /// The score that is to be improved on.
    best: f64,
}

impl<'a> Model<'a> {
    /// After these scores, with the kernel that explains them.
    pub fn new(space: &'a Space, places: Vec<Place>, scores: Vec<f64>) -> Self {
        let scores = standardized(scores);
        let kernel = fit(space, &places, &scores);
        Self::of(space, kernel, places, scores)
    }

    fn of(space: &'a Space, mut kernel: Kernel, places: Vec<Place>, scores: Vec<f64>) -> Self {
        let factor = loop {
            let row = |(at, place): (usize, &Place)| {
                let (others, _) = kernel.covariances(space, place, &places[at + 1..]);
                std::iter::once(kernel.scale + kernel.noise)
                    .chain(others)
                    .collect()
            };
            match Factor::new(places.iter().enumerate().map(row).collect()) {
                Some(factor) => break factor,
                // With enough of it every matrix has a factor.
                None => kernel.noise *= 10.0,
            }
        };
        Self {
            space,
            best: scores.iter().copied().reduce(f64::max).unwrap_or_default(),
            shares: factor.solve(factor.solve_transposed(scores.clone())),
            scores,
            kernel,
            places,
            factor,
        }
    }

    /// So many places of the greatest scores, the best first.
    pub fn best(&self, count: usize) -> impl Iterator<Item = &Place> {
        let scored = self.places.iter().zip(&self.scores).collect();
        let ranked = sorted_by_number(scored, |(_, score)| -**score);
        ranked.into_iter().take(count).map(|(place, _)| place)
    }

    /// Believes of a point that it comes to what is expected of it: elsewhere that changes no expectation, and makes
    /// those nearby surer.
    pub fn believe(&mut self, place: Place) {
        let (column, _) = self.kernel.covariances(self.space, &place, &self.places);
        self.best = self.best.max(dot(&column, &self.shares));
        let Kernel { scale, noise, .. } = self.kernel;
        self.factor.extend(column, scale + noise, noise);
        self.places.push(place);
        self.shares.push(0.0);
    }

    /// The logarithm of the improvement that a point lets expect.
    pub fn log_improvement(&self, place: &[f64]) -> f64 {
        let (column, _) = self.kernel.covariances(self.space, place, &self.places);
        let mean = dot(&column, &self.shares);
        let deviation = self.deviation(&self.factor.solve_transposed(column));
        libm::log(deviation) + log_gain((mean - self.best) / deviation)
    }

    /// The same with its slope along each axis; along choices there is none.
    pub fn log_improvement_and_slope(&self, place: &[f64]) -> (f64, Vec<f64>) {
        let (column, slopes) = self.kernel.covariances(self.space, place, &self.places);
        let mean = dot(&column, &self.shares);
        let half = self.factor.solve_transposed(column);
        let deviation = self.deviation(&half);
        let own = self.factor.solve(half);
        let z = (mean - self.best) / deviation;
        let gain = log_gain(z);
        // Of ln σ + ln h(z): one over h(z) times Φ(z) along the mean, and times φ(z) along the deviation.
        let along_mean = below(z) * libm::exp(-gain) / deviation;
        let along_deviation = libm::exp(log_density(z) - gain) / deviation;
        let mut slope = vec![0.0; place.len()];
        for (at, other) in self.places.iter().enumerate() {
            let factor =
                slopes[at] * (along_mean * self.shares[at] - along_deviation * own[at] / deviation);
            for (axis, slope) in slope.iter_mut().enumerate() {
                let half = self.space.half_slope(axis, place[axis], other[axis]);
                *slope += factor * 2.0 * self.kernel.weights[axis] * half;
            }
        }
        (libm::log(deviation) + gain, slope)
    }

    /// - half: Cholesky's half of what the results tell of a point
    fn deviation(&self, half: &[f64]) -> f64 {
        let variance = self.kernel.scale - dot(half, half);
        variance.max(LEAST_VARIANCE).sqrt()
    }
}

/// With a mean of 0 and a variance of 1, where they are not all the same.
fn standardized(mut scores: Vec<f64>) -> Vec<f64> {
    let count = scores.len().max(1) as f64;
    let mean = scores.iter().sum::<f64>() / count;
    scores.iter_mut().for_each(|it| *it -= mean);
    let deviation = (dot(&scores, &scores) / count).sqrt();
    if deviation > 0.0 {
        scores.iter_mut().for_each(|it| *it /= deviation);
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Axis;

    fn space() -> Space {
        let line = Axis::Range {
            low: 0.0,
            high: 1.0,
            log: false,
            whole: false,
        };
        Space::new(&[line, line, Axis::Choice { choices: 3 }], &[])
    }

    fn model(space: &Space) -> Model<'_> {
        let places = [
            [0.1, 0.2, 0.0],
            [0.4, 0.9, 1.0],
            [0.75, 0.3, 2.0],
            [0.9, 0.65, 0.0],
            [0.25, 0.5, 1.0],
        ];
        let kernel = Kernel {
            weights: vec![4.0, 0.5, 1.5],
            scale: 1.3,
            noise: 0.01,
        };
        let places = places.map(|place| place.to_vec()).to_vec();
        Model::of(space, kernel, places, vec![0.5, -1.2, 0.3, 1.6, -0.4])
    }

    fn mean_and_variance(model: &Model, place: &[f64]) -> [f64; 2] {
        let (column, _) = model.kernel.covariances(model.space, place, &model.places);
        let mean = dot(&column, &model.shares);
        let deviation = model.deviation(&model.factor.solve_transposed(column));
        [mean, deviation * deviation]
    }

    /// Mean, variance and the logarithm of the expected improvement, by NumPy's `solve` and SciPy's `norm` over the same
    /// kernel.
    const BY_NUMPY: [([f64; 3], [f64; 3]); 3] = [
        (
            [0.3, 0.4, 0.0],
            [
                0.595_971_290_421_734,
                0.255_394_666_058_41,
                -5.415_789_206_425_01,
            ],
        ),
        (
            [0.95, 0.7, 0.0],
            [
                1.587_855_104_236_31,
                0.032_433_894_185_681_7,
                -2.719_040_070_167_23,
            ],
        ),
        (
            [0.5, 0.5, 2.0],
            [
                0.088_772_409_146_591_8,
                0.391_527_123_001_042,
                -6.421_640_796_410_19,
            ],
        ),
    ];

    #[test]
    fn what_is_expected_is_what_numpy_expects() {
        let space = space();
        let model = model(&space);
        for (place, [mean, variance, gain]) in BY_NUMPY {
            let found = mean_and_variance(&model, &place);
            assert!((found[0] - mean).abs() < 1e-12, "{place:?}: {found:?}");
            assert!((found[1] - variance).abs() < 1e-12, "{place:?}: {found:?}");
            let found = model.log_improvement(&place);
            assert!((found - gain).abs() < 1e-10, "{place:?}: {found}");
        }
    }

    #[test]
    fn slopes_are_those_of_the_improvement() {
        let space = space();
        let mut model = model(&space);
        model.believe(vec![0.6, 0.1, 0.0]);
        for (place, _) in BY_NUMPY {
            let (gain, slope) = model.log_improvement_and_slope(&place);
            assert!((gain - model.log_improvement(&place)).abs() < 1e-12);
            for axis in 0..2 {
                let beside = |step: f64| {
                    let mut place = place;
                    place[axis] += step;
                    model.log_improvement(&place)
                };
                let found = (beside(1e-6) - beside(-1e-6)) / 2e-6;
                assert!(
                    (found - slope[axis]).abs() < 1e-6 * found.abs().max(1.0),
                    "{axis}: {found}, {slope:?}"
                );
            }
        }
    }

    #[test]
    fn what_is_believed_changes_no_expectation_and_makes_it_surer() {
        let space = space();
        let mut model = model(&space);
        let before = BY_NUMPY.map(|(place, _)| mean_and_variance(&model, &place));
        model.believe(vec![0.35, 0.45, 0.0]);
        let after = BY_NUMPY.map(|(place, _)| mean_and_variance(&model, &place));
        for (before, after) in before.iter().zip(&after) {
            assert!((before[0] - after[0]).abs() < 1e-12);
            assert!(after[1] <= before[1] + 1e-12);
        }
        assert!(after[0][1] < 0.2 * before[0][1], "{after:?}");
    }

    #[test]
    fn scores_are_standardized_and_alike_ones_stay() {
        let scores = standardized(vec![1.0, 2.0, 3.0]);
        assert!((scores[2] - 1.5_f64.sqrt()).abs() < 1e-12 && scores[1] == 0.0);
        assert_eq!(standardized(vec![2.0; 3]), [0.0; 3]);
        assert_eq!(standardized(Vec::new()), [0.0; 0]);
    }
}
