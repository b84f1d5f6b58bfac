//! The rows themselves, in the order of the screen.

use super::{Choice, Default, Group, Kind, Row, Scale};
use crate::hyperparams::HyperParams;

/// Every hyperparameter, in the order of the screen.
pub static CATALOG: &[&Row] = &[
    &N_LAYERS,
    &N_NODES,
    &ACTIVATION,
    &OPTIMIZER,
    &LEARNING_RATE,
    &MOMENTUM,
    &NESTEROV,
    &RHO,
    &CENTERED,
    &INITIAL_ACCUMULATOR_VALUE,
    &BETA_1,
    &BETA_2,
    &AMSGRAD,
    &EPSILON,
    &EPOCHS,
    &BATCH_SIZE,
    &TRAIN_IMAGES,
    &SHUFFLE,
    &SEED,
    &L1,
    &L2,
    &DROPOUT,
];

fn always(_: &HyperParams) -> bool {
    true
}

fn has_hidden_layers(params: &HyperParams) -> bool {
    params.get(&N_LAYERS).number() != Some(0.0)
}

fn optimizer_is(params: &HyperParams, names: &[&str]) -> bool {
    let optimizer = params.get(&OPTIMIZER);
    optimizer.text().is_some_and(|name| names.contains(&name))
}

const fn choice(value: &'static str, label: &'static str) -> Choice {
    Choice { value, label }
}

pub static N_LAYERS: Row = Row {
    key: "n_layers",
    label: "Hidden layers",
    group: Group::Architecture,
    kind: Kind::Integer {
        min: 0,
        max: 8,
        scale: Scale::Linear,
    },
    default: Default::Number(2.0),
    help: "More layers can express more intricate functions, but are slower and harder to train.",
    keras: "https://keras.io/api/models/sequential/",
    applies: always,
};

pub static N_NODES: Row = Row {
    key: "n_nodes",
    label: "Nodes per layer",
    group: Group::Architecture,
    kind: Kind::Integer {
        min: 1,
        max: 1024,
        scale: Scale::Log,
    },
    default: Default::Number(128.0),
    help: "More nodes give each layer more capacity, at a cost in time and a risk of overfitting.",
    keras: "https://keras.io/api/layers/core_layers/dense/",
    applies: has_hidden_layers,
};

pub static ACTIVATION: Row = Row {
    key: "activation",
    label: "Activation",
    group: Group::Architecture,
    kind: Kind::Choice(&[
        choice("relu", "ReLU"),
        choice("sigmoid", "Sigmoid"),
        choice("tanh", "Tanh"),
        choice("linear", "Linear"),
    ]),
    default: Default::Choice("relu"),
    help: "Bends each layer's output; without a bend (linear) any number of layers is worth one.",
    keras: "https://keras.io/api/layers/activations/",
    applies: has_hidden_layers,
};

pub static OPTIMIZER: Row = Row {
    key: "optimizer",
    label: "Optimizer",
    group: Group::Optimizer,
    kind: Kind::Choice(&[
        choice("sgd", "SGD"),
        choice("rmsprop", "RMSprop"),
        choice("adagrad", "Adagrad"),
        choice("adam", "Adam"),
    ]),
    default: Default::Choice("adam"),
    help: "The rule that turns gradients into steps; adaptive ones scale the step of each weight.",
    keras: "https://keras.io/api/optimizers/",
    applies: always,
};

pub static LEARNING_RATE: Row = Row {
    key: "learning_rate",
    label: "Learning rate",
    group: Group::Optimizer,
    kind: Kind::Real {
        min: 1e-6,
        max: 10.0,
        scale: Scale::Log,
    },
    default: Default::Number(0.001),
    help: "Larger steps learn faster, until they overshoot and the loss jumps about or diverges.",
    keras: "https://keras.io/api/optimizers/#learning-rate-schedules--decay",
    applies: always,
};

pub static MOMENTUM: Row = Row {
    key: "momentum",
    label: "Momentum",
    group: Group::Optimizer,
    kind: Kind::Real {
        min: 0.0,
        max: 1.0,
        scale: Scale::Linear,
    },
    default: Default::Number(0.0),
    help: "Keeps more of the last step's direction, which speeds up and smooths, then overshoots.",
    keras: "https://keras.io/api/optimizers/sgd/",
    applies: |params| optimizer_is(params, &["sgd", "rmsprop"]),
};

pub static NESTEROV: Row = Row {
    key: "nesterov",
    label: "Nesterov momentum",
    group: Group::Optimizer,
    kind: Kind::Switch,
    default: Default::Switch(false),
    help: "Looks ahead along the momentum before stepping, which damps overshooting.",
    keras: "https://keras.io/api/optimizers/sgd/",
    applies: |params| optimizer_is(params, &["sgd"]) && params.get(&MOMENTUM).number() != Some(0.0),
};

pub static RHO: Row = Row {
    key: "rho",
    label: "Rho",
    group: Group::Optimizer,
    kind: Kind::Real {
        min: 0.0,
        max: 0.9999,
        scale: Scale::Linear,
    },
    default: Default::Number(0.9),
    help: "A longer memory of past squared gradients: steadier step sizes, slower to adapt.",
    keras: "https://keras.io/api/optimizers/rmsprop/",
    applies: |params| optimizer_is(params, &["rmsprop"]),
};

pub static CENTERED: Row = Row {
    key: "centered",
    label: "Centered",
    group: Group::Optimizer,
    kind: Kind::Switch,
    default: Default::Switch(false),
    help: "Scales by the gradients' variance rather than their square; steadier, a little dearer.",
    keras: "https://keras.io/api/optimizers/rmsprop/",
    applies: |params| optimizer_is(params, &["rmsprop"]),
};

pub static INITIAL_ACCUMULATOR_VALUE: Row = Row {
    key: "initial_accumulator_value",
    label: "Initial accumulator",
    group: Group::Optimizer,
    kind: Kind::Real {
        min: 0.0,
        max: 10.0,
        scale: Scale::ZeroThenLog { from: -6 },
    },
    default: Default::Number(0.1),
    help: "A larger start value makes the first steps smaller.",
    keras: "https://keras.io/api/optimizers/adagrad/",
    applies: |params| optimizer_is(params, &["adagrad"]),
};

pub static BETA_1: Row = Row {
    key: "beta_1",
    label: "Beta 1",
    group: Group::Optimizer,
    kind: Kind::Real {
        min: 0.0,
        max: 0.9999,
        scale: Scale::Linear,
    },
    default: Default::Number(0.9),
    help: "A longer memory of past gradients: smoother steps, slower turns.",
    keras: "https://keras.io/api/optimizers/adam/",
    applies: |params| optimizer_is(params, &["adam"]),
};

pub static BETA_2: Row = Row {
    key: "beta_2",
    label: "Beta 2",
    group: Group::Optimizer,
    kind: Kind::Real {
        min: 0.0,
        max: 0.99999,
        scale: Scale::Linear,
    },
    default: Default::Number(0.999),
    help: "A longer memory of past squared gradients: steadier step sizes, slower to adapt.",
    keras: "https://keras.io/api/optimizers/adam/",
    applies: |params| optimizer_is(params, &["adam"]),
};

pub static AMSGRAD: Row = Row {
    key: "amsgrad",
    label: "AMSGrad",
    group: Group::Optimizer,
    kind: Kind::Switch,
    default: Default::Switch(false),
    help: "Never lets a step size grow back, which helps where rare gradients are forgotten.",
    keras: "https://keras.io/api/optimizers/adam/",
    applies: |params| optimizer_is(params, &["adam"]),
};

pub static EPSILON: Row = Row {
    key: "epsilon",
    label: "Epsilon",
    group: Group::Optimizer,
    kind: Kind::Real {
        min: 1e-10,
        max: 1.0,
        scale: Scale::Log,
    },
    default: Default::Number(1e-7),
    help: "A larger value tames the steps of weights whose gradients are tiny.",
    keras: "https://keras.io/api/optimizers/adam/",
    applies: |params| optimizer_is(params, &["rmsprop", "adagrad", "adam"]),
};

pub static EPOCHS: Row = Row {
    key: "epochs",
    label: "Epochs",
    group: Group::Training,
    kind: Kind::Integer {
        min: 1,
        max: 1000,
        scale: Scale::Log,
    },
    default: Default::Number(10.0),
    help: "More passes over the training images: better fit, until it overfits.",
    keras: "https://keras.io/api/models/model_training_apis/#fit-method",
    applies: always,
};

pub static BATCH_SIZE: Row = Row {
    key: "batch_size",
    label: "Batch size",
    group: Group::Training,
    kind: Kind::Integer {
        min: 1,
        max: 60_000,
        scale: Scale::Log,
    },
    default: Default::Number(128.0),
    help: "Larger batches give smoother gradients and faster epochs, but fewer steps in each.",
    keras: "https://keras.io/api/models/model_training_apis/#fit-method",
    applies: always,
};

pub static TRAIN_IMAGES: Row = Row {
    key: "train_images",
    label: "Training images",
    group: Group::Training,
    kind: Kind::Integer {
        min: 100,
        max: 60_000,
        scale: Scale::Log,
    },
    default: Default::Number(10_000.0),
    help: "More images generalize better and take longer; beyond 10,000 more of MNIST is downloaded.",
    keras: "https://keras.io/api/datasets/mnist/",
    applies: always,
};

pub static SHUFFLE: Row = Row {
    key: "shuffle",
    label: "Shuffle every epoch",
    group: Group::Training,
    kind: Kind::Switch,
    default: Default::Switch(true),
    help: "Deals the images into new batches in every epoch, so that no order is learned.",
    keras: "https://keras.io/api/models/model_training_apis/#fit-method",
    applies: always,
};

pub static SEED: Row = Row {
    key: "seed",
    label: "Seed",
    group: Group::Training,
    kind: Kind::Integer {
        min: 0,
        max: u32::MAX,
        scale: Scale::Linear,
    },
    default: Default::Number(42.0),
    help: "Another seed draws other initial weights, shuffles and dropouts; the same one repeats the run.",
    keras: "https://keras.io/api/utils/python_utils/#set_random_seed-function",
    applies: always,
};

pub static L1: Row = Row {
    key: "l1",
    label: "L1 penalty",
    group: Group::Regularization,
    kind: Kind::Real {
        min: 0.0,
        max: 1.0,
        scale: Scale::ZeroThenLog { from: -7 },
    },
    default: Default::Number(0.0),
    help: "Pulls weights of the hidden layers to exactly zero: simpler, then blunter networks.",
    keras: "https://keras.io/api/layers/regularizers/",
    applies: has_hidden_layers,
};

pub static L2: Row = Row {
    key: "l2",
    label: "L2 penalty",
    group: Group::Regularization,
    kind: Kind::Real {
        min: 0.0,
        max: 1.0,
        scale: Scale::ZeroThenLog { from: -7 },
    },
    default: Default::Number(0.0),
    help: "Shrinks large weights of the hidden layers: less overfitting, then underfitting.",
    keras: "https://keras.io/api/layers/regularizers/",
    applies: has_hidden_layers,
};

pub static DROPOUT: Row = Row {
    key: "dropout",
    label: "Dropout",
    group: Group::Regularization,
    kind: Kind::Real {
        min: 0.0,
        max: 0.99,
        scale: Scale::Linear,
    },
    default: Default::Number(0.0),
    help: "Switches off a larger share of each hidden layer's outputs at random in every step.",
    keras: "https://keras.io/api/layers/regularization_layers/dropout/",
    applies: has_hidden_layers,
};
