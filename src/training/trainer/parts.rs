//! A batch that is worked out in parts, some of them by helpers.

use std::time::Duration;

use burn::optim::GradientsParams;
use burn::tensor::Tensor;
use web_time::Instant;

use super::super::Mlp;
use super::super::batch::{BatchResult, Image, ReadError};
use super::super::flat;
use super::super::helpers::{Helpers, Work, Worked, hand_out};
use super::super::loss::both;
use super::super::optimizer::added;
use super::super::part::{Gradients, Part, StepPart, gradients, ranges};
use super::Trainer;
use super::epoch::Evaluation;

/// What has come of a part.
type Found = (GradientsParams, BatchResult);

/// A batch in parts: the places of their images.
struct Cutting<'a> {
    parts: Vec<&'a [u32]>,
    images: usize,
}

impl Cutting<'_> {
    fn tasks(&self) -> Vec<Work> {
        let part = |images: &&[u32]| Work::Part {
            of: self.images,
            images: images.to_vec(),
        };
        self.parts.iter().map(part).collect()
    }
}

impl Trainer {
    /// How many parts a batch of so many images has.
    pub(super) fn parts(&self, images: usize) -> usize {
        match self.is_on_cpu {
            true => self.params.parts(images),
            false => 1,
        }
    }

    /// The gradients of a batch's loss, with what it came to before any update. What helpers have not worked out by
    /// the time that everything else is done, is done here.
    pub(super) async fn gradients_of_parts(
        &mut self,
        images: &[u32],
        helpers: &mut impl Helpers,
        done: &mut impl FnMut(StepPart),
    ) -> Result<Found, ReadError> {
        let started = Instant::now();
        self.step = self.step.wrapping_add(1);
        let batch = Cutting {
            parts: ranges(images.len(), self.parts(images.len()))
                .map(|part| &images[part])
                .collect(),
            images: images.len(),
        };
        let helping = match self.help.is_wanted() {
            true => helpers.count().min(batch.parts.len() - 1),
            false => 0,
        };
        let own = match helping {
            0 => batch.parts.len(),
            _ => {
                let weights = flat::weights(&self.model).await?;
                hand_out(helpers, helping, &weights, self.step, batch.tasks())
            }
        };
        let began = Instant::now();
        let first = self.work_out(&batch, 0, done);
        // As long as one of these takes, help is waited for.
        let mut patience = began.elapsed();
        let places = 1..batch.parts.len();
        let mut found: Vec<Option<Found>> = batch.parts.iter().map(|_| None).collect();
        for (place, found) in found.iter_mut().enumerate().take(own).skip(1) {
            *found = Some(self.work_out(&batch, place, done));
        }
        // The last one that is missing is the one that its helper comes to last.
        while let Some(missing) = places.clone().rfind(|&place| found[place].is_none()) {
            match helpers.next(patience).await {
                Some(worked) if worked.step == self.step => {
                    if let Some(place @ None) = found.get_mut(worked.place) {
                        *place = self.taken(&batch, worked);
                    }
                }
                Some(_) => {}
                None => {
                    found[missing] = Some(self.work_out(&batch, missing, done));
                    patience = Duration::ZERO;
                }
            }
        }
        self.help
            .count(helping > 0, started.elapsed(), batch.images);
        let found = found.into_iter().skip(1).flatten();
        Ok(found.fold(first, |sum, found| self.sum(sum, found)))
    }

    /// Has helpers evaluate some chunks of the validation images, where they have been worth it before.
    pub(super) async fn ask_for_chunks(
        &mut self,
        evaluation: &mut Evaluation,
        model: &Mlp,
        helpers: &mut impl Helpers,
    ) -> Result<(), ReadError> {
        let chunks = self.validation.len();
        let helping = helpers.count().min(chunks.saturating_sub(1));
        let is_cut = self.parts(self.params.batch_size) > 1;
        if is_cut && helping > 0 && self.help.is_wanted_by_the_way() {
            self.step = self.step.wrapping_add(1);
            let weights = flat::weights(model).await?;
            let tasks = vec![Work::Chunk; chunks];
            let own = hand_out(helpers, helping, &weights, self.step, tasks);
            evaluation.leave(own, self.step);
        }
        Ok(())
    }

    fn work_out(&self, batch: &Cutting, place: usize, done: &mut impl FnMut(StepPart)) -> Found {
        let images = batch.parts[place].iter();
        let images: Vec<Image> = images
            .map(|&index| self.dataset.train_image(index))
            .collect();
        let part = Part::plain(&images, batch.images, place, &self.device);
        done(StepPart::Batch);
        let factor = self.params.optimizer.loss_scale_factor;
        let Gradients {
            gradients, result, ..
        } = gradients(&self.model, &self.objective, factor, part, done);
        (gradients, result)
    }

    /// What a helper has worked out; nothing where it is not what this network needs.
    fn taken(&self, batch: &Cutting, worked: Worked) -> Option<Found> {
        let device = self.device.clone().inner();
        let number = |number: f32| Tensor::from_floats([number], &device);
        let gradients = flat::to_gradients(&self.model, &worked.gradients, &device)?;
        let result = BatchResult {
            images: batch.parts[worked.place].len(),
            loss: number(worked.loss),
            hits: number(worked.hits),
            penalty: worked.penalty.map(number),
        };
        Some((gradients, result))
    }

    fn sum(&self, (gradients, result): Found, (more, of_more): Found) -> Found {
        let result = BatchResult {
            images: result.images + of_more.images,
            loss: result.loss + of_more.loss,
            hits: result.hits + of_more.hits,
            penalty: both(result.penalty, of_more.penalty),
        };
        (added(&self.model, gradients, more), result)
    }
}
