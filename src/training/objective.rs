//! What training makes small: the data loss and the penalties, as functions of the network's logits.

use burn::tensor::Tensor;

use super::activation::activate;
use super::kernels::functions::hits;
use super::loss::{LossTerm, data_loss};
use super::mlp::{Mlp, Pass, Watched};
use super::penalty::{activity_penalty, weight_penalty};
use crate::hyperparams::{Activation, CheckedHyperParams, Loss, Penalties, Reduction};

/// The loss of a run.
#[derive(Clone, Debug)]
pub struct Objective {
    pub(super) loss: Loss,
    reduction: Reduction,
    pub(super) output: Activation,
    pub(super) penalties: Penalties,
}

impl Objective {
    pub fn new(params: &CheckedHyperParams) -> Self {
        Self {
            loss: params.loss,
            reduction: params.reduction,
            output: params.output_activation,
            penalties: params.penalties,
        }
    }

    /// The layers whose outputs a pass has to keep.
    pub fn watched(&self) -> Watched {
        let layers = self.penalties.layers;
        (!self.penalties.activity.is_off()).then_some(layers)
    }

    /// The loss of a batch with its activity penalty, which is a mean in any case, but without the penalties
    /// of weights.
    ///
    /// - logits: `[batch, 10]`
    /// - targets: `[batch, 10]`, one-hot
    pub fn of_batch(&self, logits: &Tensor<2>, pass: Pass, targets: Tensor<2>) -> LossTerm {
        let [batch, _] = targets.dims();
        self.of_part(logits, pass, targets, batch)
    }

    /// What a part of a batch adds to the batch's loss.
    ///
    /// - of: images of the whole batch
    pub fn of_part(
        &self,
        logits: &Tensor<2>,
        pass: Pass,
        targets: Tensor<2>,
        of: usize,
    ) -> LossTerm {
        let [images, _] = targets.dims();
        let mut loss = data_loss(self.loss, self.output, logits.clone(), targets);
        match self.reduction {
            Reduction::Sum => loss = loss.times(images as f64),
            Reduction::Mean if images < of => loss = loss.times(images as f64 / of as f64),
            Reduction::Mean => {}
        }
        let mut activities = pass.activities;
        if self.watched().is_some_and(|layers| layers.has_output()) {
            activities.push(activate(self.output, logits.clone()));
        }
        loss.plus(activity_penalty(activities, self.penalties.activity, of))
    }

    /// The penalties of weights and biases; nothing where there is none, so that a step without one does no
    /// work for it.
    ///
    /// - returns: `[1]`
    pub fn of_weights(&self, model: &Mlp) -> Option<Tensor<1>> {
        weight_penalty(model, self.penalties)
    }

    /// How many images of a batch have their largest output at the right digit; of equal ones the first counts.
    ///
    /// - logits: `[batch, 10]`
    /// - targets: `[batch, 10]`, one-hot
    /// - returns: `[1]`
    pub fn hits(&self, logits: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
        // Softmax keeps the order, so there is no need for it.
        let outputs = match self.output {
            Activation::Softmax => logits,
            output => activate(output, logits),
        };
        hits(outputs, targets)
    }
}
