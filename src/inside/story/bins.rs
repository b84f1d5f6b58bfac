//! How the weights of a layer are spread, finely enough that many epochs can be drawn over one range that nobody knew at first.

/// Bins from end to end; a number that halves evenly.
const BINS: usize = 256;

/// A histogram around 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    /// From minus this to this.
    end: f64,
    counts: Vec<u32>,
    total: f64,
}

impl Bins {
    /// Of what is finite among these.
    pub fn new(weights: &[f32]) -> Self {
        let finite = || weights.iter().copied().filter(|it| it.is_finite());
        let most = finite().fold(0.0, |most: f32, it| most.max(it.abs()));
        let end = f64::from(most).max(1e-6);
        let mut counts = vec![0; BINS];
        for weight in finite() {
            let share = (f64::from(weight) / end + 1.0) / 2.0;
            // A cast of a float stops at the ends of the range.
            counts[((share * BINS as f64) as usize).min(BINS - 1)] += 1;
        }
        let total = counts.iter().sum::<u32>().into();
        Self { end, counts, total }
    }

    /// Where all but this share of the weights are: from minus what is returned to that.
    pub fn range(&self, left_out: f64) -> f64 {
        let mut inside = 0.0;
        for ring in 0..BINS / 2 {
            let (low, high) = (BINS / 2 - 1 - ring, BINS / 2 + ring);
            inside += f64::from(self.counts[low] + self.counts[high]);
            if inside >= (1.0 - left_out) * self.total {
                return self.end * (ring + 1) as f64 / (BINS / 2) as f64;
            }
        }
        self.end
    }

    /// The share of the weights in each of so many even rows from minus this end to it, lowest first; what is beyond is in
    /// none.
    pub fn shares(&self, end: f64, rows: usize) -> Vec<f64> {
        let mut shares = vec![0.0; rows];
        let width = 2.0 * self.end / BINS as f64;
        let row = 2.0 * end / rows as f64;
        for (bin, count) in self
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
        {
            // In rows from the lowest one on; what is spread over several is so evenly.
            let from = (bin as f64 * width - self.end + end) / row;
            let to = from + width / row;
            let first = from.max(0.0) as usize;
            for (at, share) in shares.iter_mut().enumerate().skip(first) {
                let overlap = to.min(at as f64 + 1.0) - from.max(at as f64);
                if overlap <= 0.0 {
                    break;
                }
                *share += f64::from(*count) / self.total * overlap / (to - from);
            }
        }
        shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_spread_over_any_range_that_is_drawn() {
        let bins = Bins::new(&[-1.0, -0.01, 0.01, 0.02, f32::NAN]);
        let shares = bins.shares(1.0, 4);
        for (share, expected) in shares.iter().zip([0.25, 0.25, 0.5, 0.0]) {
            assert!((share - expected).abs() < 1e-9, "{shares:?}");
        }
        let wide = bins.shares(4.0, 4);
        assert!(
            (wide[1] - 0.5).abs() < 1e-9 && (wide[2] - 0.5).abs() < 1e-9,
            "{wide:?}"
        );
        let near = bins.shares(0.5, 2);
        assert!(
            (near[0] - 0.25).abs() < 1e-9 && (near[1] - 0.5).abs() < 1e-9,
            "-1 is beyond"
        );
    }

    #[test]
    fn a_few_that_lie_far_off_do_not_widen_the_range() {
        let mut weights = vec![0.1; 999];
        weights.push(-8.0);
        let bins = Bins::new(&weights);
        assert!(bins.range(0.005) < 0.2, "{}", bins.range(0.005));
        assert_eq!(bins.range(0.0), 8.0);
        let none = Bins::new(&[]);
        assert_eq!(none.shares(1.0, 2), [0.0, 0.0]);
        assert!(none.range(0.005) > 0.0);
    }
}
