//! A dense layer as one operation.

use std::sync::Arc;

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, ExtensionType, TensorMetadata, backend_extension};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};

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
pub enum Bias<B: Backend> {
    Of(FloatTensor<B>),
    None,
}

#[backend_extension(Flex: cfg(feature = "flex"), Cube: cfg(feature = "webgpu"), Autodiff)]
pub trait Dense: Backend {
    /// `inputs · kernel + bias`.
    ///
    /// - inputs: `[batch, inputs]`
    /// - kernel: `[inputs, units]`
    /// - returns: `[batch, units]`
    fn dense(
        inputs: FloatTensor<Self>,
        kernel: FloatTensor<Self>,
        #[extension_type] bias: Bias<Self>,
    ) -> FloatTensor<Self> {
        let bias = match bias {
            Bias::Of(bias) => Some(bias),
            Bias::None => None,
        };
        Self::linear(inputs, kernel, bias)
    }

    /// The same over inputs of which most is 0.
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

#[cfg(feature = "webgpu")]
mod composed {
    use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
    use burn::backend::{Autodiff, Cube};

    use super::Dense;

    impl Dense for Cube {}
    impl<C: CheckpointStrategy> Dense for Autodiff<Cube, C> {}
}

/// A layer's outputs before its activation, `[batch, units]`.
pub fn dense(layer: &Linear, inputs: Inputs) -> Tensor<2> {
    let bias = match &layer.bias {
        Some(bias) => Bias::Of(bias.val().into_dispatch()),
        None => Bias::None,
    };
    let kernel = layer.weight.val().into_dispatch();
    Tensor::from_dispatch(match inputs {
        Inputs::Tensor(inputs) => <Dispatch as Dense>::dense(inputs.into_dispatch(), kernel, bias),
        Inputs::Rows(rows) => <Dispatch as Dense>::dense_over_rows(rows, kernel, bias),
    })
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
