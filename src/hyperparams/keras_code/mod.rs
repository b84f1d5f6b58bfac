//! What hyperparameters are in Keras 3, from the input layer to the last callback.
//!
//! What is Keras' own default is left out, except for what a reader looks for first: widths, activations,
//! learning rate, epochs and batch size. Whole scripts are put together in [`export`](crate::export).

mod model;

use super::catalog::*;
use super::keras::Keras;
use super::python::Code;
use super::{HyperParams, InvalidParam, early_stopping, loss, lr_schedule, optimizer, python};
pub(crate) use model::{Hidden, Model};

/// What a script says, before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub seed: Code,
    pub model: Model,
    /// A number, a schedule, or whichever of them it is.
    pub learning_rate: Code,
    /// The call of `compile`; a learning rate that is no plain number goes by its name.
    pub compile: Code,
    /// The call of `fit`, but for its callbacks.
    pub fit: Code,
    pub callbacks: Vec<Code>,
}

impl Parts {
    /// Of hyperparameters that may be wrong.
    ///
    /// # Errors
    /// What is wrong with them, as [`check`](HyperParams::check) tells it.
    pub fn checked(params: &HyperParams) -> Result<Self, Vec<InvalidParam>> {
        params.check()?;
        Ok(Self::of(&Keras::of(params)))
    }

    pub fn of(keras: &Keras) -> Self {
        let rate = lr_schedule::spell(keras, &LEARNING_RATE);
        let learning_rate = rate.unwrap_or_else(|| keras.value(&LEARNING_RATE));
        let named = match &learning_rate {
            Code::Plain(_) => learning_rate.clone(),
            _ => Code::plain(LEARNING_RATE.key),
        };
        let compile = Code::call("model.compile")
            .with_some("optimizer", optimizer::spell(keras, &named))
            .with_some("loss", loss::spell(keras))
            .with("metrics", Code::List(vec![Code::text("accuracy")]));
        let callbacks = [
            optimizer::spell_callback(keras),
            lr_schedule::spell_callback(keras),
            early_stopping::spell(keras),
        ];
        Self {
            seed: keras.value(&SEED),
            model: Model::of(keras),
            learning_rate,
            compile,
            fit: fit(keras),
            callbacks: callbacks.into_iter().flatten().collect(),
        }
    }
}

fn fit(keras: &Keras) -> Code {
    let split = keras.unless_zero(&VALIDATION_SPLIT, |split, _| split);
    let test_set = || Code::plain("(x_test, y_test)");
    let test_set = keras.strength(&VALIDATION_SPLIT, |split, _| match split {
        Some(_) => None,
        None => Some(test_set()),
    });
    Code::call("model.fit")
        .arg(Code::plain("x_train"))
        .arg(Code::plain("y_train"))
        .with("batch_size", keras.value(&BATCH_SIZE))
        .with("epochs", keras.value(&EPOCHS))
        .with_some("validation_split", split)
        .with_some("validation_data", test_set)
        .with_some("shuffle", keras.changed(&SHUFFLE))
}

#[cfg(test)]
mod tests;
