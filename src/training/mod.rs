//! Training: the only module that knows burn. It runs natively and in a worker, on burn's CPU backend
//! (Flex) and on WebGPU, and means by every hyperparameter what Keras 3 means by it.
//!
//! ```text
//! CheckedHyperParams ─► Trainer ─► tick, tick, … ─► Tick::EpochEnd { metrics, outcome }
//!                        │ gradients of a batch (Noise ─► Mlp ─► Objective)
//!                        │   └► apply (clipping ─► optimizer ─► averages ─► constraint)
//!                        │ evaluation of the test set or of what is held out, a chunk a tick
//!                        └ end of an epoch (early stopping, reduce on plateau)
//! ```
//!
//! Whatever is random comes from our own generators on the host ([`random`]), so initial weights, shuffles and
//! dropout masks are the same on every backend.

mod activation;
mod array;
mod batch;
mod batch_norm;
mod constraint;
pub mod device;
mod dropout;
mod ema;
mod evaluation;
mod fit;
mod flat;
pub mod helpers;
mod initializer;
mod kernels;
mod loss;
mod mlp;
pub mod model;
mod noise;
mod normal;
mod objective;
mod optimizer;
mod part;
mod penalty;
mod random;
mod range_test;
mod trainer;
mod warm_up;
mod weights;

pub use crate::dataset::CLASSES;
pub use batch::ReadError;
pub use fit::{Trained, fit, fit_with};
pub use kernels::Inputs;
pub use mlp::{Mlp, Pass};
pub use objective::Objective;
pub use part::StepPart;
pub use range_test::{Proposal, RangeCurve, RangeTest};
pub use trainer::{CheckpointError, Reads, Tick, Trainer};
pub use warm_up::warm_up;
pub use weights::{NamedTensor, WeightsError};

#[cfg(all(test, feature = "flex"))]
mod testing {
    use burn::tensor::Tensor;

    /// A tensor's elements, row-major.
    #[expect(
        clippy::disallowed_methods,
        reason = "on the CPU backend, where alone this is used, nothing waits"
    )]
    pub fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_into_vec().unwrap()
    }
}
