//! Sums whose order the code fixes.

use super::lanes::{LANES, f32x4};

/// Vectors that numbers are added to in turn, so that adding to one does not wait for another.
const AT_ONCE: usize = 4;

/// The sum of all: every number goes to one of sixteen sums, by its place, and these are added to each other.
pub fn sum(values: &[f32]) -> f32 {
    sum_of(values, |lanes| lanes, |value| value)
}

/// The sum of all squares, in the same order.
pub fn sum_of_squares(values: &[f32]) -> f32 {
    sum_of(values, |lanes| lanes * lanes, |value| value * value)
}

/// - term, rest_term: what is added for a number, of four and of one
#[inline(always)]
fn sum_of(values: &[f32], term: impl Fn(f32x4) -> f32x4, rest_term: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [f32x4::ZERO; AT_ONCE];
    let (blocks, rest) = values.as_chunks::<{ LANES * AT_ONCE }>();
    for block in blocks {
        let (lanes, _) = block.as_chunks::<LANES>();
        for (sum, lanes) in sums.iter_mut().zip(lanes) {
            *sum += term(f32x4::new(*lanes));
        }
    }
    let [a, b, c, d] = sums;
    let [e, f, g, h] = ((a + b) + (c + d)).to_array();
    rest.iter()
        .fold((e + f) + (g + h), |sum, value| sum + rest_term(*value))
}

/// Numbers that are summed before they are added to what is there.
const DEPTH: usize = 256;

/// The sums of each column: one by one the sums over [`DEPTH`] rows each, which begin at 0.
///
/// - values: `[rows, width]`, row-major
/// - returns: `[width]`
pub fn column_sums(values: &[f32], width: usize) -> Vec<f32> {
    let rows = values.len().checked_div(width).unwrap_or(0);
    column_sums_of(rows, width, |sums, row| {
        add(sums, &values[row * width..][..width]);
    })
}

/// The same of whatever a row's terms are.
///
/// - `add_row`: adds a row's terms to sums, `[width]`
/// - returns: `[width]`
pub fn column_sums_of(
    rows: usize,
    width: usize,
    mut add_row: impl FnMut(&mut [f32], usize),
) -> Vec<f32> {
    let (mut sums, mut block_sums) = (vec![0.0; width], vec![0.0; width]);
    for from in (0..rows).step_by(DEPTH) {
        block_sums.fill(0.0);
        (from..rows.min(from + DEPTH)).for_each(|row| add_row(&mut block_sums, row));
        add(&mut sums, &block_sums);
    }
    sums
}

fn add(sums: &mut [f32], row: &[f32]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of both signs and of different sizes.
    fn numbers(count: usize) -> Vec<f32> {
        let number = |at: usize| (at * 7919 % 1000) as f32 / 37.0 - 11.0;
        (0..count).map(number).collect()
    }

    #[test]
    fn a_sum_is_that_of_all_numbers() {
        for count in [0, 1, 3, 4, 10, 15, 16, 17, 100, 1000, 100_352] {
            let values = numbers(count);
            let expected: f64 = values.iter().map(|&value| f64::from(value)).sum();
            let sizes: f64 = values.iter().map(|&value| f64::from(value.abs())).sum();
            let error = (f64::from(sum(&values)) - expected).abs();
            assert!(error <= 1e-5 * sizes, "{count}: {error} of {sizes}");
        }
    }

    #[test]
    fn squares_are_summed_as_numbers_are() {
        for count in [0, 1, 3, 16, 17, 100, 1003] {
            let values = numbers(count);
            let squares: Vec<f32> = values.iter().map(|value| value * value).collect();
            assert_eq!(sum_of_squares(&values), sum(&squares), "{count}");
        }
    }

    #[test]
    fn columns_are_summed_each_by_itself() {
        for (rows, width) in [(1, 1), (3, 7), (300, 10), (1000, 128), (0, 3), (5, 0)] {
            let values = numbers(rows * width);
            let found = column_sums(&values, width);
            assert_eq!(found.len(), width);
            for (at, found) in found.into_iter().enumerate() {
                let column = values.iter().skip(at).step_by(width);
                let expected: f64 = column.map(|&value| f64::from(value)).sum();
                let error = (f64::from(found) - expected).abs();
                assert!(
                    error <= 1e-5 * (rows * 11) as f64,
                    "{rows} × {width}: {error}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_number_is_not_lost() {
        let mut values = numbers(100);
        values[37] = f32::NAN;
        assert!(sum(&values).is_nan());
        assert!(column_sums(&values, 10)[7].is_nan());
    }
}
