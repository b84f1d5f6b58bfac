//! How numbers are spread: a histogram, and what sums it up.

/// Bins of a histogram.
pub const BINS: usize = 32;

/// How numbers are spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    pub mean: f64,
    /// The standard deviation of all of them.
    pub deviation: f64,
    /// The square root of the sum of their squares.
    pub norm: f64,
    /// The share that is 0, which the histogram leaves out, 0 to 1.
    pub zeros: f64,
    /// Numbers that are not finite.
    pub lost: usize,
    /// The ends of the histogram; of a logarithmic one, powers of ten.
    pub ends: [f64; 2],
    /// How many are in each of the even bins between its ends.
    pub bins: [usize; BINS],
}

impl Spread {
    /// Over the numbers themselves.
    pub fn linear(numbers: &[f64]) -> Self {
        Self::new(numbers, |x| x)
    }

    /// Over the logarithms to base ten of their sizes.
    pub fn logarithmic(numbers: &[f64]) -> Self {
        Self::new(numbers, |x| libm::log10(x.abs()))
    }

    fn new(numbers: &[f64], place: impl Fn(f64) -> f64) -> Self {
        let finite = numbers.iter().copied().filter(|x| x.is_finite());
        let finite: Vec<f64> = finite.collect();
        let count = finite.len().max(1) as f64;
        let mean = finite.iter().sum::<f64>() / count;
        let squares: f64 = finite.iter().map(|x| (x - mean) * (x - mean)).sum();
        let places = finite.iter().filter(|x| **x != 0.0).map(|x| place(*x));
        let places: Vec<f64> = places.collect();
        let least = places.iter().copied().fold(f64::INFINITY, f64::min);
        let most = places.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let ends = if least <= most {
            [least, most]
        } else {
            [0.0; 2]
        };
        let mut bins = [0; BINS];
        for place in &places {
            // All equal ones are in the first; a cast of a float stops at the ends of the range.
            let share = (place - least) / (most - least);
            bins[((share * BINS as f64) as usize).min(BINS - 1)] += 1;
        }
        Self {
            mean,
            deviation: (squares / count).sqrt(),
            norm: finite.iter().map(|x| x * x).sum::<f64>().sqrt(),
            zeros: (finite.len() - places.len()) as f64 / count,
            lost: numbers.len() - finite.len(),
            ends,
            bins,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_between_the_least_and_the_most() {
        let spread = Spread::linear(&[0.0, -1.0, 1.0, 1.0, f64::NAN]);
        assert_eq!((spread.mean, spread.zeros, spread.lost), (0.25, 0.25, 1));
        assert!((spread.deviation - 0.6875_f64.sqrt()).abs() < 1e-12);
        assert!((spread.norm - 3_f64.sqrt()).abs() < 1e-12);
        assert_eq!(spread.ends, [-1.0, 1.0]);
        assert_eq!((spread.bins[0], spread.bins[BINS - 1]), (1, 2));
    }

    #[test]
    fn sizes_are_counted_by_powers_of_ten() {
        let spread = Spread::logarithmic(&[1e-4, -1e-2, 0.0]);
        assert_eq!(spread.ends, [-4.0, -2.0]);
        assert_eq!((spread.bins[0], spread.bins[BINS - 1]), (1, 1));
    }

    #[test]
    fn nothing_and_zeros_alone_have_no_histogram() {
        for numbers in [&[][..], &[0.0, 0.0]] {
            let spread = Spread::linear(numbers);
            assert_eq!(spread.ends, [0.0, 0.0]);
            assert_eq!(spread.bins, [0; BINS]);
        }
        let equal = Spread::linear(&[2.0; 3]);
        assert_eq!((equal.ends, equal.bins[0]), ([2.0, 2.0], 3));
    }
}
