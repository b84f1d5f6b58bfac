//! One run: the trainer owns model, optimizer and random generators, and moves on by ticks.
//!
//! A tick is a training step or a chunk of the evaluation: short, so that the loop around it can answer
//! messages, pause, stop and report between two of them.

mod at_rate;
mod checkpoint;
mod clock;
mod epoch;
mod help;
mod parts;
mod rate;
mod reads;
mod step;
mod stopping;

use std::sync::Arc;
use std::time::Duration;

use burn::prelude::Module;
use burn::tensor::Device;
use web_time::Instant;

pub use self::checkpoint::CheckpointError;
use self::clock::Clock;
use self::epoch::{Evaluation, TrainingEpoch};
use self::help::Help;
use self::rate::LearningRate;
use self::reads::Pace;
pub use self::reads::Reads;
use self::stopping::Stopper;
use super::batch::ReadError;
use super::ema::Averages;
use super::evaluation::EvaluationSet;
use super::helpers::{Helpers, Nobody};
use super::noise::Noise;
use super::optimizer::{Accumulation, ModelOptimizer};
use super::part::StepPart;
use super::weights::{NamedTensor, WeightsError};
use super::{Inputs, Mlp, Objective};
use crate::dataset::Dataset;
use crate::hyperparams::CheckedHyperParams;
use crate::metrics::{EpochMetrics, Outcome, RunningMean, StepMetrics};

/// A run in the making.
pub struct Trainer {
    params: CheckedHyperParams,
    dataset: Arc<Dataset>,
    validation: EvaluationSet,
    /// An autodiff device: it is what tells burn to record operations.
    device: Device,
    model: Mlp,
    objective: Objective,
    optimizer: ModelOptimizer,
    accumulation: Accumulation,
    averages: Option<Averages>,
    noise: Noise,
    rate: LearningRate,
    stopper: Option<Stopper>,
    pace: Pace,
    /// Whether it is a CPU that trains. Then a run repeats to the bit, and batches may be cut into parts: on a GPU each
    /// would be dispatched for itself.
    is_on_cpu: bool,
    help: Help,
    /// Counts the steps that helpers may have a part in.
    step: u32,
    epochs_done: usize,
    epochs: Vec<EpochMetrics>,
    phase: Phase,
    clock: Clock,
}

/// What a tick came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Tick {
    /// A batch was trained on. Its metrics, and perhaps those of batches before it, may be held back until
    /// several can be read at once.
    Trained(Vec<StepMetrics>),
    /// The last batch of the epoch was trained on, or part of the validation images was evaluated.
    Evaluating(Vec<StepMetrics>),
    /// The validation images were evaluated to their end. With an outcome the run is over, and the model has
    /// its final weights.
    EpochEnd {
        metrics: EpochMetrics,
        outcome: Option<Outcome>,
    },
    /// The loss of this step is not a finite number; epoch and step count from 1. The steps are those before
    /// it that were held back.
    Diverged {
        steps: Vec<StepMetrics>,
        epoch: usize,
        step: usize,
    },
}

enum Phase {
    Training(TrainingEpoch),
    Evaluating(Evaluation),
}

impl Trainer {
    /// Prepares a run from its seed's initial weights.
    ///
    /// - device: a plain one, not autodiff's
    /// - reads: when the results of steps are read
    pub fn new(
        params: CheckedHyperParams,
        dataset: Arc<Dataset>,
        device: &Device,
        reads: Reads,
    ) -> Self {
        let validation = EvaluationSet::new(&params, &dataset, device);
        let is_on_cpu = Inputs::may_be_rows_on(device);
        let device = device.clone().autodiff();
        let accumulated = params.optimizer.gradient_accumulation_steps;
        let ema = params.optimizer.ema;
        let pace = Pace::new(reads);
        Self {
            model: Mlp::new(&params, &device),
            objective: Objective::new(&params),
            optimizer: ModelOptimizer::new(&params.optimizer, &device),
            accumulation: Accumulation::new(accumulated),
            averages: ema.map(|ema| Averages::new(ema, accumulated)),
            noise: Noise::new(&params),
            rate: LearningRate::new(&params),
            stopper: params.early_stopping.map(Stopper::new),
            phase: Phase::Training(TrainingEpoch::new(&params, 0)),
            epochs_done: 0,
            epochs: Vec::new(),
            clock: Clock::new(pace.most()),
            is_on_cpu,
            help: Help::default(),
            step: 0,
            validation,
            device,
            pace,
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

    /// The rate of the next step.
    pub fn learning_rate(&self) -> f64 {
        self.rate.now()
    }

    /// Takes effect with the next step; a schedule goes on from here as if it had begun with this rate.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        self.rate.set(learning_rate);
    }

    /// The best epoch that early stopping has seen so far, from 1.
    pub fn best_epoch(&self) -> Option<usize> {
        self.stopper.as_ref().and_then(Stopper::best_epoch)
    }

    /// Time spent in ticks, but for what the machine slept.
    pub fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    /// The epoch at hand, from 1, and the steps done in it.
    pub fn position(&self) -> (usize, usize) {
        let steps = match &self.phase {
            Phase::Training(epoch) => epoch.images_done.div_ceil(self.params.batch_size),
            Phase::Evaluating(_) => self.params.steps_per_epoch(),
        };
        (self.epochs_done + 1, steps)
    }

    /// Steps done since the run began.
    pub fn steps_done(&self) -> usize {
        let (epoch, steps) = self.position();
        (epoch - 1) * self.params.steps_per_epoch() + steps
    }

    /// Training images seen since the run began.
    pub fn images_seen(&self) -> usize {
        let of_epoch = match &self.phase {
            Phase::Training(epoch) => epoch.images_done,
            Phase::Evaluating(_) => self.params.images_per_epoch(),
        };
        self.epochs_done * self.params.images_per_epoch() + of_epoch
    }

    /// Trains on the next batch or evaluates the next chunk.
    ///
    /// # Errors
    /// If the device does not hand over the results; the run cannot go on.
    pub async fn tick(&mut self) -> Result<Tick, ReadError> {
        self.tick_with(&mut Nobody).await
    }

    /// The same with others who may work out parts of the batch.
    ///
    /// # Errors
    /// If the device does not hand over the results; the run cannot go on.
    pub async fn tick_with(&mut self, helpers: &mut impl Helpers) -> Result<Tick, ReadError> {
        self.tick_in_parts(helpers, &mut |_| ()).await
    }

    /// The same.
    ///
    /// - done: hears of each part of a training step when it has ended, so that somebody can take the time
    ///
    /// # Errors
    /// If the device does not hand over the results; the run cannot go on.
    pub async fn tick_in_parts(
        &mut self,
        helpers: &mut impl Helpers,
        done: &mut impl FnMut(StepPart),
    ) -> Result<Tick, ReadError> {
        let started = Instant::now();
        let is_training = matches!(self.phase, Phase::Training(_));
        let tick = match &self.phase {
            Phase::Training(_) => self.train_batch(helpers, done).await,
            Phase::Evaluating(_) => self.evaluate_chunk(helpers).await,
        };
        self.clock.count(is_training, started.elapsed());
        let mut tick = tick?;
        if let Tick::EpochEnd { metrics, .. } = &mut tick {
            metrics.elapsed_ms = self.elapsed().as_secs_f64() * 1e3;
            self.epochs.push(*metrics);
        }
        Ok(tick)
    }

    /// Loss, penalties included, and accuracy of the validation images with the weights as they are.
    ///
    /// # Errors
    /// If the device does not hand over the results.
    pub async fn evaluate(&self) -> Result<(f64, f64), ReadError> {
        let chunks = self.validation.len();
        let mut evaluation = Evaluation::new(self.model.valid(), RunningMean::default(), chunks);
        while !evaluation
            .step(&self.validation, &self.objective, &mut Nobody)
            .await?
        {}
        let found = evaluation.validation_means(&self.objective).await?;
        Ok((found.loss, found.accuracy))
    }

    async fn begin_evaluation(&mut self, helpers: &mut impl Helpers) -> Result<Tick, ReadError> {
        let epoch = self.epochs_done + 1;
        self.pace.interrupt();
        let Phase::Training(training) = &mut self.phase else {
            return Ok(Tick::Evaluating(Vec::new()));
        };
        match training.read(epoch).await? {
            Err(diverged) => Ok(diverged),
            Ok(steps) => {
                let model = match &mut self.averages {
                    Some(averages) if averages.are_evaluated() => {
                        averages.overwrite(self.model.clone())
                    }
                    _ => self.model.clone(),
                };
                let chunks = self.validation.len();
                let mut evaluation = Evaluation::new(model.valid(), training.mean, chunks);
                self.ask_for_chunks(&mut evaluation, &model, helpers)
                    .await?;
                self.phase = Phase::Evaluating(evaluation);
                Ok(Tick::Evaluating(steps))
            }
        }
    }

    async fn evaluate_chunk(&mut self, helpers: &mut impl Helpers) -> Result<Tick, ReadError> {
        let Phase::Evaluating(evaluation) = &mut self.phase else {
            return Ok(Tick::Evaluating(Vec::new()));
        };
        if !evaluation
            .step(&self.validation, &self.objective, helpers)
            .await?
        {
            return Ok(Tick::Evaluating(Vec::new()));
        }
        let (loss, accuracy) = evaluation.training.means();
        let penalty = evaluation.training.penalty();
        let validation = evaluation.validation_means(&self.objective).await?;
        Ok(self.end_epoch(EpochMetrics {
            epoch: self.epochs_done + 1,
            loss,
            accuracy,
            val_loss: validation.loss,
            val_accuracy: validation.accuracy,
            elapsed_ms: 0.0,
            learning_rate: Some(self.rate.used()),
            penalty: penalty.filter(|it| it.is_finite()),
            val_penalty: validation.penalty.filter(|it| it.is_finite()),
        }))
    }

    fn end_epoch(&mut self, metrics: EpochMetrics) -> Tick {
        self.epochs_done += 1;
        self.phase = Phase::Training(TrainingEpoch::new(&self.params, self.epochs_done));
        self.rate.end_epoch(&metrics);
        let stopped = match &mut self.stopper {
            Some(stopper) => stopper.end_epoch(&metrics, &self.model),
            None => None,
        };
        let completed = self.epochs_done >= self.params.epochs;
        let outcome = stopped.or_else(|| completed.then_some(Outcome::Completed));
        if outcome.is_some() {
            self.finish();
        }
        Tick::EpochEnd { metrics, outcome }
    }

    /// Gives the model its final weights: the averages, unless the best epoch's are restored.
    fn finish(&mut self) {
        if let Some(averages) = &mut self.averages {
            self.model = averages.overwrite(self.model.clone());
        }
        if let Some(best) = self.stopper.as_mut().and_then(Stopper::take_best) {
            self.model = best;
        }
    }
}
