//! Variables by name, as Keras lists them: `dense_0.kernel`, `dense_0.bias`, … with the output layer last, and
//! for each batch normalization `batch_norm_0.gamma`, `.beta`, `.moving_mean`, `.moving_variance`, and where that
//! remembers past batches `.moving_stddev`, `.renorm_mean`, `.renorm_stddev`.

use burn::module::Param;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use super::Mlp;
use super::array::{Array, Unread};
use super::batch::ReadError;
use super::batch_norm::{BatchNorm, Past};

/// One variable of a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedTensor {
    pub name: String,
    /// `[fan_in, fan_out]` for a kernel, `[units]` for all else.
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
    fn dense_layers(&self) -> impl Iterator<Item = (usize, &Linear)> {
        let hidden = self.hidden.iter().map(|layer| &layer.dense);
        hidden.chain([&self.output]).enumerate()
    }

    pub(super) fn norms(&self) -> impl Iterator<Item = (usize, &BatchNorm)> {
        let norms = self.hidden.iter().filter_map(|layer| layer.norm.as_ref());
        norms.enumerate()
    }

    /// All variables: the dense layers', then the normalizations'.
    ///
    /// # Errors
    /// If the device does not hand them over.
    pub async fn named_tensors(&self) -> Result<Vec<NamedTensor>, ReadError> {
        let mut named = Vec::new();
        for (at, layer) in self.dense_layers() {
            named.push(fetch(format!("dense_{at}.kernel"), layer.weight.val()).await?);
            if let Some(bias) = &layer.bias {
                named.push(fetch(format!("dense_{at}.bias"), bias.val()).await?);
            }
        }
        for (at, norm) in self.norms() {
            let name = |variable: &str| format!("batch_norm_{at}.{variable}");
            for (variable, param) in [("gamma", &norm.gamma), ("beta", &norm.beta)] {
                if let Some(param) = param {
                    named.push(fetch(name(variable), param.val()).await?);
                }
            }
            named.push(fetch(name("moving_mean"), norm.moving.mean.clone()).await?);
            named.push(fetch(name("moving_variance"), norm.moving.variance.clone()).await?);
        }
        Ok(named)
    }

    /// The same, and what else batch renormalization remembers, which only training needs.
    ///
    /// # Errors
    /// If the device does not hand them over.
    pub async fn remembered_tensors(&self) -> Result<Vec<NamedTensor>, ReadError> {
        let mut named = self.named_tensors().await?;
        for (at, norm) in self.norms() {
            for (variable, tensor) in norm.past.iter().flat_map(Past::variables) {
                let name = format!("batch_norm_{at}.{variable}");
                named.push(fetch(name, tensor.clone()).await?);
            }
        }
        Ok(named)
    }

    /// The same network with these variables.
    ///
    /// # Errors
    /// The first variable that is missing, has another shape or belongs to no layer.
    pub fn with_tensors(
        mut self,
        named: Vec<NamedTensor>,
        device: &Device,
    ) -> Result<Self, WeightsError> {
        let mut places = Places { named, device };
        let hidden = self.hidden.iter_mut().map(|layer| &mut layer.dense);
        for (at, layer) in hidden.chain([&mut self.output]).enumerate() {
            places.fill(format!("dense_{at}.kernel"), &mut layer.weight)?;
            if let Some(bias) = &mut layer.bias {
                places.fill(format!("dense_{at}.bias"), bias)?;
            }
        }
        for (at, norm) in self.norms_mut().enumerate() {
            places.fill_norm(at, norm)?;
        }
        match places.named.pop() {
            Some(NamedTensor { name, .. }) => Err(WeightsError::Unknown { name }),
            None => Ok(self),
        }
    }
}

async fn fetch<const D: usize>(name: String, tensor: Tensor<D>) -> Result<NamedTensor, ReadError> {
    let Array { shape, values } = Unread::new(tensor).read().await?;
    Ok(NamedTensor {
        name,
        shape,
        values,
    })
}

/// Variables that were given and have not found their place yet.
struct Places<'a> {
    named: Vec<NamedTensor>,
    device: &'a Device,
}

impl Places<'_> {
    fn fill<const D: usize>(
        &mut self,
        name: String,
        param: &mut Param<Tensor<D>>,
    ) -> Result<(), WeightsError> {
        let data = self.take(name, param.val().dims().to_vec())?;
        *param = Param::from_data(data, self.device);
        Ok(())
    }

    fn fill_norm(&mut self, at: usize, norm: &mut BatchNorm) -> Result<(), WeightsError> {
        let name = |variable: &str| format!("batch_norm_{at}.{variable}");
        for (variable, param) in [("gamma", &mut norm.gamma), ("beta", &mut norm.beta)] {
            if let Some(param) = param {
                self.fill(name(variable), param)?;
            }
        }
        let plain = self.device.clone().without_autodiff();
        let moving = [
            ("moving_mean", &mut norm.moving.mean),
            ("moving_variance", &mut norm.moving.variance),
        ];
        for (variable, tensor) in moving {
            let data = self.take(name(variable), tensor.dims().to_vec())?;
            *tensor = Tensor::from_data(data, &plain);
        }
        for (variable, tensor) in norm.past.iter_mut().flat_map(Past::variables_mut) {
            let name = name(variable);
            // Weights from elsewhere may leave out what is of no use but in training: then it starts anew.
            if self.named.iter().any(|tensor| tensor.name == name) {
                let data = self.take(name, tensor.dims().to_vec())?;
                *tensor = Tensor::from_data(data, &plain);
            }
        }
        Ok(())
    }

    fn take(&mut self, name: String, expected: Vec<usize>) -> Result<TensorData, WeightsError> {
        let Some(at) = self.named.iter().position(|tensor| tensor.name == name) else {
            return Err(WeightsError::Missing { name });
        };
        let found = self.named.swap_remove(at);
        if found.shape != expected {
            let found = found.shape;
            return Err(WeightsError::Shape {
                name,
                expected,
                found,
            });
        }
        Ok(TensorData::new(found.values, expected))
    }
}
