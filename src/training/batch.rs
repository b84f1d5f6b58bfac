//! A batch on its way to the device, and results on their way back.

use burn::tensor::{Device, Tensor, TensorData};

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

/// Waits for a small result.
pub async fn read(tensor: Tensor<1>) -> Result<Vec<f64>, ReadError> {
    let data = tensor.into_data_async().await;
    let data = data.map_err(|error| ReadError(format!("{error:?}")))?;
    Ok(data.iter::<f64>().collect())
}
