//! Values that are written as text: lists, and numbers that may be left out.

use std::str::FromStr;

use super::Value;
use super::catalog::{MOST_LAYERS, MOST_NODES};
use super::number::has_idle_zero;

/// How the text of a row is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// `128, 64:tanh`: the units of each hidden layer, with an activation where it is not the row's; may be
    /// empty.
    HiddenUnits,
    /// `400, 600`: numbers of steps, each larger than the one before.
    Steps,
    /// `0.01, 0.001`: learning rates.
    Rates,
    /// A number, or nothing.
    OptionalNumber,
}

/// Bytes of such a text at most: lists are short, and a text comes out of files, too.
const LONGEST: usize = 10_000;

impl Text {
    pub fn allows(self, text: &str) -> bool {
        text.len() <= LONGEST
            && match self {
                Self::HiddenUnits => hidden_units(text).is_some(),
                Self::Steps => steps(text).is_some(),
                Self::Rates => rates(text).is_some(),
                Self::OptionalNumber => optional_number(text).is_some(),
            }
    }

    /// The one way of writing it; nothing where it is not allowed.
    pub fn tidied(self, text: &str) -> Option<String> {
        let number = |number: f64| Value::Number(number).to_string();
        let layer = |(units, activation): (usize, Option<&str>)| match activation {
            Some(name) => format!("{units}:{name}"),
            None => units.to_string(),
        };
        let items: Vec<String> = match self {
            Self::HiddenUnits => hidden_units(text)?.into_iter().map(layer).collect(),
            Self::Steps => steps(text)?.iter().map(u64::to_string).collect(),
            Self::Rates => rates(text)?.into_iter().map(number).collect(),
            Self::OptionalNumber => optional_number(text)?.into_iter().map(number).collect(),
        };
        Some(items.join(", "))
    }

    pub fn allowed(self) -> &'static str {
        match self {
            Self::HiddenUnits => {
                "allowed are up to 8 widths from 1 to 1024, each with an activation if it has one of \
                 its own: 128, 64:tanh"
            }
            Self::Steps => {
                "allowed are up to 1,000 whole numbers from 1 on, each larger than the one before"
            }
            Self::Rates => {
                "allowed are up to 1,000 numbers from 0 to 10 with a point, separated by commas: 0.01, 0.001"
            }
            Self::OptionalNumber => "allowed is a number or nothing",
        }
    }
}

/// Units and activation name of each layer; nothing where the text is no such list. An empty text is an
/// empty list.
pub fn hidden_units(text: &str) -> Option<Vec<(usize, Option<&str>)>> {
    let layers: Option<Vec<_>> = items(text).map(layer).collect();
    layers.filter(|layers| layers.len() <= MOST_LAYERS as usize)
}

fn layer(item: &str) -> Option<(usize, Option<&str>)> {
    let (units, activation) = match item.split_once(':') {
        Some((units, name)) => (units.trim(), Some(known_activation(name.trim())?)),
        None => (item, None),
    };
    let units: usize = whole(units)?;
    (1..=MOST_NODES as usize)
        .contains(&units)
        .then_some((units, activation))
}

fn known_activation(name: &str) -> Option<&'static str> {
    let choices = super::catalog::HIDDEN_ACTIVATIONS.iter();
    choices
        .map(|choice| choice.value)
        .find(|value| value.eq_ignore_ascii_case(name))
}

/// At least one number of steps, rising.
pub fn steps(text: &str) -> Option<Vec<u64>> {
    let steps: Option<Vec<u64>> = items(text)
        .take(MOST_ITEMS + 1)
        .map(|item| whole::<u32>(item).map(u64::from))
        .collect();
    steps.filter(|steps| {
        steps.len() <= MOST_ITEMS
            && steps.first().is_some_and(|&first| first > 0)
            && steps.is_sorted_by(|a, b| a < b)
    })
}

/// At least one learning rate.
pub fn rates(text: &str) -> Option<Vec<f64>> {
    let items = items(text).take(MOST_ITEMS + 1);
    let rates: Option<Vec<f64>> = items.map(whole).collect();
    rates.filter(|rates| {
        (1..=MOST_ITEMS).contains(&rates.len())
            && rates.iter().all(|rate| (0.0..=10.0).contains(rate))
    })
}

/// Items of a list at most.
const MOST_ITEMS: usize = 1000;

/// An item that is whole by itself: in `0,01` a list has two, and the second is none.
fn whole<T: FromStr>(item: &str) -> Option<T> {
    item.parse().ok().filter(|_| !has_idle_zero(item))
}

/// A number, or `None` within for an empty text (or Python's None).
pub fn optional_number(text: &str) -> Option<Option<f64>> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("none") {
        return Some(None);
    }
    let number: f64 = text.parse().ok()?;
    number.is_finite().then_some(Some(number))
}

/// The items of a list, whose brackets may be left out.
fn items(text: &str) -> impl Iterator<Item = &str> {
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
    fn layers_are_read_with_and_without_activations() {
        let read = hidden_units("[128, 64:Tanh ,32 : leaky_relu]");
        let expected = vec![(128, None), (64, Some("tanh")), (32, Some("leaky_relu"))];
        assert_eq!(read, Some(expected));
        assert_eq!(hidden_units(" "), Some(vec![]));
    }

    #[test]
    fn what_is_no_list_of_layers_is_refused() {
        for text in [
            "128,",
            "0",
            "1025",
            "64:swoosh",
            "64:softmax",
            "64:",
            "many",
            "12.5",
            "-3",
            "1,2,3,4,5,6,7,8,9",
            "0128",
        ] {
            assert_eq!(hidden_units(text), None, "{text}");
        }
    }

    #[test]
    fn steps_have_to_rise() {
        assert_eq!(steps("4, 11"), Some(vec![4, 11]));
        for text in ["", "0", "4, 4", "11, 4", "4.5", "x", "-1", "1,000"] {
            assert_eq!(steps(text), None, "{text}");
        }
    }

    #[test]
    fn rates_are_numbers_from_0_to_10() {
        assert_eq!(rates("0.2, 1e-3, 0"), Some(vec![0.2, 0.001, 0.0]));
        for text in [
            "",
            "fast",
            "-0.1",
            "11",
            "NaN",
            "inf",
            "0.1;0.2",
            "0,01, 0,001",
        ] {
            assert_eq!(rates(text), None, "{text}");
        }
    }

    #[test]
    fn a_list_has_an_end() {
        let numbers = |count: usize| (1..=count).map(|at| at.to_string());
        let steps_of = |count| steps(&numbers(count).collect::<Vec<_>>().join(", ")).is_some();
        let rates_of = |count| rates(&vec!["0.1"; count].join(", ")).is_some();
        assert!(steps_of(1000) && !steps_of(1001));
        assert!(rates_of(1000) && !rates_of(1001));
    }

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
