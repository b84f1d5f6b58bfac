//! Statistics of the runs of one setting: what a seed changes.

use super::{EpochMetrics, History};

/// Mean and standard deviation of a few values, such as one setting's accuracies under several seeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleStats {
    /// NaN where there is no value.
    pub mean: f64,
    /// Sample standard deviation, with n − 1 below the line; 0 of a single value, which says nothing of it.
    pub sd: f64,
    /// How many values.
    pub n: usize,
}

/// The runs of one setting at one moment of training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandPoint {
    /// Epochs done, from 1 after the first.
    pub epoch: f64,
    pub value: SampleStats,
}

impl SampleStats {
    /// Of the values that are finite numbers; a diverged run's loss is not one and is not counted in `n`.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = Welford::default();
        values.into_iter().for_each(|value| sum.add(value));
        sum.stats()
    }

    /// One standard deviation below the mean.
    pub fn low(&self) -> f64 {
        self.mean - self.sd
    }

    /// One standard deviation above the mean.
    pub fn high(&self) -> f64 {
        self.mean + self.sd
    }

    /// How far the mean itself may be off; `None` below two values, where nobody knows.
    pub fn standard_error(&self) -> Option<f64> {
        (self.n > 1).then(|| self.sd / (self.n as f64).sqrt())
    }
}

/// What several runs came to, epoch by epoch, over those that have reached it.
///
/// `of` picks the value, say `|epoch| epoch.val_accuracy`. An epoch whose values are all not finite stays,
/// with `n` 0 and a mean of NaN, so that a line has its gap there.
pub fn band<'a>(
    histories: impl IntoIterator<Item = &'a History>,
    of: impl Fn(&EpochMetrics) -> f64,
) -> Vec<BandPoint> {
    let mut sums: Vec<(usize, Welford)> = Vec::new();
    let epochs = histories.into_iter().flat_map(|history| &history.epochs);
    for epoch in epochs {
        let at = sums.partition_point(|(other, _)| *other < epoch.epoch);
        if sums.get(at).is_none_or(|(other, _)| *other != epoch.epoch) {
            sums.insert(at, (epoch.epoch, Welford::default()));
        }
        sums[at].1.add(of(epoch));
    }
    let point = |(epoch, sum): (usize, Welford)| BandPoint {
        epoch: epoch as f64,
        value: sum.stats(),
    };
    sums.into_iter().map(point).collect()
}

/// Mean and variance in one pass, without the loss of digits that a sum of squares has (Welford 1962).
#[derive(Clone, Copy, Debug, Default)]
struct Welford {
    n: usize,
    mean: f64,
    /// Sum of the squared distances from the mean.
    squares: f64,
}

impl Welford {
    fn add(&mut self, value: f64) {
        if !value.is_finite() {
            return;
        }
        self.n += 1;
        let distance = value - self.mean;
        self.mean += distance / self.n as f64;
        self.squares += distance * (value - self.mean);
    }

    fn stats(self) -> SampleStats {
        let (mean, sd) = match self.n {
            0 => (f64::NAN, 0.0),
            1 => (self.mean, 0.0),
            n => (self.mean, (self.squares / (n - 1) as f64).sqrt()),
        };
        SampleStats {
            mean,
            sd,
            n: self.n,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(losses: &[f64]) -> History {
        let epochs = (1..).zip(losses).map(|(epoch, loss)| EpochMetrics {
            epoch,
            loss: *loss,
            accuracy: 0.5,
            val_loss: *loss,
            val_accuracy: 0.5,
            elapsed_ms: 1.0,
            learning_rate: None,
            penalty: None,
            val_penalty: None,
        });
        History {
            epochs: epochs.collect(),
            ..History::default()
        }
    }

    fn means(band: &[BandPoint]) -> Vec<(f64, f64, usize)> {
        let row = |point: &BandPoint| (point.epoch, point.value.mean, point.value.n);
        band.iter().map(row).collect()
    }

    #[test]
    fn the_deviation_is_that_of_a_sample() {
        let spread = SampleStats::of([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!((spread.mean, spread.n), (5.0, 8));
        assert!((spread.sd - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
        let error = spread.standard_error().unwrap();
        assert!((error - spread.sd / 8.0_f64.sqrt()).abs() < 1e-12);
        assert!((spread.high() - spread.low() - 2.0 * spread.sd).abs() < 1e-12);
    }

    #[test]
    fn small_differences_of_large_values_keep_their_digits() {
        let spread = SampleStats::of([1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0]);
        assert!((spread.sd - 1.0).abs() < 1e-6, "{spread:?}");
    }

    #[test]
    fn one_value_has_no_error_and_none_has_no_mean() {
        let one = SampleStats::of([0.9]);
        assert_eq!((one.mean, one.sd, one.n), (0.9, 0.0, 1));
        assert_eq!(one.standard_error(), None);
        let none = SampleStats::of([]);
        assert!(none.mean.is_nan() && none.n == 0);
    }

    #[test]
    fn a_band_counts_the_runs_that_have_reached_an_epoch() {
        let runs = [history(&[1.0, 0.5, 0.25]), history(&[3.0])];
        let band = band(&runs, |epoch| epoch.loss);
        assert_eq!(means(&band), [(1.0, 2.0, 2), (2.0, 0.5, 1), (3.0, 0.25, 1)]);
    }

    #[test]
    fn a_loss_that_is_no_number_is_left_out_and_leaves_a_gap_where_it_is_alone() {
        let runs = [history(&[1.0, f64::NAN]), history(&[f64::INFINITY])];
        let band = band(&runs, |epoch| epoch.loss);
        assert_eq!(means(&band)[0], (1.0, 1.0, 1));
        assert_eq!((band[1].epoch, band[1].value.n), (2.0, 0));
        assert!(band[1].value.mean.is_nan());
    }

    #[test]
    fn no_runs_have_no_band() {
        assert!(band(&[], |epoch| epoch.loss).is_empty());
        assert!(band([&History::default()], |epoch| epoch.loss).is_empty());
    }
}
