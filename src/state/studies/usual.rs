//! Values worth trying of a hyperparameter, around those that are there.

use crate::hyperparams::number::rounded;
use crate::hyperparams::{Kind, ParamSpec, Scale, Value};

/// From where to where a range goes at first: over these values, or a decade or two around the one; as typed. Empty
/// where there is no range.
pub(super) fn usual_range(row: &ParamSpec, around: &[Value]) -> (String, String) {
    let numbers: Vec<f64> = around.iter().filter_map(Value::number).collect();
    let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let Some((min, max)) = limits(row) else {
        return (String::new(), String::new());
    };
    let (low, high) = if low < high {
        (low, high)
    } else {
        around_one(row, low).unwrap_or((min, max))
    };
    let written = |number: f64| {
        // Without what computing has added, and within the limits also when rounded.
        Value::Number(rounded(number, 4).clamp(min, max)).to_string()
    };
    (written(low), written(high))
}

fn limits(row: &ParamSpec) -> Option<(f64, f64)> {
    match row.kind {
        Kind::Integer { min, max, .. } => Some((f64::from(min), f64::from(max))),
        Kind::Real { min, max, .. } => Some((min, max)),
        _ => None,
    }
}

/// Nothing where the whole range is as good.
fn around_one(row: &ParamSpec, number: f64) -> Option<(f64, f64)> {
    match row.kind {
        Kind::Real {
            scale: Scale::ZeroThenLog { from },
            ..
        } if !number.is_finite() || number <= 0.0 => {
            Some((10_f64.powi(from + 2), 10_f64.powi(from + 6)))
        }
        _ if !number.is_finite() => None,
        Kind::Real {
            scale: Scale::Linear,
            ..
        } => None,
        Kind::Real { .. } => Some((number / 100.0, number * 100.0)),
        Kind::Integer {
            scale: Scale::Log, ..
        } => Some(((number / 4.0).round(), number * 4.0)),
        _ if number < 1.0 => Some((number, number + 4.0)),
        _ => Some(((number / 2.0).floor(), number * 2.0)),
    }
}

/// A few values worth comparing with one.
pub fn neighbours(row: &ParamSpec, value: &Value) -> Vec<Value> {
    let number = value.number().unwrap_or_default();
    let numbers: Vec<f64> = match row.kind {
        Kind::Choice(choices) => {
            return choices
                .iter()
                .map(|choice| Value::from(choice.value))
                .collect();
        }
        Kind::Switch => return vec![Value::Switch(true), Value::Switch(false)],
        Kind::OptionalNumber | Kind::List(_) => return vec![value.clone()],
        Kind::Integer {
            scale: Scale::Linear,
            ..
        } => vec![number - 1.0, number, number + 1.0],
        Kind::Integer { .. } => vec![(number / 2.0).round(), number, number * 2.0],
        Kind::Real {
            scale: Scale::Log, ..
        } => vec![number / 10.0, number, number * 10.0],
        Kind::Real {
            scale: Scale::ZeroThenLog { .. },
            ..
        } => vec![0.0, 1e-4, 1e-3, 1e-2],
        Kind::Real { min, max, .. } if max <= 0.0 => vec![min / 2.0, min / 4.0, 0.0],
        Kind::Real { max, .. } => vec![0.0, max / 4.0, max / 2.0],
    };
    let numbers = numbers.into_iter().map(|number| rounded(number, 4));
    numbers
        .map(Value::Number)
        .filter(|value| row.check(value).is_ok())
        .collect()
}
