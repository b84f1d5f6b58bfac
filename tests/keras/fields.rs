//! A JSON object of which every field has to be asked for.

use serde_json::{Map, Value};

/// The fields that nobody has asked for yet.
pub struct Fields {
    name: String,
    left: Map<String, Value>,
}

impl Fields {
    pub fn of(name: &str, value: Value) -> Result<Self, String> {
        match value {
            Value::Object(left) => Ok(Self {
                name: name.to_owned(),
                left,
            }),
            other => Err(format!("{name} is no object: {other}")),
        }
    }

    /// The class of one of Keras' objects and its arguments, in either way of writing it down:
    /// `{"name": class, arguments}`, or what Keras' `serialize` gives, `{"class_name": class, "config":
    /// arguments}`, where a name is an object's own.
    pub fn of_class(name: &str, value: Value) -> Result<(String, Self), String> {
        let mut fields = Self::of(name, value)?;
        if !fields.left.contains_key("class_name") {
            return Ok((fields.text("name")?, fields));
        }
        let class = fields.text("class_name")?;
        let mut arguments = Self::of(name, fields.take("config")?)?;
        for about in ["module", "registered_name"] {
            fields.optional(about);
        }
        arguments.optional("name");
        fields.finish()?;
        Ok((class, arguments))
    }

    /// A field that has to be there.
    pub fn take(&mut self, key: &str) -> Result<Value, String> {
        let missing = || format!("{} has no {key}", self.name);
        self.left.remove(key).ok_or_else(missing)
    }

    /// A field that may be missing or null.
    pub fn optional(&mut self, key: &str) -> Option<Value> {
        self.left.remove(key).filter(|value| !value.is_null())
    }

    pub fn text(&mut self, key: &str) -> Result<String, String> {
        match self.take(key)? {
            Value::String(text) => Ok(text),
            other => Err(format!("{}: {key} is no text: {other}", self.name)),
        }
    }

    pub fn numbers(&mut self, key: &str) -> Result<Vec<f64>, String> {
        let list = self.take(key)?;
        let list = list.as_array().into_iter().flatten();
        let numbers: Option<Vec<f64>> = list.map(Value::as_f64).collect();
        numbers.ok_or_else(|| format!("{}: {key} is no list of numbers", self.name))
    }

    pub fn number(&mut self, key: &str) -> Result<f64, String> {
        let value = self.take(key)?;
        let wrong = || format!("{}: {key} is no number: {value}", self.name);
        value.as_f64().ok_or_else(wrong)
    }

    /// The fields that are left, in their order.
    pub fn drain(&mut self) -> Vec<(String, Value)> {
        std::mem::take(&mut self.left).into_iter().collect()
    }

    /// Nothing must be left: a field that nobody knows may mean that the run is another one.
    pub fn finish(self) -> Result<(), String> {
        match self.left.keys().next() {
            Some(key) => Err(format!("{} has an unknown field, {key}", self.name)),
            None => Ok(()),
        }
    }
}
