//! What training takes away and adds at random.

use super::architecture::has_hidden_layers;
use super::{Choice, Group, Row, Scale};
use crate::hyperparams::HyperParams;

const KERAS: &str = "https://keras.io/api/layers/regularization_layers/dropout/";

/// Keras' noise_shape of outputs `[batch, units]`.
const NOISE_SHAPES: [Choice; 3] = [
    Choice::new("none", "Each output by itself"),
    Choice::new("none, 1", "An image's outputs together"),
    Choice::new("1, none", "The same outputs for a whole batch"),
];

fn drops(params: &HyperParams, rate: &Row) -> bool {
    (rate.applies)(params) && params.number(rate) != Some(0.0)
}

pub static DROPOUT: Row = Row::real("dropout", "Dropout", (0.0, 0.99), Scale::Linear, 0.0)
    .of(Group::Regularization)
    .when(has_hidden_layers)
    .also(&["dropout rate"])
    .help("Switches off a larger share of each hidden layer's outputs at random in every step.")
    .see(KERAS);

pub static DROPOUT_NOISE_SHAPE: Row = Row::choice(
    "dropout_noise_shape",
    "Dropped together",
    &NOISE_SHAPES,
    "none",
)
.of(Group::Regularization)
.advanced()
.when(|params| drops(params, &DROPOUT))
.help("What dropout switches off at once (Keras' noise_shape): the more, the rougher the steps.")
.see(KERAS);

pub static INPUT_DROPOUT: Row = Row::real(
    "input_dropout",
    "Input dropout",
    (0.0, 0.99),
    Scale::Linear,
    0.0,
)
.of(Group::Regularization)
.help("Switches off a larger share of the pixels at random in every step.")
.see(KERAS);

pub static INPUT_DROPOUT_NOISE_SHAPE: Row = Row::choice(
    "input_dropout_noise_shape",
    "Pixels dropped together",
    &NOISE_SHAPES,
    "none",
)
.of(Group::Regularization)
.advanced()
.when(|params| drops(params, &INPUT_DROPOUT))
.help("What input dropout switches off at once (Keras' noise_shape): pixels or whole images.")
.see(KERAS);

pub static GAUSSIAN_NOISE: Row = Row::real(
    "gaussian_noise",
    "Noise on the images",
    (0.0, 1.0),
    Scale::Linear,
    0.0,
)
.of(Group::Regularization)
.also(&["input noise", "jitter"])
.help("Adds noise of this standard deviation to the pixels, other noise in every step.")
.see("https://keras.io/api/layers/regularization_layers/gaussian_noise/");
