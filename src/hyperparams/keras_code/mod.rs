//! Hyperparameters as a Keras 3 script, complete from `load_data` to `fit`.
//!
//! What is Keras' own default is left out, except for what a reader looks for first: widths, activations,
//! learning rate, epochs and batch size.

mod model;
mod parts;

use super::catalog::*;
use super::keras::Keras;
pub(crate) use super::keras::literal;
pub(crate) use super::python;
use super::{HyperParams, InvalidParam, early_stopping, loss, lr_schedule, optimizer};
pub(crate) use parts::Parts;
use python::{Code, assign};

/// All images of MNIST's training set.
pub(crate) const ALL_IMAGES: usize = 60_000;

impl HyperParams {
    /// A script that trains with these hyperparameters on any of Keras' backends.
    ///
    /// # Errors
    /// What is wrong with them, as [`check`](Self::check) tells it.
    pub fn to_keras_code(&self) -> Result<String, Vec<InvalidParam>> {
        let checked = self.check()?;
        let keras = Keras::of(self);
        let (definitions, layers) = model::layers(&keras, &checked);
        let model = Code::call("keras.Sequential").arg(Code::List(layers));
        let body = [
            model::definitions_code(&definitions),
            assign("model", &model),
            "\n".to_owned(),
            compile_code(&keras),
            fit_code(&keras),
        ]
        .concat();
        let head = [
            imports(&body),
            seed_code(&keras),
            data(checked.train_images),
        ]
        .concat();
        Ok(head + &body)
    }
}

fn seed_code(keras: &Keras) -> String {
    let call = Code::call("keras.utils.set_random_seed").arg(keras.value(&SEED));
    format!("{}\n\n", call.write(0, 0))
}

fn compile_code(keras: &Keras) -> String {
    let constant = keras.value(&LEARNING_RATE);
    let schedule = lr_schedule::spell(keras, &constant);
    let named = schedule.map(|schedule| assign("learning_rate", &schedule));
    let rate = match named {
        Some(_) => Code::plain("learning_rate"),
        None => constant,
    };
    let compile = compile_call(keras, &rate);
    format!("{}{}\n\n", named.unwrap_or_default(), compile.write(0, 0))
}

fn compile_call(keras: &Keras, rate: &Code) -> Code {
    Code::call("model.compile")
        .with_some("optimizer", optimizer::spell(keras, rate))
        .with_some("loss", loss::spell(keras))
        .with("metrics", Code::List(vec![Code::text("accuracy")]))
}

fn fit_code(keras: &Keras) -> String {
    let callbacks = Some(callbacks(keras)).filter(|all| !all.is_empty());
    let fit = fit_call(keras).with_some("callbacks", callbacks.map(Code::List));
    assign("history", &fit)
}

/// The call of `fit`, but for its callbacks.
fn fit_call(keras: &Keras) -> Code {
    let split = keras.unless_zero(&VALIDATION_SPLIT, |split, _| split);
    let (key, validation) = match split {
        Some(split) => ("validation_split", split),
        None => ("validation_data", Code::plain("(x_test, y_test)")),
    };
    Code::call("model.fit")
        .arg(Code::plain("x_train"))
        .arg(Code::plain("y_train"))
        .with("batch_size", keras.value(&BATCH_SIZE))
        .with("epochs", keras.value(&EPOCHS))
        .with(key, validation)
        .with_some("shuffle", keras.changed(&SHUFFLE))
}

/// What decides at the end of an epoch.
fn callbacks(keras: &Keras) -> Vec<Code> {
    let all = [
        lr_schedule::spell_callback(keras),
        early_stopping::spell(keras),
    ];
    all.into_iter().flatten().collect()
}

/// `keras`, and those of its modules that the script names.
pub(crate) fn imports(script: &str) -> String {
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
    format!("import keras\nfrom keras import {}\n\n", used.join(", "))
}

/// Loading, scaling and one-hot encoding.
pub(crate) fn data(images: usize) -> String {
    let images = if images < ALL_IMAGES {
        format!("x_train, y_train = x_train[:{images}], y_train[:{images}]\n")
    } else {
        String::new()
    };
    format!(
        "(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()\n\
         {images}\
         x_train = x_train.reshape(-1, 784).astype(\"float32\") / 255\n\
         x_test = x_test.reshape(-1, 784).astype(\"float32\") / 255\n\
         y_train = keras.utils.to_categorical(y_train, 10)\n\
         y_test = keras.utils.to_categorical(y_test, 10)\n\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
