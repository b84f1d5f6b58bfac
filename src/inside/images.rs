//! The images that a run was validated on.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::dataset::{
    Dataset, IMAGE_PIXELS, IMAGES_PER_SHARD, ShardEntry, TEST_SHARD, TRAIN_SHARDS, ink,
};
use crate::hyperparams::{CheckedHyperParams, DataId};

/// Which images a run was judged by, and those of them that are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validation {
    data: DataId,
    /// The number of the first one among the test or the training images.
    first: usize,
    count: usize,
    /// Held out of the training images; else they are the test images.
    is_held_out: bool,
    /// `[count, 784]`, once they are there.
    pub pixels: Vec<u8>,
    /// `[count]`.
    pub labels: Vec<u8>,
}

impl Validation {
    /// Those of a setting, none of which is there.
    pub fn of(setting: &CheckedHyperParams) -> Self {
        let (training, all) = (setting.images_per_epoch(), setting.train_images);
        let is_held_out = training < all;
        Self {
            data: setting.data.clone(),
            first: if is_held_out { training } else { 0 },
            count: if is_held_out {
                all - training
            } else {
                setting.data.test_images()
            },
            is_held_out,
            ..Self::default()
        }
    }

    /// Whether it is of the same images.
    pub fn is_like(&self, other: &Self) -> bool {
        let places = |it: &Self| (it.is_held_out, it.first, it.count);
        self.data == other.data && places(self) == places(other)
    }

    /// The visitor's own images, where they are some of these.
    pub fn own(&self) -> Option<&DataId> {
        (!self.data.is_mnist()).then_some(&self.data)
    }

    /// The shards that have them, in order; none of own images.
    pub fn shards(&self) -> &'static [ShardEntry] {
        if self.own().is_some() {
            return &[];
        }
        if !self.is_held_out {
            return const { &[TEST_SHARD] };
        }
        let last = (self.first + self.count).div_ceil(IMAGES_PER_SHARD);
        let last = last.min(TRAIN_SHARDS.len());
        static ALL: &[ShardEntry] = &TRAIN_SHARDS;
        &ALL[(self.first / IMAGES_PER_SHARD).min(last)..last]
    }

    /// Takes in the images of its shards.
    ///
    /// - pixels, labels: of all its shards one after the other
    pub fn fill(&mut self, pixels: &[u8], labels: &[u8]) {
        let from = self.first % IMAGES_PER_SHARD;
        let to = (from + self.count).min(labels.len());
        let from = from.min(to);
        self.labels = labels[from..to].to_vec();
        self.pixels = pixels[from * IMAGE_PIXELS..to * IMAGE_PIXELS].to_vec();
    }

    /// Takes them out of own images.
    pub fn fill_own(&mut self, dataset: &Dataset) {
        let there = match self.is_held_out {
            true => dataset.train_len(),
            false => dataset.test.len(),
        };
        (self.pixels, self.labels) = (Vec::new(), Vec::new());
        for at in self.first as u32..(self.first + self.count).min(there) as u32 {
            let (pixels, label) = match self.is_held_out {
                true => dataset.train_image(at),
                false => dataset.test.image(at),
            };
            self.pixels.extend_from_slice(pixels);
            self.labels.push(label);
        }
    }

    pub fn len(&self) -> usize {
        self.labels.len()
    }

    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// "test" or "validation".
    pub fn name(&self) -> &'static str {
        if self.is_held_out {
            "validation"
        } else {
            "test"
        }
    }

    /// Which ones they are, where the name does not tell: numbers from 1.
    pub fn told(&self) -> String {
        match self.is_held_out {
            true => format!(
                " (training images {} to {}, held out)",
                self.first + 1,
                self.first + self.count
            ),
            false => String::new(),
        }
    }

    /// One image, `[784]`, 0 to 255.
    pub fn image(&self, at: usize) -> Option<&[u8]> {
        self.pixels.get(at * IMAGE_PIXELS..(at + 1) * IMAGE_PIXELS)
    }

    /// All of them as fractions, a few at a time.
    pub fn blocks(&self, images: usize) -> impl Iterator<Item = Vec<f32>> {
        let blocks = self.pixels.chunks(images * IMAGE_PIXELS);
        blocks.map(|block| block.iter().map(|pixel| ink(*pixel)).collect())
    }

    /// The places of some of them, drawn by a fixed seed and in order: all where there are no more.
    pub fn sample(&self, most: usize) -> Vec<usize> {
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let mut places: Vec<usize> = (0..self.len()).collect();
        let count = most.min(places.len());
        for at in 0..count {
            // So few of so many that the remainder favours none that anybody could notice.
            let left = (places.len() - at) as u64;
            places.swap(at, at + (random.next_u64() % left) as usize);
        }
        places.truncate(count);
        places.sort_unstable();
        places
    }

    /// The images at some places as fractions, `[places, 784]`, and their labels.
    pub fn at(&self, places: &[usize]) -> (Vec<f32>, Vec<u8>) {
        let pixels = places.iter().filter_map(|at| self.image(*at)).flatten();
        let labels = places.iter().filter_map(|at| self.labels.get(*at));
        (
            pixels.map(|pixel| ink(*pixel)).collect(),
            labels.copied().collect(),
        )
    }

    /// Those that look most like an image, by the squares of the differences of their pixels; the nearest first.
    ///
    /// - image: `[784]`, 0 to 255
    pub fn nearest(&self, image: &[u8], most: usize) -> Vec<usize> {
        let distance = |other: &[u8]| -> u32 {
            let pairs = image.iter().zip(other);
            pairs
                .map(|(one, other)| u32::from(one.abs_diff(*other)).pow(2))
                .sum()
        };
        let all = self.pixels.chunks_exact(IMAGE_PIXELS).enumerate();
        let mut near: Vec<(u32, usize)> = all.map(|(at, it)| (distance(it), at)).collect();
        near.sort_unstable();
        near.into_iter().take(most).map(|(_, at)| at).collect()
    }
}
