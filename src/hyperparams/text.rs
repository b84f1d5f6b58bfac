//! Values that are written as text: lists, and numbers that may be left out.

use std::str::FromStr;

use super::Value;
use super::number::{decimal, has_idle_zero};

/// How the text of a row that is a list is read.
#[derive(Debug)]
pub struct ListFormat {
    /// The one way of writing a list; nothing where the text is no such list.
    pub tidied: fn(&str) -> Option<String>,
    /// What it has to be, as a clause: "must be …".
    pub requirement: &'static str,
    pub example: &'static str,
}

/// A format is known by what it requires.
impl PartialEq for ListFormat {
    fn eq(&self, other: &Self) -> bool {
        self.requirement == other.requirement
    }
}

/// Bytes of such a text at most: lists are short, and a text comes out of files, too.
const LONGEST: usize = 10_000;

impl ListFormat {
    pub fn allows(&self, text: &str) -> bool {
        text.len() <= LONGEST && (self.tidied)(text).is_some()
    }
}

/// The one way of writing an optional number; nothing where it is none.
pub fn tidied_number(text: &str) -> Option<String> {
    let number = optional_number(text)?;
    Some(number.map_or(String::new(), |number| Value::Number(number).to_string()))
}

/// A list as it is written.
pub fn joined<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(", ")
}

/// Items of a list at most.
pub const MOST_ITEMS: usize = 1000;

/// A whole number that is an item by itself: in `0,01` a list has two, and the second is none.
pub fn item<T: FromStr>(item: &str) -> Option<T> {
    item.parse().ok().filter(|_| !has_idle_zero(item))
}

/// The same of any number.
pub fn decimal_item(item: &str) -> Option<f64> {
    decimal(item).filter(|_| !has_idle_zero(item))
}

/// A number, or `None` within for an empty text (or Python's None).
pub fn optional_number(text: &str) -> Option<Option<f64>> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("none") {
        return Some(None);
    }
    let number = decimal(text)?;
    number.is_finite().then_some(Some(number))
}

/// The items of a list, whose brackets may be left out.
pub fn items(text: &str) -> impl Iterator<Item = &str> {
    let text = text.trim();
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let text = inner.unwrap_or(text).trim();
    let items = (!text.is_empty()).then(|| text.split(','));
    items.into_iter().flatten().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_be_left_out() {
        assert_eq!(optional_number(" "), Some(None));
        assert_eq!(optional_number("None"), Some(None));
        assert_eq!(optional_number("-0.5"), Some(Some(-0.5)));
        for text in ["NaN", "inf", "x"] {
            assert_eq!(optional_number(text), None, "{text}");
        }
    }
}
