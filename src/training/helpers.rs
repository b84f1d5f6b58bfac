//! Those who work out parts of a batch beside the one that trains.
//!
//! A helper knows nothing of the run but its hyperparameters: with every order come the weights, and what goes back
//! are gradients. So it may come late, be slow or go at any time, and the curve stays what it is.

use std::sync::Arc;
use std::time::Duration;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::batch::{Image, ReadError, read};
use super::part::{Gradients, Part, gradients};
use super::{Mlp, Objective, flat};
use crate::dataset::Dataset;
use crate::hyperparams::CheckedHyperParams;

/// Parts of a batch that one helper is to work out, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The step of the run, by which what comes too late is told.
    pub step: u32,
    /// Images of the whole batch.
    pub batch: usize,
    pub parts: Vec<OrderedPart>,
}

/// A part that a helper is to work out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderedPart {
    /// Which part of the batch it is, from 0.
    pub place: usize,
    /// The places of its images among those for training.
    pub images: Vec<u32>,
}

/// What a helper has worked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worked {
    pub step: u32,
    pub place: usize,
    /// Of all weights, in their order. Where this is posted they go beside it.
    #[serde(skip)]
    pub gradients: Vec<f32>,
    /// The part's share of the batch's loss.
    pub loss: f32,
    /// How many of its images were told right.
    pub hits: f32,
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
    model: Mlp,
    objective: Objective,
    loss_scale_factor: Option<f64>,
    dataset: Arc<Dataset>,
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
            loss_scale_factor: params.optimizer.loss_scale_factor,
            dataset,
            device,
        }
    }

    /// Goes by these weights from now on; by those it had where these are not as many as the network has.
    pub fn take_weights(&mut self, weights: &[f32]) {
        self.model = flat::with_weights(self.model.clone(), weights);
    }

    /// Works out a part. Places of images that are not there are left out.
    ///
    /// # Errors
    /// If the device does not hand over the gradients.
    pub async fn work_out(
        &self,
        step: u32,
        batch: usize,
        part: &OrderedPart,
    ) -> Result<Worked, ReadError> {
        let images: Vec<Image> = part
            .images
            .iter()
            .filter(|&&index| (index as usize) < self.dataset.train_len())
            .map(|&index| self.dataset.train_image(index))
            .collect();
        let work = Part::plain(&images, batch, part.place, &self.device);
        let Gradients {
            gradients, result, ..
        } = gradients(
            &self.model,
            &self.objective,
            self.loss_scale_factor,
            work,
            &mut |_| (),
        );
        let told = read([result.loss, result.hits]).await?;
        Ok(Worked {
            step,
            place: part.place,
            gradients: flat::gradients(&self.model, &gradients).await?,
            loss: told[0] as f32,
            hits: told[1] as f32,
        })
    }
}
