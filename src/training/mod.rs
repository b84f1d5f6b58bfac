//! Training: the only module that knows burn. It runs natively and in a worker, on burn's CPU backend
//! (Flex) and on WebGPU, and means by every hyperparameter what Keras 3 means by it.
//!
//! ```text
//! CheckedHyperParams ─► Trainer ─► tick, tick, … ─► Tick::EpochEnd(EpochMetrics)
//!                        │ gradients of a batch (Mlp, loss, penalty) ─► apply (optimizer)
//!                        └ evaluation of the test set, a chunk a tick
//! ```
//!
//! Whatever is random comes from our own generators on the host ([`random`]), so initial weights, shuffles and
//! dropout masks are the same on every backend.

pub mod device;
mod dropout;
mod evaluation;
mod fit;
mod initializer;
mod loss;
mod mlp;
mod optimizer;
mod penalty;
mod random;
mod trainer;
mod weights;

pub use fit::{Trained, fit};
pub use mlp::Mlp;
pub use trainer::{ReadError, Tick, Trainer};
pub use weights::{NamedTensor, WeightsError};

/// Digits, and so outputs of the network.
pub const CLASSES: usize = 10;

#[cfg(all(test, feature = "flex"))]
mod testing {
    use burn::tensor::Tensor;

    /// A tensor's elements, row-major.
    pub fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_into_vec().unwrap()
    }
}
