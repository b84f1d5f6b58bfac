//! The eigenvectors of a symmetric matrix, by Jacobi's rotations: slower than others for large matrices, exact for small
//! ones, and nothing but sums, products and roots.

/// `C = B D² Bᵀ`.
pub struct Eigen {
    /// The columns are eigenvectors of length 1.
    vectors: Vec<Vec<f64>>,
    /// The roots of the eigenvalues.
    roots: Vec<f64>,
}

/// Of an eigenvalue, which rounding may leave below 0.
const LEAST: f64 = 1e-20;
/// Turns through all pairs of axes at most; seven are usual.
const MOST_SWEEPS: usize = 40;

impl Eigen {
    pub fn new(mut matrix: Vec<Vec<f64>>) -> Self {
        let n = matrix.len();
        let unit = |row: usize| {
            (0..n)
                .map(|column| f64::from(u8::from(row == column)))
                .collect()
        };
        let mut vectors: Vec<Vec<f64>> = (0..n).map(unit).collect();
        for _ in 0..MOST_SWEEPS {
            let mut turned = false;
            for p in 0..n {
                for q in p + 1..n {
                    if let Some(turn) = Turn::away(&matrix, p, q) {
                        turned = true;
                        matrix.iter_mut().for_each(|row| turn.turn(row));
                        for (k, row) in vectors.iter_mut().enumerate() {
                            let [one, other] = turn.turned([matrix[p][k], matrix[q][k]]);
                            (matrix[p][k], matrix[q][k]) = (one, other);
                            turn.turn(row);
                        }
                    }
                }
            }
            if !turned {
                break;
            }
        }
        let roots = (0..n).map(|k| matrix[k][k].max(LEAST).sqrt()).collect();
        Self { vectors, roots }
    }

    /// `C^½ v`.
    pub fn root_times(&self, v: &[f64]) -> Vec<f64> {
        self.scaled(v, |it, root| it * root)
    }

    /// `C^-½ v`.
    pub fn over_root(&self, v: &[f64]) -> Vec<f64> {
        self.scaled(v, |it, root| it / root)
    }

    fn scaled(&self, v: &[f64], scale: impl Fn(f64, f64) -> f64) -> Vec<f64> {
        let mut scaled = vec![0.0; v.len()];
        for (k, root) in self.roots.iter().enumerate() {
            let along: f64 = self
                .vectors
                .iter()
                .zip(v)
                .map(|(row, it)| row[k] * it)
                .sum();
            let along = scale(along, *root);
            for (own, row) in scaled.iter_mut().zip(&self.vectors) {
                *own += along * row[k];
            }
        }
        scaled
    }
}

/// A rotation in the plane of two axes.
struct Turn {
    axes: [usize; 2],
    cosine: f64,
    sine: f64,
}

impl Turn {
    /// The one that makes the entry of these two 0; nothing where that is as good as it.
    fn away(matrix: &[Vec<f64>], p: usize, q: usize) -> Option<Self> {
        let entry = matrix[p][q];
        let size = matrix[p][p].abs() + matrix[q][q].abs();
        let matters = entry.abs() > f64::EPSILON * 1e-3 * size;
        if !matters {
            return None;
        }
        let ratio = (matrix[q][q] - matrix[p][p]) / (2.0 * entry);
        let tangent = 1.0 / (ratio.abs() + (ratio * ratio + 1.0).sqrt());
        let tangent = if ratio < 0.0 { -tangent } else { tangent };
        let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
        Some(Self {
            axes: [p, q],
            cosine,
            sine: tangent * cosine,
        })
    }

    fn turned(&self, [one, other]: [f64; 2]) -> [f64; 2] {
        [
            self.cosine * one - self.sine * other,
            self.sine * one + self.cosine * other,
        ]
    }

    fn turn(&self, row: &mut [f64]) {
        let [p, q] = self.axes;
        [row[p], row[q]] = self.turned([row[p], row[q]]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_twice_is_the_matrix_and_over_it_undoes_it() {
        let n = 6;
        let entry = |i: usize, j: usize| {
            let apart = i.abs_diff(j) as f64;
            libm::exp(-apart / 3.0) * (1.0 + (i * j) as f64 / 5.0)
        };
        let matrix: Vec<Vec<f64>> = (0..n)
            .map(|i| (0..n).map(|j| entry(i, j)).collect())
            .collect();
        let eigen = Eigen::new(matrix.clone());
        let v: Vec<f64> = (0..n).map(|at| at as f64 - 1.7).collect();
        let expected = matrix
            .iter()
            .map(|row| row.iter().zip(&v).map(|(a, b)| a * b).sum::<f64>());
        let twice = eigen.root_times(&eigen.root_times(&v));
        let back = eigen.over_root(&eigen.root_times(&v));
        for (found, expected) in twice
            .iter()
            .zip(expected)
            .chain(back.iter().zip(v.iter().copied()))
        {
            assert!(
                (found - expected).abs() < 1e-12,
                "{found}, expected {expected}"
            );
        }
    }

    #[test]
    fn what_has_no_number_ends_too() {
        let eigen = Eigen::new(vec![vec![f64::NAN; 2]; 2]);
        assert_eq!(eigen.root_times(&[1.0, 1.0]).len(), 2);
        assert!(Eigen::new(Vec::new()).root_times(&[]).is_empty());
    }
}
