//! What a concept can ask for.

use super::literal::{literal, spelled, symbol};
use super::{Case, Keras};
use crate::hyperparams::choice::Choices;
use crate::hyperparams::python::Code;
use crate::hyperparams::spec::{HyperParams, ParamSpec};

impl Keras<'_> {
    /// A row's value.
    pub fn value(&self, row: &'static ParamSpec) -> Code {
        let default = |params: &HyperParams| {
            let is_idle = !(row.applies)(params);
            is_idle.then(|| row.default_in(params))
        };
        let value = self.ask(&default, &|default, keras| {
            Some(match default {
                Some(default) => spelled(row, &default.value()),
                None => keras.said(row),
            })
        });
        value.unwrap_or_else(|| spelled(row, &row.default.value()))
    }

    /// The value of a row that applies and differs from its default, or may do so.
    pub fn changed(&self, row: &'static ParamSpec) -> Option<Code> {
        if !self.is_symbol(row) {
            return self.unless_default(row, |value, _| value);
        }
        let default = |params: &HyperParams| (row.applies)(params).then(|| row.default_in(params));
        self.ask(&default, &|default, keras| {
            let is_default = default?.number() == row.none;
            let can_be_off = || {
                keras
                    .cases(row)
                    .iter()
                    .any(|(case, _)| *case != Case::Other)
            };
            let symbol = symbol(row);
            Some(match row.none {
                Some(0.0) if (is_default || row.is_only_none) && can_be_off() => {
                    Code::plain(format!("{symbol} or None"))
                }
                Some(none) if none != 0.0 && can_be_off() => {
                    let none = literal(row, &none.into()).write(0, 0);
                    Code::plain(format!("None if {symbol} == {none} else {symbol}"))
                }
                Some(_) | None => keras.said(row),
            })
        })
    }

    /// What is spelled of the value of a row if that applies and differs from its default.
    pub fn unless_default(
        &self,
        row: &'static ParamSpec,
        spell: impl Fn(Option<Code>, &Self) -> Option<Code>,
    ) -> Option<Code> {
        let is_changed = |params: &HyperParams| (row.applies)(params) && params.is_changed(row);
        self.ask(&is_changed, &|is_changed, keras| {
            spell(is_changed.then(|| keras.said(row)), keras)
        })
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
    pub fn list(&self, row: &'static ParamSpec, items: impl Fn(&str) -> Option<Vec<Code>>) -> Code {
        let list = self.ask(&|params| params.list(row), &|text, _| {
            Some(Code::List(items(&text).unwrap_or_default()))
        });
        list.unwrap_or_else(|| Code::List(Vec::new()))
    }

    /// What a choice is spelled like.
    pub fn choose<T: Choices>(
        &self,
        row: &'static ParamSpec,
        spell: impl Fn(T, &Self) -> Option<Code>,
    ) -> Option<Code> {
        self.ask(&|params| params.choice(row), &|choice, keras| {
            let code = spell(choice, keras);
            let own = literal(row, &keras.params.get(row));
            // What goes by the names of its values is what the setting says.
            let is_own = keras.chooses(row) && code.as_ref() == Some(&own);
            if is_own {
                Some(Code::plain(symbol(row)))
            } else {
                code
            }
        })
    }

    /// What a switch is spelled like.
    pub fn switch(
        &self,
        row: &'static ParamSpec,
        spell: impl Fn(bool, &Self) -> Option<Code>,
    ) -> Option<Code> {
        self.ask(&|params| params.is_on(row), &spell)
    }

    /// What a row is spelled like unless it is zero, which is off.
    pub fn unless_zero(
        &self,
        row: &'static ParamSpec,
        spell: impl Fn(Code, &Self) -> Code,
    ) -> Option<Code> {
        self.strength(row, |value, keras| Some(spell(value?, keras)))
    }

    /// What is spelled of a row's value, which is nothing where it is zero.
    pub fn strength(
        &self,
        row: &'static ParamSpec,
        spell: impl Fn(Option<Code>, &Self) -> Option<Code>,
    ) -> Option<Code> {
        let is_on = |params: &HyperParams| params.real(row) != 0.0;
        self.ask(&is_on, &|is_on, keras| {
            spell(is_on.then(|| keras.value(row)), keras)
        })
    }

    /// Whether a row that applies here is swept, so that its choices have to be spelled out, defaults too.
    pub fn chooses(&self, row: &ParamSpec) -> bool {
        self.sweeps(row) && (row.applies)(&self.params)
    }
}
