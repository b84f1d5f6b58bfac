//! One swept hyperparameter, as typed.

use crate::hyperparams::{Kind, Row, Scale, Value};
use crate::study::{Distribution, Values};

/// A swept hyperparameter, as typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Dimension {
    pub row: &'static Row,
    pub shape: Shape,
    pub list: String,
    pub low: String,
    pub high: String,
    pub count: String,
}

/// How the values are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    List,
    Range,
    LogRange,
}

impl Shape {
    pub const ALL: [Self; 3] = [Self::List, Self::Range, Self::LogRange];

    pub fn label(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Range => "Range",
            Self::LogRange => "Log range",
        }
    }
}

impl From<&Distribution> for Dimension {
    fn from(distribution: &Distribution) -> Self {
        let row = distribution.row;
        match &distribution.values {
            Values::List(_) => Self {
                list: distribution.to_string(),
                ..Self::empty(row)
            },
            Values::Range {
                low,
                high,
                count,
                log,
            } => Self {
                shape: if *log { Shape::LogRange } else { Shape::Range },
                low: Value::Number(*low).to_string(),
                high: Value::Number(*high).to_string(),
                count: count.to_string(),
                ..Self::empty(row)
            },
        }
    }
}

impl Dimension {
    fn empty(row: &'static Row) -> Self {
        let (low, high) = bounds(row);
        Self {
            row,
            shape: Shape::List,
            list: String::new(),
            low,
            high,
            count: "5".to_owned(),
        }
    }

    /// A few values around one.
    pub(super) fn around(row: &'static Row, value: &Value) -> Self {
        let values = Distribution::list(row, neighbours(row, value));
        Self {
            list: values.to_string(),
            ..Self::empty(row)
        }
    }

    /// As typed.
    pub fn distribution(&self) -> Distribution {
        let log = match self.shape {
            Shape::List => return Distribution::parse(self.row, &self.list),
            Shape::Range => "",
            Shape::LogRange => " log",
        };
        let Self {
            low, high, count, ..
        } = self;
        Distribution::parse(self.row, &format!("{low}..{high}{log} x{count}"))
    }

    /// Whether it may have a range.
    pub fn shapes(&self) -> &'static [Shape] {
        match self.row.kind {
            Kind::Integer { .. } | Kind::Real { .. } => &Shape::ALL,
            _ => &Shape::ALL[..1],
        }
    }

    /// The values that can be ticked: a choice's, with whether each is taken.
    pub fn options(&self) -> Vec<(Value, &'static str, bool)> {
        let taken = Distribution::parse(self.row, &self.list).grid();
        let options: Vec<(Value, &'static str)> = match self.row.kind {
            Kind::Choice(choices) => choices
                .iter()
                .map(|choice| (Value::from(choice.value), choice.label))
                .collect(),
            Kind::Switch => vec![(Value::Switch(true), "On"), (Value::Switch(false), "Off")],
            _ => Vec::new(),
        };
        let options = options.into_iter();
        options
            .map(|(value, label)| (value.clone(), label, taken.contains(&value)))
            .collect()
    }

    /// Ticks or unticks one of them; they keep the catalogue's order.
    pub fn toggle(&mut self, value: &Value) {
        let options = self.options().into_iter();
        let taken = options.filter(|(option, _, taken)| *taken != (option == value));
        let taken = taken.map(|(option, ..)| option);
        self.list = Distribution::list(self.row, taken).to_string();
    }

    /// What is wrong with it, as sentences.
    pub fn errors(&self) -> Vec<String> {
        let errors = self.distribution().errors().into_iter();
        errors.map(|error| format!("{error}.")).collect()
    }
}

fn bounds(row: &Row) -> (String, String) {
    let written = |low: f64, high: f64| {
        (
            Value::Number(low).to_string(),
            Value::Number(high).to_string(),
        )
    };
    match row.kind {
        Kind::Integer { min, max, .. } => written(f64::from(min), f64::from(max)),
        Kind::Real {
            min,
            max,
            scale: Scale::ZeroThenLog { from },
        } => written(min.max(10_f64.powi(from)), max),
        Kind::Real { min, max, .. } => written(min, max),
        _ => (String::new(), String::new()),
    }
}

/// A few values worth comparing with one.
fn neighbours(row: &Row, value: &Value) -> Vec<Value> {
    let number = value.number().unwrap_or_default();
    let numbers: Vec<f64> = match row.kind {
        Kind::Choice(choices) => {
            return choices
                .iter()
                .map(|choice| Value::from(choice.value))
                .collect();
        }
        Kind::Switch => return vec![Value::Switch(true), Value::Switch(false)],
        Kind::Text(_) => return vec![value.clone()],
        Kind::Integer {
            scale: Scale::Linear,
            ..
        } => vec![number - 1.0, number, number + 1.0],
        Kind::Integer { .. } => vec![(number / 2.0).round(), number, number * 2.0],
        Kind::Real {
            scale: Scale::Log, ..
        } => vec![tenth(number), number, tenth(number) * 100.0],
        Kind::Real {
            scale: Scale::ZeroThenLog { .. },
            ..
        } => vec![0.0, 1e-4, 1e-3, 1e-2],
        Kind::Real { max, .. } => vec![0.0, max / 4.0, max / 2.0],
    };
    let numbers = numbers
        .into_iter()
        .map(|number| format!("{number:.3e}").parse().unwrap_or(number));
    numbers
        .map(Value::Number)
        .filter(|value| row.check(value).is_ok())
        .collect()
}

fn tenth(number: f64) -> f64 {
    number / 10.0
}
