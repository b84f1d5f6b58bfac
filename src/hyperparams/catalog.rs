//! The catalogue: one row per hyperparameter.
//!
//! Control, range, default, help, permalink key, JSON key and check all come from the row; the order of
//! [`CATALOG`] is the order on screen. To add a hyperparameter, add its row here and its meaning in
//! [`CheckedHyperParams`](super::CheckedHyperParams).

mod rows;

use super::{HyperParams, InvalidParam, Value};

pub use rows::*;

/// One hyperparameter.
#[derive(Debug)]
pub struct Row {
    /// Keras' name where Keras has one; the key in links, JSON and exports.
    pub key: &'static str,
    /// The name on screen.
    pub label: &'static str,
    pub group: Group,
    pub kind: Kind,
    pub default: Default,
    /// One sentence: what raising (or choosing) it does.
    pub help: &'static str,
    /// Keras' page about it.
    pub keras: &'static str,
    /// Whether it means anything under the other choices; a row that does not is neither shown, nor
    /// checked, nor written.
    pub applies: fn(&HyperParams) -> bool,
}

/// Where a row stands on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    Architecture,
    Optimizer,
    Training,
    Regularization,
}

impl Group {
    pub const ALL: [Self; 4] = [
        Self::Architecture,
        Self::Optimizer,
        Self::Training,
        Self::Regularization,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Architecture => "Architecture",
            Self::Optimizer => "Optimizer",
            Self::Training => "Training",
            Self::Regularization => "Regularization",
        }
    }
}

/// What values a row takes. All bounds are inclusive and written so that NaN fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Integer { min: u32, max: u32, scale: Scale },
    Real { min: f64, max: f64, scale: Scale },
    Choice(&'static [Choice]),
    Switch,
}

/// How a slider runs over a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    Linear,
    /// For positive ranges that span decades.
    Log,
    /// Logarithmic above the given exponent of ten, with zero ("off") at the slider's left end.
    ZeroThenLog {
        from: i32,
    },
}

/// One option of a [`Kind::Choice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Keras' string identifier.
    pub value: &'static str,
    pub label: &'static str,
}

/// A row's default, in a form that a `static` can hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Default {
    Number(f64),
    Choice(&'static str),
    Switch(bool),
}

impl Default {
    pub fn value(self) -> Value {
        match self {
            Self::Number(number) => Value::Number(number),
            Self::Choice(name) => Value::from(name),
            Self::Switch(on) => Value::Switch(on),
        }
    }
}

/// The row with this key.
pub fn row(key: &str) -> Option<&'static Row> {
    CATALOG.iter().copied().find(|row| row.key == key)
}

impl Row {
    /// Reads a value as this row means it: typed text becomes a number or a switch, a choice is found
    /// whatever its case. What cannot be read stays as it is, for the check to name.
    pub fn read(&self, value: Value) -> Value {
        let Value::Text(text) = &value else {
            return value;
        };
        let text = text.trim();
        let read = match self.kind {
            Kind::Integer { .. } | Kind::Real { .. } => text.parse().ok().map(Value::Number),
            Kind::Switch => text.parse().ok().map(Value::Switch),
            Kind::Choice(choices) => choices
                .iter()
                .find(|choice| choice.value.eq_ignore_ascii_case(text))
                .map(|choice| Value::from(choice.value)),
        };
        read.unwrap_or(value)
    }

    /// Checks a value that was [read](Self::read) against the row's range.
    ///
    /// # Errors
    /// The value with what is allowed instead.
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
            _ => false,
        };
        if allowed {
            Ok(())
        } else {
            Err(InvalidParam::new(self.key, value, self.allowed()))
        }
    }

    /// What the row allows, as a clause: "allowed is a whole number from 1 to 8".
    pub fn allowed(&self) -> String {
        let bound = |number: f64| Value::Number(number).to_string();
        match self.kind {
            Kind::Integer { min, max, .. } => {
                format!("allowed is a whole number from {min} to {max}")
            }
            Kind::Real { min, max, .. } => {
                format!("allowed is a number from {} to {}", bound(min), bound(max))
            }
            Kind::Choice(choices) => {
                let names: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
                format!("allowed is one of {}", names.join(", "))
            }
            Kind::Switch => "allowed is true or false".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_allowed() {
        for row in CATALOG {
            assert_eq!(row.check(&row.default.value()), Ok(()), "{}", row.key);
        }
    }

    #[test]
    fn every_key_is_one_rows_own() {
        for row in CATALOG {
            let same = CATALOG.iter().filter(|other| other.key == row.key);
            assert_eq!(same.count(), 1, "{}", row.key);
        }
    }

    #[test]
    fn every_row_tells_what_it_does_and_where_keras_says_so() {
        for row in CATALOG {
            assert!(
                row.help.ends_with('.') && row.help.len() > 20,
                "{}",
                row.key
            );
            assert!(row.keras.starts_with("https://keras.io/"), "{}", row.key);
        }
    }

    #[test]
    fn a_log_scale_stands_on_a_positive_range() {
        for row in CATALOG {
            let (Kind::Real { min, .. }, scale) = (row.kind, row.scale()) else {
                continue;
            };
            match scale {
                Scale::Log => assert!(min > 0.0, "{}", row.key),
                Scale::ZeroThenLog { .. } => assert!(min == 0.0, "{}", row.key),
                Scale::Linear => {}
            }
        }
    }

    #[test]
    fn what_is_typed_is_read_as_the_row_means_it() {
        for (row, typed, read) in [
            (&LEARNING_RATE, " 1e-3 ", Value::Number(0.001)),
            (&OPTIMIZER, "RMSprop", Value::from("rmsprop")),
            (&NESTEROV, "true", Value::Switch(true)),
            (&LEARNING_RATE, "fast", Value::from("fast")),
        ] {
            assert_eq!(row.read(Value::from(typed)), read);
        }
    }

    impl Row {
        fn scale(&self) -> Scale {
            match self.kind {
                Kind::Integer { scale, .. } | Kind::Real { scale, .. } => scale,
                _ => Scale::Linear,
            }
        }
    }
}
