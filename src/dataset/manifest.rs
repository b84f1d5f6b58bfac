//! Which shards there are, and what is in each. `cargo xtask data` writes the shards and prints these rows.

use super::IMAGE_PIXELS;

/// Images in every shard.
pub const IMAGES_PER_SHARD: usize = 10_000;

/// All training images that are bundled.
pub const TRAIN_IMAGES: usize = TRAIN_SHARDS.len() * IMAGES_PER_SHARD;

/// One row of the manifest: a file under `mnist/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShardEntry {
    /// File name, without a folder.
    pub file: &'static str,
    /// How many images it holds.
    pub images: usize,
    /// SHA-256 of its unzipped bytes, in lower-case hexadecimal.
    pub sha256: &'static str,
}

impl ShardEntry {
    /// Length of the unzipped shard in bytes: one label and 784 pixels an image.
    #[must_use]
    pub const fn unzipped_len(&self) -> usize {
        self.images * (1 + IMAGE_PIXELS)
    }
}

/// The training images, in their original order.
pub const TRAIN_SHARDS: [ShardEntry; 6] = [
    shard(
        "train-0.bin.gz",
        "2de659703bcace98e59cc2e006e43d1fe65510f967d66adeab85e1106dca1fa2",
    ),
    shard(
        "train-1.bin.gz",
        "e67de916b0ab91a5032f9147389bd1b92facb926412688155da64abe922b2a19",
    ),
    shard(
        "train-2.bin.gz",
        "70912377f8c375cb61e5c88b2cfba4f283acc7cf79058fb550daca4b4efd897d",
    ),
    shard(
        "train-3.bin.gz",
        "199351ffe5d0ab54b61890808813ff78a4c074699cb13f354056c5eb4aac67d0",
    ),
    shard(
        "train-4.bin.gz",
        "0bdc9a6090b50603422546e84cc622e937b43c6fa636938ba759c784b037d940",
    ),
    shard(
        "train-5.bin.gz",
        "38a4165e1359a7413c8826bbfff23b6b412654af866d0d8aea31d3aa5e8bffda",
    ),
];

/// The test images.
pub const TEST_SHARD: ShardEntry = shard(
    "test.bin.gz",
    "103f79bf9cce53f71a186484ee3992e7b298fffa37132ee5660752b8b02ea8e1",
);

/// Every shard.
pub const SHARDS: [ShardEntry; 7] = {
    let [a, b, c, d, e, f] = TRAIN_SHARDS;
    [a, b, c, d, e, f, TEST_SHARD]
};

const fn shard(file: &'static str, sha256: &'static str) -> ShardEntry {
    ShardEntry {
        file,
        images: IMAGES_PER_SHARD,
        sha256,
    }
}
