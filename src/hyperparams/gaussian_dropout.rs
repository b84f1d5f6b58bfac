//! Noise that multiplies the hidden layers' outputs.

use super::concept::{Concept, Layer};
use super::layers::has_hidden_layers;
use super::{Group, ParamSpec, Scale};

pub(super) const CONCEPT: Concept = Concept {
    rows: &[&[&GAUSSIAN_DROPOUT]],
    hidden_layer: Some(&Layer {
        class: "GaussianDropout",
        strength: &GAUSSIAN_DROPOUT,
        others: &[],
    }),
    ..Concept::EMPTY
};

pub static GAUSSIAN_DROPOUT: ParamSpec = ParamSpec::real(
    "gaussian_dropout",
    "Gaussian dropout",
    (0.0, 0.99),
    Scale::Linear,
    0.0,
)
.group(Group::Regularization)
.advanced()
.applies(has_hidden_layers)
.argument("rate")
.help(
    "Multiplies each hidden layer’s outputs by noise around 1, as strong as dropout of this rate.",
)
.docs("https://keras.io/api/layers/regularization_layers/gaussian_dropout/");
