//! A dense layer on burn's CPU backend.

use std::sync::Arc;

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, NodeGuard, Ops};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex};

use super::dense::{Bias, Dense};
use super::flex::{Numbers, recorded, row_major, tensor};
use super::gemm::product;
use super::rows::Rows;
use super::sparse;
use super::sums::column_sums;

impl Dense for Flex {
    fn dense(inputs: FlexTensor, kernel: FlexTensor, bias: Bias<Self>) -> FlexTensor {
        forward(&inputs, &kernel, bias.as_ref())
    }

    fn dense_over_rows(inputs: Arc<Rows>, kernel: FlexTensor, bias: Bias<Self>) -> FlexTensor {
        forward_over_rows(&inputs, &kernel, bias.as_ref())
    }
}

impl Bias<Flex> {
    fn as_ref(&self) -> Option<&FlexTensor> {
        match self {
            Self::Of(bias) => Some(bias),
            Self::None => None,
        }
    }
}

impl<C: CheckpointStrategy> Dense for Autodiff<Flex, C> {
    fn dense(
        inputs: FloatTensor<Self>,
        kernel: FloatTensor<Self>,
        bias: Bias<Self>,
    ) -> FloatTensor<Self> {
        let (bias, bias_node) = bias_parts::<C>(bias);
        let outputs = forward(inputs.primitive(), kernel.primitive(), bias.as_ref());
        let nodes = [inputs.node(), kernel.node(), bias_node];
        let state = || (inputs.primitive().clone(), kernel.primitive().clone());
        recorded::<C, _, 3>(nodes, Gradient, state, outputs)
    }

    fn dense_over_rows(
        inputs: Arc<Rows>,
        kernel: FloatTensor<Self>,
        bias: Bias<Self>,
    ) -> FloatTensor<Self> {
        let (bias, bias_node) = bias_parts::<C>(bias);
        let outputs = forward_over_rows(&inputs, kernel.primitive(), bias.as_ref());
        let nodes = [kernel.node(), bias_node];
        recorded::<C, _, 2>(nodes, GradientOverRows, || inputs, outputs)
    }
}

/// A bias without its history, and its node; where there is none, one that nobody asks for a gradient.
fn bias_parts<C: CheckpointStrategy>(bias: Bias<Autodiff<Flex, C>>) -> (Bias<Flex>, NodeGuard) {
    match bias {
        Bias::Of(bias) => {
            let (bias, node) = bias.into_parts();
            (Bias::Of(bias), node)
        }
        Bias::None => {
            let nothing = FloatTensor::<Autodiff<Flex, C>>::new(tensor(Vec::new(), [0]));
            (Bias::None, nothing.node())
        }
    }
}

/// The backward pass; its state is the layer's inputs and its kernel.
#[derive(Debug)]
struct Gradient;

impl Backward<Flex, 3> for Gradient {
    type State = (FlexTensor, FlexTensor);

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let (inputs, kernel) = ops.state;
        let [of_inputs, of_kernel, of_bias] = ops.parents;
        let outputs = gradients.consume::<Flex>(&ops.node);
        if let Some(node) = of_inputs {
            gradients.register::<Flex>(node.id, inputs_gradient(&kernel, &outputs));
        }
        if let Some(node) = of_kernel {
            gradients.register::<Flex>(node.id, kernel_gradient(&inputs, &outputs));
        }
        if let Some(node) = of_bias {
            gradients.register::<Flex>(node.id, bias_gradient(&outputs));
        }
    }
}

/// The backward pass over rows.
#[derive(Debug)]
struct GradientOverRows;

impl Backward<Flex, 2> for GradientOverRows {
    type State = Arc<Rows>;

    fn backward(self, ops: Ops<Self::State, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let [of_kernel, of_bias] = ops.parents;
        let outputs = gradients.consume::<Flex>(&ops.node);
        if let Some(node) = of_kernel {
            gradients.register::<Flex>(node.id, kernel_gradient_over_rows(&ops.state, &outputs));
        }
        if let Some(node) = of_bias {
            gradients.register::<Flex>(node.id, bias_gradient(&outputs));
        }
    }
}

fn forward(inputs: &FlexTensor, kernel: &FlexTensor, bias: Option<&FlexTensor>) -> FlexTensor {
    let (inputs, kernel) = (Numbers::of(inputs), Numbers::of(kernel));
    let (inputs, kernel) = (inputs.matrix(), kernel.matrix());
    let bias = bias.map(Numbers::of);
    let outputs = product(inputs, kernel, bias.as_ref().map(Numbers::values));
    tensor(outputs, [inputs.rows(), kernel.columns()])
}

fn forward_over_rows(inputs: &Rows, kernel: &FlexTensor, bias: Option<&FlexTensor>) -> FlexTensor {
    let units = kernel.layout().shape()[1];
    let zeros = || tensor(vec![0.0; units], [units]);
    let (kernel, start) = (
        kernel.to_contiguous(),
        bias.map_or_else(zeros, FlexTensor::to_contiguous),
    );
    match sparse::forward(inputs, row_major(&kernel), row_major(&start)) {
        Some(outputs) => tensor(outputs, [inputs.count(), units]),
        None => forward(&all_of(inputs), &kernel, bias),
    }
}

/// The outputs' gradient · kernelᵀ.
fn inputs_gradient(kernel: &FlexTensor, outputs: &FlexTensor) -> FlexTensor {
    let (kernel, outputs) = (Numbers::of(kernel), Numbers::of(outputs));
    let (kernel, outputs) = (kernel.matrix().transposed(), outputs.matrix());
    let gradient = product(outputs, kernel, None);
    tensor(gradient, [outputs.rows(), kernel.columns()])
}

/// inputsᵀ · the outputs' gradient.
fn kernel_gradient(inputs: &FlexTensor, outputs: &FlexTensor) -> FlexTensor {
    let (inputs, outputs) = (Numbers::of(inputs), Numbers::of(outputs));
    let (inputs, outputs) = (inputs.matrix().transposed(), outputs.matrix());
    let gradient = product(inputs, outputs, None);
    tensor(gradient, [inputs.rows(), outputs.columns()])
}

fn kernel_gradient_over_rows(inputs: &Rows, outputs: &FlexTensor) -> FlexTensor {
    let units = outputs.layout().shape()[1];
    let outputs = outputs.to_contiguous();
    match sparse::kernel_gradient(inputs, row_major(&outputs), units) {
        Some(gradient) => tensor(gradient, [inputs.columns(), units]),
        None => kernel_gradient(&all_of(inputs), &outputs),
    }
}

fn bias_gradient(outputs: &FlexTensor) -> FlexTensor {
    let units = outputs.layout().shape()[1];
    let outputs = outputs.to_contiguous();
    tensor(column_sums(row_major(&outputs), units), [units])
}

/// Rows with their zeros.
fn all_of(rows: &Rows) -> FlexTensor {
    tensor(rows.to_dense(), [rows.count(), rows.columns()])
}
