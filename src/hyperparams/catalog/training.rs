//! Epochs, batches and images.

use super::{Group, Row, Scale};

pub static EPOCHS: Row = Row::integer("epochs", "Epochs", (1, 1000), Scale::Log, 10)
    .of(Group::Training)
    .also(&["num epochs", "n epochs", "nb epoch", "max epochs"])
    .help("More passes over the training images: better fit, until it overfits.")
    .see("https://keras.io/api/models/model_training_apis/#fit-method");

pub static BATCH_SIZE: Row = Row::integer("batch_size", "Batch size", (1, 60_000), Scale::Log, 128)
    .of(Group::Training)
    .also(&["mini batch size", "batch"])
    .help("Larger batches give smoother gradients and faster epochs, but fewer steps in each.")
    .see("https://keras.io/api/models/model_training_apis/#fit-method");

pub static TRAIN_IMAGES: Row = Row::integer(
    "train_images",
    "Training images",
    (100, 60_000),
    Scale::Log,
    10_000,
)
.of(Group::Training)
.also(&["train size", "dataset size"])
.help("More images generalize better and take longer; beyond 10,000 more of MNIST is downloaded.")
.see("https://keras.io/api/datasets/mnist/");

pub static VALIDATION_SPLIT: Row = Row::real(
    "validation_split",
    "Validation split",
    (0.0, 0.9),
    Scale::Linear,
    0.0,
)
.of(Group::Training)
.advanced()
.also(&["val split", "holdout"])
.help("Keeps the last share of the training images for validation; 0 validates on the test set.")
.see("https://keras.io/api/models/model_training_apis/#fit-method");

pub static SHUFFLE: Row = Row::switch("shuffle", "Shuffle every epoch", true)
    .of(Group::Training)
    .help("Deals the images into new batches in every epoch, so that no order is learned.")
    .see("https://keras.io/api/models/model_training_apis/#fit-method");

pub static SEED: Row = Row::integer("seed", "Seed", (0, u32::MAX), Scale::Linear, 42)
    .of(Group::Training)
    .also(&["random seed", "random state"])
.help("Another seed draws other initial weights, shuffles and dropouts; the same one repeats the run.")
    .see("https://keras.io/api/utils/python_utils/#set_random_seed-function");
