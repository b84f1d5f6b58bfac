//! The images, as far as the page knows.

use crate::hyperparams::catalog::TRAIN_IMAGES;
use crate::state::Form;

/// Where the images of single runs are.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Data {
    /// Nobody has asked for them.
    Unasked,
    /// Nothing has been heard yet.
    #[default]
    Waiting,
    /// Bytes; the total is 0 where no server said.
    Loading {
        loaded: f64,
        total: f64,
    },
    Loaded {
        train_images: usize,
    },
    Failed {
        message: String,
    },
}

/// The images of the single runs' worker.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImageStatus {
    pub data: Data,
    /// How many somebody wants, for a fresh worker to load.
    pub(super) wanted: usize,
    /// How many the worker has.
    pub(super) loaded: usize,
}

impl ImageStatus {
    /// For a form that asks for so many.
    pub(in crate::state) fn new(wanted: usize) -> Self {
        Self {
            wanted,
            ..Self::default()
        }
    }

    /// A fresh worker has none.
    pub(super) fn forget(&mut self) {
        self.data = Data::Waiting;
        self.loaded = 0;
    }
}

/// How many images a form asks for, where it is a number that can be had.
pub(in crate::state) fn images_of(form: &Form) -> Option<usize> {
    form.number(&TRAIN_IMAGES).map(|images| images as usize)
}
