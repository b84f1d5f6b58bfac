//! One run: the trainer owns model, optimizer and random generators, and moves on by ticks.
//!
//! A tick is a training step or a chunk of the evaluation: short, so that the loop around it can answer
//! messages, pause, stop and report between two of them.

use std::sync::Arc;
use std::time::Duration;

use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::prelude::Module;
use burn::tensor::{Device, Tensor, TensorData};
use web_time::Instant;

use super::dropout::DropoutMasks;
use super::evaluation::EvaluationSet;
use super::loss::{categorical_accuracy, categorical_crossentropy};
use super::optimizer::optimizer;
use super::penalty::kernel_penalty;
use super::weights::{NamedTensor, WeightsError};
use super::{CLASSES, Mlp};
use crate::dataset::{Dataset, IMAGE_PIXELS, epoch_order};
use crate::hyperparams::CheckedHyperParams;
use crate::metrics::{EpochMetrics, RunningMean, StepMetrics};

/// A run in the making.
pub struct Trainer {
    params: CheckedHyperParams,
    dataset: Arc<Dataset>,
    test: EvaluationSet,
    /// An autodiff device: it is what tells burn to record operations.
    device: Device,
    model: Mlp,
    optimizer: ModuleOptimizer,
    masks: Vec<DropoutMasks>,
    learning_rate: f64,
    read_every: usize,
    epochs_done: usize,
    phase: Phase,
    elapsed: Duration,
}

/// What a tick came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Tick {
    /// A batch was trained on. Its metrics, and perhaps those of batches before it, may be held back until
    /// several can be read at once.
    Trained(Vec<StepMetrics>),
    /// The last batch of the epoch was trained on, or part of the test set was evaluated.
    Evaluating(Vec<StepMetrics>),
    /// The test set was evaluated to its end.
    EpochEnd(EpochMetrics),
    /// The loss of this step is not a finite number; epoch and step count from 1.
    Diverged { epoch: usize, step: usize },
}

/// The device did not hand over a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the device did not hand over a result: {0}")]
pub struct ReadError(pub(super) String);

enum Phase {
    Training(TrainingEpoch),
    Evaluating(Evaluation),
}

/// The training half of an epoch.
struct TrainingEpoch {
    order: Vec<u32>,
    /// Images trained on.
    images_done: usize,
    steps_read: usize,
    /// Images and `[loss, accuracy]` of steps whose results are still on the device.
    unread: Vec<(usize, Tensor<1>)>,
    images_read: usize,
    mean: RunningMean,
}

/// The evaluating half of an epoch.
struct Evaluation {
    /// The model without gradients.
    model: Mlp,
    chunk: usize,
    training: RunningMean,
    validation: RunningMean,
}

impl Trainer {
    /// Prepares a run from its seed's initial weights.
    ///
    /// - device: a plain one, not autodiff's
    /// - `read_every`: results of how many steps are read together. A read waits for the device, which costs
    ///   nothing on the CPU; on a GPU it is also what keeps the queue from growing without bound.
    pub fn new(
        params: CheckedHyperParams,
        dataset: Arc<Dataset>,
        device: &Device,
        read_every: usize,
    ) -> Self {
        let test = EvaluationSet::new(&dataset.test, device);
        let device = device.clone().autodiff();
        let masks = params.hidden_units.iter().enumerate();
        let masks = masks
            .filter(|_| params.dropout > 0.0)
            .map(|(layer, &units)| DropoutMasks::new(params.dropout, units, params.seed, layer))
            .collect();
        Self {
            model: Mlp::new(&params, &device),
            optimizer: optimizer(&params.optimizer),
            learning_rate: params.learning_rate,
            phase: Phase::Training(TrainingEpoch::new(&params, 0)),
            epochs_done: 0,
            elapsed: Duration::ZERO,
            test,
            device,
            masks,
            read_every,
            dataset,
            params,
        }
    }

    pub fn params(&self) -> &CheckedHyperParams {
        &self.params
    }

    pub fn model(&self) -> &Mlp {
        &self.model
    }

    /// Replaces the weights before the first step.
    ///
    /// # Errors
    /// If they do not fit the network; nothing is replaced.
    pub fn set_weights(&mut self, weights: Vec<NamedTensor>) -> Result<(), WeightsError> {
        self.model = self.model.clone().with_tensors(weights, &self.device)?;
        Ok(())
    }

    /// Takes effect with the next step.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = learning_rate;
    }

    /// Time spent in ticks.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The epoch at hand, from 1, and the steps done in it.
    pub fn position(&self) -> (usize, usize) {
        let steps = match &self.phase {
            Phase::Training(epoch) => epoch.images_done.div_ceil(self.params.batch_size),
            Phase::Evaluating(_) => self.params.steps_per_epoch(),
        };
        (self.epochs_done + 1, steps)
    }

    /// Training images seen since the run began.
    pub fn images_seen(&self) -> usize {
        let of_epoch = match &self.phase {
            Phase::Training(epoch) => epoch.images_done,
            Phase::Evaluating(_) => self.params.train_images,
        };
        self.epochs_done * self.params.train_images + of_epoch
    }

    /// Trains on the next batch or evaluates the next chunk.
    ///
    /// # Errors
    /// If the device does not hand over the results; the run cannot go on.
    pub async fn tick(&mut self) -> Result<Tick, ReadError> {
        let started = Instant::now();
        let tick = match &self.phase {
            Phase::Training(_) => self.train_batch().await,
            Phase::Evaluating(_) => self.evaluate_chunk().await,
        };
        self.elapsed += started.elapsed();
        tick.map(|tick| match tick {
            Tick::EpochEnd(metrics) => Tick::EpochEnd(EpochMetrics {
                elapsed_ms: self.elapsed.as_secs_f64() * 1e3,
                ..metrics
            }),
            other => other,
        })
    }

    async fn train_batch(&mut self) -> Result<Tick, ReadError> {
        let Some(batch) = self.next_batch() else {
            return self.begin_evaluation().await;
        };
        let images = batch.0.dims()[0];
        let (gradients, result) = self.gradients(batch);
        self.apply(gradients);
        let epoch = self.epochs_done + 1;
        let Phase::Training(training) = &mut self.phase else {
            return Ok(Tick::Trained(Vec::new()));
        };
        training.unread.push((images, result));
        if training.unread.len() < self.read_every {
            return Ok(Tick::Trained(Vec::new()));
        }
        Ok(training
            .read(epoch)
            .await?
            .map_or_else(|diverged| diverged, Tick::Trained))
    }

    /// The next batch of the epoch on the autodiff device, or nothing at its end.
    ///
    /// - returns: images `[batch, 784]` and one-hot targets `[batch, 10]`
    fn next_batch(&mut self) -> Option<(Tensor<2>, Tensor<2>)> {
        let Phase::Training(epoch) = &mut self.phase else {
            return None;
        };
        let left = &epoch.order[epoch.images_done..];
        let indices = &left[..left.len().min(self.params.batch_size)];
        if indices.is_empty() {
            return None;
        }
        epoch.images_done += indices.len();
        let (pixels, labels) = self.dataset.gather_train(indices);
        Some(batch_tensors(pixels, &labels, &self.device))
    }

    /// The gradients of a batch's loss, with its `[loss, accuracy]` before any update.
    fn gradients(&mut self, batch: (Tensor<2>, Tensor<2>)) -> (GradientsParams, Tensor<1>) {
        let (images, targets) = batch;
        let [count, _] = images.dims();
        let masks = self.masks.iter_mut();
        let masks = masks.map(|masks| masks.next(count, &self.device)).collect();
        let logits = self.model.forward(images, masks);
        let accuracy = categorical_accuracy(logits.clone().inner(), targets.clone().inner());
        let mut loss = categorical_crossentropy(logits, targets);
        if let Some(penalty) = kernel_penalty(&self.model, self.params.kernel_regularizer) {
            loss = loss + penalty;
        }
        let result = Tensor::cat(vec![loss.clone().inner(), accuracy], 0);
        (
            GradientsParams::from_grads(loss.backward(), &self.model),
            result,
        )
    }

    /// One optimizer update.
    fn apply(&mut self, gradients: GradientsParams) {
        let model = self.model.clone();
        self.model = self.optimizer.step(self.learning_rate, model, gradients);
    }

    async fn begin_evaluation(&mut self) -> Result<Tick, ReadError> {
        let epoch = self.epochs_done + 1;
        let Phase::Training(training) = &mut self.phase else {
            return Ok(Tick::Evaluating(Vec::new()));
        };
        match training.read(epoch).await? {
            Err(diverged) => Ok(diverged),
            Ok(steps) => {
                self.phase = Phase::Evaluating(Evaluation {
                    model: self.model.valid(),
                    chunk: 0,
                    training: training.mean,
                    validation: RunningMean::default(),
                });
                Ok(Tick::Evaluating(steps))
            }
        }
    }

    async fn evaluate_chunk(&mut self) -> Result<Tick, ReadError> {
        let Phase::Evaluating(evaluation) = &mut self.phase else {
            return Ok(Tick::Evaluating(Vec::new()));
        };
        if evaluation.chunk < self.test.len() {
            let (images, result) = self.test.evaluate(evaluation.chunk, &evaluation.model);
            let result = read(result).await?;
            evaluation.chunk += 1;
            evaluation.validation.add(images, result[0], result[1]);
            return Ok(Tick::Evaluating(Vec::new()));
        }
        let penalty = match kernel_penalty(&evaluation.model, self.params.kernel_regularizer) {
            Some(penalty) => read(penalty).await?[0],
            None => 0.0,
        };
        let (loss, accuracy) = evaluation.training.means();
        let (val_loss, val_accuracy) = evaluation.validation.means();
        Ok(Tick::EpochEnd(self.end_epoch(
            loss,
            accuracy,
            val_loss + penalty,
            val_accuracy,
        )))
    }

    fn end_epoch(
        &mut self,
        loss: f64,
        accuracy: f64,
        val_loss: f64,
        val_accuracy: f64,
    ) -> EpochMetrics {
        self.epochs_done += 1;
        self.phase = Phase::Training(TrainingEpoch::new(&self.params, self.epochs_done));
        EpochMetrics {
            epoch: self.epochs_done,
            loss,
            accuracy,
            val_loss,
            val_accuracy,
            elapsed_ms: 0.0,
        }
    }
}

impl TrainingEpoch {
    /// - epoch: from 0
    fn new(params: &CheckedHyperParams, epoch: usize) -> Self {
        Self {
            order: epoch_order(
                params.train_images,
                params.seed,
                epoch as u64,
                params.shuffle,
            ),
            images_done: 0,
            steps_read: 0,
            unread: Vec::new(),
            images_read: 0,
            mean: RunningMean::default(),
        }
    }

    /// Reads the results still on the device, all in one transfer.
    async fn read(&mut self, epoch: usize) -> Result<Result<Vec<StepMetrics>, Tick>, ReadError> {
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

/// Puts a batch on a device.
///
/// - pixels: `[batch, 784]`, 0.0 to 1.0
/// - labels: `[batch]`, 0 to 9
/// - returns: images `[batch, 784]` and one-hot targets `[batch, 10]`
pub(super) fn batch_tensors(
    pixels: Vec<f32>,
    labels: &[u8],
    device: &Device,
) -> (Tensor<2>, Tensor<2>) {
    let count = labels.len();
    let mut targets = vec![0.0_f32; count * CLASSES];
    for (target, &label) in targets.chunks_exact_mut(CLASSES).zip(labels) {
        target[usize::from(label)] = 1.0;
    }
    (
        Tensor::from_data(TensorData::new(pixels, [count, IMAGE_PIXELS]), device),
        Tensor::from_data(TensorData::new(targets, [count, CLASSES]), device),
    )
}

/// Waits for a small result.
async fn read(tensor: Tensor<1>) -> Result<Vec<f64>, ReadError> {
    let data = tensor.into_data_async().await;
    let data = data.map_err(|error| ReadError(format!("{error:?}")))?;
    Ok(data.iter::<f64>().collect())
}
