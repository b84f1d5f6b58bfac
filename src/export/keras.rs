//! A run as a Keras 3 script, complete from `load_data` to `fit`.

use super::statements::{Statement, write};
use crate::hyperparams::catalog::{DATA, LEARNING_RATE, TRAIN_IMAGES};
use crate::hyperparams::error::sentence;
use crate::hyperparams::keras_code::{Hidden, Model, Parts};
use crate::hyperparams::python::{Code, assign};
use crate::hyperparams::tree::Tree;
use crate::hyperparams::{DataId, HyperParams, InvalidParam};

impl HyperParams {
    /// A script that trains with these hyperparameters on any of Keras' backends.
    ///
    /// # Errors
    /// What is wrong with them, as [`check`](Self::check) tells it.
    pub fn to_keras_code(&self) -> Result<String, Vec<InvalidParam>> {
        let parts = Parts::checked(self)?;
        let seed = Code::call("keras.utils.set_random_seed").arg(parts.seed.clone());
        let body = body(&parts);
        let images = self.number(&TRAIN_IMAGES).map(|images| images as usize);
        let own = own_images(self);
        let head = [
            imports(&body, &own),
            format!("{}\n\n", seed.write(0, 0)),
            data(images.unwrap_or(own.train_images()), &own),
        ];
        Ok(head.concat() + &body)
    }
}

/// The same, for whoever tells a visitor.
///
/// # Errors
/// What is wrong with the hyperparameters, in one line.
pub fn keras_script(params: &HyperParams) -> Result<String, String> {
    params.to_keras_code().map_err(|errors| sentence(&errors))
}

fn body(parts: &Parts) -> String {
    let rate = match &parts.learning_rate {
        Code::Plain(_) => String::new(),
        schedule => assign(LEARNING_RATE.key, schedule),
    };
    let callbacks = Some(parts.callbacks.clone()).filter(|all| !all.is_empty());
    let fit = parts.fit.clone();
    [
        definitions(&parts.model),
        assign("model", &sequential(layers(&parts.model))),
        format!("\n{rate}{}\n\n", parts.compile.write(0, 0)),
        assign(
            "history",
            &fit.with_some("callbacks", callbacks.map(Code::List)),
        ),
    ]
    .concat()
}

/// The activations as functions, with two empty lines around each, as Python's style has it.
fn definitions(model: &Model) -> String {
    let written = model.definitions.iter().map(|(name, call)| {
        let body = vec![Statement::Return(call.clone())];
        format!("{}\n", write(&[Statement::Define { name, body }], 0))
    });
    let end = if model.definitions.is_empty() {
        ""
    } else {
        "\n"
    };
    written.collect::<String>() + end
}

/// The layers of one setting.
fn layers(model: &Model) -> Vec<Code> {
    let hidden = match &model.hidden {
        Tree::Leaf(Hidden::Each(blocks)) => blocks.as_slice(),
        Tree::Leaf(Hidden::Alike { .. }) | Tree::Fork(_) => &[],
    };
    let all = model.input.iter().chain(hidden.iter().flatten());
    all.chain([&model.output]).cloned().collect()
}

pub(super) fn sequential(layers: Vec<Code>) -> Code {
    Code::call("keras.Sequential").arg(Code::List(layers))
}

/// `keras`, and those of its modules that the script names.
///
/// - own: what is loaded by numpy, if it is
pub(super) fn imports(script: &str, own: &DataId) -> String {
    const MODULES: [&str; 7] = [
        "callbacks",
        "constraints",
        "initializers",
        "layers",
        "losses",
        "optimizers",
        "regularizers",
    ];
    let names = |module: &&str| script.contains(&format!("{module}."));
    let used: Vec<&str> = MODULES.into_iter().filter(names).collect();
    let numpy = match own.is_mnist() {
        true => "",
        false => "import numpy\n",
    };
    format!(
        "import keras\n{numpy}from keras import {}\n\n",
        used.join(", ")
    )
}

/// Which images a setting trains on; MNIST where what it says names none.
pub(super) fn own_images(params: &HyperParams) -> DataId {
    let said = params.text(&DATA).and_then(DataId::parse);
    said.unwrap_or_default()
}

/// Loading, scaling and one-hot encoding.
///
/// - images: how many are trained on
pub(super) fn data(images: usize, own: &DataId) -> String {
    let load = match own.is_mnist() {
        true => {
            "(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()\n".to_owned()
        }
        false => format!(
            "# Your own images, {} to train on and {} to test on, 28 x 28 bytes each\n\
             # ({}).\n\
             own = numpy.load(\"yours.npz\")\n\
             x_train, y_train = own[\"x_train\"], own[\"y_train\"]\n\
             x_test, y_test = own[\"x_test\"], own[\"y_test\"]\n",
            own.train_images(),
            own.test_images(),
            own.sha256()
        ),
    };
    let images = if images < own.train_images() {
        format!("x_train, y_train = x_train[:{images}], y_train[:{images}]\n")
    } else {
        String::new()
    };
    format!(
        "{load}\
         {images}\
         x_train = x_train.reshape(-1, 784).astype(\"float32\") / 255\n\
         x_test = x_test.reshape(-1, 784).astype(\"float32\") / 255\n\
         y_train = keras.utils.to_categorical(y_train, 10)\n\
         y_test = keras.utils.to_categorical(y_test, 10)\n\n"
    )
}

#[cfg(test)]
mod tests {
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;

    #[test]
    fn the_defaults_are_a_script_that_anybody_would_write() {
        let script = HyperParams::default().to_keras_code().unwrap();
        for line in [
            "import keras",
            "from keras import layers, optimizers",
            "keras.utils.set_random_seed(42)",
            "    layers.Dense(128, activation=\"relu\"),",
            "    layers.Dense(10, activation=\"softmax\"),",
            "    optimizer=optimizers.Adam(learning_rate=0.001),",
            "    loss=\"categorical_crossentropy\",",
            "    batch_size=128,",
        ] {
            assert!(script.lines().any(|one| one == line), "{line}\n{script}");
        }
    }

    #[test]
    fn own_images_are_loaded_from_a_file_of_theirs() {
        let own = DataId::new(500, 60, &"ab".repeat(32));
        let params = HyperParams::default()
            .with(&DATA, own.name())
            .with(&TRAIN_IMAGES, 400.0);
        let script = params.to_keras_code().unwrap();
        for line in [
            "import numpy",
            "own = numpy.load(\"yours.npz\")",
            "x_train, y_train = x_train[:400], y_train[:400]",
        ] {
            assert!(script.lines().any(|one| one == line), "{line}\n{script}");
        }
        assert!(script.contains(own.sha256()) && !script.contains("mnist"));
        let all = params.with(&TRAIN_IMAGES, 500.0).to_keras_code().unwrap();
        assert!(!all.contains("[:500]"), "{all}");
    }

    #[test]
    fn hyperparameters_that_are_wrong_have_no_script() {
        let errors = HyperParams::default()
            .with(&EPOCHS, "many")
            .to_keras_code()
            .unwrap_err();
        assert_eq!(errors[0].key, "epochs");
    }

    #[test]
    fn an_activation_with_arguments_is_defined_once() {
        let params = HyperParams::default()
            .with(&ACTIVATION, "leaky_relu")
            .with(&NEGATIVE_SLOPE, 0.1);
        let script = params.to_keras_code().unwrap();
        assert_eq!(script.matches("def leaky_relu(x):").count(), 1, "{script}");
        assert_eq!(script.matches("activation=leaky_relu").count(), 2);
    }
}
