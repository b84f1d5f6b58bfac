//! Images that a visitor has brought: out of files, and as they are kept.
//!
//! ```text
//! files ──read──► Brought (what is trained on, what is tested on, and what there is to say of it)
//!                   │ to_bytes                       ──► kept under their SHA-256
//!                   └─────── from_bytes ◄── checked ◄──┘ by whoever trains on them
//! ```
//!
//! | file | concern |
//! |---|---|
//! | `idx` | arrays in MNIST's own format, plain or as gzip |
//! | `npz` | arrays as numpy saves them |
//! | `archive` | arrays and pictures packed together |
//! | `pictures` | a file for each image |
//! | `array` | what an array is, and what images and labels have to be |
//! | `pairs` | which images are trained on, which tested on, and whose labels are whose |
//! | `kept` | images as bytes under a hash |

#[cfg(feature = "own_images")]
mod archive;
#[cfg(feature = "own_images")]
mod array;
#[cfg(feature = "own_images")]
mod idx;
mod kept;
#[cfg(feature = "own_images")]
mod npz;
#[cfg(feature = "own_images")]
mod pairs;
#[cfg(feature = "own_images")]
mod pictures;

use super::Images;
pub use kept::{from_bytes, sha256_of, to_bytes};
#[cfg(feature = "own_images")]
use pictures::{Pictures, is_picture};

/// Images that are trained on at most, and fewest; images that are tested on at most. What a setting may name is the same.
pub const MOST_TO_TRAIN: usize = 60_000;
#[cfg(feature = "own_images")]
const FEWEST_TO_TRAIN: usize = 100;
pub const MOST_TO_TEST: usize = 10_000;

/// What files came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    pub train: Images,
    pub test: Images,
    /// Sentences on what was done with the files.
    pub notes: Vec<String>,
}

/// Images and labels out of files: MNIST's IDX, plain or as gzip, at most one pair to train on and one to test on; one
/// `.npz`; or pictures, each an image, also packed as zip. What a file is, is seen by what is in it; what it is for, by its name or by its counts.
///
/// - files: names, with their folders as far as they are known, and bytes
///
/// # Errors
/// What is not as it has to be and what to do about it, as a sentence without its end.
#[cfg(feature = "own_images")]
pub fn read(files: &[(String, Vec<u8>)]) -> Result<Brought, String> {
    let mut arrays = Vec::new();
    let mut pictures = Pictures::default();
    for (name, bytes) in files {
        if is_picture(bytes) {
            pictures.add(name, bytes)?;
        } else if archive::is_archive(bytes) {
            archive::read(name, bytes, &mut arrays, &mut pictures)?;
        } else {
            arrays.push(idx::read(name, bytes)?);
        }
        if arrays.len() > pairs::MOST {
            return Err(
                "These are too many files: at most two of images and two of labels make a set"
                    .to_owned(),
            );
        }
    }
    let (of_pictures, note) = pictures.arrays();
    arrays.extend(of_pictures);
    let mut brought = pairs::paired(arrays)?;
    brought.notes.extend(note);
    Ok(brought)
}

/// The same images with each of them mirrored along its diagonal: EMNIST keeps them so.
pub fn transposed(images: Images) -> Images {
    let side = 28;
    let mut pixels = images.pixels;
    for image in pixels.as_chunks_mut::<{ super::IMAGE_PIXELS }>().0 {
        for y in 0..side {
            for x in 0..y {
                image.swap(y * side + x, x * side + y);
            }
        }
    }
    Images { pixels, ..images }
}

#[cfg(all(test, feature = "own_images"))]
mod tests;
