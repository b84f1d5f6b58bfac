//! Images and their labels, as bytes.

use std::sync::Arc;

use super::IMAGE_PIXELS;
use super::error::ShardError;
use super::manifest::{IMAGES_PER_SHARD, ShardEntry, TEST_SHARD, TRAIN_SHARDS};

/// Images and labels in the order of the files they come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images {
    /// `[count, 784]`, row-major; 0 is background, 255 is ink.
    pub pixels: Vec<u8>,
    /// `[count]`, each the digit 0 to 9 that the image shows.
    pub labels: Vec<u8>,
}

impl Images {
    /// The images of the shard that `entry` names, from a part of this program that has decoded it before: so
    /// they are believed where their lengths are right and every label is a digit.
    ///
    /// # Errors
    ///
    /// If the lengths are wrong or a label is no digit.
    pub fn from_parts(
        entry: &ShardEntry,
        labels: Vec<u8>,
        pixels: Vec<u8>,
    ) -> Result<Self, ShardError> {
        let file = entry.file;
        let (found, expected) = (labels.len() + pixels.len(), entry.unzipped_len());
        if found > expected {
            return Err(ShardError::TooLong { file, expected });
        }
        if found < expected || labels.len() != entry.images {
            return Err(ShardError::CutShort {
                file,
                expected,
                found,
            });
        }
        match labels.iter().find(|&&label| label > 9) {
            Some(&label) => Err(ShardError::NoDigit { file, label }),
            None => Ok(Self { pixels, labels }),
        }
    }

    /// How many images there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// One image, `[784]`, and its label.
    ///
    /// # Panics
    ///
    /// If the index is not below [`Images::len`].
    #[must_use]
    pub fn image(&self, index: u32) -> (&[u8], u8) {
        let index = index as usize;
        let pixels = &self.pixels[index * IMAGE_PIXELS..][..IMAGE_PIXELS];
        (pixels, self.labels[index])
    }
}

/// A pixel from 0..=255 as a fraction of full ink, 0.0 to 1.0.
#[must_use]
pub fn ink(pixel: u8) -> f32 {
    INKS[usize::from(pixel)]
}

/// The fraction of each pixel: looking it up is faster than dividing.
static INKS: [f32; 256] = {
    let mut inks = [0.0; 256];
    let mut pixel = 0;
    while pixel < inks.len() {
        inks[pixel] = pixel as f32 / 255.0;
        pixel += 1;
    }
    inks
};

/// What a run trains on and what it is judged by. A clone shares the images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dataset {
    /// The training shards loaded so far, in the original order, each of [`IMAGES_PER_SHARD`]: "N training
    /// images" are the first N.
    pub train: Vec<Arc<Images>>,
    /// All 10,000 test images.
    pub test: Arc<Images>,
}

impl Dataset {
    /// The images of the shard of this file name, where they are loaded.
    #[must_use]
    pub fn shard(&self, file: &str) -> Option<&Images> {
        let train = TRAIN_SHARDS.iter().position(|entry| entry.file == file);
        let images = match train {
            Some(number) => self.train.get(number),
            None => (file == TEST_SHARD.file).then_some(&self.test),
        };
        images
            .map(|images| &**images)
            .filter(|images| !images.is_empty())
    }

    /// Training images loaded so far.
    #[must_use]
    pub fn train_len(&self) -> usize {
        self.train.iter().map(|shard| shard.len()).sum()
    }

    /// One of the training images loaded so far, as [`Images::image`].
    #[must_use]
    pub fn train_image(&self, index: u32) -> (&[u8], u8) {
        let (shard, index) = (
            index as usize / IMAGES_PER_SHARD,
            index as usize % IMAGES_PER_SHARD,
        );
        self.train[shard].image(index as u32)
    }

    /// How many training shards hold the first `train_images` images: at least one, at most all.
    #[must_use]
    pub fn train_shards_for(train_images: usize) -> usize {
        train_images
            .div_ceil(IMAGES_PER_SHARD)
            .clamp(1, TRAIN_SHARDS.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Images whose every pixel is the image's number, with labels that count down from 9.
    fn numbered(count: u8) -> Images {
        Images {
            pixels: (0..count)
                .flat_map(|number| [number; IMAGE_PIXELS])
                .collect(),
            labels: (0..count).map(|number| 9 - number).collect(),
        }
    }

    #[test]
    fn an_image_has_its_pixels_and_its_label() {
        let images = numbered(4);
        for index in [2, 0] {
            let (pixels, label) = images.image(index);
            assert_eq!(
                (pixels, label),
                (&[index as u8; IMAGE_PIXELS][..], 9 - index as u8)
            );
        }
    }

    #[test]
    fn pixels_are_scaled_to_fractions_of_full_ink() {
        assert_eq!([0, 51, 255].map(ink), [0.0, 0.2, 1.0]);
    }

    #[test]
    fn images_from_elsewhere_are_taken_where_they_are_all_of_a_shard() {
        let entry = ShardEntry {
            file: "three.bin.gz",
            images: 3,
            sha256: "",
        };
        let whole = numbered(3);
        let taken = |labels: &[u8], pixels: &[u8]| {
            Images::from_parts(&entry, labels.to_vec(), pixels.to_vec())
        };
        assert_eq!(taken(&whole.labels, &whole.pixels), Ok(numbered(3)));
        for (labels, pixels, said) in [
            (&whole.labels[..2], &whole.pixels[..], "cut short"),
            (&whole.labels[..], &whole.pixels[1..], "cut short"),
            (&[][..], &[][..], "cut short"),
            (&[0; 787][..], &whole.pixels[784..], "cut short"),
            (&[0; 4][..], &whole.pixels[..], "longer"),
            (&[0, 10, 0][..], &whole.pixels[..], "label 10"),
        ] {
            let error = taken(labels, pixels).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn a_dataset_finds_the_shards_that_it_has_by_their_files() {
        let dataset = Dataset {
            train: vec![Arc::new(numbered(1)), Arc::new(numbered(2))],
            test: Arc::default(),
        };
        let found = |file: &str| dataset.shard(file).map(Images::len);
        assert_eq!(found("train-1.bin.gz"), Some(2));
        for absent in ["train-2.bin.gz", "test.bin.gz", "train-9.bin.gz", ""] {
            assert_eq!(found(absent), None, "{absent}");
        }
        let test = Arc::new(numbered(3));
        let with_test = Dataset { test, ..dataset };
        let found = with_test.shard("test.bin.gz").map(Images::len);
        assert_eq!(found, Some(3));
    }

    #[test]
    fn each_shard_is_asked_for_from_its_first_image_on() {
        let rows = [
            (0, 1),
            (1, 1),
            (10_000, 1),
            (10_001, 2),
            (30_000, 3),
            (50_001, 6),
            (60_000, 6),
            (usize::MAX, 6),
        ];
        for (train_images, shards) in rows {
            let asked = Dataset::train_shards_for(train_images);
            assert_eq!(asked, shards, "{train_images} images");
        }
    }

    #[test]
    fn training_images_are_found_across_shards() {
        let shard = |digit: u8| {
            Arc::new(Images {
                pixels: vec![digit; IMAGES_PER_SHARD * IMAGE_PIXELS],
                labels: vec![digit; IMAGES_PER_SHARD],
            })
        };
        let dataset = Dataset {
            train: vec![shard(0), shard(1), shard(2)],
            test: Arc::default(),
        };
        let images = [20_000, 9_999, 10_000, 29_999].map(|index| dataset.train_image(index));
        assert_eq!(images.map(|(_, label)| label), [2, 0, 1, 2]);
        assert_eq!(images.map(|(pixels, _)| pixels[0]), [2, 0, 1, 2]);
        assert_eq!(dataset.train_len(), 30_000);
    }
}
