//! Images, as a server hands them out and as one worker lends them to another.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use tuneground::dataset::{IMAGE_PIXELS, Images, ShardEntry, decode_shard};

/// Two images, so that an input is small.
const ENTRY: ShardEntry = ShardEntry {
    file: "tiny.bin.gz",
    images: 2,
    sha256: "011c3b0bf6e321a43efb753e4bb8771f583e31b39f67fe611bb4ee43bf4a0351",
};

pub fn check(input: &[u8]) -> String {
    let decoded = match decode_shard(&ENTRY, input) {
        Ok(images) => {
            assert_eq!(
                [images.labels, images.pixels].concat(),
                plain(),
                "no image is altered"
            );
            "images".to_owned()
        }
        Err(error) => error.to_string(),
    };
    let split = usize::from(input.first().copied().unwrap_or_default()).min(input.len());
    let (labels, pixels) = input.split_at(split);
    let lent = match Images::from_parts(&ENTRY, labels.to_vec(), pixels.to_vec()) {
        Ok(images) => {
            assert_eq!(images.len(), ENTRY.images, "a shard has its images");
            [0, 1].map(|index| images.image(index)).len().to_string()
        }
        Err(error) => error.to_string(),
    };
    format!("{decoded}\n{lent}")
}

/// Labels 3 and 5, and pixels that count up.
fn plain() -> Vec<u8> {
    let pixels = (0..2 * IMAGE_PIXELS).map(|pixel| (pixel % 251) as u8);
    [3, 5].into_iter().chain(pixels).collect()
}

pub fn seeds() -> Vec<Vec<u8>> {
    let zip = |bytes: &[u8], level: u32| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
        encoder
            .write_all(bytes)
            .and_then(|()| encoder.finish())
            .unwrap_or_default()
    };
    let page = b"<!doctype html><title>404</title>".repeat(60);
    // Two bytes more than a shard: the split that its first byte asks for leaves as many labels as images.
    let mut lent = plain();
    lent[0] = 2;
    vec![
        plain(),
        zip(&plain(), 0),
        zip(&plain(), 6),
        zip(&vec![0; 1_000_000], 9),
        [zip(&plain(), 6), zip(&plain(), 6)].concat(),
        page,
        lent,
    ]
}
