//! A dense layer as one operation.

use std::sync::Arc;

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, ExtensionType, TensorMetadata, backend_extension};
use burn::nn::Linear;
#[cfg(feature = "webgpu")]
use burn::tensor::Shape;
use burn::tensor::{Device, Tensor, TensorData};

use super::functions::{Functions, relu};
use super::rows::Rows;

/// What a layer takes in.
#[allow(
    clippy::large_enum_variant,
    reason = "one or a few are there at a time"
)]
#[derive(Clone, Debug)]
pub enum Inputs {
    /// `[batch, inputs]`
    Tensor(Tensor<2>),
    /// As many, of which most is 0, and which nobody asks for a gradient.
    Rows(Arc<Rows>),
}

impl From<Tensor<2>> for Inputs {
    fn from(inputs: Tensor<2>) -> Self {
        Self::Tensor(inputs)
    }
}

impl Inputs {
    /// Whether a device is the faster for rows, where most is 0.
    pub fn may_be_rows_on(device: &Device) -> bool {
        match device.clone().inner().as_dispatch() {
            #[cfg(feature = "flex")]
            burn::backend::DispatchDevice::Flex(_) => true,
            _ => false,
        }
    }

    /// Inputs of how many images.
    pub fn count(&self) -> usize {
        match self {
            Self::Tensor(inputs) => inputs.dims()[0],
            Self::Rows(rows) => rows.count(),
        }
    }
}

/// A layer's bias, `[units]`.
#[derive(ExtensionType)]
#[extension_type(fusion: cfg(feature = "webgpu"))]
pub enum Bias<B: Backend> {
    Of(FloatTensor<B>),
    None,
}

#[backend_extension(
    Flex: cfg(feature = "flex"),
    Cube: cfg(feature = "webgpu"),
    Fusion: cfg(feature = "webgpu"),
    Autodiff
)]
pub trait Dense: Functions {
    /// `inputs · kernel + bias`.
    ///
    /// - inputs: `[batch, inputs]`
    /// - kernel: `[inputs, units]`
    /// - returns: `[batch, units]`
    #[fusion(dtype = kernel, shape = Shape::new([inputs[0], kernel[1]]))]
    fn dense(
        inputs: FloatTensor<Self>,
        kernel: FloatTensor<Self>,
        #[extension_type] bias: Bias<Self>,
    ) -> FloatTensor<Self>;

    /// The same, with 0 for all that is not above it.
    #[fusion(dtype = kernel, shape = Shape::new([inputs[0], kernel[1]]))]
    fn dense_relu(
        inputs: FloatTensor<Self>,
        kernel: FloatTensor<Self>,
        #[extension_type] bias: Bias<Self>,
    ) -> FloatTensor<Self> {
        Self::rectified(Self::dense(inputs, kernel, bias))
    }

    /// The layer over inputs of which most is 0.
    #[fusion(default)]
    fn dense_over_rows(
        inputs: Arc<Rows>,
        kernel: FloatTensor<Self>,
        #[extension_type] bias: Bias<Self>,
    ) -> FloatTensor<Self> {
        let shape = [inputs.count(), inputs.columns()];
        let inputs = TensorData::new(inputs.to_dense(), shape);
        let inputs = Self::float_from_data(inputs, &kernel.device());
        Self::dense(inputs, kernel, bias)
    }
}

fn bias(layer: &Linear) -> Bias<Dispatch> {
    match &layer.bias {
        Some(bias) => Bias::Of(bias.val().into_dispatch()),
        None => Bias::None,
    }
}

/// A layer's outputs before its activation, `[batch, units]`.
pub fn dense(layer: &Linear, inputs: Inputs) -> Tensor<2> {
    let bias = bias(layer);
    let kernel = layer.weight.val().into_dispatch();
    Tensor::from_dispatch(match inputs {
        Inputs::Tensor(inputs) => <Dispatch as Dense>::dense(inputs.into_dispatch(), kernel, bias),
        Inputs::Rows(rows) => <Dispatch as Dense>::dense_over_rows(rows, kernel, bias),
    })
}

/// A layer's outputs where its activation is the plain ReLU, `[batch, units]`.
pub fn dense_relu(layer: &Linear, inputs: Inputs) -> Tensor<2> {
    match inputs {
        Inputs::Tensor(inputs) => {
            let kernel = layer.weight.val().into_dispatch();
            let inputs = inputs.into_dispatch();
            let outputs = <Dispatch as Dense>::dense_relu(inputs, kernel, bias(layer));
            Tensor::from_dispatch(outputs)
        }
        rows => relu(dense(layer, rows)),
    }
}

/// `a · b`, to the same bits as in a layer.
///
/// - a: `[rows, depth]`
/// - b: `[depth, columns]`
/// - returns: `[rows, columns]`
pub fn product(a: Tensor<2>, b: Tensor<2>) -> Tensor<2> {
    let (a, b) = (a.into_dispatch(), b.into_dispatch());
    Tensor::from_dispatch(<Dispatch as Dense>::dense(a, b, Bias::None))
}
