//! Values into rows. A row has one value here: two layers that want two of it are named.

use serde_json::Value as Json;

use crate::hyperparams::catalog::{self, *};
use crate::hyperparams::error::cut;
use crate::hyperparams::number::decimal;
use crate::hyperparams::{HyperParams, InvalidParam, Kind, Value, near};

/// What was read of some settings.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadConfig {
    /// The settings over those before.
    pub hyperparams: HyperParams,
    /// What has no counterpart here, as clauses; with any, nothing of the settings is to be taken.
    pub errors: Vec<String>,
    /// Sentences about what is a little different here.
    pub notes: Vec<String>,
}

pub(super) struct Reader<'a> {
    pub params: &'a HyperParams,
    settings: Vec<(&'static ParamSpec, Value)>,
    /// A network says all of these, also by what it does not have.
    pub says_network: bool,
    errors: Vec<String>,
    pub notes: Vec<String>,
}

impl<'a> Reader<'a> {
    pub fn new(params: &'a HyperParams) -> Self {
        Self {
            params,
            settings: Vec::new(),
            says_network: false,
            errors: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub fn finish(self) -> ReadConfig {
        let mut hyperparams = self.params.clone();
        if self.says_network {
            let groups = [Group::Architecture, Group::Regularization];
            let rows = CATALOG.iter().filter(|row| groups.contains(&row.group));
            rows.for_each(|row| hyperparams.reset(row));
        }
        for (row, value) in self.settings {
            hyperparams.set(row, value);
        }
        let mut errors = self.errors;
        if errors.is_empty() {
            let found = hyperparams.contradictions().into_iter();
            errors.extend(found.map(|error| error.to_string()));
        }
        ReadConfig {
            hyperparams,
            errors,
            notes: self.notes,
        }
    }

    pub fn refuse(&mut self, clause: impl Into<String>) {
        self.errors.push(cut(&clause.into(), 300));
    }

    /// A setting by whatever name.
    pub fn named(&mut self, key: &str, json: &Json) {
        let row = catalog::spec(key).or_else(|| catalog::spec_called(key));
        match row {
            Some(row) => self.set(row, json),
            None if key == "decay" => self.decay(json),
            None => self.refuse(catalog::unknown_key(key).to_string()),
        }
    }

    /// Early Keras lowers the learning rate by it, and others the weights.
    fn decay(&mut self, json: &Json) {
        if !json.is_null() && json.as_f64() != Some(0.0) {
            self.refuse(
                "decay: did you mean weight_decay, or lr_schedule (inverse_time_decay) with \
                 decay_steps and decay_rate?",
            );
        }
    }

    /// A value as JSON has it.
    pub fn set(&mut self, row: &'static ParamSpec, json: &Json) {
        let found = if json.is_null() {
            off(row)
        } else {
            value(json)
        };
        let is_activation = [ACTIVATION.key, OUTPUT_ACTIVATION.key].contains(&row.key);
        match found {
            Some(Value::Text(name)) if is_activation && near::plain(&name) == "relu6" => {
                self.assign(row, "relu");
                self.assign(&RELU_MAX_VALUE, "6");
            }
            Some(value) => self.assign(row, value),
            None => {
                let found = Value::from(json.to_string());
                self.refuse(InvalidParam::new(row.key, &found, row.requirement()).to_string());
            }
        }
    }

    pub fn assign(&mut self, row: &'static ParamSpec, value: impl Into<Value>) {
        let value = row.read(value.into());
        let before = self.settings.iter().find(|(other, _)| *other == row);
        match (row.check(&value), before) {
            (Err(error), _) => self.refuse(error.to_string()),
            (Ok(()), None) => self.settings.push((row, value)),
            (Ok(()), Some((_, other))) if *other != value => {
                let clause = format!("{} must have one value, got {other} and {value}", row.key);
                self.refuse(clause);
            }
            _ => {}
        }
    }

    /// What has been read of a row.
    pub fn assigned(&self, row: &ParamSpec) -> Option<&Value> {
        let found = self.settings.iter().find(|(other, _)| *other == row);
        found.map(|(_, value)| value)
    }
}

/// A number, a text, a switch or a list of those.
pub(super) fn value(json: &Json) -> Option<Value> {
    match json {
        Json::Number(number) => number.as_f64().map(|number| shortest(number).into()),
        Json::Array(items) if items.is_empty() => None,
        Json::Array(items) => {
            let items: Option<Vec<String>> = items
                .iter()
                .map(|item| match item {
                    Json::Null => Some("none".to_owned()),
                    Json::Array(_) => None,
                    other => value(other).map(|value| value.to_string()),
                })
                .collect();
            Some(format!("[{}]", items?.join(", ")).into())
        }
        Json::String(text) => Some(text.as_str().into()),
        Json::Bool(on) => Some((*on).into()),
        Json::Null | Json::Object(_) => None,
    }
}

/// The number that somebody has written, where 32 bits have made another of it: 0.0010000000474974513 was 0.001.
fn shortest(number: f64) -> f64 {
    let single = number as f32;
    let written = (f64::from(single) == number).then(|| decimal(&single.to_string()));
    written.flatten().unwrap_or(number)
}

/// What Keras' `None` means where it means anything.
fn off(row: &ParamSpec) -> Option<Value> {
    match row.kind {
        Kind::OptionalNumber => Some("".into()),
        Kind::Choice(choices) if choices.iter().any(|choice| choice.value == "none") => {
            Some("none".into())
        }
        _ => row.none.map(Value::Number),
    }
}
