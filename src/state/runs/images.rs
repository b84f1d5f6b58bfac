//! The images, as far as the page knows.

use crate::hyperparams::DataId;
use crate::hyperparams::catalog::{DATA, TRAIN_IMAGES};
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
    /// Which images these are.
    pub(super) of: DataId,
    /// How many the worker has.
    pub(super) loaded: usize,
}

impl ImageStatus {
    /// For a form that asks for so many.
    pub(in crate::state) fn new(wanted: usize, of: DataId) -> Self {
        Self {
            wanted,
            of,
            ..Self::default()
        }
    }

    /// Somebody wants so many of these.
    pub(super) fn want(&mut self, wanted: usize, of: DataId) {
        if self.of != of {
            // How many others there are says nothing of these.
            self.loaded = 0;
            self.of = of;
        }
        self.wanted = wanted;
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

/// Which images a form asks for; MNIST where what is typed names none.
pub(in crate::state) fn data_of(form: &Form) -> DataId {
    let said = form.value(&DATA);
    said.text().and_then(DataId::parse).unwrap_or_default()
}
