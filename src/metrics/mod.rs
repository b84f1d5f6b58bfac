//! Records of a training run, as they travel from the trainer to the curves.
//!
//! Losses and accuracies are Keras': in training, running means over the batches of an epoch, each taken
//! before its update and with all penalties; in validation, the test set with the weights at the epoch's
//! end. Accuracy is a fraction, 0 to 1.

mod spread;
mod variance;

use serde::{Deserialize, Deserializer, Serialize};

pub use spread::{BandPoint, Spread, band};
pub use variance::variance_shares;

/// One optimizer update.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepMetrics {
    /// Epochs done when the step's batch had been trained on: 0.5 is the middle of the first.
    pub epoch: f64,
    /// Images in the batch.
    pub images: usize,
    /// Mean loss of the batch before the update.
    pub loss: f64,
    pub accuracy: f64,
}

/// What one epoch came to; a row of Keras' `History`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochMetrics {
    /// Counted from 1.
    pub epoch: usize,
    #[serde(deserialize_with = "number_or_nan")]
    pub loss: f64,
    pub accuracy: f64,
    #[serde(deserialize_with = "number_or_nan")]
    pub val_loss: f64,
    pub val_accuracy: f64,
    /// Training time since the run began, pauses left out.
    pub elapsed_ms: f64,
}

/// JSON has no word for what is not a number, and writes `null`.
fn number_or_nan<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let number = Option::<f64>::deserialize(deserializer)?;
    Ok(number.unwrap_or(f64::NAN))
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Outcome {
    /// All epochs were trained.
    Completed,
    /// What was watched no longer got better. Both count from 1.
    EarlyStopped { epoch: usize, best_epoch: usize },
    /// Somebody stopped it.
    Stopped,
    /// The loss was no longer a finite number. Both counts are from 1, the step's within the epoch.
    Diverged { epoch: usize, step: usize },
}

impl Outcome {
    /// In one word, for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::EarlyStopped { .. } => "early-stopped",
            Self::Stopped => "stopped",
            Self::Diverged { .. } => "diverged",
        }
    }

    /// Where it happened, if that says something: "at epoch 3, step 12".
    pub fn place(self) -> Option<String> {
        match self {
            Self::Completed | Self::Stopped => None,
            Self::EarlyStopped { epoch, best_epoch } => {
                Some(format!("at epoch {epoch}, the best was {best_epoch}"))
            }
            Self::Diverged { epoch, step } => Some(format!("at epoch {epoch}, step {step}")),
        }
    }

    /// For people: "diverged at epoch 3, step 12".
    pub fn sentence(self) -> String {
        match self.place() {
            Some(place) => format!("{} {place}", self.name()),
            None => self.name().to_owned(),
        }
    }
}

/// A run's epochs, and the steps of its first epoch, where curves carry most of their story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    pub epochs: Vec<EpochMetrics>,
    pub first_epoch_steps: Vec<StepMetrics>,
}

impl History {
    pub fn last(&self) -> Option<&EpochMetrics> {
        self.epochs.last()
    }

    /// The epoch with the highest test accuracy; the earliest of equals.
    pub fn best(&self) -> Option<&EpochMetrics> {
        self.epochs.iter().reduce(|best, epoch| {
            if epoch.val_accuracy > best.val_accuracy {
                epoch
            } else {
                best
            }
        })
    }
}

/// A mean of batches, each weighted by its images, as Keras' metrics take it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RunningMean {
    images: usize,
    loss: f64,
    accuracy: f64,
}

impl RunningMean {
    /// Takes in a batch of `images` images with these means.
    pub fn add(&mut self, images: usize, loss: f64, accuracy: f64) {
        self.images += images;
        self.loss += loss * images as f64;
        self.accuracy += accuracy * images as f64;
    }

    /// Mean loss and mean accuracy; NaN before the first batch.
    pub fn means(&self) -> (f64, f64) {
        let images = self.images as f64;
        (self.loss / images, self.accuracy / images)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(epoch: usize, val_accuracy: f64) -> EpochMetrics {
        EpochMetrics {
            epoch,
            loss: 1.0,
            accuracy: 0.5,
            val_loss: 1.0,
            val_accuracy,
            elapsed_ms: 0.0,
        }
    }

    #[test]
    fn a_small_last_batch_weighs_by_its_images() {
        let mut mean = RunningMean::default();
        mean.add(3, 1.0, 1.0);
        mean.add(1, 5.0, 0.0);
        assert_eq!(mean.means(), (2.0, 0.75));
    }

    #[test]
    fn the_best_epoch_is_the_earliest_of_equals() {
        let history = History {
            epochs: vec![epoch(1, 0.5), epoch(2, 0.9), epoch(3, 0.9), epoch(4, 0.8)],
            ..History::default()
        };
        assert_eq!(history.best().map(|best| best.epoch), Some(2));
        assert_eq!(History::default().best(), None);
    }

    #[test]
    fn a_loss_that_is_no_number_comes_back_from_json_as_such() {
        let metrics = EpochMetrics {
            val_loss: f64::INFINITY,
            ..epoch(1, 0.5)
        };
        let json = serde_json::to_string(&metrics).unwrap();
        let read: EpochMetrics = serde_json::from_str(&json).unwrap();
        assert!(read.val_loss.is_nan() && read.loss == 1.0);
    }

    #[test]
    fn stopping_early_says_which_epoch_was_the_best() {
        let (epoch, best_epoch) = (5, 3);
        let outcome = Outcome::EarlyStopped { epoch, best_epoch };
        let expected = "early-stopped at epoch 5, the best was 3";
        assert_eq!(outcome.sentence(), expected);
    }

    #[test]
    fn a_divergence_says_where() {
        let outcome = Outcome::Diverged { epoch: 3, step: 12 };
        assert_eq!(outcome.sentence(), "diverged at epoch 3, step 12");
    }
}
