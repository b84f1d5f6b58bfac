//! Pasted settings: the page's own JSON, and Keras'.

use tuneground::hyperparams::HyperParams;
use tuneground::hyperparams::presets::PRESETS;
use tuneground::state::{Pasted, paste, to_json};

use super::{END, owned, text};
use crate::fuzz::words;

pub fn check(input: &[u8]) -> String {
    match paste(&HyperParams::default(), &text(input)) {
        Ok(Pasted {
            hyperparams: params,
            notes,
        }) => {
            assert_eq!(
                params.contradictions(),
                [],
                "what is taken can be trained with"
            );
            let json = to_json(&params);
            let again = paste(&HyperParams::default(), &json).expect("settings come back");
            assert_eq!(
                to_json(&again.hyperparams),
                json,
                "settings come back as they were"
            );
            let told = params.differences(&HyperParams::default());
            let keys = told.iter().map(|(row, _)| row.key.to_owned());
            keys.chain(notes).collect::<Vec<_>>().join(END)
        }
        Err(errors) => errors.join(END),
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let of = |params: HyperParams| to_json(&params).into_bytes();
    PRESETS
        .iter()
        .map(|preset| of(preset.hyperparams()))
        .collect()
}

pub fn words() -> Vec<String> {
    let mut words = words::of_catalog();
    words.extend(owned([
        "null",
        "true",
        "[]",
        "{}",
        "\"\"",
        "[[1]]",
        "[1, \"2:tanh\"]",
    ]));
    words
}

/// In the repository's `seeds/keras`, as Keras writes them.
pub fn keras_seeds() -> Vec<Vec<u8>> {
    Vec::new()
}

pub fn keras_words() -> Vec<String> {
    let mut words = words();
    words.extend(owned([
        "name",
        "class_name",
        "config",
        "layers",
        "Dense",
        "Dropout",
        "BatchNormalization",
        "Flatten",
        "InputLayer",
        "Sequential",
        "Functional",
        "Adam",
        "AdamW",
        "SGD",
        "RMSprop",
        "Nadam",
        "Lion",
        "Adagrad",
        "Adadelta",
        "Adamax",
        "GlorotUniform",
        "HeNormal",
        "Zeros",
        "L1",
        "L2",
        "L1L2",
        "MaxNorm",
        "UnitNorm",
        "units",
        "rate",
        "activation",
        "kernel_initializer",
        "kernel_regularizer",
        "kernel_constraint",
        "use_bias",
        "batch_shape",
        "registered_name",
        "module",
        "dtype",
        "DTypePolicy",
        "build_config",
        "ExponentialDecay",
        "CosineDecay",
        "PiecewiseConstantDecay",
        "initial_learning_rate",
        "decay",
        "lr",
        "relu6",
        "softmax",
        "linear",
        "0.0010000000474974513",
        "null",
    ]));
    words
}
