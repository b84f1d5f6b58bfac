//! A dense layer as one operation.

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Dispatch, ExtensionType, backend_extension};
use burn::nn::Linear;
use burn::tensor::Tensor;

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
}

#[cfg(feature = "webgpu")]
mod composed {
    use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
    use burn::backend::{Autodiff, Cube};

    use super::Dense;

    impl Dense for Cube {}
    impl<C: CheckpointStrategy> Dense for Autodiff<Cube, C> {}
}

/// A layer's outputs before its activation.
///
/// - inputs: `[batch, inputs]`
/// - returns: `[batch, units]`
pub fn dense(layer: &Linear, inputs: Tensor<2>) -> Tensor<2> {
    let bias = match &layer.bias {
        Some(bias) => Bias::Of(bias.val().into_dispatch()),
        None => Bias::None,
    };
    let kernel = layer.weight.val().into_dispatch();
    let outputs = <Dispatch as Dense>::dense(inputs.into_dispatch(), kernel, bias);
    Tensor::from_dispatch(outputs)
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
