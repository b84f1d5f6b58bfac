//! Loss and accuracy of a split, without dropout and without gradients.

use burn::tensor::Device;

use super::batch::{Batch, BatchResult, Image};
use super::mlp::Mlp;
use super::objective::Objective;
use crate::dataset::Dataset;
use crate::hyperparams::{CheckedHyperParams, Reduction};

/// Images of one chunk: few enough to answer between two chunks, enough to be fast.
const CHUNK: usize = 2000;

/// A split that is on the device already, in chunks. Means over chunks, weighted by their images, do not
/// depend on how the split is cut; sums do, so these are cut into Keras' batches.
pub struct EvaluationSet {
    chunks: Vec<Batch>,
}

impl EvaluationSet {
    /// What a run is validated on: the training images that are held out, or else all test images.
    ///
    /// - device: a plain one, not autodiff's
    pub fn new(params: &CheckedHyperParams, dataset: &Dataset, device: &Device) -> Self {
        let chunk = match params.reduction {
            Reduction::Mean => CHUNK,
            Reduction::Sum => params.batch_size,
        };
        let (training, all) = (params.images_per_epoch(), params.train_images);
        let images: Vec<Image> = if training < all {
            let held_out = training as u32..all as u32;
            held_out.map(|index| dataset.train_image(index)).collect()
        } else {
            let all = 0..dataset.test.len() as u32;
            all.map(|index| dataset.test.image(index)).collect()
        };
        let chunks = images.chunks(chunk);
        Self {
            chunks: chunks.map(|images| Batch::new(images, device)).collect(),
        }
    }

    /// How many chunks there are.
    pub fn len(&self) -> usize {
        self.chunks.len()
    }

    /// How many images a chunk has.
    pub fn images(&self, chunk: usize) -> usize {
        self.chunks[chunk].images.count()
    }

    /// Mean loss, without the penalties of weights, and hits of one chunk.
    pub fn evaluate(&self, chunk: usize, model: &Mlp, objective: &Objective) -> BatchResult {
        let Batch { images, targets } = self.chunks[chunk].clone();
        let count = images.count();
        let (logits, pass) = model.forward_inference(images, objective.watched());
        let loss = objective.of_batch(&logits, pass, targets.clone());
        BatchResult {
            images: count,
            loss: loss.value,
            hits: objective.hits(logits, targets),
            penalty: loss.penalty,
        }
    }
}
