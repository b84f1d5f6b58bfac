//! All variables of a network, or their gradients, as numbers one after the other: so they go from one thread or worker
//! to another.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::Mlp;
use super::batch::ReadError;

/// The weights, variable by variable.
///
/// # Errors
/// If the device does not hand them over.
pub async fn weights(model: &Mlp) -> Result<Vec<f32>, ReadError> {
    struct Weights(Vec<Tensor<1>>);
    impl ModuleVisitor for Weights {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            self.0.push(param.val().inner().reshape([-1]));
        }
    }
    let mut weights = Weights(Vec::new());
    model.visit(&mut weights);
    read(weights.0).await
}

/// The gradients of all variables, in the same order.
///
/// # Errors
/// If the device does not hand them over.
pub async fn gradients(model: &Mlp, gradients: &GradientsParams) -> Result<Vec<f32>, ReadError> {
    struct Found<'a>(&'a GradientsParams, Vec<Tensor<1>>);
    impl ModuleVisitor for Found<'_> {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            let gradient = self.0.get::<D>(param.id);
            self.1.extend(gradient.map(|it| it.reshape([-1])));
        }
    }
    let mut found = Found(gradients, Vec::new());
    model.visit(&mut found);
    read(found.1).await
}

async fn read(tensors: Vec<Tensor<1>>) -> Result<Vec<f32>, ReadError> {
    let transfer = tensors
        .into_iter()
        .fold(Transaction::default(), Transaction::register);
    let read = transfer.execute_async().await;
    let read = read.map_err(|error| ReadError(format!("{error:?}")))?;
    let mut numbers = Vec::with_capacity(read.iter().map(|data| data.num_elements()).sum());
    for data in read {
        let values = data.as_slice::<f32>();
        numbers.extend_from_slice(values.map_err(|error| ReadError(format!("{error:?}")))?);
    }
    Ok(numbers)
}

/// The network with other weights; the same where they are not as many as it has.
pub fn with_weights(model: Mlp, weights: &[f32]) -> Mlp {
    struct Places<'a>(&'a [f32]);
    impl ModuleMapper for Places<'_> {
        fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
            param.map(|tensor| {
                let data = next(&mut self.0, tensor.dims());
                Tensor::from_data(data, &tensor.device()).require_grad()
            })
        }
    }
    if weights.len() != model.num_params() {
        return model;
    }
    model.map(&mut Places(weights))
}

/// Gradients out of their numbers; nothing where they are not as many as the network has weights.
///
/// - device: a plain one, not autodiff's
pub fn to_gradients(model: &Mlp, numbers: &[f32], device: &Device) -> Option<GradientsParams> {
    struct Places<'a> {
        numbers: &'a [f32],
        device: &'a Device,
        gradients: GradientsParams,
    }
    impl ModuleVisitor for Places<'_> {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            let data = next(&mut self.numbers, param.val().dims());
            let gradient = Tensor::<D>::from_data(data, self.device);
            self.gradients.register(param.id, gradient);
        }
    }
    if numbers.len() != model.num_params() {
        return None;
    }
    let mut places = Places {
        numbers,
        device,
        gradients: GradientsParams::new(),
    };
    model.visit(&mut places);
    Some(places.gradients)
}

/// The numbers of the next variable, of which there are enough.
fn next<const D: usize>(numbers: &mut &[f32], shape: [usize; D]) -> TensorData {
    let (these, rest) = numbers.split_at(shape.iter().product());
    *numbers = rest;
    TensorData::new(these.to_vec(), shape)
}
