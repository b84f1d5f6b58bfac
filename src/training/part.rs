//! A batch, or a part of it, forward and backward.

use std::ops::Range;

use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};

use super::batch::{Batch, BatchResult, Image};
use super::batch_norm::Statistics;
use super::optimizer::divided;
use super::{Mlp, Objective};

/// A batch of so many images in so many parts, as even as they can be.
pub fn ranges(images: usize, parts: usize) -> impl Iterator<Item = Range<usize>> {
    (0..parts).map(move |part| images * part / parts..images * (part + 1) / parts)
}

/// What a training step consists of. Of a batch that is cut, the first three come again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepPart {
    /// The images are gathered.
    Batch,
    /// The network's pass, the loss and the hits.
    Forward,
    /// The gradients.
    Backward,
    /// All that is done with them.
    Update,
    /// The results are read and taken down.
    Bookkeeping,
}

/// What is to be worked out.
pub struct Part {
    pub batch: Batch,
    /// What each hidden layer's outputs are multiplied by, or nothing.
    pub masks: Vec<Tensor<2>>,
    /// Images of the whole batch.
    pub of: usize,
    /// Whether it bears the penalties of weights: one part of a batch does.
    pub is_first: bool,
}

impl Part {
    /// Images as they are, with nothing drawn for them.
    ///
    /// - of: images of the whole batch
    /// - place: which part of it this is, from 0
    pub fn plain(images: &[Image], of: usize, place: usize, device: &Device) -> Self {
        Self {
            batch: Batch::new(images, device),
            masks: Vec::new(),
            of,
            is_first: place == 0,
        }
    }
}

/// What a part comes to, before any update.
pub struct Gradients {
    pub gradients: GradientsParams,
    pub result: BatchResult,
    pub statistics: Vec<Statistics>,
}

/// The gradients of a part's share of the loss, which is scaled on the way where there is a factor.
///
/// - done: hears when the way forward has ended, and when the way back has
pub fn gradients(
    model: &Mlp,
    objective: &Objective,
    loss_scale_factor: Option<f64>,
    part: Part,
    done: &mut impl FnMut(StepPart),
) -> Gradients {
    let Batch { images, targets } = part.batch;
    let count = images.count();
    let (logits, mut pass) = model.forward_training(images, part.masks, objective.watched());
    let statistics = std::mem::take(&mut pass.statistics);
    let hits = objective.hits(logits.clone().inner(), targets.clone().inner());
    let loss = objective.of_part(&logits, pass, targets, part.of);
    let penalty = part.is_first.then(|| objective.of_weights(model));
    let loss = loss.plus(penalty.flatten());
    done(StepPart::Forward);
    let of = |loss: Tensor<1>| GradientsParams::from_grads(loss.backward(), model);
    let gradients = match loss_scale_factor {
        Some(factor) => divided(model, of(loss.backward.mul_scalar(factor)), factor),
        None => of(loss.backward),
    };
    done(StepPart::Backward);
    Gradients {
        gradients,
        result: BatchResult {
            images: count,
            loss: loss.value,
            hits,
            penalty: loss.penalty,
        },
        statistics,
    }
}
