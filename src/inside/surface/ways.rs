//! Directions through the weights of a network: random ones, and those in which the weights of its epochs lie.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::inside::network::{Dense, Network};

/// A direction: a change of each dense layer, first to last.
pub type Way = Vec<Dense>;

/// A random direction, filter-normalized (Li et al. 2018, section 4): the change of each unit's weights is as long as these
/// are. Biases and normalizations stay.
///
/// - raw: what is normalized, layer by layer as the kernels are; usually [`gaussian`]
pub fn filter_normalized(network: &Network, raw: &[Vec<f32>]) -> Way {
    let layers = network.layers();
    let ways = layers.iter().zip(raw).map(|(layer, raw)| {
        let units = layer.dense.units;
        let mut kernel = raw.clone();
        for unit in 0..units {
            let norm = |numbers: &[f32]| norm(numbers.iter().skip(unit).step_by(units));
            let factor = norm(&layer.dense.kernel) / norm(raw).max(1e-10);
            for weight in kernel.iter_mut().skip(unit).step_by(units) {
                *weight = (f64::from(*weight) * factor) as f32;
            }
        }
        Dense {
            units,
            kernel,
            bias: vec![0.0; units],
        }
    });
    ways.collect()
}

/// Normally distributed numbers for each kernel, by a seed.
pub fn gaussian(network: &Network, seed: u64) -> Vec<Vec<f32>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    // From 0, left out, to 1.
    let mut even = || (random.next_u32() as f64 + 1.0) / (f64::from(u32::MAX) + 1.0);
    // Box and Muller's.
    let mut normal = || {
        let turn = std::f64::consts::TAU * even();
        ((-2.0 * libm::log(even())).sqrt() * libm::cos(turn)) as f32
    };
    let layers = network.layers();
    let numbers = layers.iter().map(|layer| layer.dense.kernel.len());
    numbers
        .map(|count| (0..count).map(|_| normal()).collect())
        .collect()
}

/// The two directions, each of length 1, in which the weights of a run's epochs are spread most around those of one of them,
/// and where each epoch lies along them.
#[derive(Debug)]
pub struct Principal {
    pub ways: [Way; 2],
    /// In the order of the epochs; of the one in the middle, 0.
    pub path: Vec<[f64; 2]>,
    /// The share of the squares of all distances that lies in the plane, 0 to 1.
    pub share: f64,
}

impl Principal {
    /// Nothing where the epochs do not span a plane.
    ///
    /// - epochs: the dense layers of each
    /// - middle: those from which the distances are
    pub fn new(epochs: &[Vec<Dense>], middle: &[Dense]) -> Option<Self> {
        let apart: Vec<Vec<f32>> = epochs
            .iter()
            .map(|epoch| difference(epoch, middle))
            .collect();
        let products = apart
            .iter()
            .map(|one| apart.iter().map(|other| dot(one, other)).collect());
        let (values, vectors) = eigen(products.collect());
        let total: f64 = values.iter().sum();
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|one, other| values[*other].total_cmp(&values[*one]));
        let [first, second] = [*order.first()?, *order.get(1)?];
        if values[second] <= 1e-9 * values[first] {
            return None;
        }
        let ways = [first, second].map(|at| {
            let length = values[at].sqrt();
            let shares: Vec<f64> = vectors.iter().map(|row| row[at] / length).collect();
            shaped(&combined(&apart, &shares), middle)
        });
        // Of products and eigenvectors: an epoch's distance along a way.
        let path = vectors
            .iter()
            .map(|row| [first, second].map(|at| row[at] * values[at].sqrt()));
        Some(Self {
            ways,
            path: path.collect(),
            share: (values[first] + values[second]) / total,
        })
    }
}

/// Kernels and biases one after the other.
fn difference(one: &[Dense], other: &[Dense]) -> Vec<f32> {
    let pairs = one.iter().zip(other).flat_map(|(one, other)| {
        let kernels = one.kernel.iter().zip(&other.kernel);
        kernels.chain(one.bias.iter().zip(&other.bias))
    });
    pairs.map(|(one, other)| one - other).collect()
}

fn combined(apart: &[Vec<f32>], shares: &[f64]) -> Vec<f32> {
    let mut sum = vec![0.0; apart.first().map_or(0, Vec::len)];
    for (numbers, share) in apart.iter().zip(shares) {
        for (sum, number) in sum.iter_mut().zip(numbers) {
            *sum += share * f64::from(*number);
        }
    }
    sum.into_iter().map(|it| it as f32).collect()
}

/// The inverse of putting kernels and biases one after the other.
fn shaped(numbers: &[f32], like: &[Dense]) -> Way {
    let mut rest = numbers;
    let mut take = |count: usize| {
        let (taken, left) = rest.split_at(count.min(rest.len()));
        rest = left;
        taken.to_vec()
    };
    let layers = like.iter().map(|layer| Dense {
        units: layer.units,
        kernel: take(layer.kernel.len()),
        bias: take(layer.bias.len()),
    });
    layers.collect()
}

fn dot(one: &[f32], other: &[f32]) -> f64 {
    let pairs = one.iter().zip(other);
    pairs
        .map(|(one, other)| f64::from(*one) * f64::from(*other))
        .sum()
}

fn norm<'a>(numbers: impl Iterator<Item = &'a f32>) -> f64 {
    numbers
        .map(|it| f64::from(*it) * f64::from(*it))
        .sum::<f64>()
        .sqrt()
}

/// Eigenvalues and eigenvectors, column by column, of a small symmetric matrix, by Jacobi's rotations: a crate that does it brings
/// all of linear algebra along.
fn eigen(mut matrix: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let size = matrix.len();
    let unit = |at: usize| (0..size).map(|to| f64::from(u8::from(at == to))).collect();
    let mut vectors: Vec<Vec<f64>> = (0..size).map(unit).collect();
    // Each sweep doubles the digits that are right; ten are more than there are.
    for _ in 0..12 {
        for one in 0..size {
            for other in one + 1..size {
                let across = matrix[one][other];
                if across == 0.0 {
                    continue;
                }
                let half = (matrix[other][other] - matrix[one][one]) / (2.0 * across);
                let tangent = half.signum() / (half.abs() + (half * half + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                let turn = |row: &mut Vec<f64>| {
                    let (a, b) = (row[one], row[other]);
                    row[one] = cosine * a - sine * b;
                    row[other] = sine * a + cosine * b;
                };
                matrix.iter_mut().for_each(turn);
                vectors.iter_mut().for_each(turn);
                let (above, below) = matrix.split_at_mut(other);
                for (a, b) in above[one].iter_mut().zip(&mut below[0]) {
                    (*a, *b) = (cosine * *a - sine * *b, sine * *a + cosine * *b);
                }
            }
        }
    }
    let values = (0..size).map(|at| matrix[at][at].max(0.0));
    (values.collect(), vectors)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dense(kernel: &[f32], bias: f32) -> Dense {
        Dense {
            units: 1,
            kernel: kernel.to_vec(),
            bias: vec![bias],
        }
    }

    #[test]
    fn a_path_in_a_plane_is_found_whole() {
        // Around (1, 1, 1): along (1, 1, 0) by 2 and 4 roots of two, and along the bias by 1.
        let epochs = [
            [3.0, 3.0, 1.0],
            [5.0, 5.0, 1.0],
            [1.0, 1.0, 2.0],
            [1.0, 1.0, 1.0],
        ];
        let epochs = epochs.map(|[one, other, bias]| vec![dense(&[one, other], bias)]);
        let found = Principal::new(&epochs, &epochs[3]).unwrap();
        assert!((found.share - 1.0).abs() < 1e-9);
        let root = 2f64.sqrt();
        let expected = [[2.0 * root, 0.0], [4.0 * root, 0.0], [0.0, 1.0], [0.0, 0.0]];
        for (found, expected) in found.path.iter().zip(expected) {
            for (found, expected) in found.iter().zip(expected) {
                assert!(
                    (found.abs() - expected).abs() < 1e-6,
                    "{found} is not {expected}"
                );
            }
        }
        let way = &found.ways[0][0];
        assert!(
            (f64::from(way.kernel[0]).abs() - 1.0 / root).abs() < 1e-6,
            "{way:?}"
        );
        assert!(way.bias[0].abs() < 1e-6);
        assert!(found.ways[1][0].bias[0].abs() > 0.999);
    }

    #[test]
    fn epochs_on_a_line_span_no_plane() {
        let epochs = [1.0, 2.0, 4.0].map(|it| vec![dense(&[it, it], it)]);
        assert!(Principal::new(&epochs, &epochs[0]).is_none());
        assert!(Principal::new(&epochs[..1], &epochs[0]).is_none());
        assert!(Principal::new(&[], &epochs[0]).is_none());
    }
}
