//! What a concept asks when it spells itself in Keras.
//!
//! A concept looks at no value itself: it asks for values, which come as Python expressions, and tells what each
//! of its choices is spelled like. So the same spelling serves one setting and all settings of a study. Of those a
//! row that is swept is a symbol, `p["dropout"]`; where what is spelled depends on a swept row, that row's cases are
//! gone through one by one, and what they are spelled like becomes a [`Fork`](super::tree::Fork).

use std::sync::Arc;

use super::choice::Choices;
use super::kind::{Kind, Scale};
use super::python::Code;
use super::spec::{HyperParams, Open, ParamSpec};
use super::tree::{Case, Tree};
use super::{Value, text};

/// A row that a study sweeps, and the values that it may take.
#[derive(Clone, Debug)]
pub(crate) struct Swept {
    pub row: &'static ParamSpec,
    /// Of a range so many that each [`Case`] has one.
    pub values: Vec<Value>,
}

/// The settings that are spelled.
#[derive(Clone)]
pub(crate) struct Keras<'a> {
    /// One of them.
    params: HyperParams,
    swept: Vec<Swept>,
    /// The swept rows of which nothing is known here.
    open: Vec<&'static str>,
    /// The settings that come here; none where any combination of the swept values does.
    settings: Vec<&'a HyperParams>,
}

/// The number of the hidden layer that is being added, from 0, while that is one of several alike.
pub(crate) static LAYER: ParamSpec = ParamSpec::integer("layer", "Layer", (0, 7), Scale::Linear, 0);

impl<'a> Keras<'a> {
    /// Spells one setting.
    pub fn of(params: &HyperParams) -> Self {
        Self {
            params: params.clone(),
            swept: Vec::new(),
            open: Vec::new(),
            settings: Vec::new(),
        }
    }

    /// Spells these settings, or any combination of the swept values where there are none.
    pub fn of_all(base: &HyperParams, swept: Vec<Swept>, settings: Vec<&'a HyperParams>) -> Self {
        Self {
            params: settings.first().copied().unwrap_or(base).clone(),
            open: swept.iter().map(|one| one.row.key).collect(),
            swept,
            settings,
        }
    }

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

    /// A whole number that no study sweeps.
    pub fn whole(&self, row: &ParamSpec) -> usize {
        self.params.whole(row)
    }

    pub fn sweeps(&self, row: &ParamSpec) -> bool {
        self.swept.iter().any(|one| one.row == row)
    }

    /// The same while a hidden layer with a number of its own is added.
    pub fn at_layer(&self, number: usize) -> Self {
        let params = self.params.clone().with(&LAYER, number as f64);
        Self {
            params,
            ..self.clone()
        }
    }

    /// The same while any of so many hidden layers is added; nothing where there never is one.
    pub fn at_any_layer(&self, count: &ParamSpec) -> Option<Self> {
        let mut cases = self.cases(count).into_iter();
        let (case, value) = cases.find(|(case, _)| *case == Case::Other)?;
        let mut keras = self.given(count, &case, value);
        let values = vec![Value::Number(0.0), Value::Number(1.0)];
        keras.swept.push(Swept {
            row: &LAYER,
            values,
        });
        keras.open.push(LAYER.key);
        Some(keras)
    }

    /// What is spelled of an answer. Where that depends on a row of which nothing is known, it is asked once for each
    /// case of that row.
    pub fn ask<A>(
        &self,
        question: &dyn Fn(&HyperParams) -> A,
        spell: &dyn Fn(A, &Self) -> Option<Code>,
    ) -> Option<Code> {
        Code::of(self.tell(question, &|answer, keras| Code::tree(spell(answer, keras))))
    }

    /// The same of anything that can be said.
    pub fn tell<A, T: Clone + PartialEq>(
        &self,
        question: &dyn Fn(&HyperParams) -> A,
        say: &dyn Fn(A, &Self) -> Tree<T>,
    ) -> Tree<T> {
        if self.open.is_empty() {
            return say(question(&self.params), self);
        }
        let open = Arc::new(Open {
            rows: self.open.clone(),
            ..Open::default()
        });
        let mut params = self.params.clone();
        params.open = Some(open.clone());
        let answer = question(&params);
        let asked = open.asked.get();
        let row = asked.and_then(|key| self.swept.iter().find(|one| one.row.key == *key));
        let Some(Swept { row, .. }) = row else {
            return say(answer, self);
        };
        let cases = self.cases(row).into_iter().map(|(case, value)| {
            let tree = self.given(row, &case, value).tell(question, say);
            (case, tree)
        });
        Tree::fork(row, cases)
    }

    /// The cases of a row that occur here, each with a value.
    fn cases(&self, row: &ParamSpec) -> Vec<(Case, Value)> {
        let swept = self.swept.iter().find(|one| one.row == row);
        let values: Vec<Value> = if self.settings.is_empty() || row == &LAYER {
            swept.map_or_else(Vec::new, |one| one.values.clone())
        } else {
            self.settings
                .iter()
                .map(|setting| setting.get(row))
                .collect()
        };
        let mut cases: Vec<(Case, Value)> = Vec::new();
        for value in values {
            let case = Case::of(row, &value);
            if cases.iter().all(|(other, _)| *other != case) {
                cases.push((case, value));
            }
        }
        cases
    }

    /// The same where it is known what a row is.
    fn given(&self, row: &ParamSpec, case: &Case, value: Value) -> Self {
        let is_it = |setting: &&HyperParams| Case::of(row, &setting.get(row)) == *case;
        let settings = self.settings.iter().copied();
        Self {
            params: self.params.clone().with(row, value),
            swept: self.swept.clone(),
            open: self
                .open
                .iter()
                .copied()
                .filter(|key| *key != row.key)
                .collect(),
            settings: settings.filter(|one| row == &LAYER || is_it(one)).collect(),
        }
    }

    /// Whether it is for Python to say what the value is.
    fn is_symbol(&self, row: &ParamSpec) -> bool {
        let is_number = || Case::of(row, &self.params.get(row)) == Case::Other;
        let is_open = || self.open.contains(&row.key) && !is_coded(row);
        self.sweeps(row) && (is_open() || is_number())
    }

    fn said(&self, row: &ParamSpec) -> Code {
        if self.is_symbol(row) {
            Code::plain(symbol(row))
        } else {
            spelled(row, &self.params.get(row))
        }
    }
}

/// Whether a tuner has other names for the values than Keras, so that it has to be asked for each of them.
fn is_coded(row: &ParamSpec) -> bool {
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
