//! Loss and accuracy of a split, without dropout and without gradients.

use burn::tensor::{Device, Tensor};

use super::batch::{BatchResult, batch_tensors};
use super::mlp::Mlp;
use super::objective::Objective;
use crate::dataset::Dataset;
use crate::hyperparams::{CheckedHyperParams, Reduction};

/// Images of one chunk: few enough to answer between two chunks, enough to be fast.
const CHUNK: usize = 2000;

/// A split that is on the device already, in chunks. Means over chunks, weighted by their images, do not
/// depend on how the split is cut; sums do, so these are cut into Keras' batches.
pub struct EvaluationSet {
    chunks: Vec<(Tensor<2>, Tensor<2>)>,
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
        if training < all {
            let held_out: Vec<u32> = (training as u32..all as u32).collect();
            let gather = |indices: &[u32]| dataset.gather_train(indices);
            Self::gathered(&held_out, chunk, gather, device)
        } else {
            let all: Vec<u32> = (0..dataset.test.len() as u32).collect();
            let gather = |indices: &[u32]| dataset.test.gather(indices);
            Self::gathered(&all, chunk, gather, device)
        }
    }

    fn gathered(
        indices: &[u32],
        chunk: usize,
        gather: impl Fn(&[u32]) -> (Vec<f32>, Vec<u8>),
        device: &Device,
    ) -> Self {
        let chunks = indices.chunks(chunk).map(|indices| {
            let (pixels, labels) = gather(indices);
            batch_tensors(pixels, &labels, device)
        });
        Self {
            chunks: chunks.collect(),
        }
    }

    /// How many chunks there are.
    pub fn len(&self) -> usize {
        self.chunks.len()
    }

    /// Mean loss, without the penalties of weights, and hits of one chunk.
    pub fn evaluate(&self, chunk: usize, model: &Mlp, objective: &Objective) -> BatchResult {
        let (images, targets) = self.chunks[chunk].clone();
        let [count, _] = images.dims();
        let (logits, pass) = model.forward_inference(images, objective.watched());
        let loss = objective.of_batch(&logits, pass, targets.clone());
        BatchResult {
            images: count,
            loss: loss.value,
            hits: objective.hits(logits, targets),
        }
    }
}
