//! Weights by name, as Keras lists them: `dense_0.kernel`, `dense_0.bias`, … with the output layer last.

use burn::module::Param;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};

use super::Mlp;
use super::trainer::ReadError;

/// One variable of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTensor {
    pub name: String,
    /// `[fan_in, fan_out]` for a kernel, `[fan_out]` for a bias.
    pub shape: Vec<usize>,
    /// Row-major.
    pub values: Vec<f32>,
}

/// Weights that do not fit the network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    #[error("the network needs {name}, which is not among the weights")]
    Missing { name: String },
    #[error("{name} has the shape {found:?}; the network needs {expected:?}")]
    Shape {
        name: String,
        expected: Vec<usize>,
        found: Vec<usize>,
    },
    #[error("{name} is not a variable of this network")]
    Unknown { name: String },
}

impl Mlp {
    fn layers(&self) -> impl Iterator<Item = (usize, &Linear)> {
        self.hidden.iter().chain([&self.output]).enumerate()
    }

    /// All weights, layer by layer.
    ///
    /// # Errors
    /// If the device does not hand them over.
    pub async fn named_tensors(&self) -> Result<Vec<NamedTensor>, ReadError> {
        let mut named = Vec::new();
        for (at, layer) in self.layers() {
            named.push(fetch(format!("dense_{at}.kernel"), layer.weight.val()).await?);
            if let Some(bias) = &layer.bias {
                named.push(fetch(format!("dense_{at}.bias"), bias.val()).await?);
            }
        }
        Ok(named)
    }

    /// The same network with these weights.
    ///
    /// # Errors
    /// The first variable that is missing, has another shape or belongs to no layer.
    pub fn with_tensors(
        mut self,
        mut named: Vec<NamedTensor>,
        device: &Device,
    ) -> Result<Self, WeightsError> {
        let layers = self.hidden.iter_mut().chain([&mut self.output]);
        for (at, layer) in layers.enumerate() {
            let kernel = format!("dense_{at}.kernel");
            layer.weight = place(&mut named, kernel, &layer.weight.val(), device)?;
            if let Some(bias) = &mut layer.bias {
                *bias = place(&mut named, format!("dense_{at}.bias"), &bias.val(), device)?;
            }
        }
        match named.pop() {
            Some(NamedTensor { name, .. }) => Err(WeightsError::Unknown { name }),
            None => Ok(self),
        }
    }
}

async fn fetch<const D: usize>(name: String, tensor: Tensor<D>) -> Result<NamedTensor, ReadError> {
    let shape = tensor.dims().to_vec();
    let data = tensor.into_data_async().await;
    let data = data.map_err(|error| ReadError(format!("{error:?}")))?;
    let values = data.iter::<f32>().collect();
    Ok(NamedTensor {
        name,
        shape,
        values,
    })
}

fn place<const D: usize>(
    named: &mut Vec<NamedTensor>,
    name: String,
    like: &Tensor<D>,
    device: &Device,
) -> Result<Param<Tensor<D>>, WeightsError> {
    let Some(at) = named.iter().position(|tensor| tensor.name == name) else {
        return Err(WeightsError::Missing { name });
    };
    let found = named.swap_remove(at);
    let expected = like.dims().to_vec();
    if found.shape != expected {
        let found = found.shape;
        return Err(WeightsError::Shape {
            name,
            expected,
            found,
        });
    }
    Ok(Param::from_data(
        TensorData::new(found.values, expected),
        device,
    ))
}
