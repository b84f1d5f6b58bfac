//! A dense layer on burn's GPU backend.

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::fusion::custom::TensorSpec;
use burn::backend::ops::ActivationOps;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Cube, backend_extension};
use burn::tensor::Shape;
use burn_cubecl::CubeBackend;
use burn_cubecl::tensor::CubeTensor;

use super::dense::{Bias, Dense};
use super::product_gpu::{End, Matrix, Order, product, product_and_column_sums};

impl Dense for CubeBackend {
    fn dense(inputs: CubeTensor, kernel: CubeTensor, bias: Bias<Self>) -> CubeTensor {
        forward(inputs, kernel, bias, false)
    }

    fn dense_relu(inputs: CubeTensor, kernel: CubeTensor, bias: Bias<Self>) -> CubeTensor {
        forward(inputs, kernel, bias, true)
    }
}

fn forward(
    inputs: CubeTensor,
    kernel: CubeTensor,
    bias: Bias<CubeBackend>,
    relu: bool,
) -> CubeTensor {
    let bias = match bias {
        Bias::Of(bias) => Some(bias),
        Bias::None => None,
    };
    let (inputs, kernel) = (
        Matrix::new(inputs, Order::Summed),
        Matrix::new(kernel, Order::Kept),
    );
    product(inputs, kernel, End { bias, relu })
}

/// What a dense layer's backward pass computes, each in as few passes as possible.
#[backend_extension(Cube, Fusion)]
pub trait DenseGradients: Backend {
    /// inputsᵀ · the outputs' gradient, and the sums of its columns.
    ///
    /// - returns: `[inputs, units]`, `[units]`
    #[fusion(meta = parameters)]
    fn parameters_gradient(
        inputs: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);

    /// The outputs' gradient · kernelᵀ.
    ///
    /// - returns: `[batch, inputs]`
    #[fusion(dtype = kernel, shape = Shape::new([gradient[0], kernel[0]]))]
    fn inputs_gradient(gradient: FloatTensor<Self>, kernel: FloatTensor<Self>)
    -> FloatTensor<Self>;
}

fn parameters(inputs: &TensorSpec, gradient: &TensorSpec) -> (TensorSpec, TensorSpec) {
    let units = gradient.shape[1];
    let kernel = Shape::new([inputs.shape[1], units]);
    (
        TensorSpec::new(kernel, gradient.dtype),
        TensorSpec::new(Shape::new([units]), gradient.dtype),
    )
}

impl DenseGradients for CubeBackend {
    fn parameters_gradient(inputs: CubeTensor, gradient: CubeTensor) -> (CubeTensor, CubeTensor) {
        let (inputs, gradient) = (
            Matrix::new(inputs, Order::Kept),
            Matrix::new(gradient, Order::Kept),
        );
        product_and_column_sums(inputs, gradient)
    }

    fn inputs_gradient(gradient: CubeTensor, kernel: CubeTensor) -> CubeTensor {
        let (gradient, kernel) = (
            Matrix::new(gradient, Order::Summed),
            Matrix::new(kernel, Order::Summed),
        );
        product(gradient, kernel, End::default())
    }
}

type CubeFloat = FloatTensor<Cube>;

impl<C: CheckpointStrategy> Dense for Autodiff<Cube, C> {
    fn dense(
        inputs: FloatTensor<Self>,
        kernel: FloatTensor<Self>,
        bias: Bias<Self>,
    ) -> FloatTensor<Self> {
        let gate = |_: &CubeFloat| None;
        recorded(inputs, kernel, bias, Cube::dense, gate)
    }

    fn dense_relu(
        inputs: FloatTensor<Self>,
        kernel: FloatTensor<Self>,
        bias: Bias<Self>,
    ) -> FloatTensor<Self> {
        let gate = |outputs: &CubeFloat| Some(outputs.clone());
        recorded(inputs, kernel, bias, Cube::dense_relu, gate)
    }
}

/// A layer's outputs, recorded.
fn recorded<C: CheckpointStrategy>(
    inputs: FloatTensor<Autodiff<Cube, C>>,
    kernel: FloatTensor<Autodiff<Cube, C>>,
    bias: Bias<Autodiff<Cube, C>>,
    forward: fn(CubeFloat, CubeFloat, Bias<Cube>) -> CubeFloat,
    gate: impl FnOnce(&CubeFloat) -> Option<CubeFloat>,
) -> FloatTensor<Autodiff<Cube, C>> {
    let (inputs, inputs_node) = inputs.into_parts();
    let (kernel, kernel_node) = kernel.into_parts();
    let (bias, bias_node) = match bias {
        Bias::Of(bias) => {
            let (bias, node) = bias.into_parts();
            (Bias::Of(bias), Some(node))
        }
        Bias::None => (Bias::None, None),
    };
    let outputs = forward(inputs.clone(), kernel.clone(), bias);
    let state = |outputs: &CubeFloat| State {
        inputs,
        kernel,
        gate: gate(outputs),
    };
    match bias_node {
        Some(bias) => {
            let nodes = [inputs_node, kernel_node, bias];
            match Gradient.prepare::<C>(nodes).compute_bound().stateful() {
                OpsKind::Tracked(step) => step.finish(state(&outputs), outputs),
                OpsKind::UnTracked(step) => step.finish(outputs),
            }
        }
        None => {
            let nodes = [inputs_node, kernel_node];
            match Gradient.prepare::<C>(nodes).compute_bound().stateful() {
                OpsKind::Tracked(step) => step.finish(state(&outputs), outputs),
                OpsKind::UnTracked(step) => step.finish(outputs),
            }
        }
    }
}

/// What a layer's backward pass has to know.
#[derive(Clone, Debug)]
struct State {
    inputs: CubeFloat,
    kernel: CubeFloat,
    /// The layer's outputs where the gradient comes through only where they are above 0.
    gate: Option<CubeFloat>,
}

/// The backward pass of a layer with a bias, or without.
#[derive(Debug)]
struct Gradient;

impl Backward<Cube, 3> for Gradient {
    type State = State;

    fn backward(self, ops: Ops<State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let [inputs, kernel, bias] = ops.parents;
        let gradient = gradients.consume::<Cube>(&ops.node);
        let parents = [inputs, kernel, bias].map(|node| node.map(|node| node.id));
        send_back(ops.state, gradient, parents, gradients);
    }
}

impl Backward<Cube, 2> for Gradient {
    type State = State;

    fn backward(self, ops: Ops<State, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let [inputs, kernel] = ops.parents;
        let gradient = gradients.consume::<Cube>(&ops.node);
        let [inputs, kernel] = [inputs, kernel].map(|node| node.map(|node| node.id));
        send_back(ops.state, gradient, [inputs, kernel, None], gradients);
    }
}

/// - parents: inputs, kernel and bias, where anybody asks for a gradient
fn send_back(
    state: State,
    gradient: CubeFloat,
    [inputs, kernel, bias]: [Option<NodeId>; 3],
    gradients: &mut Gradients,
) {
    // In a pass of its own: the products would read it again and again.
    let gradient = match state.gate {
        Some(outputs) => Cube::relu_backward(outputs, gradient),
        None => gradient,
    };
    if let Some(node) = inputs {
        let of_inputs = Cube::inputs_gradient(gradient.clone(), state.kernel);
        gradients.register::<Cube>(node, of_inputs);
    }
    if kernel.is_none() && bias.is_none() {
        return;
    }
    let (of_kernel, of_bias) = Cube::parameters_gradient(state.inputs, gradient);
    if let Some(node) = kernel {
        gradients.register::<Cube>(node, of_kernel);
    }
    if let Some(node) = bias {
        gradients.register::<Cube>(node, of_bias);
    }
}
