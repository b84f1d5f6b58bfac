//! Epochs, batches and images.

use super::concept::{Concept, ParamWarning};
use super::data::{DATA, DataId};
use super::error::{InvalidParam, count};
use super::{Group, HyperParams, ParamSpec, Scale};

pub(super) const CONCEPT: Concept = Concept {
    rows: &[&[
        &EPOCHS,
        &BATCH_SIZE,
        &TRAIN_IMAGES,
        &DATA,
        &VALIDATION_SPLIT,
        &SHUFFLE,
        &SEED,
    ]],
    checks: &[there_are_so_many, both_shares_of_a_split_hold_images],
    doubts: &[a_batch_of_more_than_all],
    ..Concept::EMPTY
};

pub static EPOCHS: ParamSpec = ParamSpec::integer("epochs", "Epochs", (1, 1000), Scale::Log, 10)
    .group(Group::Training)
    .aliases(&["num epochs", "n epochs", "nb epoch", "max epochs"])
    .help("More passes over the training images: a better fit, until the network overfits.")
    .docs("https://keras.io/api/models/model_training_apis/#fit-method");

pub static BATCH_SIZE: ParamSpec =
    ParamSpec::integer("batch_size", "Batch size", (1, 60_000), Scale::Log, 128)
        .group(Group::Training)
        .aliases(&["mini batch size", "batch"])
        .help("Larger batches give smoother gradients and faster epochs, but fewer steps in each.")
        .docs("https://keras.io/api/models/model_training_apis/#fit-method");

pub static TRAIN_IMAGES: ParamSpec = ParamSpec::integer(
    "train_images",
    "Training images",
    (100, 60_000),
    Scale::Log,
    10_000,
)
.group(Group::Training)
.aliases(&["train size", "dataset size"])
.help("More images generalize better but take longer; above 10,000, more of MNIST is downloaded.")
.docs("https://keras.io/api/datasets/mnist/");

pub static VALIDATION_SPLIT: ParamSpec = ParamSpec::real(
    "validation_split",
    "Validation split",
    (0.0, 0.9),
    Scale::Linear,
    0.0,
)
.group(Group::Training)
.advanced()
.aliases(&["val split", "holdout"])
.help("Holds out the last part of the training images for validation; 0 validates on the test set.")
.docs("https://keras.io/api/models/model_training_apis/#fit-method");

pub static SHUFFLE: ParamSpec = ParamSpec::switch("shuffle", "Shuffle every epoch", true)
    .group(Group::Training)
    .help("Reshuffles the images into new batches every epoch, so that their order is not learned.")
    .docs("https://keras.io/api/models/model_training_apis/#fit-method");

pub static SEED: ParamSpec = ParamSpec::integer("seed", "Seed", (0, u32::MAX), Scale::Linear, 42)
    .group(Group::Training)
    .aliases(&["random seed", "random state"])
.help("Another seed draws other initial weights, shuffles and dropout masks; the same seed repeats the run.")
    .docs("https://keras.io/api/utils/python_utils/#set_random_seed-function");

/// Images before the point at which Keras splits: ⌊images · (1 − split)⌋.
pub(super) fn training_share(images: usize, split: f64) -> usize {
    (images as f64 * (1.0 - split)).floor() as usize
}

/// Images that are trained on.
pub(super) fn training_images(params: &HyperParams) -> usize {
    training_share(params.whole(&TRAIN_IMAGES), params.real(&VALIDATION_SPLIT))
}

/// Optimizer updates of the whole run.
pub(super) fn total_steps(params: &HyperParams) -> usize {
    let batch_size = params.whole(&BATCH_SIZE).max(1);
    params.whole(&EPOCHS) * training_images(params).div_ceil(batch_size)
}

fn a_batch_of_more_than_all(params: &HyperParams) -> Option<ParamWarning> {
    let images = training_images(params);
    if params.whole(&BATCH_SIZE) <= images {
        return None;
    }
    let images = count(images);
    let message = format!(
        "There are only {images} images to train on: every epoch is one step, with all of them in its batch."
    );
    ParamWarning::new(&BATCH_SIZE, message)
}

fn both_shares_of_a_split_hold_images(params: &HyperParams) -> Option<InvalidParam> {
    let (images, split) = (params.whole(&TRAIN_IMAGES), params.real(&VALIDATION_SPLIT));
    if split == 0.0 || (1..images).contains(&training_share(images, split)) {
        return None;
    }
    let requirement =
        format!("must leave some of the {images} images for training and some for validation");
    params.contradiction(&VALIDATION_SPLIT, requirement)
}

/// A set of images has so many, and no more.
fn there_are_so_many(params: &HyperParams) -> Option<InvalidParam> {
    let data = DataId::read(params);
    if params.whole(&TRAIN_IMAGES) <= data.train_images() {
        return None;
    }
    let most = count(data.train_images());
    let requirement = format!("must be at most {most}: your own images are no more");
    params.contradiction(&TRAIN_IMAGES, requirement)
}
