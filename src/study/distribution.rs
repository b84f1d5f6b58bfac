//! The values that a study gives to one hyperparameter.

use std::collections::HashSet;
use std::fmt;

use super::StudyError;
use super::definition::MOST_VALUES;
use super::list::{list, separator};
use crate::hyperparams::number::{number, with_point};
use crate::hyperparams::{InvalidParam, Kind, Row, Value, catalog};

/// A swept hyperparameter with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    pub row: &'static Row,
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
    pub fn new(row: &'static Row, values: Values) -> Self {
        Self { row, values }
    }

    /// A list, as the row reads it.
    pub fn list<V: Into<Value>>(row: &'static Row, values: impl IntoIterator<Item = V>) -> Self {
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
            Values::Range { low, high, log, .. } => {
                let number = self.rounded(between(*low, *high, share, *log));
                // Rounding does not leave the range: .99999 is not 1.
                Value::Number(number.max(*low).min(*high))
            }
        }
    }

    /// Whole where the row is, else four significant digits, so that titles can be read.
    fn rounded(&self, number: f64) -> f64 {
        match self.row.kind {
            Kind::Integer { .. } => number.round(),
            _ => format!("{number:.3e}").parse().unwrap_or(number),
        }
    }

    /// What is wrong with it, every wrong value by itself.
    pub fn errors(&self) -> Vec<StudyError> {
        if self.row.key == catalog::SEED.key {
            return vec![StudyError::SweptSeed];
        }
        match &self.values {
            Values::List(values) if values.is_empty() => vec![self.invalid(&Value::from(""))],
            Values::List(values) if values.len() > MOST_VALUES => vec![StudyError::Range {
                key: self.row.key,
                allowed: "a list has from 1 to 1,000 values",
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
            errors.push(said("a range has from 2 to 1,000 values"));
        }
        errors
    }

    fn wrong(&self, value: &Value) -> Option<StudyError> {
        let mut error = self.row.check(value).err()?;
        if let Some(text) = value.text().filter(|_| self.is_numeric()) {
            error.allowed = comma_hint(text).unwrap_or(error.allowed);
        }
        Some(StudyError::Value(error))
    }

    fn invalid(&self, value: &Value) -> StudyError {
        StudyError::Value(InvalidParam::new(self.row.key, value, self.row.allowed()))
    }

    /// Whether its values are numbers.
    pub fn is_numeric(&self) -> bool {
        matches!(self.row.kind, Kind::Integer { .. } | Kind::Real { .. })
    }

    /// Reads the values as [`Display`](fmt::Display) writes them: `0.1, 0.01`, `32..256 x4` or
    /// `0.0001..0.1 log x4`; rows that hold lists separate their values by semicolons.
    pub fn parse(row: &'static Row, text: &str) -> Self {
        let range = range(text).filter(|_| !matches!(row.kind, Kind::Text(_) | Kind::Choice(_)));
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
        (low.ln() + share * (high.ln() - low.ln())).exp()
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
mod tests {
    use super::*;
    use catalog::*;

    fn numbers(values: &[f64]) -> Vec<Value> {
        values.iter().map(|value| Value::Number(*value)).collect()
    }

    fn range(row: &'static Row, low: f64, high: f64, count: usize, log: bool) -> Distribution {
        Distribution::new(
            row,
            Values::Range {
                low,
                high,
                count,
                log,
            },
        )
    }

    #[test]
    fn a_log_range_has_even_exponents_and_readable_numbers() {
        let rates = range(&LEARNING_RATE, 1e-4, 0.1, 4, true);
        assert_eq!(rates.grid(), numbers(&[0.0001, 0.001, 0.01, 0.1]));
    }

    #[test]
    fn a_range_of_whole_numbers_has_each_of_them_once() {
        let layers = range(&N_LAYERS, 1.0, 3.0, 10, false);
        assert_eq!(layers.grid(), numbers(&[1.0, 2.0, 3.0]));
        let nodes = range(&N_NODES, 32.0, 256.0, 4, true);
        assert_eq!(nodes.grid(), numbers(&[32.0, 64.0, 128.0, 256.0]));
    }

    #[test]
    fn rounding_does_not_leave_the_range() {
        let decays = range(&BETA_2, 0.9, 0.99999, 2, false);
        assert_eq!(decays.grid(), numbers(&[0.9, 0.99999]));
    }

    #[test]
    fn what_settings_write_in_one_way_is_one_value_of_the_tidied_grid() {
        let units = Distribution::list(&HIDDEN_UNITS, ["64,32", "64, 32", "8"]);
        let texts = ["64, 32", "8"].map(Value::from);
        assert_eq!(units.tidied_grid(), texts);
        let limits = Distribution::list(&RELU_MAX_VALUE, ["None", "6"]);
        assert_eq!(limits.tidied_grid(), ["", "6"].map(Value::from));
    }

    #[test]
    fn a_share_of_a_list_is_one_of_its_values() {
        let optimizers = Distribution::list(&OPTIMIZER, ["sgd", "adam"]);
        for (share, expected) in [(0.0, "sgd"), (0.49, "sgd"), (0.5, "adam"), (1.0, "adam")] {
            assert_eq!(optimizers.at(share), Value::from(expected));
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for distribution in [
            range(&LEARNING_RATE, 1e-5, 0.1, 4, true),
            range(&DROPOUT, 0.0, 0.5, 6, false),
            Distribution::list(&OPTIMIZER, ["sgd", "adam"]),
            Distribution::list(&BATCH_SIZE, [100.0, 1000.0]),
            Distribution::list(&HIDDEN_UNITS, ["128, 64:tanh", "32"]),
            Distribution::list(&CONSTRAINT_AXIS, ["0", "0, 1"]),
            Distribution::list(&CONSTRAINT_AXIS, ["0, 1"]),
            Distribution::list(&NESTEROV, [true, false]),
        ] {
            let written = distribution.to_string();
            assert_eq!(
                Distribution::parse(distribution.row, &written),
                distribution
            );
        }
    }

    #[test]
    fn a_range_without_a_count_has_ten_values() {
        assert_eq!(Distribution::parse(&DROPOUT, "0..0.9").len(), 10);
    }

    fn errors(row: &'static Row, text: &str) -> Vec<String> {
        let errors = Distribution::parse(row, text).errors();
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_value_out_of_its_range_is_named() {
        let errors = errors(&LEARNING_RATE, "0.1, 100, fast, 0.01");
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(errors[0].contains("found 100"), "{errors:?}");
        assert!(errors[1].contains("found “fast”"), "{errors:?}");
    }

    #[test]
    fn a_comma_that_may_be_a_point_is_answered_with_both_ways_to_write_it() {
        let errors = errors(&L2, "0,1");
        let hint = "l2: found “0,1”; write 0.1 for one value, or 0, 1 for two";
        assert_eq!(errors, [hint]);
    }

    #[test]
    fn what_is_not_read_comes_back_as_it_was_typed() {
        for text in [",;", "64,3é2; 1", "0,1, 0.01", "a,b; c", "1,2; 3,4,5"] {
            let typed = Distribution::parse(&L2, text);
            let again = Distribution::parse(&L2, &typed.to_string());
            assert_eq!(again, typed, "{text}");
        }
    }

    #[test]
    fn a_range_takes_commas_for_points() {
        let expected = range(&L2, 0.0001, 0.1, 4, true);
        assert_eq!(Distribution::parse(&L2, "0,0001..0,1 log x4"), expected);
    }

    #[test]
    fn a_list_has_an_end() {
        let many = vec!["0.1"; 1001].join(", ");
        assert!(errors(&L2, &many)[0].contains("a list has from 1 to 1,000 values"));
        assert_eq!(errors(&L2, &many[5..]), [""; 0]);
    }

    #[test]
    fn a_range_cannot_run_backwards() {
        assert!(errors(&DROPOUT, "0.5..0.1")[0].contains("lower end"));
        assert!(errors(&DROPOUT, "NaN..0.1").len() >= 2);
    }

    #[test]
    fn a_log_range_cannot_begin_at_zero() {
        assert!(errors(&L2, "0..0.1 log")[0].contains("above 0"));
    }

    #[test]
    fn a_range_cannot_have_one_value_or_a_million() {
        for count in ["x1", "x1000000"] {
            assert!(errors(&DROPOUT, &format!("0..0.5 {count}"))[0].contains("2 to 1,000"));
        }
    }

    #[test]
    fn a_range_of_far_too_many_values_is_not_drawn() {
        let dropout = range(&DROPOUT, 0.0, 0.5, usize::MAX, false);
        assert_eq!(dropout.len(), MOST_VALUES + 1);
    }

    #[test]
    fn a_choice_has_no_range() {
        assert!(errors(&OPTIMIZER, "sgd..adam")[0].contains("found “sgd..adam”"));
        let ranged = range(&OPTIMIZER, 0.0, 1.0, 3, false);
        assert!(ranged.errors()[0].to_string().contains("only numbers"));
    }

    #[test]
    fn an_empty_list_is_said_to_hold_nothing() {
        assert!(errors(&DROPOUT, " ")[0].contains("found nothing"));
    }

    #[test]
    fn the_seed_cannot_be_swept_as_a_hyperparameter() {
        assert!(errors(&SEED, "1, 2")[0].contains("seeds per setting"));
    }
}
