//! All rows together: hyperparameters by name, and their JSON form.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};

use super::catalog::{self, CATALOG};
use super::error::{self, InvalidParam};
use super::{HyperParams, ParamSpec, Value};

/// Equal are those whose every row has the same value.
impl PartialEq for HyperParams {
    fn eq(&self, other: &Self) -> bool {
        CATALOG.iter().all(|row| self.get(row) == other.get(row))
    }
}

impl HyperParams {
    /// The rows that were set, with their values, in the catalogue's order. The others have defaults, which are allowed.
    pub(crate) fn set_rows(&self) -> impl Iterator<Item = (&'static ParamSpec, &Value)> {
        let rows = CATALOG.iter().copied();
        rows.filter_map(|row| Some((row, self.changed.get(row.key)?)))
    }

    /// The rows that mean something under the current choices, in the catalogue's order.
    pub fn applicable(&self) -> impl Iterator<Item = &'static ParamSpec> + '_ {
        CATALOG.iter().copied().filter(|row| (row.applies)(self))
    }

    /// The rows that a study's base has to name, so that it means the same wherever it is read. A swept choice brings
    /// others into play: what was set for them counts, though it means nothing yet, and a default that depends on the
    /// choice (AdamW's weight decay) is left to it.
    pub fn stated(&self) -> impl Iterator<Item = &'static ParamSpec> + '_ {
        CATALOG.iter().copied().filter(|row| {
            let set = self.changed.get(row.key);
            match set {
                Some(value) => (row.applies)(self) || row.check(value).is_ok(),
                None => (row.applies)(self) && !row.default_varies(),
            }
        })
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
    pub(super) fn from_known<K, V>(
        named: impl IntoIterator<Item = (K, V)>,
    ) -> (Self, Vec<InvalidParam>)
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
                    unknown.push(catalog::unknown_key(key.as_ref()));
                }
                None => unknown.push(InvalidParam::unknown_key(key.as_ref(), None)),
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
    use crate::hyperparams::catalog::{HIDDEN_UNITS, LEARNING_RATE, MOMENTUM, N_LAYERS, OPTIMIZER};

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
