//! Records of a training run, as they travel from the trainer to the curves.
//!
//! Losses and accuracies are Keras': in training, running means over the batches of an epoch, each taken
//! before its update and with all penalties; in validation, the test set with the weights at the epoch's
//! end. Accuracy is a fraction, 0 to 1.

mod along;
pub mod number;
mod one_digit;
mod sample;
mod sorted;
mod wilson;

use serde::{Deserialize, Serialize};

pub use along::{Along, EpochPace};
pub use one_digit::{TEST_IMAGES_BY_DIGIT, one_digit};
pub use sample::{BandPoint, SampleStats, band};
pub use sorted::{sort_numbers, sorted_by_number};
pub use wilson::wilson;

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

impl StepMetrics {
    /// Both batches as one, at this one's place.
    fn together_with(&self, other: &Self) -> Self {
        let mut mean = RunningMean::default();
        for step in [self, other] {
            mean.add(step.images, step.loss, step.accuracy);
        }
        let (loss, accuracy) = mean.means();
        Self {
            loss,
            accuracy,
            ..*self
        }
    }
}

/// What one epoch came to; a row of Keras' `History`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochMetrics {
    /// Counted from 1.
    pub epoch: usize,
    #[serde(with = "number")]
    pub loss: f64,
    /// NaN, like the others, where a run was trained elsewhere and its file does not say.
    #[serde(with = "number")]
    pub accuracy: f64,
    #[serde(with = "number")]
    pub val_loss: f64,
    #[serde(with = "number")]
    pub val_accuracy: f64,
    /// Training time since the run began, pauses left out.
    pub elapsed_ms: f64,
    /// The rate of the epoch's last update, which is Keras' where a callback sets it between epochs. Logs of earlier
    /// versions do not have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning_rate: Option<f64>,
    /// What of `loss` are penalties, averaged like it: each batch's at the weights of its step. Nothing where the setting has
    /// none, where the loss is no finite number, and in logs of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty: Option<f64>,
    /// What of `val_loss` are penalties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub val_penalty: Option<f64>,
}

impl EpochMetrics {
    /// Loss, accuracy, validation loss and validation accuracy.
    pub fn numbers(&self) -> [f64; 4] {
        [self.loss, self.accuracy, self.val_loss, self.val_accuracy]
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", try_from = "OutcomeFields")]
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

/// An outcome as it is read, with the fields of all kinds: what serde derives for a kind among its fields is much more to
/// download.
#[derive(Deserialize)]
struct OutcomeFields {
    kind: String,
    epoch: Option<usize>,
    best_epoch: Option<usize>,
    step: Option<usize>,
}

impl TryFrom<OutcomeFields> for Outcome {
    type Error = String;

    fn try_from(fields: OutcomeFields) -> Result<Self, String> {
        let OutcomeFields {
            kind,
            epoch,
            best_epoch,
            step,
        } = fields;
        match (kind.as_str(), epoch, best_epoch, step) {
            ("completed", ..) => Ok(Self::Completed),
            ("stopped", ..) => Ok(Self::Stopped),
            ("early-stopped", Some(epoch), Some(best_epoch), _) => {
                Ok(Self::EarlyStopped { epoch, best_epoch })
            }
            ("diverged", Some(epoch), _, Some(step)) => Ok(Self::Diverged { epoch, step }),
            ("early-stopped" | "diverged", ..) => Err(format!("the outcome {kind} has no place")),
            _ => Err(format!("there is no outcome {kind}")),
        }
    }
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

    /// The steps of the first epoch as a curve shows them. A last batch that is smaller than the others is taken
    /// together with the one before it, each by its images: alone it would leap as no whole batch does.
    pub fn first_epoch_curve(&self) -> impl Iterator<Item = StepMetrics> + Clone + '_ {
        let steps = &self.first_epoch_steps;
        let together = match steps.as_slice() {
            [.., before, last] if last.images < before.images => last.together_with(before),
            [.., last] => *last,
            [] => return steps[..0].iter().copied().chain(None),
        };
        let others = &steps[..steps.len() - 1];
        others.iter().copied().chain(Some(together))
    }

    /// The epoch with the highest validation accuracy; the earliest of equals.
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
    penalty: Option<f64>,
}

impl RunningMean {
    /// Takes in a batch of `images` images with these means.
    pub fn add(&mut self, images: usize, loss: f64, accuracy: f64) {
        self.images += images;
        self.loss += loss * images as f64;
        self.accuracy += accuracy * images as f64;
    }

    /// Takes in what of that batch's loss are penalties, where there are any.
    pub fn add_penalty(&mut self, images: usize, penalty: Option<f64>) {
        if let Some(penalty) = penalty {
            *self.penalty.get_or_insert_default() += penalty * images as f64;
        }
    }

    /// Mean loss and mean accuracy; NaN before the first batch.
    pub fn means(&self) -> (f64, f64) {
        let images = self.images as f64;
        (self.loss / images, self.accuracy / images)
    }

    /// What of the mean loss are penalties.
    pub fn penalty(&self) -> Option<f64> {
        Some(self.penalty? / self.images as f64)
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
            learning_rate: None,
            penalty: None,
            val_penalty: None,
        }
    }

    #[test]
    fn an_outcome_is_read_as_it_was_written() {
        for outcome in [
            Outcome::Completed,
            Outcome::Stopped,
            Outcome::EarlyStopped {
                epoch: 3,
                best_epoch: 1,
            },
            Outcome::Diverged { epoch: 2, step: 7 },
        ] {
            let json = serde_json::to_string(&outcome).unwrap();
            assert_eq!(serde_json::from_str::<Outcome>(&json).unwrap(), outcome);
        }
        for (wrong, says) in [
            (r#"{"kind":"diverged","epoch":2}"#, "diverged has no place"),
            (r#"{"kind":"won"}"#, "there is no outcome won"),
        ] {
            let error = serde_json::from_str::<Outcome>(wrong).unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
        }
    }

    #[test]
    fn a_small_last_batch_weighs_by_its_images() {
        let mut mean = RunningMean::default();
        mean.add(3, 1.0, 1.0);
        mean.add(1, 5.0, 0.0);
        assert_eq!(mean.means(), (2.0, 0.75));
        assert_eq!(mean.penalty(), None);
        mean.add_penalty(3, Some(0.5));
        mean.add_penalty(1, Some(1.5));
        assert_eq!(mean.penalty(), Some(0.75));
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
    fn a_loss_that_is_no_finite_number_comes_back_from_json_as_itself() {
        let losses = [
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
            1e20,
            5e-324,
            0.1,
        ];
        for val_loss in losses {
            let metrics = EpochMetrics {
                val_loss,
                ..epoch(1, 0.5)
            };
            let json = serde_json::to_string(&metrics).unwrap();
            let read: EpochMetrics = serde_json::from_str(&json).unwrap();
            assert_eq!(read.val_loss.to_bits(), val_loss.to_bits(), "{json}");
            assert_eq!(read.loss, 1.0);
        }
    }

    #[test]
    fn what_earlier_versions_wrote_is_still_read() {
        let json = r#"{"epoch":1,"loss":1,"accuracy":0.5,"val_loss":null,"val_accuracy":0.5,"elapsed_ms":2.0}"#;
        let read: EpochMetrics = serde_json::from_str(json).unwrap();
        assert!(read.val_loss.is_nan() && read.learning_rate.is_none());
        assert_eq!((read.penalty, read.val_penalty), (None, None));
    }

    fn curve(sizes: &[usize], losses: &[f64]) -> Vec<(f64, f64)> {
        let all: usize = sizes.iter().sum();
        let mut images = 0;
        let steps = sizes.iter().zip(losses).map(|(size, loss)| {
            images += size;
            StepMetrics {
                epoch: images as f64 / all as f64,
                images: *size,
                loss: *loss,
                accuracy: 1.0 - loss,
            }
        });
        let history = History {
            first_epoch_steps: steps.collect(),
            ..History::default()
        };
        let curve = history.first_epoch_curve();
        curve.map(|step| (step.loss, step.accuracy)).collect()
    }

    #[test]
    fn a_partial_last_batch_does_not_leap() {
        let found = curve(&[6, 6, 2], &[0.75, 0.5, 0.0]);
        assert_eq!(found, [(0.75, 0.25), (0.5, 0.5), (0.375, 0.625)]);
        assert_eq!(curve(&[6, 6], &[0.75, 0.5]).len(), 2);
        assert_eq!(curve(&[6, 6], &[0.75, 0.5])[1], (0.5, 0.5));
        assert_eq!(curve(&[2], &[0.5]), [(0.5, 0.5)]);
        assert_eq!(curve(&[], &[]), []);
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
