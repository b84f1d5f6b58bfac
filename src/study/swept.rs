//! A swept hyperparameter as a sampler sees it that learns from results: an axis with numbers on it.

use super::{Distribution, Values};
use crate::hyperparams::{Kind, ParamSpec, Value};
use crate::protocol::Axis;

/// A distribution whose list has been written out once.
pub(super) struct Swept<'a> {
    distribution: &'a Distribution,
    /// The values of a list, as settings have them; none of a range.
    listed: Vec<Value>,
}

impl<'a> Swept<'a> {
    pub fn all(space: &'a [Distribution]) -> Vec<Self> {
        let swept = space.iter().map(|distribution| Self {
            distribution,
            listed: match distribution.values {
                Values::List(_) => distribution.tidied_grid(),
                Values::Range { .. } => Vec::new(),
            },
        });
        swept.collect()
    }

    pub fn row(&self) -> &'static ParamSpec {
        self.distribution.row
    }

    /// A list is one of choices, also where it is of numbers: somebody has picked them one by one.
    pub fn axis(&self) -> Axis {
        match self.distribution.values {
            Values::List(_) => Axis::Choice {
                choices: self.listed.len(),
            },
            Values::Range { low, high, log, .. } => Axis::Range {
                low,
                high,
                log,
                whole: matches!(self.row().kind, Kind::Integer { .. }),
            },
        }
    }

    /// Where a value lies on its axis.
    pub fn coordinate(&self, value: &Value) -> Option<f64> {
        match self.distribution.values {
            Values::List(_) => Some(self.listed.iter().position(|it| it == value)? as f64),
            Values::Range { .. } => value.number(),
        }
    }

    /// The value that lies there, or next to it.
    pub fn value_at(&self, coordinate: f64) -> Value {
        match self.distribution.values {
            Values::List(_) => {
                let value = self.listed.get(coordinate as usize).or(self.listed.last());
                value.cloned().unwrap_or_else(|| self.row().default.value())
            }
            Values::Range { .. } => self.distribution.near(coordinate),
        }
    }

    /// Whether a setting may have this value.
    pub fn contains(&self, value: &Value) -> bool {
        match self.distribution.values {
            Values::List(_) => self.listed.contains(value),
            Values::Range { .. } => {
                let number = value.number();
                number.is_some_and(|it| self.distribution.near(it) == *value)
            }
        }
    }
}
