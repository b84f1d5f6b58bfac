//! Images and their labels, as bytes.

use super::IMAGE_PIXELS;
use super::manifest::{IMAGES_PER_SHARD, TRAIN_SHARDS};

/// Images and labels in the order of the files they come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images {
    /// `[count, 784]`, row-major; 0 is background, 255 is ink.
    pub pixels: Vec<u8>,
    /// `[count]`, each the digit 0 to 9 that the image shows.
    pub labels: Vec<u8>,
}

impl Images {
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

    /// Puts `more` behind the images already here: the next shard in the original order.
    pub fn append(&mut self, more: Self) {
        if self.is_empty() {
            *self = more;
            return;
        }
        self.pixels.extend_from_slice(&more.pixels);
        self.labels.extend_from_slice(&more.labels);
    }

    /// Copies the images at `indices` into one batch.
    ///
    /// - pixels: `[indices.len(), 784]`, scaled from 0..=255 to 0.0..=1.0
    /// - labels: `[indices.len()]`
    ///
    /// # Panics
    ///
    /// If an index is not below [`Images::len`]; those that [`super::epoch_order`] draws for at most
    /// that many images are.
    #[must_use]
    pub fn gather(&self, indices: &[u32]) -> (Vec<f32>, Vec<u8>) {
        let mut pixels = Vec::with_capacity(indices.len() * IMAGE_PIXELS);
        let mut labels = Vec::with_capacity(indices.len());
        for &index in indices {
            let index = index as usize;
            let image = &self.pixels[index * IMAGE_PIXELS..][..IMAGE_PIXELS];
            // A whole row at a time: the length is known, so the compiler converts several pixels at once.
            pixels.extend(image.iter().map(|&pixel| f32::from(pixel) / 255.0));
            labels.push(self.labels[index]);
        }
        (pixels, labels)
    }
}

/// What a run trains on and what it is judged by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dataset {
    /// The training shards loaded so far, in the original order: "N training images" are the first N.
    pub train: Images,
    /// All 10,000 test images.
    pub test: Images,
}

impl Dataset {
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
    fn a_batch_holds_the_asked_images_in_the_asked_order() {
        let (pixels, labels) = numbered(4).gather(&[2, 0, 2]);
        assert_eq!(labels, [7, 9, 7]);
        let expected = [2.0 / 255.0, 0.0, 2.0 / 255.0].map(|value: f32| [value; IMAGE_PIXELS]);
        assert_eq!(pixels, expected.concat());
    }

    #[test]
    fn pixels_are_scaled_to_fractions_of_full_ink() {
        let images = Images {
            pixels: (0..IMAGE_PIXELS).map(|pixel| (pixel % 256) as u8).collect(),
            labels: vec![0],
        };
        let (pixels, _) = images.gather(&[0]);
        assert_eq!(pixels[0], 0.0);
        assert_eq!(pixels[51], 0.2);
        assert_eq!(pixels[255], 1.0);
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
    fn an_empty_batch_is_empty() {
        assert_eq!(numbered(1).gather(&[]), (vec![], vec![]));
    }

    #[test]
    fn appended_images_follow_those_already_there() {
        let mut images = Images::default();
        images.append(numbered(2));
        images.append(numbered(1));
        assert_eq!(images.len(), 3);
        assert_eq!(images.labels, [9, 8, 9]);
        assert_eq!(images.pixels[IMAGE_PIXELS..][..2], [1, 1]);
        assert_eq!(images.pixels[2 * IMAGE_PIXELS..], [0; IMAGE_PIXELS]);
    }
}
