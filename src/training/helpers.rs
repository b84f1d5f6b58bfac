//! Those who work out parts of a batch, and of the validation images, beside the one that trains.
//!
//! A helper knows nothing of the run but its hyperparameters: with every order come the weights, and what goes back
//! are gradients, or how well it went. So it may come late, be slow or go at any time, and the curve stays what it is.

use std::sync::Arc;
use std::time::Duration;

use burn::prelude::Module;
use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::batch::{Image, ReadError, read};
use super::evaluation::EvaluationSet;
use super::part::{Gradients, Part, gradients};
use super::{Mlp, Objective, flat};
use crate::dataset::Dataset;
use crate::hyperparams::CheckedHyperParams;

/// What one helper is to work out, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The step of the run, or its evaluation, by which what comes too late is told.
    pub step: u32,
    pub tasks: Vec<Task>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Which part of the batch it is, or which chunk of the validation images, from 0.
    pub place: usize,
    pub work: Work,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// The gradients of a part.
    Part {
        /// Images of the whole batch.
        of: usize,
        /// The places of its images among those for training.
        images: Vec<u32>,
    },
    /// How well a chunk of the validation images is told.
    Chunk,
}

/// What a helper has worked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worked {
    pub step: u32,
    pub place: usize,
    /// Of all weights, in their order; of a chunk there are none. Where this is posted they go beside it.
    #[serde(skip)]
    pub gradients: Vec<f32>,
    /// The part's share of the batch's loss, or the chunk's.
    pub loss: f32,
    /// How many of its images were told right.
    pub hits: f32,
    /// What of the loss are penalties.
    pub penalty: Option<f32>,
}

/// Helpers, each known by its number.
#[allow(
    async_fn_in_trait,
    reason = "nobody needs to know whether its future may go to another thread"
)]
pub trait Helpers {
    /// How many could take an order now.
    fn count(&self) -> usize;

    /// Gives an order to one of them, with the weights that it goes by. An earlier order is of no use any more.
    fn give(&mut self, helper: usize, weights: &[f32], order: Order);

    /// What comes next of any of them; nothing where nothing comes in so much time.
    async fn next(&mut self, patience: Duration) -> Option<Worked>;
}

/// Gives the last of a step's tasks to so many helpers, as evenly as they go; how many are left.
pub fn hand_out(
    helpers: &mut impl Helpers,
    helping: usize,
    weights: &[f32],
    step: u32,
    tasks: Vec<Work>,
) -> usize {
    let (count, shares) = (tasks.len(), helping + 1);
    let begin = |share: usize| (count * share).div_ceil(shares);
    let mut tasks = tasks
        .into_iter()
        .enumerate()
        .map(|(place, work)| Task { place, work })
        .skip(begin(1));
    for helper in 0..helping {
        let share = begin(helper + 2) - begin(helper + 1);
        let tasks = tasks.by_ref().take(share).collect();
        helpers.give(helper, weights, Order { step, tasks });
    }
    begin(1)
}

/// No helper at all.
pub struct Nobody;

impl Helpers for Nobody {
    fn count(&self) -> usize {
        0
    }

    fn give(&mut self, _: usize, _: &[f32], _: Order) {}

    async fn next(&mut self, _: Duration) -> Option<Worked> {
        None
    }
}

/// A helper's own network, which takes on whatever weights come with an order.
pub struct Helper {
    params: CheckedHyperParams,
    model: Mlp,
    objective: Objective,
    dataset: Arc<Dataset>,
    /// Nothing before it is asked for.
    validation: Option<EvaluationSet>,
    device: Device,
}

impl Helper {
    /// - dataset: with the images of the run
    /// - device: a plain one, not autodiff's
    pub fn new(params: &CheckedHyperParams, dataset: Arc<Dataset>, device: &Device) -> Self {
        let device = device.clone().autodiff();
        Self {
            model: Mlp::new(params, &device),
            objective: Objective::new(params),
            params: params.clone(),
            dataset,
            validation: None,
            device,
        }
    }

    /// Goes by these weights from now on; by those it had where these are not as many as the network has.
    pub fn take_weights(&mut self, weights: &[f32]) {
        self.model = flat::with_weights(self.model.clone(), weights);
    }

    /// Carries out a task; nothing comes of a chunk that is not there.
    ///
    /// # Errors
    /// If the device does not hand over what has come of it.
    pub async fn work_out(&mut self, step: u32, task: &Task) -> Result<Option<Worked>, ReadError> {
        match &task.work {
            Work::Part { of, images } => {
                let worked = self.work_out_part(step, task.place, *of, images).await?;
                Ok(Some(worked))
            }
            Work::Chunk => self.evaluate(step, task.place).await,
        }
    }

    /// Places of images that are not there are left out.
    async fn work_out_part(
        &self,
        step: u32,
        place: usize,
        of: usize,
        images: &[u32],
    ) -> Result<Worked, ReadError> {
        let images: Vec<Image> = images
            .iter()
            .filter(|&&index| (index as usize) < self.dataset.train_len())
            .map(|&index| self.dataset.train_image(index))
            .collect();
        let part = Part::plain(&images, of, place, &self.device);
        let Gradients {
            gradients, result, ..
        } = gradients(
            &self.model,
            &self.objective,
            self.params.optimizer.loss_scale_factor,
            part,
            &mut |_| (),
        );
        let told = read(
            [Some(result.loss), Some(result.hits), result.penalty]
                .into_iter()
                .flatten(),
        )
        .await?;
        Ok(Worked {
            step,
            place,
            gradients: flat::gradients(&self.model, &gradients).await?,
            loss: told[0] as f32,
            hits: told[1] as f32,
            penalty: told.get(2).map(|it| *it as f32),
        })
    }

    async fn evaluate(&mut self, step: u32, chunk: usize) -> Result<Option<Worked>, ReadError> {
        let (params, device) = (&self.params, self.device.clone().inner());
        let new = || EvaluationSet::new(params, &self.dataset, &device);
        let images = self.validation.get_or_insert_with(new);
        if chunk >= images.len() {
            return Ok(None);
        }
        let result = images.evaluate(chunk, &self.model.valid(), &self.objective);
        let told = read(
            [Some(result.loss), Some(result.hits), result.penalty]
                .into_iter()
                .flatten(),
        )
        .await?;
        Ok(Some(Worked {
            step,
            place: chunk,
            gradients: Vec::new(),
            loss: told[0] as f32,
            hits: told[1] as f32,
            penalty: told.get(2).map(|it| *it as f32),
        }))
    }
}
