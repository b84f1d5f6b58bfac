//! Models for tests.

use super::{Model, Variable};
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::*;

/// A model whose values tell where they belong: no two are the same.
pub fn model(hyperparams: HyperParams) -> Model {
    let places = hyperparams.check().unwrap().variables();
    let mut next = 0;
    let mut value = || {
        next += 1;
        next as f32 / 1024.0
    };
    let variables = places.into_iter().map(|place| Variable {
        values: (0..place.shape.iter().product()).map(|_| value()).collect(),
        name: place.name,
        shape: place.shape,
    });
    let variables = variables.collect();
    Model::new(hyperparams, variables).unwrap()
}

/// Two hidden layers with all that they can have.
pub fn normalized() -> HyperParams {
    HyperParams::default()
        .with(&HIDDEN_UNITS, "5, 3:tanh")
        .with(&BATCH_NORM, "before_activation")
        .with(&BATCH_NORM_RENORM, true)
        .with(&LEARNING_RATE, 0.1)
}

/// Just an output layer, of another name and without biases.
pub fn bare() -> HyperParams {
    HyperParams::default()
        .with(&N_LAYERS, 0.0)
        .with(&USE_BIAS, false)
        .with(&OPTIMIZER, "muon")
        .with(&EXCLUDE_LAYERS, "output")
}
