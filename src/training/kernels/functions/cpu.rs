//! The operations on burn's CPU backend.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops};
use burn::backend::flex::FlexTensor;
use burn::backend::ops::FloatTensorOps;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex};

use super::super::flex::{own, recorded, row_major, tensor};
use super::super::sums::{column_sums, sum, sum_of_squares};
use super::Functions;
use super::crossentropy;
use super::elementwise::Function;
use super::normalization::{Layer, statistics};
use super::rows;

impl Functions for Flex {
    fn each(x: FlexTensor, function: Function) -> FlexTensor {
        let values = Values::of(&x);
        let outputs = values.all().iter().map(|&x| function.value(x)).collect();
        values.like(outputs)
    }

    fn rectified(x: FlexTensor) -> FlexTensor {
        let mut x = own(x);
        for value in x.storage_mut() {
            // What is no number is not below 0 and stays as it is.
            *value = if *value <= 0.0 { 0.0_f32 } else { *value };
        }
        x
    }

    fn total(x: FlexTensor) -> FlexTensor {
        tensor(vec![sum(Values::of(&x).all())], [1])
    }

    fn total_of_squares(x: FlexTensor) -> FlexTensor {
        tensor(vec![sum_of_squares(Values::of(&x).all())], [1])
    }

    fn scaled(x: FlexTensor, factor: FlexTensor) -> FlexTensor {
        let factor = Values::of(&factor).all().first().copied();
        let factor = factor.unwrap_or_default();
        let mut x = own(x);
        x.storage_mut()
            .iter_mut()
            .for_each(|value: &mut f32| *value *= factor);
        x
    }

    fn totals(x: FlexTensor, dim: usize) -> FlexTensor {
        let values = Values::of(&x);
        let mut shape = values.shape();
        let inner: usize = shape.iter().skip(dim + 1).product();
        let block = shape[dim] * inner;
        shape[dim] = 1;
        let blocks = values.all().chunks_exact(block.max(1));
        let sums = match inner {
            1 => blocks.map(sum).collect(),
            _ => blocks.flat_map(|block| column_sums(block, inner)).collect(),
        };
        tensor(sums, shape)
    }

    fn row_softmax(x: FlexTensor) -> FlexTensor {
        let values = Values::of(&x);
        values.like(rows::softmax(values.all(), values.width()))
    }

    fn row_log_softmax(x: FlexTensor) -> FlexTensor {
        let values = Values::of(&x);
        values.like(rows::log_softmax(values.all(), values.width()))
    }

    fn crossentropy(
        logits: FlexTensor,
        targets: FlexTensor,
        clip: Option<[f64; 2]>,
    ) -> (FlexTensor, FlexTensor) {
        let (logits, targets) = (Values::of(&logits), Values::of(&targets));
        let clip = clip.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
        let clip = clip.map(|bound| bound as f32);
        let (loss, gradient) =
            rows::crossentropy(logits.all(), targets.all(), logits.width(), clip);
        (tensor(vec![loss], [1]), logits.like(gradient))
    }

    fn normalized(
        x: FlexTensor,
        gamma: FlexTensor,
        beta: FlexTensor,
        epsilon: f64,
    ) -> (FlexTensor, FlexTensor, FlexTensor) {
        let [x, gamma, beta] = [x, gamma, beta].map(|it| Values::of(&it));
        let units = x.width();
        let [mean, variance] = statistics(x.all(), units);
        let layer = Layer {
            gamma: gamma.all(),
            mean: &mean,
            variance: &variance,
            epsilon: epsilon as f32,
        };
        let outputs = x.like(layer.forward(x.all(), beta.all()));
        (outputs, tensor(mean, [units]), tensor(variance, [units]))
    }
}

impl<C: CheckpointStrategy> Functions for Autodiff<Flex, C> {
    fn each(x: FloatTensor<Self>, function: Function) -> FloatTensor<Self> {
        let (x, node) = x.into_parts();
        let y = Flex::each(x.clone(), function);
        recorded::<C, _, 1>([node], Each, || (function, x, y.clone()), y.clone())
    }

    fn rectified(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let (x, node) = x.into_parts();
        let y = Flex::rectified(x);
        recorded::<C, _, 1>([node], Rectified, || y.clone(), y.clone())
    }

    fn total(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let (x, node) = x.into_parts();
        let shape = || Values::of(&x).shape();
        recorded::<C, _, 1>([node], Total, shape, Flex::total(x.clone()))
    }

    fn totals(x: FloatTensor<Self>, dim: usize) -> FloatTensor<Self> {
        let (x, node) = x.into_parts();
        let along = || (dim, Values::of(&x).shape()[dim]);
        recorded::<C, _, 1>([node], Totals, along, Flex::totals(x.clone(), dim))
    }

    fn copies(x: FloatTensor<Self>, dim: usize, times: usize) -> FloatTensor<Self> {
        let (x, node) = x.into_parts();
        let copies = Flex::copies(x, dim, times);
        recorded::<C, _, 1>([node], Copies, || dim, copies)
    }

    fn row_softmax(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let (x, node) = x.into_parts();
        let y = Flex::row_softmax(x);
        recorded::<C, _, 1>([node], RowSoftmax, || y.clone(), y.clone())
    }

    fn row_log_softmax(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let (x, node) = x.into_parts();
        let y = Flex::row_log_softmax(x);
        recorded::<C, _, 1>([node], RowLogSoftmax, || y.clone(), y.clone())
    }

    fn crossentropy(
        logits: FloatTensor<Self>,
        targets: FloatTensor<Self>,
        clip: Option<[f64; 2]>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        crossentropy::recorded::<Flex, C>(logits, targets, clip)
    }

    fn normalized(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        epsilon: f64,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let ((x, of_x), (gamma, of_gamma)) = (x.into_parts(), gamma.into_parts());
        let (beta, of_beta) = beta.into_parts();
        let (outputs, mean, variance) = Flex::normalized(x.clone(), gamma.clone(), beta, epsilon);
        let state = || Normalization {
            x,
            gamma,
            mean: mean.clone(),
            variance: variance.clone(),
            epsilon,
        };
        let nodes = [of_x, of_gamma, of_beta];
        let outputs = recorded::<C, _, 3>(nodes, Normalized, state, outputs);
        let [mean, variance] = [mean, variance].map(FloatTensor::<Self>::new);
        (outputs, mean, variance)
    }
}

/// An operation of one tensor: its state, and the gradient by the tensor, of that and of the gradient by the outputs.
macro_rules! backward {
    ($operation:ident, $state:ty, $gradient:expr) => {
        #[derive(Debug)]
        struct $operation;

        impl Backward<Flex, 1> for $operation {
            type State = $state;

            fn backward(
                self,
                ops: Ops<Self::State, 1>,
                gradients: &mut Gradients,
                _: &mut Checkpointer,
            ) {
                let of_outputs = gradients.consume::<Flex>(&ops.node);
                let [node] = ops.parents;
                if let Some(node) = node {
                    let gradient: fn($state, FlexTensor) -> FlexTensor = $gradient;
                    gradients.register::<Flex>(node.id, gradient(ops.state, of_outputs));
                }
            }
        }
    };
}

backward!(
    Each,
    (Function, FlexTensor, FlexTensor),
    |(function, x, y), gradient| {
        let [x, y, gradient] = [x, y, gradient].map(|it| Values::of(&it));
        let inputs = x.all().iter().zip(y.all()).zip(gradient.all());
        let of_inputs = inputs.map(|((&x, &y), g)| g * function.slope(x, y));
        x.like(of_inputs.collect())
    }
);
backward!(Rectified, FlexTensor, |y, gradient| {
    let (y, mut gradient) = (Values::of(&y), own(gradient));
    for (g, y) in gradient.storage_mut().iter_mut().zip(y.all()) {
        *g = if *y <= 0.0 { 0.0_f32 } else { *g };
    }
    gradient
});
backward!(Total, Vec<usize>, |shape, gradient| {
    let gradient = Values::of(&gradient).all().first().copied();
    let count = shape.iter().product();
    tensor(vec![gradient.unwrap_or_default(); count], shape)
});
backward!(Totals, (usize, usize), |(dim, times), gradient| {
    Flex::float_repeat_dim(gradient, dim, times)
});
backward!(Copies, usize, |dim, gradient| Flex::totals(gradient, dim));
backward!(RowSoftmax, FlexTensor, |y, gradient| {
    let [y, gradient] = [y, gradient].map(|it| Values::of(&it));
    y.like(rows::softmax_gradient(y.all(), gradient.all(), y.width()))
});
backward!(RowLogSoftmax, FlexTensor, |y, gradient| {
    let [y, gradient] = [y, gradient].map(|it| Values::of(&it));
    y.like(rows::log_softmax_gradient(
        y.all(),
        gradient.all(),
        y.width(),
    ))
});

#[derive(Debug)]
struct Normalized;

/// What the backward pass of a normalization has to know.
#[derive(Clone, Debug)]
struct Normalization {
    x: FlexTensor,
    gamma: FlexTensor,
    mean: FlexTensor,
    variance: FlexTensor,
    epsilon: f64,
}

impl Backward<Flex, 3> for Normalized {
    type State = Normalization;

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let of_outputs = Values::of(&gradients.consume::<Flex>(&ops.node));
        let state = ops.state;
        let [x, gamma, mean, variance] =
            [state.x, state.gamma, state.mean, state.variance].map(|it| Values::of(&it));
        let layer = Layer {
            gamma: gamma.all(),
            mean: mean.all(),
            variance: variance.all(),
            epsilon: state.epsilon as f32,
        };
        let found = layer.backward(x.all(), of_outputs.all());
        let [of_x, of_gamma, of_beta] = ops.parents;
        for (node, gradient) in [
            (of_x, x.like(found.inputs)),
            (of_gamma, gamma.like(found.gamma)),
            (of_beta, gamma.like(found.beta)),
        ] {
            if let Some(node) = node {
                gradients.register::<Flex>(node.id, gradient);
            }
        }
    }
}

/// A tensor whose numbers lie in a row, row-major.
struct Values(FlexTensor);

impl Values {
    fn of(tensor: &FlexTensor) -> Self {
        Self(tensor.to_contiguous())
    }

    fn all(&self) -> &[f32] {
        row_major(&self.0)
    }

    fn shape(&self) -> Vec<usize> {
        self.0.layout().shape().to_vec()
    }

    /// How long a row is.
    fn width(&self) -> usize {
        self.0.layout().shape().last().copied().unwrap_or(1)
    }

    /// A tensor of this one's shape.
    fn like(&self, values: Vec<f32>) -> FlexTensor {
        tensor(values, self.shape())
    }
}
