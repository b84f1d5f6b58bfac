//! MNIST as it is bundled with the page: shards in, images and labels out, batches drawn from them.
//!
//! ```text
//! bytes of a shard ──decode_shard──► Images ──► Dataset
//!                    (or a ShardError)          epoch_order ──► gather ──► one batch
//! ```
//!
//! The module reads bytes, never the network or the disk; those who have the bytes call it.

mod batches;
mod images;
mod manifest;
mod shard;

pub use batches::epoch_order;
pub use images::{Dataset, Images};
pub use manifest::{IMAGES_PER_SHARD, SHARDS, ShardEntry, TEST_SHARD, TRAIN_IMAGES, TRAIN_SHARDS};
pub use shard::{ShardError, decode_shard};

/// Pixels of one image: 28 rows of 28, row-major.
pub const IMAGE_PIXELS: usize = 28 * 28;
