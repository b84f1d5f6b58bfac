//! What a concept asks when it spells itself in Keras.
//!
//! A concept looks at no value itself: it asks for values, which come as Python expressions, and tells what each
//! of its choices is spelled like. So the same spelling serves one setting and many.

use super::choice::Choices;
use super::kind::Kind;
use super::python::Code;
use super::spec::{HyperParams, ParamSpec};
use super::{Value, text};

/// The settings that are spelled.
#[derive(Clone, Copy)]
pub(crate) struct Keras<'a> {
    params: &'a HyperParams,
}

impl<'a> Keras<'a> {
    /// Spells one setting.
    pub fn of(params: &'a HyperParams) -> Self {
        Self { params }
    }

    /// A row's value.
    pub fn value(&self, row: &ParamSpec) -> Code {
        let value = if (row.applies)(self.params) {
            self.params.get(row)
        } else {
            row.default_in(self.params).value()
        };
        spelled(row, &value)
    }

    /// The value of a row that applies and differs from its default.
    pub fn changed(&self, row: &ParamSpec) -> Option<Code> {
        let is_said = (row.applies)(self.params) && self.params.is_changed(row);
        is_said.then(|| self.value(row))
    }

    /// Those of the rows that apply and differ from Keras' defaults, by Keras' names for them.
    pub fn arguments(
        &self,
        rows: impl IntoIterator<Item = &'static ParamSpec>,
    ) -> Vec<(String, Code)> {
        let rows = rows.into_iter();
        rows.filter_map(|row| Some((row.argument.to_owned(), self.changed(row)?)))
            .collect()
    }

    /// The items of a list that a row holds as text.
    pub fn list(&self, row: &ParamSpec, items: impl Fn(&str) -> Option<Vec<Code>>) -> Code {
        Code::List(items(&self.params.list(row)).unwrap_or_default())
    }

    /// What a choice is spelled like.
    pub fn choose<T: Choices>(
        &self,
        row: &ParamSpec,
        spell: impl Fn(T, &Self) -> Option<Code>,
    ) -> Option<Code> {
        spell(self.params.choice(row), self)
    }

    /// What a switch is spelled like.
    pub fn switch(
        &self,
        row: &ParamSpec,
        spell: impl Fn(bool, &Self) -> Option<Code>,
    ) -> Option<Code> {
        spell(self.params.is_on(row), self)
    }

    /// What a row is spelled like unless it is zero, which is off.
    pub fn unless_zero(
        &self,
        row: &ParamSpec,
        spell: impl Fn(Code, &Self) -> Code,
    ) -> Option<Code> {
        let is_on = self.params.real(row) != 0.0;
        is_on.then(|| spell(self.value(row), self))
    }
}

/// A row's value as Keras takes it.
fn spelled(row: &ParamSpec, value: &Value) -> Code {
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
