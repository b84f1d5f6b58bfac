//! One training step: the gradients of a batch, and what is done with them.

use burn::optim::GradientsParams;

use super::super::batch::{Batch, BatchResult, Image, ReadError};
use super::super::constraint::constrain;
use super::super::helpers::Helpers;
use super::super::optimizer::clip_together;
use super::super::part::{Gradients, Part, StepPart, gradients};
use super::{Phase, Tick, Trainer};

impl Trainer {
    /// - done: hears of each part of the step when it has ended
    pub(super) async fn train_batch(
        &mut self,
        helpers: &mut impl Helpers,
        done: &mut impl FnMut(StepPart),
    ) -> Result<Tick, ReadError> {
        let Some(images) = self.next_images() else {
            return self.begin_evaluation(helpers).await;
        };
        let (gradients, result) = if self.parts(images.len()) > 1 {
            self.gradients_of_parts(&images, helpers, done).await?
        } else {
            self.gradients(&images, done)
        };
        self.apply(gradients);
        done(StepPart::Update);
        let tick = self.take_down(result).await;
        done(StepPart::Bookkeeping);
        tick
    }

    /// Takes the result of a step, and reads it where it is time to.
    async fn take_down(&mut self, result: BatchResult) -> Result<Tick, ReadError> {
        let epoch = self.epochs_done + 1;
        let Phase::Training(training) = &mut self.phase else {
            return Ok(Tick::Trained(Vec::new()));
        };
        training.unread.push(result);
        let count = training.unread.len();
        let images = training.unread.iter().map(|result| result.images).sum();
        if !self.pace.is_due(count, images) {
            return Ok(Tick::Trained(Vec::new()));
        }
        let steps = training.read(epoch).await?;
        self.pace.count(count);
        Ok(steps.map_or_else(|diverged| diverged, Tick::Trained))
    }

    /// The places of the next batch's images, or nothing at the end of the epoch.
    fn next_images(&mut self) -> Option<Vec<u32>> {
        let Phase::Training(epoch) = &mut self.phase else {
            return None;
        };
        Some(epoch.next_batch(self.params.batch_size)?.to_vec())
    }

    /// The gradients of a batch's loss, with what it came to before any update.
    fn gradients(
        &mut self,
        images: &[u32],
        done: &mut impl FnMut(StepPart),
    ) -> (GradientsParams, BatchResult) {
        let images: Vec<Image> = images
            .iter()
            .map(|&index| self.dataset.train_image(index))
            .collect();
        let part = Part {
            batch: Batch::disturbed(&images, &mut self.noise, &self.device),
            masks: self.noise.masks(images.len(), &self.device),
            of: images.len(),
            is_first: true,
        };
        done(StepPart::Batch);
        let factor = self.params.optimizer.loss_scale_factor;
        let Gradients {
            gradients,
            result,
            statistics,
        } = gradients(&self.model, &self.objective, factor, part, done);
        self.model.move_statistics(statistics);
        (gradients, result)
    }

    /// One optimizer update, once the gradients for it are gathered, with what comes before it; then what comes after
    /// each batch.
    fn apply(&mut self, gradients: GradientsParams) {
        if let Some(gradients) = self.accumulation.add(&self.model, gradients) {
            let gradients = clip_together(&self.model, gradients, self.params.optimizer.clipping);
            let rate = self.rate.now();
            self.optimizer.step(rate, &mut self.model, gradients);
        }
        if let Some(averages) = &mut self.averages {
            self.model = averages.after_batch(self.model.clone());
        }
        constrain(&mut self.model, self.params.penalties);
        self.rate.count_step();
    }
}
