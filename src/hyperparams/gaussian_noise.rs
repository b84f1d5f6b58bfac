//! Noise on the images.

use super::concept::{Concept, Layer};
use super::{Group, ParamSpec, Scale};

pub(super) const CONCEPT: Concept = Concept {
    rows: &[&[&GAUSSIAN_NOISE]],
    input_layer: Some(&Layer {
        class: "GaussianNoise",
        strength: &GAUSSIAN_NOISE,
        others: &[],
    }),
    ..Concept::EMPTY
};

pub static GAUSSIAN_NOISE: ParamSpec = ParamSpec::real(
    "gaussian_noise",
    "Noise on the images",
    (0.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Regularization)
.aliases(&["input noise", "jitter"])
.argument("stddev")
.help("Adds fresh Gaussian noise of this standard deviation to the pixels in every step.")
.docs("https://keras.io/api/layers/regularization_layers/gaussian_noise/");
