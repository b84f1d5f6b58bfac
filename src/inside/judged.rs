//! What a network says of all images that a run was judged by.

use super::images::Validation;
use super::loss::loss;
use super::network::{BLOCK, Network, Said};
use crate::dataset::CLASSES;

/// What a network says, image by image.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    pub said: Vec<Said>,
    /// How sure it is of each.
    pub sure: Vec<f32>,
    /// The mean loss of an image, without penalties.
    pub loss: f64,
    labels: Vec<u8>,
}

impl Judged {
    pub fn new(network: &Network, images: &Validation) -> Self {
        let said = images.blocks(BLOCK).flat_map(|block| network.say(&block));
        let said: Vec<Said> = said.collect();
        let costs = said
            .iter()
            .zip(&images.labels)
            .map(|(said, label)| loss(network.loss(), network.output_activation(), said, *label));
        let total: f64 = costs.sum();
        Self {
            loss: total / images.len().max(1) as f64,
            sure: said.iter().map(|it| network.sureness(it)).collect(),
            labels: images.labels.clone(),
            said,
        }
    }

    pub fn is_right(&self, at: usize) -> bool {
        self.said.get(at).map(|it| it.digit) == self.labels.get(at).copied()
    }

    /// How many it gets right.
    pub fn right(&self) -> usize {
        (0..self.said.len()).filter(|at| self.is_right(*at)).count()
    }

    /// The share that it gets right, 0 to 1.
    pub fn accuracy(&self) -> f64 {
        self.right() as f64 / self.said.len().max(1) as f64
    }

    /// How often an image of the digit of the row was taken for that of the column.
    pub fn confusion(&self) -> [[usize; CLASSES]; CLASSES] {
        let mut counts = [[0; CLASSES]; CLASSES];
        for (said, label) in self.said.iter().zip(&self.labels) {
            counts[usize::from(*label)][usize::from(said.digit)] += 1;
        }
        counts
    }

    /// The places of images of which `is_it` holds, the surest first.
    pub fn surest(&self, is_it: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.said.len()).filter(|at| is_it(*at)).collect();
        places.sort_by(|one, other| self.sure[*other].total_cmp(&self.sure[*one]));
        places
    }
}
