//! A dense layer on burn's CPU backend.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex};

use super::dense::{Bias, Dense};
use super::flex::{Numbers, tensor};
use super::gemm::product;
use super::sums::column_sums;

impl Dense for Flex {
    fn dense(inputs: FlexTensor, kernel: FlexTensor, bias: Bias<Self>) -> FlexTensor {
        let bias = match &bias {
            Bias::Of(bias) => Some(bias),
            Bias::None => None,
        };
        forward(&inputs, &kernel, bias)
    }
}

impl<C: CheckpointStrategy> Dense for Autodiff<Flex, C> {
    fn dense(
        inputs: FloatTensor<Self>,
        kernel: FloatTensor<Self>,
        bias: Bias<Self>,
    ) -> FloatTensor<Self> {
        let (bias, outputs) = match bias {
            Bias::Of(bias) => {
                let start = Some(bias.primitive());
                let outputs = forward(inputs.primitive(), kernel.primitive(), start);
                (bias, outputs)
            }
            Bias::None => {
                let outputs = forward(inputs.primitive(), kernel.primitive(), None);
                // A node that nobody asks for a gradient.
                (FloatTensor::<Self>::new(tensor(Vec::new(), [0])), outputs)
            }
        };
        let nodes = [inputs.node(), kernel.node(), bias.node()];
        match Gradient.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(step) => {
                step.finish((inputs.into_primitive(), kernel.into_primitive()), outputs)
            }
            OpsKind::UnTracked(step) => step.finish(outputs),
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

fn forward(inputs: &FlexTensor, kernel: &FlexTensor, bias: Option<&FlexTensor>) -> FlexTensor {
    let (inputs, kernel) = (Numbers::of(inputs), Numbers::of(kernel));
    let (inputs, kernel) = (inputs.matrix(), kernel.matrix());
    let bias = bias.map(Numbers::of);
    let outputs = product(inputs, kernel, bias.as_ref().map(Numbers::values));
    tensor(outputs, [inputs.rows(), kernel.columns()])
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

fn bias_gradient(outputs: &FlexTensor) -> FlexTensor {
    let units = outputs.layout().shape()[1];
    let outputs = outputs.to_contiguous();
    let sums = column_sums(outputs.as_slice().unwrap_or_default(), units);
    tensor(sums, [units])
}
