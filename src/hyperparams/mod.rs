//! What to train: plain data, no burn, no browser.
//!
//! [`HyperParams`] is what a form, a link or a JSON file says; it may be wrong. [`HyperParams::check`] turns
//! it into [`CheckedHyperParams`], the only thing that a trainer takes, or names everything that is wrong with it.

mod architecture;
pub mod catalog;
mod check;
mod checked;
mod dropout;
pub mod error;
pub(crate) mod keras_code;
pub mod keras_config;
mod loss;
mod lr_schedule;
pub mod near;
mod normalization;
pub mod number;
mod optimizer;
pub mod permalink;
pub mod presets;
mod regularization;
mod stopping;
mod text;
mod validation;
mod value;
mod warnings;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};

pub use architecture::{Activation, BiasInitializer, Fan, HiddenLayer, Initializer};
pub use catalog::{CATALOG, Choice, Group, Kind, ParamSpec, Scale};
pub use checked::CheckedHyperParams;
pub use dropout::{DropoutConfig, NoiseShape};
pub use error::InvalidParam;
pub use loss::{Loss, Reduction};
pub use lr_schedule::LrSchedule;
pub use normalization::{BatchNormConfig, Norm, NormVariable, Renorm};
pub use optimizer::{Adaptive, Clipping, Ema, Momentum, OptimizerConfig, UpdateRule};
pub use regularization::{Axis, Constraint, Penalties, PenaltyLayers, Regularizer};
pub use stopping::{EarlyStopping, Metric, Monitor, ReduceLrOnPlateau};
pub use text::Text;
pub use validation::held_out_name;
pub use value::Value;
pub use warnings::ParamWarning;

/// Hyperparameters as edited: a value for some rows of the [`CATALOG`], the default for all others.
///
/// Its JSON form is a flat object, `{"learning_rate": 0.01, "optimizer": "adam"}`. Reading takes any
/// subset of the keys; writing gives every row that [applies](Self::applicable), so that a file stays
/// complete when a default changes.
#[derive(Clone, Debug, Default)]
pub struct HyperParams {
    changed: BTreeMap<&'static str, Value>,
}

/// Equal are those whose every row has the same value.
impl PartialEq for HyperParams {
    fn eq(&self, other: &Self) -> bool {
        CATALOG.iter().all(|row| self.get(row) == other.get(row))
    }
}

impl HyperParams {
    /// The value of a row: what was set, else the row's default under the other choices.
    pub fn get(&self, row: &ParamSpec) -> Value {
        self.changed
            .get(row.key)
            .cloned()
            .unwrap_or_else(|| row.default_in(self).value())
    }

    /// The [value](Self::get) of a row as a number, if it is one. No copy is made: a thousand settings are checked when a
    /// letter is typed.
    pub(crate) fn number(&self, row: &ParamSpec) -> Option<f64> {
        match self.changed.get(row.key) {
            Some(value) => value.number(),
            None => row.default_in(self).number(),
        }
    }

    /// The same as a text.
    pub(crate) fn text(&self, row: &ParamSpec) -> Option<&str> {
        match self.changed.get(row.key) {
            Some(value) => value.text(),
            None => row.default_in(self).text(),
        }
    }

    /// The same as a switch.
    pub(crate) fn switch(&self, row: &ParamSpec) -> Option<bool> {
        match self.changed.get(row.key) {
            Some(value) => value.switch(),
            None => row.default_in(self).switch(),
        }
    }

    /// Sets a row. The row's default counts as not set, unless it depends on other choices: those may be
    /// made later.
    pub fn set(&mut self, row: &ParamSpec, value: impl Into<Value>) {
        let value = row.read(value.into());
        if value == row.default.value() && !row.default_varies() {
            self.reset(row);
        } else {
            self.changed.insert(row.key, value);
        }
    }

    /// Gives a row its default, whatever that will be under later choices.
    pub fn reset(&mut self, row: &ParamSpec) {
        self.changed.remove(row.key);
    }

    /// The same hyperparameters with one row set differently.
    pub fn with(mut self, row: &ParamSpec, value: impl Into<Value>) -> Self {
        self.set(row, value);
        self
    }

    /// Whether a row's value is not its default.
    pub fn is_changed(&self, row: &ParamSpec) -> bool {
        let set = self.changed.get(row.key);
        set.is_some_and(|value| *value != row.default_in(self).value())
    }

    /// The rows that were set, with their values, in the catalogue's order. The others have defaults, which are allowed.
    pub(crate) fn set_rows(&self) -> impl Iterator<Item = (&'static ParamSpec, &Value)> {
        let rows = CATALOG.iter().copied();
        rows.filter_map(|row| Some((row, self.changed.get(row.key)?)))
    }

    /// The rows that mean something under the current choices, in the catalogue's order.
    pub fn applicable(&self) -> impl Iterator<Item = &'static ParamSpec> + '_ {
        CATALOG.iter().copied().filter(|row| (row.applies)(self))
    }

    /// The applicable rows in which `other` differs, with the values of `self`.
    pub fn differences(&self, other: &Self) -> Vec<(&'static ParamSpec, Value)> {
        self.applicable()
            .map(|row| (row, self.get(row)))
            .filter(|(row, value)| *value != other.get(row))
            .collect()
    }

    /// Reads named values over the defaults.
    ///
    /// # Errors
    /// Every key that no row has; the values themselves are judged by [`check`](Self::check).
    pub fn from_named<K, V>(
        named: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Vec<InvalidParam>>
    where
        K: AsRef<str>,
        V: Into<Value>,
    {
        let (params, unknown) = Self::from_known(named);
        if unknown.is_empty() {
            Ok(params)
        } else {
            Err(unknown)
        }
    }

    /// Reads what it can: the known keys over the defaults, and an error for each of the others.
    fn from_known<K, V>(named: impl IntoIterator<Item = (K, V)>) -> (Self, Vec<InvalidParam>)
    where
        K: AsRef<str>,
        V: Into<Value>,
    {
        let (mut params, mut unknown) = (Self::default(), Vec::new());
        for (key, value) in named {
            match catalog::spec(key.as_ref()) {
                Some(row) => params.set(row, value),
                // Of a page of garbage nobody reads all names.
                None if unknown.len() < error::MOST_NAMED => {
                    unknown.push(InvalidParam::unknown_key(key.as_ref(), &value.into()));
                }
                None => unknown.push(InvalidParam::new(key.as_ref(), &value.into(), "")),
            }
        }
        (params, unknown)
    }
}

impl Serialize for HyperParams {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for row in self.applicable() {
            map.serialize_entry(row.key, &self.get(row))?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for HyperParams {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = BTreeMap::<String, Value>::deserialize(deserializer)?;
        Self::from_named(named).map_err(|errors| serde::de::Error::custom(error::sentence(&errors)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalog::{HIDDEN_UNITS, LEARNING_RATE, MOMENTUM, N_LAYERS, OPTIMIZER, WEIGHT_DECAY};

    #[test]
    fn setting_a_row_to_its_default_leaves_nothing_changed() {
        let params = HyperParams::default()
            .with(&N_LAYERS, 5.0)
            .with(&N_LAYERS, N_LAYERS.default.value());
        assert_eq!(params, HyperParams::default());
    }

    #[test]
    fn a_default_that_follows_the_optimizer_is_no_change() {
        let adamw = HyperParams::default().with(&OPTIMIZER, "adamw");
        assert_eq!(adamw.get(&WEIGHT_DECAY), Value::Number(0.004));
        assert!(!adamw.is_changed(&WEIGHT_DECAY));
        let adam = adamw.with(&OPTIMIZER, "adam");
        assert_eq!(adam.get(&WEIGHT_DECAY), Value::Number(0.0));
    }

    #[test]
    fn a_value_set_before_its_optimizer_stays() {
        let params = HyperParams::default()
            .with(&WEIGHT_DECAY, 0.0)
            .with(&OPTIMIZER, "adamw");
        assert_eq!(params.get(&WEIGHT_DECAY), Value::Number(0.0));
        assert!(params.is_changed(&WEIGHT_DECAY));
    }

    #[test]
    fn json_may_write_a_list_as_a_list() {
        let json = r#"{"hidden_units": [128, "64:tanh"]}"#;
        let params: HyperParams = serde_json::from_str(json).unwrap();
        assert_eq!(params.get(&HIDDEN_UNITS), Value::from("128, 64:tanh"));
        assert_eq!(params.check().map(|_| ()), Ok(()));
    }

    #[test]
    fn a_list_of_one_number_is_no_number() {
        let params: HyperParams = serde_json::from_str(r#"{"epochs": [1]}"#).unwrap();
        let errors = params.check().unwrap_err();
        assert_eq!(errors[0].found, "“[1]”");
    }

    #[test]
    fn json_reads_back_to_the_same_hyperparameters() {
        let params = HyperParams::default()
            .with(&OPTIMIZER, "sgd")
            .with(&MOMENTUM, 0.9)
            .with(&LEARNING_RATE, 0.05);
        let json = serde_json::to_string(&params).unwrap();
        assert_eq!(serde_json::from_str::<HyperParams>(&json).unwrap(), params);
    }

    #[test]
    fn json_names_every_applicable_row() {
        let json = serde_json::to_value(HyperParams::default()).unwrap();
        assert_eq!(json["optimizer"], "adam");
        assert_eq!(json["seed"], 42);
        assert!(json.get("momentum").is_none(), "Adam has no momentum");
    }

    #[test]
    fn an_unknown_key_in_json_is_named() {
        let error = serde_json::from_str::<HyperParams>(r#"{"learning_rat": 1}"#).unwrap_err();
        assert!(error.to_string().contains("learning_rat"), "{error}");
    }

    #[test]
    fn differences_are_the_rows_that_another_set_has_otherwise() {
        let base = HyperParams::default();
        let other = base.clone().with(&N_LAYERS, 3.0);
        let found = other.differences(&base);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.key, "n_layers");
        assert_eq!(found[0].1, Value::Number(3.0));
    }
}
