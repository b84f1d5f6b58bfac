//! Functions and sums that come to the same bits natively and in a browser, as operations of burn's with backward
//! passes of their own. Other backends compose them of burn's.
//!
//! burn's own do not on a CPU: the standard library's functions are the C library's natively and others in wasm, and a
//! sum is taken over as many numbers at once as the machine can. What is exact by IEEE 754 (adding, multiplying,
//! dividing, roots, comparing) is left to burn. A gradient of what was broadcast is a sum too: what needs one goes
//! through [`repeated`] first.
//!
//! | file | concern |
//! |---|---|
//! | `cpu` | the operations on burn's CPU backend |
//! | `crossentropy` | cross-entropy, recorded with the gradient that it comes with |
//! | `elementwise` | functions of one number, and their slopes |
//! | `gpu` | cross-entropy and hits on burn's GPU backend |
//! | `normalization` | batch normalization, forward and backward |
//! | `rows` | softmax and what follows from it |

#[cfg(feature = "flex")]
mod cpu;
mod crossentropy;
mod elementwise;
#[cfg(feature = "webgpu")]
mod gpu;
#[cfg(feature = "flex")]
mod normalization;
#[cfg(feature = "flex")]
mod rows;

#[cfg(feature = "webgpu")]
use burn::backend::fusion::custom::TensorSpec;
use burn::backend::ops::{ActivationOps, ModuleOps};
use burn::backend::tensor::FloatTensor;
use burn::backend::{
    Backend, Dispatch, TensorMetadata, backend_extension, get_or_init_device_settings,
};
#[cfg(feature = "webgpu")]
use burn::tensor::Shape;
use burn::tensor::Tensor;

use elementwise::Function;

#[backend_extension(
    Flex: cfg(feature = "flex"),
    Cube: cfg(feature = "webgpu"),
    Fusion: cfg(feature = "webgpu"),
    Autodiff
)]
pub trait Functions: Backend {
    /// The function of each element.
    #[fusion(default)]
    fn each(x: FloatTensor<Self>, function: Function) -> FloatTensor<Self> {
        match function {
            Function::Exp => Self::float_exp(x),
            Function::Log => Self::float_log(x),
            Function::Log1p => Self::float_log1p(x),
            Function::Tanh => Self::float_tanh(x),
            Function::Erf => Self::float_erf(x),
            Function::Sigmoid => Self::sigmoid(x),
            Function::LogSigmoid => Self::log_sigmoid(x),
            Function::Power(exponent) => Self::float_powf_scalar(x, exponent.into()),
        }
    }

    /// Each element that is above 0, and 0 for all others.
    #[fusion(default)]
    fn rectified(x: FloatTensor<Self>) -> FloatTensor<Self> {
        <Self as ActivationOps<Self>>::relu(x)
    }

    /// The sum of all elements, `[1]`.
    #[fusion(default)]
    fn total(x: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::float_sum(x)
    }

    /// The sum of the squares of all elements, `[1]`.
    #[fusion(default)]
    fn total_of_squares(x: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::total(Self::float_mul(x.clone(), x))
    }

    /// All elements multiplied by one number, `[1]`.
    #[fusion(default)]
    fn scaled(x: FloatTensor<Self>, factor: FloatTensor<Self>) -> FloatTensor<Self> {
        let ones = vec![1; x.shape().num_dims()];
        Self::float_mul(x, Self::float_reshape(factor, ones.into()))
    }

    /// The sums along a dimension, which is 1 then.
    #[fusion(default)]
    fn totals(x: FloatTensor<Self>, dim: usize) -> FloatTensor<Self> {
        Self::float_sum_dim(x, dim)
    }

    /// So many times the same along a dimension.
    #[fusion(default)]
    fn copies(x: FloatTensor<Self>, dim: usize, times: usize) -> FloatTensor<Self> {
        Self::float_repeat_dim(x, dim, times)
    }

    /// The softmax of each row of a matrix.
    #[fusion(default)]
    fn row_softmax(x: FloatTensor<Self>) -> FloatTensor<Self> {
        <Self as ActivationOps<Self>>::softmax(x, 1)
    }

    /// Its logarithm.
    #[fusion(default)]
    fn row_log_softmax(x: FloatTensor<Self>) -> FloatTensor<Self> {
        <Self as ActivationOps<Self>>::log_softmax(x, 1)
    }

    /// See [`crossentropy`](self::crossentropy).
    ///
    /// - returns: the loss, and its gradient by the logits
    #[fusion(meta = crossentropy_outputs)]
    fn crossentropy(
        logits: FloatTensor<Self>,
        targets: FloatTensor<Self>,
        clip: Option<[f64; 2]>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let share = 1.0 / logits.shape()[0] as f64;
        let log_p = <Self as ActivationOps<Self>>::log_softmax(logits, 1);
        let (told, learned) = match clip {
            None => (log_p.clone(), targets.clone()),
            Some([low, high]) => {
                let bools = get_or_init_device_settings::<Self>(&log_p.device()).bool_dtype;
                let clipped = Self::float_clamp(log_p.clone(), low.into(), high.into());
                let is_kept = Self::float_equal(log_p.clone(), clipped.clone(), bools);
                let is_kept = Self::bool_into_float(is_kept, log_p.dtype().into());
                (clipped, Self::float_mul(targets.clone(), is_kept))
            }
        };
        let loss = Self::float_sum(Self::float_mul(told, targets));
        let of_row = Self::float_sum_dim(learned.clone(), 1);
        let gradient = Self::float_sub(Self::float_mul(Self::float_exp(log_p), of_row), learned);
        (
            Self::float_mul_scalar(loss, (-share).into()),
            Self::float_mul_scalar(gradient, share.into()),
        )
    }

    /// See [`hits`](self::hits).
    #[fusion(meta = |outputs, _targets| TensorSpec::new(Shape::new([1]), outputs.dtype))]
    fn hits(outputs: FloatTensor<Self>, targets: FloatTensor<Self>) -> FloatTensor<Self> {
        let indices = get_or_init_device_settings::<Self>(&outputs.device()).int_dtype;
        let largest = Self::float_argmax(outputs, 1, indices);
        Self::total(Self::float_gather(1, targets, largest))
    }

    /// See [`batch_norm`](self::batch_norm).
    #[fusion(default)]
    fn normalized(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        epsilon: f64,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let of = <Self as ModuleOps<Self>>::batch_norm_train(x, gamma, beta, epsilon);
        (of.output, of.mean, of.variance)
    }
}

#[cfg(feature = "webgpu")]
fn crossentropy_outputs(
    logits: &TensorSpec,
    _: &TensorSpec,
    _: &Option<[f64; 2]>,
) -> (TensorSpec, TensorSpec) {
    let loss = TensorSpec::new(Shape::new([1]), logits.dtype);
    (loss, logits.clone())
}

fn each<const D: usize>(x: Tensor<D>, function: Function) -> Tensor<D> {
    let outputs = <Dispatch as Functions>::each(x.into_dispatch(), function);
    Tensor::from_dispatch(outputs)
}

pub fn exp<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    each(x, Function::Exp)
}

/// The natural logarithm.
pub fn log<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    each(x, Function::Log)
}

/// log(1 + x), exact where x is small.
pub fn log1p<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    each(x, Function::Log1p)
}

pub fn tanh<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    each(x, Function::Tanh)
}

/// The error function.
pub fn erf<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    each(x, Function::Erf)
}

pub fn sigmoid<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    each(x, Function::Sigmoid)
}

/// The logarithm of [`sigmoid`], exact where that is near 0.
pub fn log_sigmoid<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    each(x, Function::LogSigmoid)
}

pub fn power<const D: usize>(x: Tensor<D>, exponent: f64) -> Tensor<D> {
    each(x, Function::Power(exponent as f32))
}

/// max(x, 0), in place where nobody else holds x.
pub fn relu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    Tensor::from_dispatch(<Dispatch as Functions>::rectified(x.into_dispatch()))
}

/// - returns: `[1]`
pub fn sum<const D: usize>(x: Tensor<D>) -> Tensor<1> {
    Tensor::from_dispatch(<Dispatch as Functions>::total(x.into_dispatch()))
}

/// Of squares, in one pass.
///
/// - returns: `[1]`
pub fn sum_of_squares<const D: usize>(x: Tensor<D>) -> Tensor<1> {
    Tensor::from_dispatch(<Dispatch as Functions>::total_of_squares(x.into_dispatch()))
}

/// All elements multiplied by one number, in place where nobody else holds them.
///
/// - factor: `[1]`
pub fn scaled<const D: usize>(x: Tensor<D>, factor: Tensor<1>) -> Tensor<D> {
    let (x, factor) = (x.into_dispatch(), factor.into_dispatch());
    Tensor::from_dispatch(<Dispatch as Functions>::scaled(x, factor))
}

/// - returns: `[1]`
pub fn mean<const D: usize>(x: Tensor<D>) -> Tensor<1> {
    let count: usize = x.dims().into_iter().product();
    sum(x).div_scalar(count as f64)
}

/// Sums along a dimension, which is 1 then.
pub fn sum_dim<const D: usize>(x: Tensor<D>, dim: usize) -> Tensor<D> {
    Tensor::from_dispatch(<Dispatch as Functions>::totals(x.into_dispatch(), dim))
}

/// Means along a dimension, which is 1 then.
pub fn mean_dim<const D: usize>(x: Tensor<D>, dim: usize) -> Tensor<D> {
    let count = x.dims()[dim];
    sum_dim(x, dim).div_scalar(count as f64)
}

/// So many times the same along a dimension.
pub fn repeated<const D: usize>(x: Tensor<D>, dim: usize, times: usize) -> Tensor<D> {
    let copies = <Dispatch as Functions>::copies(x.into_dispatch(), dim, times);
    Tensor::from_dispatch(copies)
}

/// - x: `[batch, classes]`
/// - returns: `[batch, classes]`
pub fn softmax(x: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(<Dispatch as Functions>::row_softmax(x.into_dispatch()))
}

/// The logarithm of [`softmax`], exact where that is near 0.
///
/// - x: `[batch, classes]`
/// - returns: `[batch, classes]`
pub fn log_softmax(x: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(<Dispatch as Functions>::row_log_softmax(x.into_dispatch()))
}

/// −Σ y clip(log p) of a softmax p, averaged over the batch. Its gradient by the logits is (p Σ y − y) / batch over the
/// entries that are not clipped, and is worked out in the same go: recorded operation by operation, it would be a third
/// of a small step's work on a GPU.
///
/// - logits, targets: `[batch, classes]`; no gradient flows to the targets
/// - clip: bounds of the logarithm
/// - returns: `[1]`
pub fn crossentropy(logits: Tensor<2>, targets: Tensor<2>, clip: Option<[f64; 2]>) -> Tensor<1> {
    let (logits, targets) = (logits.into_dispatch(), targets.into_dispatch());
    let (loss, _) = <Dispatch as Functions>::crossentropy(logits, targets, clip);
    Tensor::from_dispatch(loss)
}

/// How many rows have their largest output where the target is 1; of equal ones the first counts.
///
/// - outputs, targets: `[batch, classes]`, the targets one-hot
/// - returns: `[1]`
pub fn hits(outputs: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    let (outputs, targets) = (outputs.into_dispatch(), targets.into_dispatch());
    Tensor::from_dispatch(<Dispatch as Functions>::hits(outputs, targets))
}

/// γ (x − mean) / √(variance + ε) + β by the batch's own mean and population variance.
///
/// - x: `[batch, units]`
/// - gamma, beta: `[units]`
/// - returns: `[batch, units]`; mean and variance, `[units]` each, through which no gradient flows
pub fn batch_norm(
    x: Tensor<2>,
    gamma: Tensor<1>,
    beta: Tensor<1>,
    epsilon: f64,
) -> (Tensor<2>, [Tensor<1>; 2]) {
    let (x, gamma, beta) = (
        x.into_dispatch(),
        gamma.into_dispatch(),
        beta.into_dispatch(),
    );
    let (outputs, mean, variance) = <Dispatch as Functions>::normalized(x, gamma, beta, epsilon);
    let statistics = [mean, variance].map(Tensor::from_dispatch);
    (Tensor::from_dispatch(outputs), statistics)
}

#[cfg(all(test, feature = "flex"))]
mod tests;
