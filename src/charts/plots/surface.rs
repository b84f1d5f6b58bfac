//! What lies between results over two hyperparameters.

/// A grid of values, row by row from below; NaN where nothing can be said.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    pub columns: usize,
    pub rows: usize,
    pub values: Vec<f64>,
}

/// A known value: its column, its row, and what is there.
pub type Known = (usize, usize, f64);

/// After so many rounds it is near enough for colours.
const ROUNDS: usize = 1500;
const NEAR: f64 = 1e-7;

impl Surface {
    /// What is known, several values in one cell as their mean, and between it the smoothest surface through it: as
    /// Optuna draws contours, each cell is the mean of its neighbours (Laplace's equation). Neighbours count along an
    /// axis only if it `joins` its values: names have nothing between them.
    pub fn through(known: &[Known], [columns, rows]: [usize; 2], joins: [bool; 2]) -> Self {
        let mut sums = vec![(0.0, 0.0); columns * rows];
        for (column, row, value) in known {
            if let Some(sum) = sums
                .get_mut(row * columns + column)
                .filter(|_| *column < columns)
            {
                sum.0 += value;
                sum.1 += 1.0;
            }
        }
        let mean = |(sum, count): &(f64, f64)| sum / count;
        let mut surface = Self {
            columns,
            rows,
            values: sums.iter().map(mean).collect(),
        };
        surface.spread(joins);
        surface
    }

    pub fn at(&self, column: usize, row: usize) -> f64 {
        self.values[row * self.columns + column]
    }

    /// Gives what is unknown the nearest known value that can be reached, then smooths that.
    fn spread(&mut self, joins: [bool; 2]) {
        let is_fixed: Vec<bool> = self.values.iter().map(|value| value.is_finite()).collect();
        self.reach(joins);
        let free: Vec<usize> = (0..self.values.len())
            .filter(|at| !is_fixed[*at] && self.values[*at].is_finite())
            .collect();
        let neighbours: Vec<Vec<usize>> =
            free.iter().map(|at| self.neighbours(*at, joins)).collect();
        // Over-relaxed, as a grid of this size wants it.
        let size = self.columns.max(self.rows).max(2) as f64;
        let haste = 2.0 / (1.0 + (std::f64::consts::PI / size).sin());
        for _ in 0..ROUNDS {
            let mut most: f64 = 0.0;
            for (at, beside) in free.iter().zip(&neighbours) {
                let sum: f64 = beside.iter().map(|beside| self.values[*beside]).sum();
                let change = sum / beside.len().max(1) as f64 - self.values[*at];
                self.values[*at] += haste * change;
                most = most.max(change.abs());
            }
            if most < NEAR {
                break;
            }
        }
    }

    /// Breadth first, from all that is known.
    fn reach(&mut self, joins: [bool; 2]) {
        let mut edge: Vec<usize> = (0..self.values.len())
            .filter(|at| self.values[*at].is_finite())
            .collect();
        while !edge.is_empty() {
            let mut next = Vec::new();
            for at in edge {
                for beside in self.neighbours(at, joins) {
                    if self.values[beside].is_nan() {
                        self.values[beside] = self.values[at];
                        next.push(beside);
                    }
                }
            }
            edge = next;
        }
    }

    fn neighbours(&self, at: usize, [across, up]: [bool; 2]) -> Vec<usize> {
        let (column, row) = (at % self.columns, at / self.columns);
        let mut found = Vec::with_capacity(4);
        if across && column > 0 {
            found.push(at - 1);
        }
        if across && column + 1 < self.columns {
            found.push(at + 1);
        }
        if up && row > 0 {
            found.push(at - self.columns);
        }
        if up && row + 1 < self.rows {
            found.push(at + self.columns);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-4
    }

    #[test]
    fn between_two_values_on_a_line_it_is_even_and_beyond_them_it_is_flat() {
        let surface = Surface::through(&[(1, 0, 0.2), (5, 0, 0.6)], [8, 1], [true, true]);
        for (found, expected) in surface
            .values
            .iter()
            .zip([0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 0.6, 0.6])
        {
            assert!(close(*found, expected), "{surface:?}");
        }
    }

    #[test]
    fn it_goes_through_what_is_known_and_never_beyond_it() {
        let known = [(0, 0, 0.1), (7, 3, 0.9), (30, 20, 0.5), (12, 28, 0.7)];
        let surface = Surface::through(&known, [32, 32], [true, true]);
        for (column, row, value) in known {
            assert_eq!(surface.at(column, row), value);
        }
        let is_within = |value: &f64| (0.1 - 1e-9..=0.9 + 1e-9).contains(value);
        assert!(surface.values.iter().all(is_within));
        let beside = surface.at(7, 4);
        assert!(
            beside > 0.7 && beside < 0.9,
            "near the top it is high: {beside}"
        );
    }

    #[test]
    fn each_cell_is_the_mean_of_its_neighbours() {
        let surface = Surface::through(&[(0, 0, 0.0), (9, 9, 1.0)], [10, 10], [true, true]);
        let around = [(4, 5), (6, 5), (5, 4), (5, 6)];
        let mean = around
            .map(|(column, row)| surface.at(column, row))
            .iter()
            .sum::<f64>()
            / 4.0;
        assert!(close(surface.at(5, 5), mean));
    }

    #[test]
    fn several_values_in_a_cell_are_their_mean() {
        let surface = Surface::through(&[(0, 0, 0.2), (0, 0, 0.4)], [1, 1], [true, true]);
        assert!(close(surface.values[0], 0.3));
    }

    #[test]
    fn names_have_nothing_between_them() {
        let known = [(0, 0, 0.2), (0, 4, 0.6), (2, 1, 0.9)];
        let surface = Surface::through(&known, [4, 5], [false, true]);
        assert!(
            close(surface.at(0, 2), 0.4),
            "along the numbers of one name"
        );
        assert!(close(surface.at(2, 4), 0.9));
        assert!((0..5).all(|row| surface.at(1, row).is_nan() && surface.at(3, row).is_nan()));
        let none = Surface::through(&known, [4, 5], [false, false]);
        assert_eq!(none.values.iter().filter(|it| it.is_finite()).count(), 3);
    }

    #[test]
    fn nothing_known_says_nothing_and_what_is_off_the_grid_is_left_out() {
        let empty = Surface::through(&[], [3, 3], [true, true]);
        assert!(empty.values.iter().all(|value| value.is_nan()));
        let off = Surface::through(&[(3, 0, 1.0), (0, 9, 1.0)], [3, 3], [true, true]);
        assert!(off.values.iter().all(|value| value.is_nan()));
        assert!(
            Surface::through(&[], [0, 0], [true, true])
                .values
                .is_empty()
        );
    }
}
