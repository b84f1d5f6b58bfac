//! Tensors as numbers.

use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use super::batch::ReadError;

/// What a tensor holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Array {
    pub shape: Vec<usize>,
    /// Row-major.
    pub values: Vec<f32>,
}

/// A tensor of any shape, whose numbers are still on the device.
pub struct Unread {
    shape: Vec<usize>,
    numbers: Tensor<1>,
}

impl Unread {
    pub fn new<const D: usize>(tensor: Tensor<D>) -> Self {
        Self {
            shape: tensor.dims().to_vec(),
            numbers: tensor.reshape([-1]),
        }
    }

    /// # Errors
    /// If the device does not hand the numbers over.
    pub async fn read(self) -> Result<Array, ReadError> {
        let data = self.numbers.into_data_async().await;
        let data = data.map_err(|error| ReadError(format!("{error:?}")))?;
        Ok(Array {
            shape: self.shape,
            values: data.iter::<f32>().collect(),
        })
    }
}

impl Array {
    /// Its tensor; nothing where it has not so many dimensions, or not as many numbers as its shape says.
    pub fn into_tensor<const D: usize>(self, device: &Device) -> Option<Tensor<D>> {
        let shape: [usize; D] = self.shape.try_into().ok()?;
        let is_whole = self.values.len() == shape.iter().product::<usize>();
        is_whole.then(|| Tensor::from_data(TensorData::new(self.values, shape), device))
    }
}
