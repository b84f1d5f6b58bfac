//! Cholesky's factor of a symmetric matrix, row by row of its upper half, so that most of the work is a row less a
//! multiple of another one.

/// `U` with `Uᵀ U = A`, of which row `k` begins on the diagonal.
pub struct Factor {
    rows: Vec<Vec<f64>>,
}

impl Factor {
    /// Of a matrix by the rows of its upper half, each from the diagonal on; nothing where that is not positive
    /// definite, or not so by what rounding has left of it.
    pub fn new(mut rows: Vec<Vec<f64>>) -> Option<Self> {
        for k in 0..rows.len() {
            let (done, rest) = rows.split_at_mut(k + 1);
            let row = &mut done[k];
            let pivot = row[0].sqrt();
            if !(pivot > 0.0 && pivot.is_finite()) {
                return None;
            }
            row.iter_mut().for_each(|it| *it /= pivot);
            for (at, other) in rest.iter_mut().enumerate() {
                let factor = row[at + 1];
                subtract(other, factor, &row[at + 1..]);
            }
        }
        Some(Self { rows })
    }

    /// The logarithm of the determinant of `A`.
    pub fn log_determinant(&self) -> f64 {
        2.0 * self.rows.iter().map(|row| libm::log(row[0])).sum::<f64>()
    }

    /// `x` with `Uᵀ x = b`.
    pub fn solve_transposed(&self, mut b: Vec<f64>) -> Vec<f64> {
        for (k, row) in self.rows.iter().enumerate() {
            b[k] /= row[0];
            let factor = b[k];
            subtract(&mut b[k + 1..], factor, &row[1..]);
        }
        b
    }

    /// `x` with `U x = b`.
    pub fn solve(&self, mut b: Vec<f64>) -> Vec<f64> {
        for (k, row) in self.rows.iter().enumerate().rev() {
            b[k] = (b[k] - dot(&row[1..], &b[k + 1..])) / row[0];
        }
        b
    }

    /// The upper half of the inverse of `A`, by rows from the diagonal on.
    pub fn inverse(&self) -> Vec<Vec<f64>> {
        let n = self.rows.len();
        let mut half: Vec<Vec<f64>> = vec![Vec::new(); n];
        for (k, row) in self.rows.iter().enumerate().rev() {
            let (own, below) = half.split_at_mut(k + 1);
            let mut inverse = vec![0.0; n - k];
            inverse[0] = 1.0;
            for (at, below) in below.iter().enumerate() {
                subtract(&mut inverse[at + 1..], row[at + 1], below);
            }
            inverse.iter_mut().for_each(|it| *it /= row[0]);
            own[k] = inverse;
        }
        let rows = (0..n).map(|i| (i..n).map(|j| dot(&half[i][j - i..], &half[j])).collect());
        rows.collect()
    }

    /// The factor of the matrix with one more row and column, given as far as the new diagonal.
    ///
    /// - least: of the new pivot's square, where rounding would leave less
    pub fn extend(&mut self, column: Vec<f64>, diagonal: f64, least: f64) {
        let column = self.solve_transposed(column);
        let square = diagonal - dot(&column, &column);
        for (row, it) in self.rows.iter_mut().zip(column) {
            row.push(it);
        }
        self.rows.push(vec![square.max(least).sqrt()]);
    }
}

fn subtract(row: &mut [f64], factor: f64, other: &[f64]) {
    for (own, other) in row.iter_mut().zip(other) {
        *own -= factor * other;
    }
}

/// The sum of products, in four sums that are added up at the end: in this order everywhere.
pub fn dot(one: &[f64], other: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (ones, others) = (one.chunks_exact(4), other.chunks_exact(4));
    let rest = ones.remainder().iter().zip(others.remainder());
    let rest: f64 = rest.map(|(one, other)| one * other).sum();
    for (ones, others) in ones.zip(others) {
        for lane in 0..4 {
            sums[lane] += ones[lane] * others[lane];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A matrix with something of everything, positive definite.
    fn entry(i: usize, j: usize) -> f64 {
        let apart = i.abs_diff(j) as f64;
        libm::exp(-apart / 2.0) + if i == j { 0.5 + i as f64 / 10.0 } else { 0.0 }
    }

    fn half(n: usize) -> Vec<Vec<f64>> {
        (0..n)
            .map(|i| (i..n).map(|j| entry(i, j)).collect())
            .collect()
    }

    fn times(n: usize, x: &[f64]) -> Vec<f64> {
        (0..n)
            .map(|i| (0..n).map(|j| entry(i, j) * x[j]).sum())
            .collect()
    }

    fn assert_close(found: &[f64], expected: &[f64]) {
        let mut pairs = found.iter().zip(expected);
        let close = pairs.all(|(one, other)| (one - other).abs() < 1e-12);
        assert!(
            close && found.len() == expected.len(),
            "{found:?}, expected {expected:?}"
        );
    }

    #[test]
    fn it_solves_what_its_matrix_says() {
        let x: Vec<f64> = (0..7).map(|at| f64::from(at) - 2.5).collect();
        let factor = Factor::new(half(7)).unwrap();
        let solved = factor.solve(factor.solve_transposed(times(7, &x)));
        assert_close(&solved, &x);
        let inverse = factor.inverse();
        let whole: Vec<f64> = (0..7)
            .map(|i| {
                (0..7)
                    .map(|j| inverse[i.min(j)][i.abs_diff(j)] * times(7, &x)[j])
                    .sum()
            })
            .collect();
        assert_close(&whole, &x);
    }

    #[test]
    fn a_row_more_makes_the_factor_of_the_larger_matrix() {
        let mut grown = Factor::new(half(6)).unwrap();
        grown.extend((0..6).map(|i| entry(i, 6)).collect(), entry(6, 6), 0.0);
        let whole = Factor::new(half(7)).unwrap();
        for (own, other) in grown.rows.iter().zip(&whole.rows) {
            assert_close(own, other);
        }
        assert_close(&[grown.log_determinant()], &[whole.log_determinant()]);
    }

    #[test]
    fn what_is_not_positive_definite_has_none() {
        assert!(Factor::new(vec![vec![1.0, 2.0], vec![1.0]]).is_none());
        assert!(Factor::new(vec![vec![f64::NAN]]).is_none());
    }
}
