//! A batch on its way to the device, and results on their way back.

use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::CLASSES;
use crate::dataset::IMAGE_PIXELS;

/// The device did not hand over a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the device did not hand over a result: {0}")]
pub struct ReadError(pub(super) String);

/// Puts a batch on a device.
///
/// - pixels: `[batch, 784]`, 0.0 to 1.0 before noise
/// - labels: `[batch]`, 0 to 9
/// - returns: images `[batch, 784]` and one-hot targets `[batch, 10]`
pub fn batch_tensors(pixels: Vec<f32>, labels: &[u8], device: &Device) -> (Tensor<2>, Tensor<2>) {
    let count = labels.len();
    let mut targets = vec![0.0_f32; count * CLASSES];
    for (target, &label) in targets.chunks_exact_mut(CLASSES).zip(labels) {
        target[usize::from(label)] = 1.0;
    }
    (
        Tensor::from_data(TensorData::new(pixels, [count, IMAGE_PIXELS]), device),
        Tensor::from_data(TensorData::new(targets, [count, CLASSES]), device),
    )
}

/// What a batch came to, still on the device.
pub struct BatchResult {
    /// How many images it had.
    pub images: usize,
    /// `[1]`
    pub loss: Tensor<1>,
    /// How many of its images were told right, `[1]`.
    pub hits: Tensor<1>,
}

/// What a batch came to.
pub struct BatchMeans {
    pub images: usize,
    pub loss: f64,
    pub accuracy: f64,
}

impl BatchResult {
    /// Waits for the results of several batches, in one transfer and without any work on the device.
    pub async fn read_all(batches: Vec<Self>) -> Result<Vec<BatchMeans>, ReadError> {
        let images: Vec<usize> = batches.iter().map(|batch| batch.images).collect();
        let results = batches
            .into_iter()
            .flat_map(|batch| [batch.loss, batch.hits]);
        let results = read(results).await?;
        let batches = images.into_iter().zip(results.chunks_exact(2));
        Ok(batches
            .map(|(images, result)| BatchMeans {
                images,
                loss: result[0],
                accuracy: result[1] / images as f64,
            })
            .collect())
    }
}

/// Waits for small results, of one number each.
pub async fn read(tensors: impl IntoIterator<Item = Tensor<1>>) -> Result<Vec<f64>, ReadError> {
    let transfer = tensors
        .into_iter()
        .fold(Transaction::default(), Transaction::register);
    let results = transfer.execute_async().await;
    let results = results.map_err(|error| ReadError(format!("{error:?}")))?;
    Ok(results.iter().flat_map(|data| data.iter::<f64>()).collect())
}
