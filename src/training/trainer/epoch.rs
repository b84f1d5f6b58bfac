//! The two halves of an epoch: training and evaluating.

use super::super::batch::{BatchMeans, BatchResult, ReadError, read};
use super::super::evaluation::EvaluationSet;
use super::super::{Mlp, Objective};
use super::Tick;
use crate::dataset::epoch_order;
use crate::hyperparams::CheckedHyperParams;
use crate::metrics::{RunningMean, StepMetrics};

/// The training half.
pub struct TrainingEpoch {
    order: Vec<u32>,
    /// Images trained on.
    pub images_done: usize,
    steps_read: usize,
    /// Steps whose results are still on the device.
    pub unread: Vec<BatchResult>,
    images_read: usize,
    pub mean: RunningMean,
}

impl TrainingEpoch {
    /// - epoch: from 0
    pub fn new(params: &CheckedHyperParams, epoch: usize) -> Self {
        let images = params.images_per_epoch();
        Self {
            order: epoch_order(images, params.seed, epoch as u64, params.shuffle),
            images_done: 0,
            steps_read: 0,
            unread: Vec::new(),
            images_read: 0,
            mean: RunningMean::default(),
        }
    }

    /// The images of the next step; the last step's may be fewer.
    pub fn next_batch(&mut self, batch_size: usize) -> Option<&[u32]> {
        let from = self.images_done;
        self.images_done = (from + batch_size).min(self.order.len());
        Some(&self.order[from..self.images_done]).filter(|indices| !indices.is_empty())
    }

    /// Reads the results still on the device, all in one transfer; a divergence brings the steps before it.
    pub async fn read(
        &mut self,
        epoch: usize,
    ) -> Result<Result<Vec<StepMetrics>, Tick>, ReadError> {
        if self.unread.is_empty() {
            return Ok(Ok(Vec::new()));
        }
        let read = BatchResult::read_all(std::mem::take(&mut self.unread)).await?;
        let mut steps = Vec::with_capacity(read.len());
        for step in read {
            self.steps_read += 1;
            if !step.loss.is_finite() {
                let step = self.steps_read;
                return Ok(Err(Tick::Diverged { steps, epoch, step }));
            }
            steps.push(self.take(epoch, &step));
        }
        Ok(Ok(steps))
    }

    fn take(&mut self, epoch: usize, step: &BatchMeans) -> StepMetrics {
        let &BatchMeans {
            images,
            loss,
            accuracy,
        } = step;
        self.images_read += images;
        self.mean.add(images, loss, accuracy);
        StepMetrics {
            epoch: (epoch - 1) as f64 + self.images_read as f64 / self.order.len() as f64,
            images,
            loss,
            accuracy,
        }
    }
}

/// The evaluating half.
pub struct Evaluation {
    /// The model without gradients.
    model: Mlp,
    chunk: usize,
    pub training: RunningMean,
    validation: RunningMean,
}

impl Evaluation {
    pub fn new(model: Mlp, training: RunningMean) -> Self {
        Self {
            model,
            chunk: 0,
            training,
            validation: RunningMean::default(),
        }
    }

    /// Evaluates the next chunk; true if there was none left.
    pub async fn step(
        &mut self,
        images: &EvaluationSet,
        objective: &Objective,
    ) -> Result<bool, ReadError> {
        if self.chunk == images.len() {
            return Ok(true);
        }
        let result = images.evaluate(self.chunk, &self.model, objective);
        self.chunk += 1;
        for chunk in BatchResult::read_all(vec![result]).await? {
            self.validation
                .add(chunk.images, chunk.loss, chunk.accuracy);
        }
        Ok(false)
    }

    /// Mean loss with all penalties, and mean accuracy.
    pub async fn validation_means(&self, objective: &Objective) -> Result<(f64, f64), ReadError> {
        let penalty = match objective.of_weights(&self.model) {
            Some(penalty) => read([penalty]).await?[0],
            None => 0.0,
        };
        let (loss, accuracy) = self.validation.means();
        Ok((loss + penalty, accuracy))
    }
}
