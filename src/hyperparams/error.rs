//! What is wrong with a hyperparameter, for people.

use serde::{Deserialize, Serialize};

use super::Value;

/// One value that cannot be trained with: which, what was found and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{key}: found {found}; {allowed}")]
pub struct InvalidParam {
    /// The catalogue key, or the unknown key as it was given.
    pub key: String,
    /// The value as it was given, quoted when it is text.
    pub found: String,
    /// A clause that says what is allowed: "allowed is a number from 0 to 1".
    pub allowed: String,
}

impl InvalidParam {
    pub fn new(key: &str, found: &Value, allowed: impl Into<String>) -> Self {
        let found = match found {
            Value::Text(text) if text.trim().is_empty() => "nothing".to_owned(),
            Value::Text(text) => format!("“{}”", shortened(text)),
            other => other.to_string(),
        };
        Self {
            key: shortened(key),
            found,
            allowed: allowed.into(),
        }
    }

    /// A key that no row of the catalogue has.
    pub fn unknown_key(key: &str, found: &Value) -> Self {
        Self::new(key, found, "there is no hyperparameter of this name")
    }
}

/// All errors in one line.
pub fn sentence(errors: &[InvalidParam]) -> String {
    let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
    all.join("; ")
}

/// Keeps a page of garbage out of a message.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_very_long_value_is_shortened_in_the_message() {
        let error = InvalidParam::new("seed", &Value::from("é".repeat(5000)), "no");
        assert!(error.to_string().chars().count() < 100);
    }

    #[test]
    fn an_empty_field_is_said_to_hold_nothing() {
        let error = InvalidParam::new("seed", &Value::from(" "), "allowed is a number");
        assert_eq!(
            error.to_string(),
            "seed: found nothing; allowed is a number"
        );
    }
}
