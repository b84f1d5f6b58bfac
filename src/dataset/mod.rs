//! MNIST as it is bundled with the page: shards in, images and labels out, batches drawn from them.
//!
//! ```text
//! bytes of a shard ──decode_shard──► Images ──► Dataset
//!                    (or a ShardError)          epoch_order ──► one batch of images
//! ```
//!
//! A worker fetches the bytes; the native programs [read](read_dataset) them from disk.

mod batches;
mod error;
#[cfg(not(target_arch = "wasm32"))]
mod files;
mod images;
mod manifest;
pub mod own;
mod shard;

pub use batches::epoch_order;
pub use error::ShardError;
#[cfg(not(target_arch = "wasm32"))]
pub use files::read_dataset;
pub use images::{Dataset, Images, ink};
pub use manifest::{IMAGES_PER_SHARD, SHARDS, ShardEntry, TEST_SHARD, TRAIN_IMAGES, TRAIN_SHARDS};
pub use shard::decode_shard;

/// Pixels of one image: 28 rows of 28, row-major.
pub const IMAGE_PIXELS: usize = 28 * 28;

/// Digits, and so outputs of a network.
pub const CLASSES: usize = 10;
