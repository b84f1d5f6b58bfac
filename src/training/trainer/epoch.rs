//! The two halves of an epoch: training and evaluating.

use burn::tensor::Tensor;

use super::super::batch::{ReadError, read};
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
    /// Images and `[loss, accuracy]` of steps whose results are still on the device.
    pub unread: Vec<(usize, Tensor<1>)>,
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

    /// Reads the results still on the device, all in one transfer.
    pub async fn read(
        &mut self,
        epoch: usize,
    ) -> Result<Result<Vec<StepMetrics>, Tick>, ReadError> {
        if self.unread.is_empty() {
            return Ok(Ok(Vec::new()));
        }
        let (images, results): (Vec<usize>, Vec<Tensor<1>>) = self.unread.drain(..).unzip();
        let results = read(Tensor::cat(results, 0)).await?;
        let steps = images.into_iter().zip(results.chunks_exact(2));
        Ok(steps
            .map(|(images, result)| self.take(epoch, images, result))
            .collect())
    }

    fn take(&mut self, epoch: usize, images: usize, result: &[f64]) -> Result<StepMetrics, Tick> {
        let (loss, accuracy) = (result[0], result[1]);
        self.steps_read += 1;
        if !loss.is_finite() {
            return Err(Tick::Diverged {
                epoch,
                step: self.steps_read,
            });
        }
        self.images_read += images;
        self.mean.add(images, loss, accuracy);
        Ok(StepMetrics {
            epoch: (epoch - 1) as f64 + self.images_read as f64 / self.order.len() as f64,
            images,
            loss,
            accuracy,
        })
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
        let (count, result) = images.evaluate(self.chunk, &self.model, objective);
        let result = read(result).await?;
        self.chunk += 1;
        self.validation.add(count, result[0], result[1]);
        Ok(false)
    }

    /// Mean loss with all penalties, and mean accuracy.
    pub async fn validation_means(&self, objective: &Objective) -> Result<(f64, f64), ReadError> {
        let penalty = match objective.of_weights(&self.model) {
            Some(penalty) => read(penalty).await?[0],
            None => 0.0,
        };
        let (loss, accuracy) = self.validation.means();
        Ok((loss + penalty, accuracy))
    }
}
