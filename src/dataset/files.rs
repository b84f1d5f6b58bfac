//! The bundled shards from disk, for the native programs and tests.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::{Dataset, Images, ShardEntry, ShardError, TEST_SHARD, TRAIN_SHARDS, decode_shard};

/// Reads the test images and as many training shards as `train_images` asks for from a folder of shards.
///
/// # Errors
/// The first shard that cannot be read or is not what it should be.
pub fn read_dataset(folder: &Path, train_images: usize) -> Result<Dataset, ShardError> {
    let shards = &TRAIN_SHARDS[..Dataset::train_shards_for(train_images)];
    let train: Result<_, _> = shards
        .iter()
        .map(|entry| read_shard(folder, entry))
        .collect();
    Ok(Dataset {
        train: train?,
        test: read_shard(folder, &TEST_SHARD)?,
    })
}

fn read_shard(folder: &Path, entry: &ShardEntry) -> Result<Arc<Images>, ShardError> {
    let bytes = fs::read(folder.join(entry.file)).map_err(|error| ShardError::Missing {
        file: entry.file,
        reason: error.to_string(),
    })?;
    decode_shard(entry, &bytes).map(Arc::new)
}
