//! One swept hyperparameter, as typed.

use super::usual::{neighbours, usual_range};
use crate::hyperparams::error::capped;
use crate::hyperparams::{Kind, ParamSpec, Value};
use crate::state::text;
use crate::study::{Distribution, Values};

/// Values and errors that are named one by one; a list may have a thousand.
const MOST_SHOWN: usize = 12;

/// A swept hyperparameter, as typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Dimension {
    pub row: &'static ParamSpec,
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
            Values::List(values) => Self {
                list: distribution.to_string(),
                ..Self::empty(row, values)
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
                ..Self::empty(row, &[])
            },
        }
    }
}

/// The texts of a swept hyperparameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DimensionField {
    List,
    Low,
    High,
    Count,
}

impl Dimension {
    /// With no values yet, and a range around these.
    fn empty(row: &'static ParamSpec, around: &[Value]) -> Self {
        let (low, high) = usual_range(row, around);
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
    pub(super) fn around(row: &'static ParamSpec, value: &Value) -> Self {
        let values = Distribution::list(row, neighbours(row, value));
        Self {
            list: values.to_string(),
            ..Self::empty(row, std::slice::from_ref(value))
        }
    }

    /// What stands in a field.
    pub fn text(&self, field: DimensionField) -> &str {
        match field {
            DimensionField::List => &self.list,
            DimensionField::Low => &self.low,
            DimensionField::High => &self.high,
            DimensionField::Count => &self.count,
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

    /// Chooses how the values are given. A log range begins above 0.
    pub fn set_shape(&mut self, shape: Shape) {
        self.shape = shape;
        let number = |text: &str| self.row.read(Value::from(text)).number();
        let (low, high) = (number(&self.low), number(&self.high));
        if let (Shape::LogRange, Some(..=0.0), Some(high)) = (shape, low, high) {
            let is_whole = matches!(self.row.kind, Kind::Integer { .. });
            self.low = Value::Number(if is_whole { 1.0 } else { high / 100.0 }).to_string();
        }
    }

    /// What the values were read as: "3 values: 0.1, 0.01 and 0.001"; nothing while something is wrong.
    pub fn reading(&self) -> Option<String> {
        let read = self.distribution();
        if !read.errors().is_empty() {
            return None;
        }
        let mut values: Vec<String> = read.grid().iter().map(Value::to_string).collect();
        let count = text::plural(values.len(), "value");
        let semicolons = values.iter().any(|value| value.contains(','));
        if values.len() > MOST_SHOWN || semicolons {
            let values = capped(&values, MOST_SHOWN).join(if semicolons { "; " } else { ", " });
            return Some(format!("{count}: {values}"));
        }
        // An empty text is a value too.
        values
            .iter_mut()
            .filter(|value| value.is_empty())
            .for_each(|value| "nothing".clone_into(value));
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        Some(format!("{count}: {}", text::list(&values)))
    }

    /// Whether it may have a range.
    pub fn shapes(&self) -> &'static [Shape] {
        match self.row.kind {
            // A log range begins above 0.
            Kind::Real { max, .. } if max <= 0.0 => &[Shape::List, Shape::Range],
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
        let errors = capped(&self.distribution().errors(), MOST_SHOWN).into_iter();
        errors.map(|error| format!("{error}.")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;

    fn typed(row: &'static ParamSpec, list: &str) -> Dimension {
        Dimension::from(&Distribution::parse(row, list))
    }

    #[test]
    fn it_says_what_the_values_were_read_as() {
        for (row, list, reading) in [
            (&L2, "0, 1", Some("2 values: 0 and 1")),
            (&L2, "0,01", Some("1 value: 0.01")),
            (&L2, "0,1", None),
            (
                &LEARNING_RATE,
                "1e-4..0.1 log x4",
                Some("4 values: 0.0001, 0.001, 0.01 and 0.1"),
            ),
            (&HIDDEN_UNITS, "128, 64; 32", Some("2 values: 128, 64; 32")),
            (&BATCH_SIZE, "32, 32", Some("1 value: 32")),
        ] {
            assert_eq!(typed(row, list).reading().as_deref(), reading, "{list}");
        }
    }

    #[test]
    fn of_many_values_and_errors_the_first_are_named_and_the_rest_are_counted() {
        let reading = typed(&L2, "0..1 x1000").reading().unwrap();
        assert!(reading.starts_with("1,000 values: 0, "), "{reading}");
        assert!(reading.ends_with(", … and 988 more"), "{reading}");
        let errors = typed(&L2, &vec!["2"; 900].join(", ")).errors();
        assert_eq!(errors.len(), MOST_SHOWN + 1);
        assert_eq!(errors[MOST_SHOWN], "… and 888 more.");
    }

    #[test]
    fn a_range_begins_around_what_is_there() {
        let base = HyperParams::default();
        for (row, low, high) in [
            (&LEARNING_RATE, "0.00001", "0.1"),
            (&N_NODES, "32", "512"),
            (&N_LAYERS, "1", "4"),
            (&L2, "0.00001", "0.1"),
            (&CLIPNORM, "0.01", "100"),
            (&DROPOUT, "0", "0.99"),
        ] {
            let dimension = Dimension::around(row, &base.get(row));
            let number = |text: &str| text.parse::<f64>().unwrap();
            assert_eq!(
                (number(&dimension.low), number(&dimension.high)),
                (number(low), number(high)),
                "{}",
                row.key
            );
        }
        let listed = typed(&LEARNING_RATE, "0.5, 0.005");
        assert_eq!(
            (listed.low.as_str(), listed.high.as_str()),
            ("0.005", "0.5")
        );
    }

    #[test]
    fn every_range_that_is_offered_can_be_trained() {
        let base = HyperParams::default();
        let fixed = [&SEED, &DATA];
        for row in CATALOG.iter().copied().filter(|row| !fixed.contains(row)) {
            let mut dimension = Dimension::around(row, &base.get(row));
            for shape in dimension.shapes() {
                dimension.set_shape(*shape);
                let is_empty_text = matches!(row.kind, Kind::OptionalNumber | Kind::List(_));
                let errors = dimension.errors();
                assert!(
                    is_empty_text || errors.is_empty(),
                    "{} {shape:?}: {errors:?}",
                    row.key
                );
            }
        }
    }
}
