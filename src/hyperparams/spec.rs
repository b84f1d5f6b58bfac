//! A parameter specification, a row of the catalogue: everything that is known of one hyperparameter.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::choice::{Choice, Choices};
use super::error::InvalidParam;
use super::kind::{DefaultValue, Group, Kind, Scale};
use super::text::{self, ListFormat};
use super::{Value, near, number};

/// Hyperparameters as edited: a value for some rows of the [`CATALOG`](super::CATALOG), the default for all others.
///
/// Its JSON form is a flat object, `{"learning_rate": 0.01, "optimizer": "adam"}`. Reading takes any
/// subset of the keys; writing gives every row that [applies](Self::applicable), so that a file stays
/// complete when a default changes.
// Here because a specification asks the other values whether it applies.
#[derive(Clone, Debug, Default)]
pub struct HyperParams {
    pub(super) changed: BTreeMap<&'static str, Value>,
    /// Rows of which nothing is known yet, where somebody wants to hear of it when one of them is looked at.
    pub(super) open: Option<Arc<Open>>,
}

/// Rows without a value, and which of them was the first to be looked at.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub rows: Vec<&'static str>,
    pub asked: OnceLock<&'static str>,
}

/// One hyperparameter.
#[derive(Debug)]
pub struct ParamSpec {
    /// Keras' name where Keras has one; the key in links, JSON and exports.
    pub key: &'static str,
    /// The name on screen.
    pub label: &'static str,
    pub group: Group,
    pub kind: Kind,
    /// The default, unless [`default_in`](Self::default_in) says otherwise.
    pub default: DefaultValue,
    /// Where Keras' default depends on another choice: the default under such a choice.
    varying: Option<fn(&HyperParams) -> Option<DefaultValue>>,
    /// One sentence: what raising (or choosing) it does.
    pub help: &'static str,
    /// Keras' page about it.
    pub docs: &'static str,
    /// Whether it means anything under the other choices; a row that does not is neither shown, nor
    /// checked, nor written.
    pub applies: fn(&HyperParams) -> bool,
    /// Whether it is rarely touched and may be folded away.
    pub advanced: bool,
    /// What others call it.
    pub aliases: &'static [&'static str],
    /// What Keras calls it where it stands: `alpha` of `elu_alpha`.
    pub argument: &'static str,
    /// The number that stands for Keras' `None`, where that is a value.
    pub none: Option<f64>,
    /// Whether Keras takes no such number in the place of `None`.
    pub(super) is_only_none: bool,
}

/// A row is known by its key.
impl PartialEq for ParamSpec {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

/// How the groups' files write their rows.
impl ParamSpec {
    const fn new(
        key: &'static str,
        label: &'static str,
        kind: Kind,
        default: DefaultValue,
    ) -> Self {
        Self {
            key,
            label,
            group: Group::Training,
            kind,
            default,
            varying: None,
            help: "",
            docs: "",
            applies: |_| true,
            advanced: false,
            aliases: &[],
            argument: key,
            none: None,
            is_only_none: false,
        }
    }

    pub(super) const fn integer(
        key: &'static str,
        label: &'static str,
        (min, max): (u32, u32),
        scale: Scale,
        default: u32,
    ) -> Self {
        let kind = Kind::Integer { min, max, scale };
        Self::new(key, label, kind, DefaultValue::Number(default as f64))
    }

    pub(super) const fn real(
        key: &'static str,
        label: &'static str,
        (min, max): (f64, f64),
        scale: Scale,
        default: f64,
    ) -> Self {
        let kind = Kind::Real { min, max, scale };
        Self::new(key, label, kind, DefaultValue::Number(default))
    }

    /// Any variant of an enum, by default the enum's default.
    pub(super) const fn choice<T: Choices>(key: &'static str, label: &'static str) -> Self {
        Self::choice_among(key, label, T::CHOICES, T::DEFAULT)
    }

    /// Some variants of an enum.
    pub(super) const fn choice_among(
        key: &'static str,
        label: &'static str,
        choices: &'static [Choice],
        default: &'static str,
    ) -> Self {
        let kind = Kind::Choice(choices);
        Self::new(key, label, kind, DefaultValue::Choice(default))
    }

    pub(super) const fn switch(key: &'static str, label: &'static str, default: bool) -> Self {
        Self::new(key, label, Kind::Switch, DefaultValue::Switch(default))
    }

    pub(super) const fn optional_number(key: &'static str, label: &'static str) -> Self {
        Self::new(key, label, Kind::OptionalNumber, DefaultValue::Text(""))
    }

    pub(super) const fn list(
        key: &'static str,
        label: &'static str,
        format: &'static ListFormat,
        default: &'static str,
    ) -> Self {
        Self::new(key, label, Kind::List(format), DefaultValue::Text(default))
    }

    pub(super) const fn group(mut self, group: Group) -> Self {
        self.group = group;
        self
    }

    pub(super) const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    pub(super) const fn docs(mut self, docs: &'static str) -> Self {
        self.docs = docs;
        self
    }

    pub(super) const fn applies(mut self, applies: fn(&HyperParams) -> bool) -> Self {
        self.applies = applies;
        self
    }

    pub(super) const fn varying(
        mut self,
        default: fn(&HyperParams) -> Option<DefaultValue>,
    ) -> Self {
        self.varying = Some(default);
        self
    }

    pub(super) const fn aliases(mut self, names: &'static [&'static str]) -> Self {
        self.aliases = names;
        self
    }

    pub(super) const fn argument(mut self, name: &'static str) -> Self {
        self.argument = name;
        self
    }

    pub(super) const fn none(mut self, number: f64) -> Self {
        self.none = Some(number);
        self
    }

    /// As [`none`](Self::none), for an argument that cannot be that number itself.
    pub(super) const fn only_none(mut self, number: f64) -> Self {
        self.is_only_none = true;
        self.none(number)
    }

    pub(super) const fn advanced(mut self) -> Self {
        self.advanced = true;
        self
    }
}

impl ParamSpec {
    /// The default under the other choices: AdamW, say, decays weights where the other optimizers do not.
    pub fn default_in(&self, params: &HyperParams) -> DefaultValue {
        let varying = self.varying.and_then(|default| default(params));
        varying.unwrap_or(self.default)
    }

    /// Whether the default depends on other choices.
    pub fn default_varies(&self) -> bool {
        self.varying.is_some()
    }

    /// Reads a value as this row means it: typed text becomes a number or a switch, a choice is found
    /// however it is written. What cannot be read stays as it is, for the check to name.
    pub fn read(&self, value: Value) -> Value {
        let text = match (self.kind, &value) {
            (_, Value::Text(text)) => text.trim(),
            // A list of one, or a choice among numbers, may come as a number.
            (Kind::List(_) | Kind::OptionalNumber | Kind::Choice(_), Value::Number(number)) => {
                return self.read(Value::Text(Value::Number(*number).to_string()));
            }
            _ => return value,
        };
        let read = match self.kind {
            Kind::Integer { .. } | Kind::Real { .. } => number::number(text).map(Value::Number),
            Kind::Switch => text.parse().ok().map(Value::Switch),
            Kind::Choice(choices) => {
                let name = items_of(text).unwrap_or(text);
                near::choice_called(choices, name).map(Value::from)
            }
            Kind::OptionalNumber if number::number(text).is_some() => {
                number::with_point(text).map(Value::from)
            }
            Kind::OptionalNumber | Kind::List(_) => items_of(text).map(Value::from),
        };
        // What is not finite has no JSON form, and no row allows it: it stays as written.
        let read = read.filter(|read| read.number().is_none_or(f64::is_finite));
        read.unwrap_or(value)
    }

    /// The one way of writing a value that may be written in several: `64,32` is `64, 32`.
    pub fn tidied(&self, value: &Value) -> Value {
        let tidied = match (self.kind, value) {
            (Kind::OptionalNumber, Value::Text(text)) => text::tidied_number(text),
            (Kind::List(format), Value::Text(text)) => (format.tidied)(text),
            _ => None,
        };
        tidied.map_or_else(|| value.clone(), Value::from)
    }

    /// Checks a value that was [read](Self::read) against the row's range.
    ///
    /// # Errors
    /// The value with what it has to be.
    pub fn check(&self, value: &Value) -> Result<(), InvalidParam> {
        let allowed = match (self.kind, value) {
            (Kind::Integer { min, max, .. }, Value::Number(number)) => {
                number.fract() == 0.0 && (f64::from(min)..=f64::from(max)).contains(number)
            }
            (Kind::Real { min, max, .. }, Value::Number(number)) => (min..=max).contains(number),
            (Kind::Choice(choices), Value::Text(text)) => {
                choices.iter().any(|choice| choice.value == text)
            }
            (Kind::Switch, Value::Switch(_)) => true,
            (Kind::OptionalNumber, Value::Text(text)) => text::optional_number(text).is_some(),
            (Kind::List(format), Value::Text(text)) => format.allows(text),
            _ => false,
        };
        if allowed {
            Ok(())
        } else {
            let error = InvalidParam::new(self.key, value, self.requirement());
            Err(error.hint(self.comma_hint(value)))
        }
    }

    /// How to write a number that has been written with a comma.
    fn comma_hint(&self, value: &Value) -> Option<String> {
        match self.kind {
            Kind::Integer { .. } => number::comma_hint(value.text()?, true),
            Kind::Real { .. } => number::comma_hint(value.text()?, false),
            Kind::Choice(_) | Kind::Switch | Kind::OptionalNumber | Kind::List(_) => None,
        }
    }

    /// What a value has to be, as a clause: "must be a whole number from 1 to 8".
    pub fn requirement(&self) -> String {
        let bound = |number: f64| Value::Number(number).to_string();
        match self.kind {
            Kind::Integer { min, max, .. } => {
                format!("must be a whole number from {min} to {max}")
            }
            Kind::Real { min, max, .. } => {
                format!("must be a number from {} to {}", bound(min), bound(max))
            }
            Kind::Choice(choices) => {
                let names: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
                format!("must be one of {}", names.join(", "))
            }
            Kind::Switch => "must be true or false".to_owned(),
            Kind::OptionalNumber => "must be a number or empty".to_owned(),
            Kind::List(format) => format.requirement.to_owned(),
        }
    }
}
/// What stands in a list's brackets, which may be left out.
fn items_of(text: &str) -> Option<&str> {
    let items = text.strip_prefix('[')?.strip_suffix(']')?;
    Some(items.trim())
}
