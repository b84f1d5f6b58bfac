//! Values in Python.

use super::LAYER;
use crate::hyperparams::kind::Kind;
use crate::hyperparams::python::Code;
use crate::hyperparams::spec::ParamSpec;
use crate::hyperparams::{Value, text};

/// Whether a tuner has other names for the values than Keras, so that it has to be asked for each of them.
pub(super) fn is_coded(row: &ParamSpec) -> bool {
    match row.kind {
        Kind::OptionalNumber => true,
        Kind::Choice(choices) => choices.iter().any(|choice| choice.python.is_some()),
        Kind::Integer { .. } | Kind::Real { .. } | Kind::Switch | Kind::List(_) => false,
    }
}

/// How Python reads the value of a swept row.
pub(crate) fn symbol(row: &ParamSpec) -> String {
    if row == &LAYER {
        row.key.to_owned()
    } else {
        format!("p[\"{}\"]", row.key)
    }
}

/// A row's value as Keras takes it.
pub(super) fn spelled(row: &ParamSpec, value: &Value) -> Code {
    match (row.kind, value) {
        (Kind::OptionalNumber, Value::Text(written)) => {
            match text::optional_number(written).flatten() {
                Some(number) => Code::real(number),
                None => Code::plain("None"),
            }
        }
        (Kind::Choice(choices), Value::Text(name)) => {
            let choice = choices.iter().find(|choice| choice.value == name);
            let python = choice.and_then(|choice| choice.python);
            python.map_or_else(|| Code::text(name), Code::plain)
        }
        (_, Value::Number(number)) if row.is_only_none && row.none == Some(*number) => {
            Code::plain("None")
        }
        _ => literal(row, value),
    }
}

/// A row's value as a tuner has it, which knows numbers, switches and texts alone.
pub(crate) fn literal(row: &ParamSpec, value: &Value) -> Code {
    match (row.kind, value) {
        (Kind::Integer { .. }, Value::Number(number)) => Code::whole(*number as u64),
        (_, Value::Number(number)) => Code::real(*number),
        (_, Value::Switch(on)) => Code::switch(*on),
        (_, Value::Text(text)) => Code::text(text),
    }
}
