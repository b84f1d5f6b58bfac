//! Tensors of burn's CPU backend: the numbers in them, and the record of what was done with them.

use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::ops::{Backward, NodeGuard, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex};
use burn::tensor::{Shape, TensorData};

use super::gemm::Matrix;

/// What a tensor holds, with its numbers one after the other: row-major, or column by column where it is the transpose
/// of such a matrix.
pub struct Numbers {
    tensor: FlexTensor,
    is_transposed: bool,
}

impl Numbers {
    pub fn of(tensor: &FlexTensor) -> Self {
        if tensor.is_contiguous() {
            return Self {
                tensor: tensor.clone(),
                is_transposed: false,
            };
        }
        let is_transposed =
            tensor.layout().num_dims() == 2 && tensor.transpose(0, 1).is_contiguous();
        let tensor = match is_transposed {
            true => tensor.transpose(0, 1),
            false => tensor.to_contiguous(),
        };
        Self {
            tensor,
            is_transposed,
        }
    }

    /// In the order they lie in.
    pub fn values(&self) -> &[f32] {
        row_major(&self.tensor)
    }

    pub fn matrix(&self) -> Matrix<'_> {
        let shape = self.tensor.layout().shape();
        let matrix = Matrix::new(self.values(), [shape[0], shape[1]]);
        match self.is_transposed {
            true => matrix.transposed(),
            false => matrix,
        }
    }
}

/// The numbers of a contiguous tensor.
pub fn row_major(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().unwrap_or_default()
}

/// A tensor to be changed, which holds its numbers, row-major, and no others. They are copied where somebody else has
/// them too.
pub fn own(tensor: FlexTensor) -> FlexTensor {
    tensor.to_contiguous()
}

/// - values: as many as the shape says, row-major
pub fn tensor(values: Vec<f32>, shape: impl Into<Shape>) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}

/// Records an operation that has been carried out, with what its backward pass has to know.
pub fn recorded<C: CheckpointStrategy, O: Backward<Flex, N>, const N: usize>(
    nodes: [NodeGuard; N],
    operation: O,
    state: impl FnOnce() -> O::State,
    outputs: FlexTensor,
) -> FloatTensor<Autodiff<Flex, C>> {
    match operation.prepare::<C>(nodes).compute_bound().stateful() {
        OpsKind::Tracked(step) => step.finish(state(), outputs),
        OpsKind::UnTracked(step) => step.finish(outputs),
    }
}
