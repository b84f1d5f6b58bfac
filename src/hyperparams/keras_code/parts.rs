//! A script in parts, for those who train more than one setting with it.

use super::python::Code;
use super::{callbacks, compile_call, fit_call, model};
use crate::hyperparams::catalog::LEARNING_RATE;
use crate::hyperparams::keras::Keras;
use crate::hyperparams::{HyperParams, InvalidParam, lr_schedule};

/// What a script says, before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// Activations with arguments: the name of each function, and what it computes of `x`.
    pub definitions: Vec<(&'static str, Code)>,
    /// From input to output.
    pub layers: Vec<Code>,
    /// The call of `compile`; a schedule stands in its optimizer.
    pub compile: Code,
    /// The call of `fit`, but for its callbacks.
    pub fit: Code,
    pub callbacks: Vec<Code>,
}

impl HyperParams {
    /// # Errors
    /// What is wrong with them, as [`check`](Self::check) tells it.
    pub(crate) fn to_keras_parts(&self) -> Result<Parts, Vec<InvalidParam>> {
        let checked = self.check()?;
        let keras = Keras::of(self);
        let (definitions, layers) = model::layers(&keras, &checked);
        let constant = keras.value(&LEARNING_RATE);
        let rate = lr_schedule::spell(&keras, &constant).unwrap_or(constant);
        Ok(Parts {
            definitions,
            layers,
            compile: compile_call(&keras, &rate),
            fit: fit_call(&keras),
            callbacks: callbacks(&keras),
        })
    }
}
