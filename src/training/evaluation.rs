//! Loss and accuracy of a split, without dropout and without gradients.

use burn::tensor::{Device, Tensor};

use super::batch::{BatchResult, batch_tensors};
use super::mlp::Mlp;
use super::objective::Objective;
use crate::dataset::Dataset;

/// Images of one chunk: few enough to answer between two chunks, enough to be fast.
const CHUNK: usize = 2000;

/// A split that is on the device already, in chunks. Means over batches, weighted by their images, do not
/// depend on how the split is cut, so Keras' batch size is not needed here.
pub struct EvaluationSet {
    chunks: Vec<(Tensor<2>, Tensor<2>)>,
}

impl EvaluationSet {
    /// All test images.
    ///
    /// - device: a plain one, not autodiff's
    pub fn test(dataset: &Dataset, device: &Device) -> Self {
        let all: Vec<u32> = (0..dataset.test.len() as u32).collect();
        Self::gathered(&all, |indices| dataset.test.gather(indices), device)
    }

    /// The training images from one index up to another.
    ///
    /// - device: a plain one, not autodiff's
    pub fn held_out(dataset: &Dataset, from: usize, to: usize, device: &Device) -> Self {
        let held_out: Vec<u32> = (from as u32..to as u32).collect();
        Self::gathered(&held_out, |indices| dataset.gather_train(indices), device)
    }

    fn gathered(
        indices: &[u32],
        gather: impl Fn(&[u32]) -> (Vec<f32>, Vec<u8>),
        device: &Device,
    ) -> Self {
        let chunks = indices.chunks(CHUNK).map(|indices| {
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
            loss,
            hits: objective.hits(logits, targets),
        }
    }
}
