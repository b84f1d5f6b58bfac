//! A script in parts, for those who train more than one setting with it.

use super::python::Code;
use super::{compile, layers};
use crate::hyperparams::catalog::LEARNING_RATE;
use crate::hyperparams::{HyperParams, InvalidParam, Kind, ParamSpec, Value};

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
        let (definitions, layers) = layers::layers(self, &checked);
        let constant = || Code::real(self.real(&LEARNING_RATE));
        let rate = compile::schedule(self).unwrap_or_else(constant);
        Ok(Parts {
            definitions,
            layers,
            compile: self.compile_call(rate),
            fit: self.fit_call(&checked),
            callbacks: compile::callbacks(self),
        })
    }
}

/// A row's value in Python; of rows that hold a text, the text.
pub(crate) fn literal(row: &ParamSpec, value: &Value) -> Code {
    match (row.kind, value) {
        (Kind::Integer { .. }, Value::Number(number)) => Code::whole(*number as u64),
        (_, Value::Number(number)) => Code::real(*number),
        (_, Value::Switch(on)) => Code::switch(*on),
        (_, Value::Text(text)) => Code::text(text),
    }
}
