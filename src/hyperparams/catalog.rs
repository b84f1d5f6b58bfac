//! The catalogue: one row per hyperparameter.
//!
//! Control, range, default, help, permalink key, JSON key and check all come from the row; the order of
//! [`CATALOG`] is the order on screen. To add a hyperparameter, add its row to its group's file, name it in
//! [`CATALOG`], and give it a meaning in [`CheckedHyperParams`](super::CheckedHyperParams).

mod architecture;
mod dropout;
mod layers;
mod loss;
mod normalization;
mod optimizer;
mod order;
mod regularization;
mod schedule;
mod spec;
mod stopping;
mod training;

use super::{Value, text::Text};

pub use architecture::*;
pub use dropout::*;
pub use layers::*;
pub use loss::*;
pub use normalization::*;
pub use optimizer::*;
pub use order::CATALOG;
pub use regularization::*;
pub use schedule::*;
pub use spec::ParamSpec;
pub use stopping::*;
pub use training::*;

/// Where a row stands on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    Architecture,
    Optimizer,
    Schedule,
    Training,
    Loss,
    Regularization,
    EarlyStopping,
}

impl Group {
    pub const ALL: [Self; 7] = [
        Self::Architecture,
        Self::Optimizer,
        Self::Schedule,
        Self::Training,
        Self::Loss,
        Self::Regularization,
        Self::EarlyStopping,
    ];

    /// Whether it is what most people turn first, and so stands open.
    pub fn is_common(self) -> bool {
        matches!(self, Self::Architecture | Self::Optimizer | Self::Training)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Architecture => "Architecture",
            Self::Optimizer => "Optimizer",
            Self::Schedule => "Learning rate schedule",
            Self::Training => "Training",
            Self::Loss => "Loss",
            Self::Regularization => "Regularization",
            Self::EarlyStopping => "Early stopping",
        }
    }
}

/// What values a row takes. All bounds are inclusive and written so that NaN fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Integer {
        min: u32,
        max: u32,
        scale: Scale,
    },
    Real {
        min: f64,
        max: f64,
        scale: Scale,
    },
    Choice(&'static [Choice]),
    Switch,
    /// What no slider can show: a list, or a number that may be left out.
    Text(Text),
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

impl Choice {
    const fn new(value: &'static str, label: &'static str) -> Self {
        Self { value, label }
    }
}

/// A row's default, in a form that a `static` can hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DefaultValue {
    Number(f64),
    Choice(&'static str),
    Switch(bool),
    Text(&'static str),
}

impl DefaultValue {
    pub(crate) fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn text(self) -> Option<&'static str> {
        match self {
            Self::Choice(text) | Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn switch(self) -> Option<bool> {
        match self {
            Self::Switch(on) => Some(on),
            _ => None,
        }
    }

    pub fn value(self) -> Value {
        match self {
            Self::Number(number) => Value::Number(number),
            Self::Choice(text) | Self::Text(text) => Value::from(text),
            Self::Switch(on) => Value::Switch(on),
        }
    }
}

/// The specification of the hyperparameter with this key.
pub fn spec(key: &str) -> Option<&'static ParamSpec> {
    CATALOG.iter().copied().find(|row| row.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;

    /// The defaults, and each choice in their place.
    fn each_choice() -> Vec<HyperParams> {
        let choices = |row: &&'static ParamSpec| match row.kind {
            Kind::Choice(choices) => choices,
            _ => &[],
        };
        let chosen = CATALOG.iter().flat_map(|row| {
            let choices = choices(row).iter();
            choices.map(|choice| HyperParams::default().with(row, choice.value))
        });
        chosen.chain([HyperParams::default()]).collect()
    }

    /// So that only what was set has to be checked.
    #[test]
    fn every_default_is_allowed_whatever_is_chosen() {
        for params in each_choice() {
            for row in CATALOG {
                let default = row.default_in(&params).value();
                assert_eq!(row.check(&default), Ok(()), "{}", row.key);
            }
        }
    }

    #[test]
    fn a_value_is_the_same_when_it_is_looked_at_without_a_copy() {
        for params in each_choice() {
            for row in CATALOG {
                let value = params.get(row);
                assert_eq!(params.number(row), value.number(), "{}", row.key);
                assert_eq!(params.text(row), value.text(), "{}", row.key);
                assert_eq!(params.switch(row), value.switch(), "{}", row.key);
            }
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
            assert!(row.docs.starts_with("https://keras.io/"), "{}", row.key);
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
            (&LEARNING_RATE, "0,001", Value::Number(0.001)),
            (&CLIPNORM, "1,000", Value::from("1,000")),
            (&EARLY_STOPPING_BASELINE, "0,5", Value::from("0.5")),
        ] {
            assert_eq!(row.read(Value::from(typed)), read);
        }
    }

    #[test]
    fn a_number_whose_comma_is_not_read_is_answered_with_how_to_write_it() {
        for (row, text, hint) in [
            (
                &CLIPNORM,
                "1,000",
                "write 1.000 with a point, or 1000 without a comma",
            ),
            (&TRAIN_IMAGES, "60,000", "write 60000 without a comma"),
        ] {
            let error = row.check(&row.read(Value::from(text))).unwrap_err();
            assert!(error.allowed.ends_with(hint), "{error}");
        }
    }

    impl ParamSpec {
        fn scale(&self) -> Scale {
            match self.kind {
                Kind::Integer { scale, .. } | Kind::Real { scale, .. } => scale,
                _ => Scale::Linear,
            }
        }
    }
}
