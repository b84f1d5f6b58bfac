//! Own images as bytes: how many are trained on and how many tested on, all labels, then all pixels.

use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::super::{Dataset, IMAGE_PIXELS, IMAGES_PER_SHARD, Images};
use super::{MOST_TO_TEST, MOST_TO_TRAIN};

/// What such bytes begin with, and the two counts behind it, four bytes each, the lowest first.
const MARK: &[u8; 4] = b"TGI1";
const HEAD: usize = 12;

/// The bytes under which a set is kept, and by whose hash it is known.
pub fn to_bytes(train: &Images, test: &Images) -> Vec<u8> {
    let count = |images: &Images| (images.len() as u32).to_le_bytes();
    [
        &MARK[..],
        &count(train),
        &count(test),
        &train.labels,
        &test.labels,
        &train.pixels,
        &test.pixels,
    ]
    .concat()
}

/// SHA-256 in hexadecimal.
pub fn sha256_of(bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(bytes) {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The images of such bytes, where they have this hash; believing nothing about them.
///
/// # Errors
/// A clause on what is wrong with them.
pub fn from_bytes(bytes: &[u8], sha256: &str) -> Result<Dataset, String> {
    let found = sha256_of(bytes);
    if found != sha256 {
        return Err(format!("their SHA-256 is {found}, expected was {sha256}"));
    }
    let unlike = || "they are no set of images".to_owned();
    let (train, test) = counts(bytes).ok_or_else(unlike)?;
    let (labels, pixels) = bytes[HEAD..].split_at(train + test);
    if labels.iter().any(|label| *label > 9) {
        return Err(unlike());
    }
    let images = |from: usize, to: usize| {
        Arc::new(Images {
            labels: labels[from..to].to_vec(),
            pixels: pixels[from * IMAGE_PIXELS..to * IMAGE_PIXELS].to_vec(),
        })
    };
    // In shards, as MNIST has them.
    let firsts = (0..train).step_by(IMAGES_PER_SHARD);
    Ok(Dataset {
        train: firsts
            .map(|from| images(from, train.min(from + IMAGES_PER_SHARD)))
            .collect(),
        test: images(train, train + test),
    })
}

/// How many images are trained on and tested on; nothing where these bytes do not have so many.
fn counts(bytes: &[u8]) -> Option<(usize, usize)> {
    let counts = bytes.strip_prefix(MARK)?.get(..HEAD - MARK.len())?;
    let count = |at: usize| {
        let bytes = counts.get(at..)?.first_chunk()?;
        Some(u32::from_le_bytes(*bytes) as usize)
    };
    let (train, test) = (count(0)?, count(4)?);
    let are_allowed = train <= MOST_TO_TRAIN && (1..=MOST_TO_TEST).contains(&test);
    let has_all = bytes.len() == HEAD + (train + test) * (1 + IMAGE_PIXELS);
    (are_allowed && has_all).then_some((train, test))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn images(count: usize, first: u8) -> Images {
        let labels: Vec<u8> = (0..count).map(|at| (at % 10) as u8).collect();
        let pixels = labels
            .iter()
            .flat_map(|label| [first + label; IMAGE_PIXELS]);
        Images {
            pixels: pixels.collect(),
            labels,
        }
    }

    #[test]
    fn a_set_comes_back_in_shards_as_it_was_kept() {
        let (train, test) = (images(10_003, 1), images(7, 100));
        let bytes = to_bytes(&train, &test);
        let found = from_bytes(&bytes, &sha256_of(&bytes)).unwrap();
        assert_eq!((found.train_len(), found.train.len()), (10_003, 2));
        for at in [0, 9_999, 10_000, 10_002] {
            assert_eq!(found.train_image(at), train.image(at), "{at}");
        }
        assert_eq!(*found.test, test);
    }

    #[test]
    fn the_hash_is_of_these_bytes_for_ever() {
        let bytes = to_bytes(&images(2, 1), &images(1, 3));
        assert_eq!(bytes.len(), 12 + 3 * 785);
        assert_eq!(&bytes[..16], b"TGI1\x02\0\0\0\x01\0\0\0\0\x01\0\x01");
        assert_eq!(
            sha256_of(b""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn what_is_altered_cut_or_no_set_is_refused() {
        let whole = to_bytes(&images(3, 1), &images(2, 1));
        let hash = sha256_of(&whole);
        for at in [0, 5, 12, 40, whole.len() - 1] {
            let mut altered = whole.clone();
            altered[at] ^= 1;
            assert!(from_bytes(&altered, &hash).is_err(), "{at}");
        }
        let mut labelled = whole.clone();
        labelled[12] = 10;
        let mut many = whole.clone();
        many[4..8].fill(255);
        for wrong in [
            &[][..],
            b"TGI1",
            &whole[..11],
            &whole[..300],
            &labelled,
            &many,
        ] {
            let error = from_bytes(wrong, &sha256_of(wrong)).unwrap_err();
            assert_eq!(error, "they are no set of images");
        }
    }
}
