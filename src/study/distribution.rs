//! The values that a study gives to one hyperparameter.

use std::collections::HashSet;
use std::fmt;

use super::StudyError;
use super::limits::MOST_VALUES;
use super::list::{list, separator};
use crate::hyperparams::number::{number, rounded, with_point};
use crate::hyperparams::{InvalidParam, Kind, ParamSpec, Value, catalog};

/// A swept hyperparameter with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    pub row: &'static ParamSpec,
    pub values: Values,
}

/// Which values, and how they lie.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// These, in this order.
    List(Vec<Value>),
    /// From `low` to `high`, both included: evenly, or evenly in the exponent. A grid takes `count` of them.
    Range {
        low: f64,
        high: f64,
        count: usize,
        log: bool,
    },
}

impl Distribution {
    pub fn new(row: &'static ParamSpec, values: Values) -> Self {
        Self { row, values }
    }

    /// A list, as the row reads it.
    pub fn list<V: Into<Value>>(
        row: &'static ParamSpec,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let values = values.into_iter().map(|value| row.read(value.into()));
        Self::new(row, Values::List(values.collect()))
    }

    /// The values of a grid, in order; what rounds to the same value counts once.
    pub fn grid(&self) -> Vec<Value> {
        let all: Vec<Value> = match &self.values {
            Values::List(values) => values.iter().take(MOST_VALUES + 1).cloned().collect(),
            Values::Range { count, .. } => {
                // More are refused, and need not be made for that.
                let count = (*count).min(MOST_VALUES + 1);
                let last = count.saturating_sub(1).max(1) as f64;
                (0..count).map(|at| self.at(at as f64 / last)).collect()
            }
        };
        // A list may be of any length before it is checked, so no value is compared with all others.
        let mut seen = HashSet::with_capacity(all.len());
        all.into_iter()
            .filter(|value| seen.insert(value.to_string()))
            .collect()
    }

    /// The same as the plan's settings have them: what is the same is written in one way.
    pub fn tidied_grid(&self) -> Vec<Value> {
        let values = self.grid().into_iter();
        let tidied = values.map(|value| self.row.tidied(&value));
        Self::list(self.row, tidied).grid()
    }

    /// How many values a grid takes.
    pub fn len(&self) -> usize {
        self.grid().len()
    }

    /// Values that a setting may have of it, whichever sampler draws; nothing where those are without end.
    pub(super) fn values_at_most(&self) -> Option<usize> {
        match self.values {
            Values::List(_) => Some(self.tidied_grid().len()),
            Values::Range { low, high, .. } => {
                matches!(self.row.kind, Kind::Integer { .. }).then(|| (high - low) as usize + 1)
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.grid().is_empty()
    }

    /// The value at a share of the way: 0 is the first, 1 the last.
    pub fn at(&self, share: f64) -> Value {
        match &self.values {
            Values::List(values) => {
                let at = (share * values.len() as f64) as usize;
                let last = values.len().saturating_sub(1);
                let value = values.get(at.min(last)).cloned();
                value.unwrap_or(self.row.default.value())
            }
            Values::Range { low, high, log, .. } => self.near(between(*low, *high, share, *log)),
        }
    }

    /// The value of a range that is nearest to a number.
    pub(super) fn near(&self, number: f64) -> Value {
        let number = self.rounded(number);
        match self.values {
            // Rounding does not leave the range: .99999 is not 1.
            Values::Range { low, high, .. } => Value::Number(number.max(low).min(high)),
            Values::List(_) => Value::Number(number),
        }
    }

    /// Whole where the row is, else four significant digits, so that titles can be read.
    fn rounded(&self, number: f64) -> f64 {
        match self.row.kind {
            Kind::Integer { .. } => number.round(),
            _ => rounded(number, 4),
        }
    }

    /// What is wrong with it, every wrong value by itself.
    pub fn errors(&self) -> Vec<StudyError> {
        if self.row.key == catalog::SEED.key {
            return vec![StudyError::SweptSeed];
        }
        if self.row.key == catalog::DATA.key {
            return vec![StudyError::SweptData];
        }
        match &self.values {
            Values::List(values) if values.is_empty() => vec![self.invalid(&Value::from(""))],
            Values::List(values) if values.len() > MOST_VALUES => vec![StudyError::Range {
                key: self.row.key,
                allowed: "a list must have 1 to 1,000 values",
            }],
            Values::List(values) => values
                .iter()
                .filter_map(|value| self.wrong(value))
                .collect(),
            Values::Range { .. } => self.range_errors(),
        }
    }

    fn range_errors(&self) -> Vec<StudyError> {
        let Values::Range {
            low,
            high,
            count,
            log,
        } = self.values
        else {
            return Vec::new();
        };
        let said = |allowed: &'static str| StudyError::Range {
            key: self.row.key,
            allowed,
        };
        if !self.is_numeric() {
            return vec![said("only numbers have a range; list the values instead")];
        }
        let ends = [low, high].map(|end| self.wrong(&Value::Number(end)));
        let mut errors: Vec<StudyError> = ends.into_iter().flatten().collect();
        if low.is_nan() || high.is_nan() || low >= high {
            errors.push(said("the range's lower end has to be below its upper end"));
        }
        if log && (low.is_nan() || low <= 0.0) {
            errors.push(said(
                "a log range begins above 0; list 0 as a value of its own",
            ));
        }
        if !(2..=MOST_VALUES).contains(&count) {
            errors.push(said("a range must have 2 to 1,000 values"));
        }
        errors
    }

    fn wrong(&self, value: &Value) -> Option<StudyError> {
        let mut error = self.row.check(value).err()?;
        if let Some(text) = value.text().filter(|_| self.is_numeric()) {
            error.hint = comma_hint(text).or(error.hint);
        }
        Some(StudyError::Value(error))
    }

    fn invalid(&self, value: &Value) -> StudyError {
        StudyError::Value(InvalidParam::new(
            self.row.key,
            value,
            self.row.requirement(),
        ))
    }

    /// Whether its values are numbers.
    pub fn is_numeric(&self) -> bool {
        matches!(self.row.kind, Kind::Integer { .. } | Kind::Real { .. })
    }

    /// Reads the values as [`Display`](fmt::Display) writes them: `0.1, 0.01`, `32..256 x4` or
    /// `0.0001..0.1 log x4`; rows that hold lists separate their values by semicolons.
    pub fn parse(row: &'static ParamSpec, text: &str) -> Self {
        let range = range(text).filter(|_| {
            !matches!(
                row.kind,
                Kind::OptionalNumber | Kind::List(_) | Kind::Choice(_)
            )
        });
        let values = range.unwrap_or_else(|| Values::List(list(row, text)));
        Self::new(row, values)
    }
}

/// What to write instead of `0,1`, which may be one value or two.
fn comma_hint(text: &str) -> Option<String> {
    let apart = text.replace(',', ", ");
    if let Some(one) = with_point(text) {
        return Some(format!("write {one} for one value, or {apart} for two"));
    }
    let is_list = text.split(',').all(|item| number(item).is_some());
    is_list.then(|| format!("write numbers with a point, and a space between them: {apart}"))
}

fn between(low: f64, high: f64, share: f64, log: bool) -> f64 {
    if log {
        libm::exp(libm::log(low) + share * (libm::log(high) - libm::log(low)))
    } else {
        low + share * (high - low)
    }
}

fn range(text: &str) -> Option<Values> {
    let (low, rest) = text.trim().split_once("..")?;
    let mut words = rest.split_whitespace();
    let (low, high) = (number(low)?, number(words.next()?)?);
    let (mut log, mut count) = (false, DEFAULT_POINTS);
    for word in words {
        match word.strip_prefix('x') {
            Some(number) => count = number.parse().ok()?,
            None if word == "log" => log = true,
            None => return None,
        }
    }
    Some(Values::Range {
        low,
        high,
        count,
        log,
    })
}

/// Points of a range that does not say: Keras Tuner's number.
pub(super) const DEFAULT_POINTS: usize = 10;

impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.values {
            Values::List(values) => {
                let written: Vec<String> = values.iter().map(Value::to_string).collect();
                let joined = written.join(&format!("{} ", separator(self.row)));
                // Texts with commas of their own, which semicolons have kept together, stay together by them.
                if written.len() > 1 && list(self.row, &joined) != *values {
                    f.write_str(&written.join("; "))
                } else {
                    f.write_str(&joined)
                }
            }
            Values::Range {
                low,
                high,
                count,
                log,
            } => {
                let [low, high] = [low, high].map(|end| Value::Number(*end));
                let log = if *log { " log" } else { "" };
                write!(f, "{low}..{high}{log} x{count}")
            }
        }
    }
}

#[cfg(test)]
mod tests;
