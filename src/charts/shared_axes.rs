//! The axes that all panels of a study have in common: without them small multiples would mislead.

use super::axis::extent;
use super::frame::Frame;
use super::{Axis, Quantity};
use crate::metrics::BandPoint;

/// The ranges of all panels' axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SharedAxes {
    pub quantity: Quantity,
    /// Planned, so that the axis stands still while they come.
    pub epochs: usize,
    /// Least value of the vertical axis.
    pub from: f64,
    /// Greatest value.
    pub to: f64,
    /// Logarithmic; `from` is positive then.
    pub log: bool,
}

impl SharedAxes {
    /// Axes that hold all bands, training and test, of all panels.
    ///
    /// Accuracy goes from 0 to 1 and loss from 0 on. Stretched, loss is logarithmic, and accuracy fits
    /// what comes after the first quarter of the epochs that there are: the first epochs' rise would leave no
    /// room for the differences that are left at the end.
    pub fn of<'a>(
        quantity: Quantity,
        stretched: bool,
        epochs: usize,
        bands: impl IntoIterator<Item = &'a [BandPoint], IntoIter: Clone>,
    ) -> Self {
        let bands = bands.into_iter();
        let log = stretched && quantity == Quantity::Loss;
        let values = |after: f64| {
            let points = bands.clone().flatten();
            let late = points.filter(move |point| point.epoch > after);
            extent(late.flat_map(ends), log)
        };
        let last = bands.clone().flatten().map(|point| point.epoch);
        let risen = match quantity {
            Quantity::Accuracy => last.fold(0.0, f64::max) / 4.0,
            Quantity::Loss | Quantity::ErrorRate => 0.0,
        };
        let (from, to) = quantity.range(values(risen), stretched);
        Self {
            quantity,
            epochs,
            from,
            to,
            log,
        }
    }

    /// The axes in the pixels of a plot.
    pub(super) fn on(&self, frame: &Frame) -> (Axis, Axis) {
        let x = frame.x_axis(0.0, self.epochs.max(1) as f64);
        (x, frame.y_axis(self.from, self.to, self.log))
    }
}

/// The ends of a band, and its mean, which is all that a single run has.
fn ends(point: &BandPoint) -> [f64; 3] {
    [point.value.low(), point.value.mean, point.value.high()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::SampleStats;

    fn band(means: &[f64], sd: f64) -> Vec<BandPoint> {
        let points = (1..).zip(means).map(|(epoch, mean)| BandPoint {
            epoch: f64::from(epoch),
            value: SampleStats {
                mean: *mean,
                sd,
                n: 3,
            },
        });
        points.collect()
    }

    fn axes(quantity: Quantity, stretched: bool, bands: &[Vec<BandPoint>]) -> SharedAxes {
        SharedAxes::of(quantity, stretched, 8, bands.iter().map(Vec::as_slice))
    }

    #[test]
    fn accuracy_goes_from_nothing_to_everything_unless_stretched() {
        let bands = [
            band(&[0.2, 0.9, 0.95, 0.96], 0.01),
            band(&[0.3, 0.9, 0.91, 0.9], 0.0),
        ];
        let whole = axes(Quantity::Accuracy, false, &bands);
        assert_eq!((whole.from, whole.to, whole.log), (0.0, 1.0, false));
        let fit = axes(Quantity::Accuracy, true, &bands);
        assert!(fit.from > 0.88 && fit.from < 0.9, "{fit:?}");
        assert!(fit.to > 0.97 && fit.to < 0.98, "{fit:?}");
    }

    #[test]
    fn while_there_are_only_first_epochs_the_axis_fits_them() {
        let fit = axes(Quantity::Accuracy, true, &[band(&[0.2, 0.6], 0.0)]);
        assert!(fit.from < 0.2 && fit.to > 0.6 && fit.to < 0.7, "{fit:?}");
    }

    #[test]
    fn a_study_that_was_stopped_early_shows_its_first_epochs() {
        let fit = axes(
            Quantity::Accuracy,
            true,
            &[band(&[0.2, 0.6, 0.7], 0.0), band(&[0.3], 0.0)],
        );
        assert!(fit.from < 0.2 && fit.to > 0.7, "{fit:?}");
    }

    #[test]
    fn a_stretched_loss_is_logarithmic_and_never_reaches_zero() {
        let log = axes(Quantity::Loss, true, &[band(&[2.0, 0.5, f64::NAN], 0.6)]);
        assert!(log.log && log.from > 0.0 && log.from < 0.5, "{log:?}");
        let linear = axes(Quantity::Loss, false, &[band(&[2.0, 0.5], 0.1)]);
        assert!(linear.from == 0.0 && linear.to > 2.1, "{linear:?}");
    }

    #[test]
    fn no_panels_have_axes() {
        for quantity in [Quantity::Accuracy, Quantity::Loss] {
            for stretched in [false, true] {
                let axes = axes(quantity, stretched, &[]);
                assert!(axes.from < axes.to, "{axes:?}");
            }
        }
    }
}
