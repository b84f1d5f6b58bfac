//! One training step: the gradients of a batch, and what is done with them.

use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use super::super::batch::{Batch, BatchResult, Image, ReadError};
use super::super::constraint::constrain;
use super::super::optimizer::{clip_together, divided};
use super::{Phase, Tick, Trainer};

impl Trainer {
    pub(super) async fn train_batch(&mut self) -> Result<Tick, ReadError> {
        let Some(batch) = self.next_batch() else {
            return self.begin_evaluation().await;
        };
        let (gradients, result) = self.gradients(batch);
        self.apply(gradients);
        let epoch = self.epochs_done + 1;
        let Phase::Training(training) = &mut self.phase else {
            return Ok(Tick::Trained(Vec::new()));
        };
        training.unread.push(result);
        if training.unread.len() < self.read_every {
            return Ok(Tick::Trained(Vec::new()));
        }
        let steps = training.read(epoch).await?;
        Ok(steps.map_or_else(|diverged| diverged, Tick::Trained))
    }

    /// The next batch of the epoch on the autodiff device, or nothing at its end.
    fn next_batch(&mut self) -> Option<Batch> {
        let Phase::Training(epoch) = &mut self.phase else {
            return None;
        };
        let indices = epoch.next_batch(self.params.batch_size)?;
        let images = indices.iter().map(|&index| self.dataset.train_image(index));
        let images: Vec<Image> = images.collect();
        Some(Batch::disturbed(&images, &mut self.noise, &self.device))
    }

    /// The gradients of a batch's loss, with what it came to before any update.
    fn gradients(&mut self, batch: Batch) -> (GradientsParams, BatchResult) {
        let Batch { images, targets } = batch;
        let count = images.count();
        let masks = self.noise.masks(count, &self.device);
        let (logits, mut pass) =
            self.model
                .forward_training(images, masks, self.objective.watched());
        self.model
            .move_statistics(std::mem::take(&mut pass.statistics));
        let hits = self
            .objective
            .hits(logits.clone().inner(), targets.clone().inner());
        let loss = self.objective.of_batch(&logits, pass, targets);
        let loss = loss.plus(self.objective.of_weights(&self.model));
        let result = BatchResult {
            images: count,
            loss: loss.value,
            hits,
        };
        (self.gradients_of(loss.backward), result)
    }

    /// The gradients of a loss, which is scaled on the way where there is a factor.
    ///
    /// - loss: terms, whose sum it is
    fn gradients_of(&self, loss: Tensor<1>) -> GradientsParams {
        let of = |loss: Tensor<1>| GradientsParams::from_grads(loss.backward(), &self.model);
        match self.params.optimizer.loss_scale_factor {
            Some(factor) => divided(&self.model, of(loss.mul_scalar(factor)), factor),
            None => of(loss),
        }
    }

    /// One optimizer update, once the gradients for it are gathered, with what comes before it; then what comes after
    /// each batch.
    fn apply(&mut self, gradients: GradientsParams) {
        if let Some(gradients) = self.accumulation.add(&self.model, gradients) {
            let gradients = clip_together(&self.model, gradients, self.params.optimizer.clipping);
            let (model, rate) = (self.model.clone(), self.rate.now());
            self.model = self.optimizer.step(rate, model, gradients);
        }
        if let Some(averages) = &mut self.averages {
            self.model = averages.after_batch(self.model.clone());
        }
        constrain(&mut self.model, self.params.penalties);
        self.rate.count_step();
    }
}
