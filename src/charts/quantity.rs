//! What a chart shows of runs: how it is named, written, ranged and compared.

use crate::metrics::{EpochMetrics, StepMetrics};

/// What a chart shows of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    Accuracy,
    Loss,
    /// What accuracy lacks of all, always on a logarithmic axis: there the last per cents have as much room as the first.
    ErrorRate,
}

impl Quantity {
    /// As an axis names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy",
            Self::Loss => "loss",
            Self::ErrorRate => "error rate",
        }
    }

    /// Whether more of it is better.
    pub(super) fn rises(self) -> bool {
        self == Self::Accuracy
    }

    pub(super) fn of_step(self, step: &StepMetrics) -> f64 {
        match self {
            Self::Accuracy => step.accuracy,
            Self::Loss => step.loss,
            Self::ErrorRate => 1.0 - step.accuracy,
        }
    }

    /// The range of an axis that has to show these values, least and greatest. Stretched, accuracy fits
    /// them closely and loss is logarithmic; otherwise accuracy goes from 0 to 1 and loss from 0 on, or from below where
    /// there are negative ones.
    pub(super) fn range(self, extent: Option<(f64, f64)>, stretched: bool) -> (f64, f64) {
        match (self, stretched) {
            (Self::Accuracy, false) => (0.0, 1.0),
            (Self::Accuracy, true) => {
                let (low, high) = extent.unwrap_or((0.0, 1.0));
                let margin = ((high - low) * 0.06).max(0.002);
                ((low - margin).max(0.0), (high + margin).min(1.0))
            }
            (Self::Loss, false) => {
                let (low, high) = extent.unwrap_or((0.0, 2.3));
                // A sum beyond the largest number would be no axis.
                let from = (low * 1.05).clamp(-1e300, 0.0);
                (from, (high * 1.05).clamp(1e-6, 1e300))
            }
            (Self::Loss, true) | (Self::ErrorRate, _) => {
                let (low, high) = extent.unwrap_or((0.1, 2.3));
                (low / 1.2, (high * 1.2).min(1e300))
            }
        }
    }

    /// Training and test value.
    pub fn of_epoch(self, epoch: &EpochMetrics) -> (f64, f64) {
        match self {
            Self::Accuracy => (epoch.accuracy, epoch.val_accuracy),
            Self::Loss => (epoch.loss, epoch.val_loss),
            Self::ErrorRate => (1.0 - epoch.accuracy, 1.0 - epoch.val_accuracy),
        }
    }

    /// What of the training value are penalties.
    pub(super) fn penalty(self, epoch: &EpochMetrics) -> Option<f64> {
        epoch.penalty.filter(|_| self == Self::Loss)
    }

    /// Whether a value is better than another; a number is better than none.
    pub(super) fn is_better(self, value: f64, than: f64) -> bool {
        match self {
            _ if than.is_nan() => !value.is_nan(),
            _ if self.rises() => value > than,
            _ => value < than,
        }
    }

    /// Index of the best of the finite values; none where several are equally good.
    pub(super) fn best(self, values: impl Iterator<Item = f64>) -> Option<usize> {
        let mut best: Option<(usize, f64)> = None;
        let mut is_alone = true;
        for (at, value) in values.enumerate().filter(|(_, value)| value.is_finite()) {
            match best {
                Some((_, than)) if value == than => is_alone = false,
                Some((_, than)) if !self.is_better(value, than) => {}
                _ => (best, is_alone) = (Some((at, value)), true),
            }
        }
        best.filter(|_| is_alone).map(|(at, _)| at)
    }

    /// A value for people, without a unit: accuracy in percent, a loss beyond decimals as a power of ten.
    pub(super) fn number(self, value: f64, decimals: usize) -> String {
        let size = value.abs();
        match self {
            // What no accuracy can be is written too, but not as infinite where it is not.
            Self::Accuracy | Self::ErrorRate => {
                format!("{:.decimals$}", value * 100.0_f64.min(f64::MAX / size))
            }
            Self::Loss if value != 0.0 && !(1e-3..1e4).contains(&size) => format!("{value:.0e}"),
            Self::Loss => format!("{value:.*}", decimals + 1),
        }
    }

    /// With its unit.
    pub(super) fn written(self, value: f64, decimals: usize) -> String {
        self.number(value, decimals) + self.unit()
    }

    /// What stands behind a number.
    pub(super) fn unit(self) -> &'static str {
        match self {
            Self::Accuracy | Self::ErrorRate => " %",
            Self::Loss => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_accuracy_and_less_loss_are_better_and_any_number_than_none() {
        assert!(Quantity::Accuracy.is_better(0.9, 0.8) && Quantity::Loss.is_better(0.8, 0.9));
        for quantity in [Quantity::Accuracy, Quantity::Loss] {
            assert!(quantity.is_better(0.5, f64::NAN));
            assert!(!quantity.is_better(f64::NAN, 0.5) && !quantity.is_better(0.5, 0.5));
        }
    }

    #[test]
    fn the_best_is_a_number_and_alone() {
        let best = |values: &[f64]| Quantity::Accuracy.best(values.iter().copied());
        assert_eq!(best(&[f64::INFINITY, 0.1, 0.3, 0.2]), Some(2));
        assert_eq!(
            best(&[0.3, 0.1, 0.3]),
            None,
            "nobody is better than the other"
        );
        assert_eq!(best(&[0.3, 0.3, 0.4]), Some(2));
        assert_eq!(best(&[f64::NAN]), None);
    }

    #[test]
    fn an_error_rate_is_what_accuracy_lacks() {
        let step = StepMetrics {
            epoch: 1.0,
            images: 1,
            loss: 2.0,
            accuracy: 0.75,
        };
        assert_eq!(Quantity::ErrorRate.of_step(&step), 0.25);
        assert!(Quantity::ErrorRate.is_better(0.1, 0.2));
        assert_eq!(Quantity::ErrorRate.written(0.0227, 2), "2.27 %");
    }

    #[test]
    fn a_negative_loss_has_a_place() {
        let (from, to) = Quantity::Loss.range(Some((-2.0, 1.0)), false);
        assert!(from < -2.0 && to > 1.0);
        assert_eq!(Quantity::Loss.range(Some((0.5, 1.0)), false).0, 0.0);
    }

    #[test]
    fn accuracy_reads_in_percent_and_a_tiny_loss_as_a_power_of_ten() {
        assert_eq!(Quantity::Accuracy.written(0.97731, 2), "97.73 %");
        assert_eq!(Quantity::Loss.written(0.0812, 2), "0.081");
        assert_eq!(Quantity::Loss.written(3e-7, 2), "3e-7");
    }
}
