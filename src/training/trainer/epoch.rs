//! The two halves of an epoch: training and evaluating.

use std::time::Duration;

use web_time::Instant;

use super::super::batch::{BatchMeans, BatchResult, ReadError, read};
use super::super::evaluation::EvaluationSet;
use super::super::helpers::Helpers;
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
            penalty,
        } = step;
        self.images_read += images;
        self.mean.add(images, loss, accuracy);
        self.mean.add_penalty(images, penalty);
        StepMetrics {
            epoch: (epoch - 1) as f64 + self.images_read as f64 / self.order.len() as f64,
            images,
            loss,
            accuracy,
        }
    }
}

/// What the validation images have come to.
pub struct Validated {
    pub loss: f64,
    pub accuracy: f64,
    pub penalty: Option<f64>,
}

/// The evaluating half.
pub struct Evaluation {
    /// The model without gradients.
    model: Mlp,
    pub training: RunningMean,
    /// What each chunk of the validation images has come to.
    found: Vec<Option<BatchMeans>>,
    /// Chunks that helpers have no order for.
    own: usize,
    /// By which helpers' answers are known.
    step: u32,
    /// As long as a chunk takes, help is waited for.
    patience: Duration,
}

impl Evaluation {
    /// - chunks: how many there are
    pub fn new(model: Mlp, training: RunningMean, chunks: usize) -> Self {
        Self {
            model,
            training,
            found: (0..chunks).map(|_| None).collect(),
            own: chunks,
            step: 0,
            patience: Duration::ZERO,
        }
    }

    /// Leaves the chunks from number `own` on to helpers, who know them by this step.
    pub fn leave(&mut self, own: usize, step: u32) {
        (self.own, self.step) = (own, step);
    }

    /// Evaluates the next chunk, or takes one from a helper; true if there was none left.
    pub async fn step(
        &mut self,
        images: &EvaluationSet,
        objective: &Objective,
        helpers: &mut impl Helpers,
    ) -> Result<bool, ReadError> {
        let started = Instant::now();
        let is_missing = |found: &Option<BatchMeans>| found.is_none();
        if let Some(chunk) = self.found[..self.own].iter().position(is_missing) {
            self.evaluate(chunk, images, objective).await?;
            self.patience = started.elapsed();
            return Ok(false);
        }
        // The last one that is missing is the one that its helper comes to last.
        let Some(missing) = self.found.iter().rposition(is_missing) else {
            return Ok(true);
        };
        match helpers.next(self.patience).await {
            Some(worked) if worked.step == self.step && worked.gradients.is_empty() => {
                if let Some(place @ None) = self.found.get_mut(worked.place) {
                    let images = images.images(worked.place);
                    *place = Some(BatchMeans::new(
                        images,
                        worked.loss,
                        worked.hits,
                        worked.penalty.map(f64::from),
                    ));
                }
            }
            Some(_) => {}
            None => {
                self.evaluate(missing, images, objective).await?;
                self.patience = Duration::ZERO;
            }
        }
        Ok(false)
    }

    async fn evaluate(
        &mut self,
        chunk: usize,
        images: &EvaluationSet,
        objective: &Objective,
    ) -> Result<(), ReadError> {
        let result = images.evaluate(chunk, &self.model, objective);
        self.found[chunk] = BatchResult::read_all(vec![result]).await?.pop();
        Ok(())
    }

    /// Mean loss with all penalties, mean accuracy, and what of that loss are penalties.
    pub async fn validation_means(&self, objective: &Objective) -> Result<Validated, ReadError> {
        let of_weights = match objective.of_weights(&self.model) {
            Some(penalty) => Some(read([penalty]).await?[0]),
            None => None,
        };
        let mut validation = RunningMean::default();
        for chunk in self.found.iter().flatten() {
            validation.add(chunk.images, chunk.loss, chunk.accuracy);
            validation.add_penalty(chunk.images, chunk.penalty);
        }
        let (loss, accuracy) = validation.means();
        let penalties = [validation.penalty(), of_weights];
        Ok(Validated {
            loss: loss + of_weights.unwrap_or_default(),
            accuracy,
            penalty: penalties
                .into_iter()
                .flatten()
                .reduce(|sum, penalty| sum + penalty),
        })
    }
}
