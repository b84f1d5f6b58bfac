//! What is wrong with a hyperparameter, for people.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use super::Value;

/// One value that cannot be trained with: which, what it has to be and what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{key} {}", self.clause())]
pub struct InvalidParam {
    /// The catalogue key, or the unknown key as it was given.
    pub key: String,
    /// What it has to be, as a clause: "must be a number from 0 to 1".
    pub requirement: String,
    /// The value as it was given, quoted when it is text; "" where it says nothing.
    pub found: String,
    /// How to write what was probably meant, as a clause.
    pub hint: Option<String>,
}

impl InvalidParam {
    pub fn new(key: &str, found: &Value, requirement: impl Into<String>) -> Self {
        let found = match found {
            Value::Text(text) if text.trim().is_empty() => "nothing".to_owned(),
            Value::Text(text) => format!("“{}”", shortened(text)),
            other => other.to_string(),
        };
        Self {
            key: shortened(key),
            requirement: requirement.into(),
            found,
            hint: None,
        }
    }

    /// A key that no row of the catalogue has, with the one that is near.
    pub fn unknown_key(key: &str, hint: Option<String>) -> Self {
        Self {
            key: shortened(key),
            requirement: "is not a hyperparameter".to_owned(),
            found: String::new(),
            hint,
        }
    }

    pub fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// All but the key: "must be a number from 0 to 1, got “fast”".
    pub fn clause(&self) -> String {
        let mut clause = self.requirement.clone();
        if !self.found.is_empty() {
            clause += &format!(", got {}", self.found);
        }
        if let Some(hint) = &self.hint {
            clause += &format!("; {hint}");
        }
        clause
    }
}

/// What is wrong at most by name; a page of garbage has no end.
pub const MOST_NAMED: usize = 10;

/// All errors in one line, the first by name.
pub fn sentence<E: Display>(errors: &[E]) -> String {
    capped(errors, MOST_NAMED).join("; ")
}

/// The first of many, and how many more there are; one more is named too, for that takes no more room than to count it.
pub fn capped<T: Display>(all: &[T], most: usize) -> Vec<String> {
    if all.len() == most + 1 {
        return all.iter().map(T::to_string).collect();
    }
    let mut named: Vec<String> = all.iter().take(most).map(T::to_string).collect();
    if all.len() > most {
        named.push(format!("… and {} more", count(all.len() - most)));
    }
    named
}

/// A count with its thousands apart: `60,000`.
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Keeps a page of garbage out of a message.
fn shortened(text: &str) -> String {
    cut(text, 60)
}

/// A text of at most so many characters, and a mark where it was longer.
pub fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
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
    fn of_many_errors_the_first_are_named_and_the_rest_are_counted() {
        let errors: Vec<String> = (0..9000).map(|at| at.to_string()).collect();
        let sentence = sentence(&errors);
        assert!(sentence.ends_with("8; 9; … and 8,990 more"), "{sentence}");
        assert_eq!(
            super::sentence(&errors[..10]),
            "0; 1; 2; 3; 4; 5; 6; 7; 8; 9"
        );
        assert_eq!(
            super::sentence(&errors[..11]),
            "0; 1; 2; 3; 4; 5; 6; 7; 8; 9; 10",
            "one more is no longer than to say that there is one"
        );
    }

    #[test]
    fn an_empty_field_is_said_to_hold_nothing() {
        let error = InvalidParam::new("seed", &Value::from(" "), "must be a number");
        assert_eq!(error.to_string(), "seed must be a number, got nothing");
    }
}
