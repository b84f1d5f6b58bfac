//! The points of a run's lines, in the unit that they are drawn along.

use super::{Curve, Quantity};
use crate::metrics::{Along, EpochMetrics};

/// Places along the axis and values; what has no place or no value is NaN.
pub(super) type Points = Vec<(f64, f64)>;

/// The batches of the first epoch, training by epoch, what is held out by epoch, and what of training are penalties.
pub(super) type Series = [Points; 4];

impl Curve<'_> {
    /// Where the end of an epoch lies. Runs of which nobody knows how long they took have no seconds.
    pub(super) fn place(&self, epoch: &EpochMetrics) -> f64 {
        match self.along {
            Along::Seconds if epoch.elapsed_ms > 0.0 => epoch.elapsed_ms / 1e3,
            Along::Seconds => f64::NAN,
            _ => epoch.epoch as f64 * self.reach,
        }
    }

    pub(super) fn series(&self, quantity: Quantity) -> Series {
        let first = match (self.along, self.history.epochs.first()) {
            (Along::Seconds, Some(first)) => self.place(first),
            _ => self.reach,
        };
        let steps = self.history.first_epoch_curve();
        let steps = steps.map(|step| (step.epoch * first, quantity.of_step(&step)));
        let mut series = [steps.collect(), Points::new(), Points::new(), Points::new()];
        for epoch in &self.history.epochs {
            let (train, test) = quantity.of_epoch(epoch);
            series[1].push((self.place(epoch), train));
            series[2].push((self.place(epoch), test));
            let penalty = quantity.penalty(epoch);
            series[3].extend(penalty.map(|penalty| (self.place(epoch), penalty)));
        }
        series
    }

    /// Whether some of its loss are penalties.
    pub(super) fn has_penalties(&self) -> bool {
        self.history.epochs.iter().any(|it| it.penalty.is_some())
    }

    /// Where its axis has to end: as far as is planned, of seconds as far as it is; not above 0 where that is unknown.
    pub(super) fn end(&self) -> f64 {
        match (self.along, self.history.last()) {
            (Along::Seconds, Some(last)) => self.place(last),
            (Along::Seconds, None) => self.reach,
            _ => self.epochs as f64 * self.reach,
        }
    }

    /// An epoch's length, on average.
    fn step(&self) -> f64 {
        match (self.along, self.history.last()) {
            (Along::Seconds, Some(last)) => self.place(last) / last.epoch as f64,
            _ => self.reach,
        }
    }

    /// The epoch that is read at a place: the nearest one, unless the run is not so far or that is another epoch's.
    pub fn epoch_at(&self, place: f64) -> Option<&EpochMetrics> {
        let distance = |epoch: &EpochMetrics| (self.place(epoch) - place).abs();
        let epochs = self.history.epochs.iter();
        let nearest = epochs.min_by(|one, other| distance(one).total_cmp(&distance(other)))?;
        let last = self
            .history
            .last()
            .map_or(f64::NAN, |last| self.place(last));
        let is_near = distance(nearest) <= self.step() * 0.501;
        let is_between = nearest.epoch > 1 && place < last;
        (is_near || is_between).then_some(nearest)
    }
}

/// From one place that somebody can point at to the next: the shortest epoch of all runs.
pub fn step_along(curves: &[Curve]) -> f64 {
    let steps = curves.iter().map(Curve::step).filter(|step| *step > 0.0);
    let least = steps.fold(f64::INFINITY, f64::min);
    if least.is_finite() { least } else { 1.0 }
}

/// The exponential moving average of values, as TensorBoard smooths them: without the pull that its beginning at 0 would
/// have on the first ones. What is no finite number stays, and counts for nothing.
///
/// - weight: of what was before, 0 to less than 1
pub(super) fn smoothed(points: &[(f64, f64)], weight: f64) -> Points {
    let (mut mean, mut share_of_zero) = (0.0, 1.0);
    let smooth = |(place, value): &(f64, f64)| {
        if !value.is_finite() {
            return (*place, *value);
        }
        mean = mean * weight + value * (1.0 - weight);
        share_of_zero *= weight;
        (*place, mean / (1.0 - share_of_zero))
    };
    points.iter().map(smooth).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(values: &[f64], weight: f64) -> Vec<f64> {
        let points: Points = values.iter().map(|value| (0.0, *value)).collect();
        let smooth = smoothed(&points, weight);
        smooth.iter().map(|(_, value)| *value).collect()
    }

    #[test]
    fn smoothing_takes_no_pull_from_its_beginning() {
        let same = values(&[0.3; 50], 0.9);
        assert!(same.iter().all(|it| (it - 0.3).abs() < 1e-12), "{same:?}");
        // By hand: 1; (0.5·0.5·1 + 0.5·4) / 0.75; (0.5·2.25 + 0.5·1) / 0.875.
        let expected = [1.0, 3.0, 1.625 / 0.875];
        let found = values(&[1.0, 4.0, 1.0], 0.5);
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert_eq!(values(&[1.0, 4.0], 0.0), [1.0, 4.0]);
    }

    #[test]
    fn smoothing_keeps_gaps_and_goes_on_behind_them() {
        let found = values(&[1.0, f64::NAN, 3.0], 0.5);
        assert!(found[1].is_nan());
        assert_eq!(found[2], values(&[1.0, 3.0], 0.5)[1]);
    }
}
