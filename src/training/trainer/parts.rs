//! A batch that is worked out in parts, some of them by helpers.

use std::time::Duration;

use burn::optim::GradientsParams;
use burn::tensor::Tensor;
use web_time::Instant;

use super::super::batch::{BatchResult, Image, ReadError};
use super::super::flat;
use super::super::helpers::{Helpers, Order, OrderedPart, Worked};
use super::super::optimizer::added;
use super::super::part::{Gradients, Part, StepPart, gradients, ranges};
use super::Trainer;

/// What has come of a part.
type Found = (GradientsParams, BatchResult);

/// A batch in parts: the places of their images.
struct Cutting<'a> {
    parts: Vec<&'a [u32]>,
    images: usize,
}

impl Trainer {
    /// How many parts a batch of so many images has.
    pub(super) fn parts(&self, images: usize) -> usize {
        match self.may_cut {
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
        let own = self.hand_out(&batch, helping, helpers).await?;
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

    /// Gives the last parts to helpers, as evenly as they go; how many are left.
    async fn hand_out(
        &self,
        batch: &Cutting<'_>,
        helping: usize,
        helpers: &mut impl Helpers,
    ) -> Result<usize, ReadError> {
        let count = batch.parts.len();
        if helping == 0 {
            return Ok(count);
        }
        let weights = flat::weights(&self.model).await?;
        let shares = helping + 1;
        let begin = |share: usize| (count * share).div_ceil(shares);
        for helper in 0..helping {
            let parts = (begin(helper + 1)..begin(helper + 2)).map(|place| OrderedPart {
                place,
                images: batch.parts[place].to_vec(),
            });
            let order = Order {
                step: self.step,
                batch: batch.images,
                parts: parts.collect(),
            };
            helpers.give(helper, &weights, order);
        }
        Ok(begin(1))
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
        };
        Some((gradients, result))
    }

    fn sum(&self, (gradients, result): Found, (more, of_more): Found) -> Found {
        let result = BatchResult {
            images: result.images + of_more.images,
            loss: result.loss + of_more.loss,
            hits: result.hits + of_more.hits,
        };
        (added(&self.model, gradients, more), result)
    }
}
