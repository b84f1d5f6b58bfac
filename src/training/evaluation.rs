//! Loss and accuracy of a split, without dropout and without gradients.

use burn::tensor::{Device, Tensor};

use super::loss::{categorical_accuracy, categorical_crossentropy};
use super::mlp::Mlp;
use super::trainer::batch_tensors;
use crate::dataset::Images;

/// Images of one chunk: few enough to answer between two chunks, enough to be fast.
const CHUNK: usize = 2000;

/// A split that is on the device already, in chunks. Means over batches, weighted by their images, do not
/// depend on how the split is cut, so Keras' batch size is not needed here.
pub struct EvaluationSet {
    chunks: Vec<(Tensor<2>, Tensor<2>)>,
}

impl EvaluationSet {
    /// - device: a plain one, not autodiff's
    pub fn new(images: &Images, device: &Device) -> Self {
        let all: Vec<u32> = (0..images.len() as u32).collect();
        let chunks = all
            .chunks(CHUNK)
            .map(|indices| {
                let (pixels, labels) = images.gather(indices);
                batch_tensors(pixels, &labels, device)
            })
            .collect();
        Self { chunks }
    }

    /// How many chunks there are.
    pub fn len(&self) -> usize {
        self.chunks.len()
    }

    /// Images, mean data loss and accuracy of one chunk.
    ///
    /// - returns: the number of images and `[2]`
    pub fn evaluate(&self, chunk: usize, model: &Mlp) -> (usize, Tensor<1>) {
        let (images, targets) = self.chunks[chunk].clone();
        let [count, _] = images.dims();
        let logits = model.forward(images, Vec::new());
        let loss = categorical_crossentropy(logits.clone(), targets.clone());
        let accuracy = categorical_accuracy(logits, targets);
        (count, Tensor::cat(vec![loss, accuracy], 0))
    }
}
