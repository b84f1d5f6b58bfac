//! Hyperparameters as a Keras 3 script, complete from `load_data` to `fit`.
//!
//! What is Keras' own default is left out, except for what a reader looks for first: widths, activations,
//! learning rate, epochs and batch size.

mod compile;
mod layers;
mod normalization;
mod parts;
pub(crate) mod python;

use super::catalog::*;
use super::{CheckedHyperParams, HyperParams, InvalidParam, Kind, Value, text::Text};
pub(crate) use parts::{Parts, literal};
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
        let (definitions, layers) = layers::layers(self, &checked);
        let model = Code::call("keras.Sequential").arg(Code::List(layers));
        let body = [
            layers::definitions_code(&definitions),
            assign("model", &model),
            "\n".to_owned(),
            self.compile_code(),
            self.fit_code(&checked),
        ]
        .concat();
        let head = [imports(&body), self.seed_code(), data(checked.train_images)].concat();
        Ok(head + &body)
    }

    fn seed_code(&self) -> String {
        format!("keras.utils.set_random_seed({})\n\n", self.name(&SEED))
    }

    fn compile_code(&self) -> String {
        let schedule = compile::schedule(self);
        let named = schedule.map(|schedule| assign("learning_rate", &schedule));
        let rate = match named {
            Some(_) => Code::plain("learning_rate"),
            None => Code::real(self.real(&LEARNING_RATE)),
        };
        let compile = self.compile_call(rate);
        format!("{}{}\n\n", named.unwrap_or_default(), compile.write(0, 0))
    }

    fn compile_call(&self, rate: Code) -> Code {
        Code::call("model.compile")
            .with("optimizer", compile::optimizer(self, rate))
            .with("loss", compile::loss(self))
            .with("metrics", Code::List(vec![Code::text("accuracy")]))
    }

    fn fit_code(&self, checked: &CheckedHyperParams) -> String {
        let callbacks = Some(compile::callbacks(self)).filter(|all| !all.is_empty());
        let fit = self.fit_call(checked);
        assign(
            "history",
            &fit.with_some("callbacks", callbacks.map(Code::List)),
        )
    }

    /// The call of `fit`, but for its callbacks.
    fn fit_call(&self, checked: &CheckedHyperParams) -> Code {
        let whole = |row| Code::whole(self.whole(row) as u64);
        let (key, validation) = if checked.validation_split > 0.0 {
            ("validation_split", Code::real(checked.validation_split))
        } else {
            ("validation_data", Code::plain("(x_test, y_test)"))
        };
        Code::call("model.fit")
            .arg(Code::plain("x_train"))
            .arg(Code::plain("y_train"))
            .with("batch_size", whole(&BATCH_SIZE))
            .with("epochs", whole(&EPOCHS))
            .with(key, validation)
            .with_some("shuffle", value(self, &SHUFFLE))
    }
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

/// Those of the rows that apply and differ from Keras' defaults, by their keys without `prefix`.
fn named(
    params: &HyperParams,
    prefix: &str,
    rows: impl IntoIterator<Item = &'static ParamSpec>,
) -> Vec<(String, Code)> {
    let rows = rows.into_iter();
    rows.filter_map(|row| {
        let name = row.key.strip_prefix(prefix).unwrap_or(row.key);
        Some((name.to_owned(), value(params, row)?))
    })
    .collect()
}

/// The value of a row that applies and differs from its default.
fn value(params: &HyperParams, row: &ParamSpec) -> Option<Code> {
    if !(row.applies)(params) || !params.is_changed(row) {
        return None;
    }
    Some(match (row.kind, params.get(row)) {
        (Kind::Text(Text::OptionalNumber), _) => Code::real(params.optional(row)?),
        (Kind::Integer { .. }, Value::Number(number)) => Code::whole(number as u64),
        (_, Value::Number(number)) => Code::real(number),
        (_, Value::Switch(on)) => Code::switch(on),
        (_, Value::Text(text)) => Code::text(text),
    })
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
