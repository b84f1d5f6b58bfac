//! Training a single update at a given rate: what a learning-rate range test is made of.

use super::{Phase, ReadError, Tick, Trainer, TrainingEpoch};

impl Trainer {
    /// Makes one update at this rate and gives the loss that its batches had before it, their mean where several are
    /// accumulated; not a number once the loss is none. Epochs follow on each other, and nothing is evaluated. With a
    /// schedule the rate is where that begins.
    ///
    /// # Errors
    /// If the device does not hand over the results.
    pub async fn update_at(&mut self, learning_rate: f64) -> Result<f64, ReadError> {
        self.set_learning_rate(learning_rate);
        let batches = self.params.optimizer.gradient_accumulation_steps;
        let mut sum = 0.0;
        for _ in 0..batches {
            sum += self.next_loss().await?;
        }
        Ok(sum / batches as f64)
    }

    /// Trains on the next batch, of the next epoch where this one has none left.
    async fn next_loss(&mut self) -> Result<f64, ReadError> {
        loop {
            match self.tick().await? {
                Tick::Trained(steps) => {
                    // None is held back by who reads after every step.
                    if let Some(step) = steps.last() {
                        return Ok(step.loss);
                    }
                }
                Tick::Evaluating(_) | Tick::EpochEnd { .. } => {
                    self.epochs_done += 1;
                    self.phase =
                        Phase::Training(TrainingEpoch::new(&self.params, self.epochs_done));
                }
                Tick::Diverged { .. } => return Ok(f64::NAN),
            }
        }
    }
}
