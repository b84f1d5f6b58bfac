//! How alike two points are expected to be: Matérn's kernel with ν = 5/2.

use super::matrix::dot;
use super::space::{Place, Space};

/// What is expected before any result. Scores are standardized.
#[derive(Clone, Debug, PartialEq)]
pub struct Kernel {
    /// Of each axis, one over its length, squared: 0 where the axis does not matter.
    pub weights: Vec<f64>,
    /// The variance of scores far from all that was tried.
    pub scale: f64,
    /// The variance of a score by chance.
    pub noise: f64,
}

impl Kernel {
    /// By how far points are apart on each axis, squared: their covariance, and its slope along the sum of all these,
    /// each with its weight.
    pub fn covariance(&self, gaps: &[f64]) -> (f64, f64) {
        let square = dot(&self.weights, gaps);
        let root = (5.0 * square).sqrt();
        let falls = self.scale * libm::exp(-root);
        let slope = -5.0 / 6.0 * (1.0 + root) * falls;
        ((1.0 + root + 5.0 / 3.0 * square) * falls, slope)
    }

    /// The covariance of a point with each of these, and its slope.
    pub fn covariances(
        &self,
        space: &Space,
        place: &[f64],
        others: &[Place],
    ) -> (Vec<f64>, Vec<f64>) {
        let mut gaps = vec![0.0; place.len()];
        let with = |other: &Place| {
            for (axis, gap) in gaps.iter_mut().enumerate() {
                *gap = space.gap(axis, place[axis], other[axis]);
            }
            self.covariance(&gaps)
        };
        others.iter().map(with).unzip()
    }
}
