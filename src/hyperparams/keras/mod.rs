//! What a concept asks when it spells itself in Keras.
//!
//! A concept looks at no value itself: it asks for values, which come as Python expressions, and tells what each
//! of its choices is spelled like. So the same spelling serves one setting and all settings of a study. Of those a
//! row that is swept is a symbol, `p["dropout"]`; where what is spelled depends on a swept row, that row's cases are
//! gone through one by one, and what they are spelled like becomes a [`Fork`](super::tree::Fork).
//!
//! | file | concern |
//! |---|---|
//! | `asks` | what a concept can ask for |
//! | `literal` | values in Python |

mod asks;
mod literal;

use std::sync::Arc;

use super::Value;
use super::kind::Scale;
use super::python::Code;
use super::spec::{HyperParams, Open, ParamSpec};
use super::tree::{Case, Tree};
use literal::{is_coded, spelled};
pub(crate) use literal::{literal, symbol};

/// A row that a study sweeps, and the values that it may take.
#[derive(Clone, Debug)]
pub(crate) struct SweptParam {
    pub row: &'static ParamSpec,
    /// Of a range so many that each [`Case`] has one.
    pub values: Vec<Value>,
}

/// The settings that are spelled.
#[derive(Clone)]
pub(crate) struct Keras<'a> {
    /// One of them.
    params: HyperParams,
    swept: Vec<SweptParam>,
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
    pub fn of_all(
        base: &HyperParams,
        swept: Vec<SweptParam>,
        settings: Vec<&'a HyperParams>,
    ) -> Self {
        Self {
            params: settings.first().copied().unwrap_or(base).clone(),
            open: swept.iter().map(|one| one.row.key).collect(),
            swept,
            settings,
        }
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
        keras.swept.push(SweptParam {
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
        let Some(SweptParam { row, .. }) = row else {
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
