//! The bundled shards, put together again, are MNIST: byte for byte the four original IDX files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

use std::fs;

use md5::{Digest, Md5};
use tuneground::dataset::{Images, SHARDS, ShardEntry, TEST_SHARD, TRAIN_SHARDS, decode_shard};
use tuneground::metrics::TEST_IMAGES_BY_DIGIT;

/// Magic numbers of the IDX format: unsigned bytes in three dimensions, and in one.
const IDX_IMAGES: u32 = 0x0803;
const IDX_LABELS: u32 = 0x0801;

fn read_shard(entry: &ShardEntry) -> Images {
    let path = format!("{}/public/mnist/{}", env!("CARGO_MANIFEST_DIR"), entry.file);
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    decode_shard(entry, &bytes).unwrap_or_else(|error| panic!("{error}"))
}

/// An IDX file: magic number, dimensions (all big-endian), then the bytes.
fn idx(magic: u32, dimensions: &[usize], bytes: &[u8]) -> Vec<u8> {
    let dimensions = dimensions.iter().map(|&size| u32::try_from(size).unwrap());
    let mut file: Vec<u8> = std::iter::once(magic)
        .chain(dimensions)
        .flat_map(u32::to_be_bytes)
        .collect();
    file.extend_from_slice(bytes);
    file
}

fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn assert_idx_files(images: &Images, images_md5: &str, labels_md5: &str) {
    let pixels = idx(IDX_IMAGES, &[images.len(), 28, 28], &images.pixels);
    let labels = idx(IDX_LABELS, &[images.len()], &images.labels);
    assert_eq!(md5(&pixels), images_md5);
    assert_eq!(md5(&labels), labels_md5);
}

#[test]
fn the_training_shards_together_are_the_original_training_files() {
    let shards = TRAIN_SHARDS.each_ref().map(read_shard);
    let train = Images {
        pixels: shards
            .iter()
            .flat_map(|shard| shard.pixels.clone())
            .collect(),
        labels: shards
            .iter()
            .flat_map(|shard| shard.labels.clone())
            .collect(),
    };
    assert_eq!(train.len(), 60_000);
    assert_idx_files(
        &train,
        "6bbc9ace898e44ae57da46a324031adb",
        "a25bea736e30d166cdddb491f175f624",
    );
}

#[test]
fn the_test_shard_is_the_original_test_files() {
    let test = read_shard(&TEST_SHARD);
    assert_eq!(test.len(), 10_000);
    assert_idx_files(
        &test,
        "2646ac647ad5339dbf082846283269ea",
        "27ae3e4e09519cfbb04c329615203637",
    );
}

#[test]
fn a_server_that_unzips_on_the_way_changes_nothing() {
    let zipped = read_shard(&TEST_SHARD);
    let plain = [zipped.labels.as_slice(), zipped.pixels.as_slice()].concat();
    assert_eq!(decode_shard(&TEST_SHARD, &plain).as_ref(), Ok(&zipped));
}

#[test]
fn the_shards_a_visitor_waits_for_first_are_small() {
    let size = |entry: &ShardEntry| {
        let path = format!("{}/public/mnist/{}", env!("CARGO_MANIFEST_DIR"), entry.file);
        fs::metadata(path).unwrap().len()
    };
    assert!(size(&TRAIN_SHARDS[0]) + size(&TEST_SHARD) <= 3_300_000);
}

#[test]
fn no_other_file_is_bundled_with_the_shards() {
    let folder = format!("{}/public/mnist", env!("CARGO_MANIFEST_DIR"));
    let mut found: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    let mut expected: Vec<&str> = SHARDS.iter().map(|entry| entry.file).collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn the_test_images_of_each_digit_are_as_many_as_the_page_takes_them_to_be() {
    let test = read_shard(&TEST_SHARD);
    let count = |digit: usize| {
        test.labels
            .iter()
            .filter(|label| usize::from(**label) == digit)
            .count()
    };
    assert_eq!(std::array::from_fn(count), TEST_IMAGES_BY_DIGIT);
}
