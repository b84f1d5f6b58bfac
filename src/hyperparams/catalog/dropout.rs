//! What training takes away and adds at random.

use super::architecture::has_hidden_layers;
use super::{Choice, Group, ParamSpec, Scale};
use crate::hyperparams::HyperParams;

const KERAS: &str = "https://keras.io/api/layers/regularization_layers/dropout/";

/// Keras' noise_shape of outputs `[batch, units]`.
const NOISE_SHAPES: [Choice; 3] = [
    Choice::new("none", "Each output by itself"),
    Choice::new("none, 1", "An image's outputs together"),
    Choice::new("1, none", "The same outputs for a whole batch"),
];

fn drops(params: &HyperParams, rate: &ParamSpec) -> bool {
    (rate.applies)(params) && params.number(rate) != Some(0.0)
}

pub static DROPOUT: ParamSpec =
    ParamSpec::real("dropout", "Dropout", (0.0, 0.99), Scale::Linear, 0.0)
        .group(Group::Regularization)
        .applies(has_hidden_layers)
        .aliases(&["dropout rate"])
        .help("Switches off a larger share of each hidden layer's outputs at random in every step.")
        .docs(KERAS);

pub static DROPOUT_NOISE_SHAPE: ParamSpec = ParamSpec::choice(
    "dropout_noise_shape",
    "Dropped together",
    &NOISE_SHAPES,
    "none",
)
.group(Group::Regularization)
.advanced()
.applies(|params| drops(params, &DROPOUT))
.help("What dropout switches off at once (Keras' noise_shape): the more, the rougher the steps.")
.docs(KERAS);

pub static INPUT_DROPOUT: ParamSpec = ParamSpec::real(
    "input_dropout",
    "Input dropout",
    (0.0, 0.99),
    Scale::Linear,
    0.0,
)
.group(Group::Regularization)
.help("Switches off a larger share of the pixels at random in every step.")
.docs(KERAS);

pub static INPUT_DROPOUT_NOISE_SHAPE: ParamSpec = ParamSpec::choice(
    "input_dropout_noise_shape",
    "Pixels dropped together",
    &NOISE_SHAPES,
    "none",
)
.group(Group::Regularization)
.advanced()
.applies(|params| drops(params, &INPUT_DROPOUT))
.help("What input dropout switches off at once (Keras' noise_shape): pixels or whole images.")
.docs(KERAS);

pub static GAUSSIAN_NOISE: ParamSpec = ParamSpec::real(
    "gaussian_noise",
    "Noise on the images",
    (0.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Regularization)
.aliases(&["input noise", "jitter"])
.help("Adds noise of this standard deviation to the pixels, other noise in every step.")
.docs("https://keras.io/api/layers/regularization_layers/gaussian_noise/");
