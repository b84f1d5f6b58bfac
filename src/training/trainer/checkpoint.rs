//! A run between two epochs, written down: from there it goes on to the same bits.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::Mlp;
use super::super::batch::ReadError;
use super::super::ema::Averaged;
use super::super::noise::Noise;
use super::super::optimizer::{Gathered, Memories, Remembered};
use super::super::weights::NamedTensor;
use super::rate::LearningRate;
use super::stopping::{Patience, Stopper};
use super::{Phase, Trainer, TrainingEpoch};
use crate::hyperparams::CheckedHyperParams;
use crate::metrics::EpochMetrics;

/// All that a run is between two epochs: the trainer's parts as they are, with numbers in place of tensors.
#[derive(Serialize, Deserialize)]
struct Checkpoint {
    epochs: Vec<Epoch>,
    elapsed: Duration,
    weights: Vec<NamedTensor>,
    optimizer: Vec<Option<Remembered>>,
    gathered: Gathered,
    averaged: Option<Averaged>,
    noise: Noise,
    rate: LearningRate,
    stopper: Option<(Patience, Option<Vec<NamedTensor>>)>,
}

/// An epoch's metrics, without their names.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Epoch {
    numbers: [f64; 4],
    elapsed_ms: f64,
    learning_rate: Option<f64>,
    penalties: [Option<f64>; 2],
}

/// Why a run does not go on from a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the checkpoint is damaged, or another run's")]
pub struct CheckpointError;

/// Bytes of the sum that a checkpoint ends with.
const SUM: usize = 32;

impl Trainer {
    /// The epochs that the run has come through.
    pub fn epochs(&self) -> &[EpochMetrics] {
        &self.epochs
    }

    /// The run as it is, in bytes; nothing in the middle of an epoch or before the end of the first one, nor on a GPU,
    /// where a run does not repeat to the bit.
    ///
    /// # Errors
    /// If the device does not hand it over.
    pub async fn checkpoint(&self) -> Result<Option<Vec<u8>>, ReadError> {
        let is_between = matches!(&self.phase, Phase::Training(epoch) if epoch.images_done == 0);
        if !is_between || self.epochs_done == 0 || !self.is_on_cpu {
            return Ok(None);
        }
        let averaged = match &self.averages {
            Some(averages) => Some(averages.read(&self.model).await?),
            None => None,
        };
        let stopper = match &self.stopper {
            Some(stopper) => {
                let best = match &stopper.best {
                    Some(best) => Some(best.remembered_tensors().await?),
                    None => None,
                };
                Some((stopper.patience.clone(), best))
            }
            None => None,
        };
        let checkpoint = Checkpoint {
            epochs: self.epochs.iter().map(Epoch::of).collect(),
            elapsed: self.clock.elapsed(),
            weights: self.model.remembered_tensors().await?,
            optimizer: self.optimizer.memories.read(&self.model).await?,
            gathered: self.accumulation.read(&self.model).await?,
            averaged,
            noise: self.noise.clone(),
            rate: self.rate.clone(),
            stopper,
        };
        // What is written here always has a form in bytes.
        let Ok(mut bytes) = postcard::to_allocvec(&checkpoint) else {
            return Ok(None);
        };
        let sum = sum(&self.params, &bytes);
        bytes.extend_from_slice(&sum);
        Ok(Some(bytes))
    }

    /// Goes on from a checkpoint of this very run.
    ///
    /// # Errors
    /// If it is another run's, or damaged; then the run begins at its beginning.
    pub fn go_on_from(&mut self, bytes: &[u8]) -> Result<(), CheckpointError> {
        let (bytes, found) = bytes.split_last_chunk::<SUM>().ok_or(CheckpointError)?;
        if *found != sum(&self.params, bytes) {
            return Err(CheckpointError);
        }
        let checkpoint: Checkpoint = postcard::from_bytes(bytes).map_err(|_| CheckpointError)?;
        self.take(checkpoint).ok_or(CheckpointError)
    }

    /// Nothing changes unless all of it fits.
    fn take(&mut self, checkpoint: Checkpoint) -> Option<()> {
        let plain = self.device.clone().inner();
        let with = |weights| self.model.clone().with_tensors(weights, &self.device).ok();
        let model: Mlp = with(checkpoint.weights)?;
        let memories = Memories::of(&model, checkpoint.optimizer, &plain)?;
        let accumulation = self
            .accumulation
            .going_on(&model, &checkpoint.gathered, &plain)?;
        let averages = match (&self.averages, checkpoint.averaged) {
            (Some(averages), Some(averaged)) => Some(averages.going_on(&model, averaged, &plain)?),
            (None, None) => None,
            _ => return None,
        };
        let stopper = match checkpoint.stopper {
            Some((patience, best)) => Some(Stopper {
                patience,
                best: match best {
                    Some(weights) => Some(with(weights)?),
                    None => None,
                },
            }),
            None => None,
        };
        let epochs = checkpoint.epochs.iter().zip(1..);
        self.epochs = epochs.map(|(epoch, at)| epoch.metrics(at)).collect();
        self.epochs_done = self.epochs.len();
        self.phase = Phase::Training(TrainingEpoch::new(&self.params, self.epochs_done));
        self.clock.set(checkpoint.elapsed);
        self.model = model;
        self.optimizer.memories = memories;
        self.accumulation = accumulation;
        self.averages = averages;
        self.noise = checkpoint.noise;
        self.rate = checkpoint.rate;
        self.stopper = stopper;
        Some(())
    }
}

impl Epoch {
    fn of(metrics: &EpochMetrics) -> Self {
        Self {
            numbers: metrics.numbers(),
            elapsed_ms: metrics.elapsed_ms,
            learning_rate: metrics.learning_rate,
            penalties: [metrics.penalty, metrics.val_penalty],
        }
    }

    /// - epoch: from 1
    fn metrics(&self, epoch: usize) -> EpochMetrics {
        let [loss, accuracy, val_loss, val_accuracy] = self.numbers;
        EpochMetrics {
            epoch,
            loss,
            accuracy,
            val_loss,
            val_accuracy,
            elapsed_ms: self.elapsed_ms,
            learning_rate: self.learning_rate,
            penalty: self.penalties[0],
            val_penalty: self.penalties[1],
        }
    }
}

/// Tells a run's checkpoint from that of another one, and from a damaged one.
fn sum(params: &CheckedHyperParams, bytes: &[u8]) -> [u8; SUM] {
    let params = postcard::to_allocvec(params).unwrap_or_default();
    let sum = Sha256::new().chain_update(params).chain_update(bytes);
    sum.finalize().into()
}
