//! The measurement, as JavaScript calls it.

use std::sync::Arc;

use tuneground::dataset::{Dataset, IMAGES_PER_SHARD, Images};
use tuneground::hyperparams::CheckedHyperParams;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::parts;

/// The images to train on.
#[wasm_bindgen]
pub struct Steps(Arc<Dataset>);

#[wasm_bindgen]
impl Steps {
    /// - pixels: `[count, 784]`; labels: `[count]`; the same of the test set
    #[wasm_bindgen(constructor)]
    pub fn new(pixels: &[u8], labels: &[u8], test_pixels: &[u8], test_labels: &[u8]) -> Self {
        let images = |pixels: &[u8], labels: &[u8]| {
            let (pixels, labels) = (pixels.to_vec(), labels.to_vec());
            Arc::new(Images { pixels, labels })
        };
        let shard = pixels.len() / labels.len() * IMAGES_PER_SHARD;
        let shards = pixels.chunks(shard).zip(labels.chunks(IMAGES_PER_SHARD));
        Self(Arc::new(Dataset {
            train: shards
                .map(|(pixels, labels)| images(pixels, labels))
                .collect(),
            test: images(test_pixels, test_labels),
        }))
    }

    /// Microseconds of each part of a step.
    ///
    /// - hyperparams: checked ones, as JSON
    /// - `is_dense`: whether no pixel is to be 0
    pub fn parts(&self, hyperparams: &str, is_dense: bool) -> Vec<f64> {
        let params: CheckedHyperParams =
            serde_json::from_str(hyperparams).expect("checked hyperparameters");
        let dataset = match is_dense {
            true => Arc::new(parts::dense(&self.0)),
            false => Arc::clone(&self.0),
        };
        parts::measure(params, dataset).into()
    }
}
