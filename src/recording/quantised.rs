//! Curves as small integers: accuracies to the ten-thousandth, which is exact for the 10,000 test images, and losses
//! to about a quarter of a percent. A curve moves little from epoch to epoch, so it is kept as its steps.

use serde::{Deserialize, Serialize};

use crate::metrics::{EpochMetrics, History};

/// The four curves of a run, each as differences from epoch to epoch: loss, accuracy, validation loss and accuracy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Curves([Vec<i32>; 4]);

/// Steps of an accuracy of 1.
const ACCURACY_STEPS: f64 = 10_000.0;
/// Steps of a loss twice as large, far from 0.
const LOSS_STEPS: f64 = 256.0;
/// Losses well below this differ by less and less of themselves.
const SMALL_LOSS: f64 = 1e-3;
/// Stands for a loss that is no finite number; further off than any other.
const NOT_FINITE: i32 = 1 << 20;

impl Curves {
    pub fn of(history: &History) -> Self {
        let quantised = quantised(history);
        Self(std::array::from_fn(|curve| {
            differences(quantised.iter().map(|epoch| epoch[curve]))
        }))
    }

    /// As many epochs as all four curves have.
    pub fn history(&self) -> History {
        let [loss, accuracy, val_loss, val_accuracy] = self.0.each_ref().map(|steps| sums(steps));
        let losses = loss.zip(val_loss);
        let accuracies = accuracy.zip(val_accuracy);
        let epochs = losses.zip(accuracies).enumerate();
        let epoch = |(at, ((loss, val_loss), (accuracy, val_accuracy)))| EpochMetrics {
            epoch: at + 1,
            loss: to_loss(loss),
            accuracy: to_accuracy(accuracy),
            val_loss: to_loss(val_loss),
            val_accuracy: to_accuracy(val_accuracy),
            elapsed_ms: 0.0,
            learning_rate: None,
            penalty: None,
            val_penalty: None,
        };
        History {
            epochs: epochs.map(epoch).collect(),
            first_epoch_steps: Vec::new(),
        }
    }
}

/// The four numbers of each epoch as they are kept.
fn quantised(history: &History) -> Vec<[i32; 4]> {
    let epoch = |epoch: &EpochMetrics| {
        let [loss, accuracy, val_loss, val_accuracy] = epoch.numbers();
        [
            from_loss(loss),
            from_accuracy(accuracy),
            from_loss(val_loss),
            from_accuracy(val_accuracy),
        ]
    };
    history.epochs.iter().map(epoch).collect()
}

fn from_accuracy(accuracy: f64) -> i32 {
    (accuracy * ACCURACY_STEPS).round() as i32
}

fn to_accuracy(steps: i32) -> f64 {
    (f64::from(steps) / ACCURACY_STEPS).clamp(0.0, 1.0)
}

fn from_loss(loss: f64) -> i32 {
    if !loss.is_finite() {
        return NOT_FINITE;
    }
    let steps = (1.0 + loss.abs() / SMALL_LOSS).log2() * LOSS_STEPS;
    (steps.round() * loss.signum()) as i32
}

fn to_loss(steps: i32) -> f64 {
    if steps == NOT_FINITE {
        return f64::NAN;
    }
    let steps = f64::from(steps);
    ((steps.abs() / LOSS_STEPS).exp2() - 1.0) * SMALL_LOSS * steps.signum()
}

fn differences(values: impl Iterator<Item = i32>) -> Vec<i32> {
    let mut last = 0;
    values
        .map(|value| value - std::mem::replace(&mut last, value))
        .collect()
}

/// The way back; numbers of somebody else's making may go beyond what there is room for.
fn sums(steps: &[i32]) -> impl Iterator<Item = i32> {
    steps.iter().scan(0_i32, |sum, step| {
        *sum = sum.wrapping_add(*step);
        Some(*sum)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accuracies_of_ten_thousand_images_come_back_exactly() {
        for right in [0, 1, 4_321, 9_999, 10_000] {
            let accuracy = f64::from(right) / 10_000.0;
            assert_eq!(to_accuracy(from_accuracy(accuracy)), accuracy);
        }
    }

    #[test]
    fn losses_come_back_to_a_quarter_of_a_percent_or_a_millionth() {
        for loss in [0.0, 1e-5, 0.003, 0.25, 2.3, 1234.5, 1e38, -4.0] {
            let back = to_loss(from_loss(loss));
            let error = (back - loss).abs();
            assert!(error <= 0.0025 * loss.abs() + 2e-6, "{loss}: {back}");
        }
        for loss in [f64::NAN, f64::INFINITY] {
            assert!(to_loss(from_loss(loss)).is_nan());
        }
    }

    #[test]
    fn curves_of_different_lengths_end_with_the_shortest() {
        let curves = Curves([vec![1, 2], vec![5000], vec![3, i32::MAX], vec![i32::MIN, 1]]);
        assert_eq!(curves.history().epochs.len(), 1);
        assert_eq!(curves.history().epochs[0].accuracy, 0.5);
    }
}
