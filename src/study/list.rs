//! A list of values as somebody types it. A comma between two digits may separate two values or stand for a point:
//! what it is has to be plain from the rest, or it is not read.

use crate::hyperparams::number::with_point;
use crate::hyperparams::{Kind, ParamSpec, Value};

/// What separates the values of a row: semicolons where a value may have commas of its own.
pub(super) fn separator(row: &ParamSpec) -> char {
    match row.kind {
        Kind::OptionalNumber | Kind::List(_) => ';',
        Kind::Choice(choices) if choices.iter().any(|choice| choice.value.contains(',')) => ';',
        _ => ',',
    }
}

/// The values of a list; one that cannot be read is a text, for the check to name. Semicolons always separate.
pub(super) fn list(row: &ParamSpec, text: &str) -> Vec<Value> {
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    let items: Vec<Vec<&str>> = if separator(row) == ';' || text.contains(';') {
        text.split(';').map(|item| vec![item]).collect()
    } else {
        groups(text)
    };
    let has_decimal_commas = items.len() > 1 && !text.contains('.');
    let values = items.iter();
    values
        .flat_map(|group| read(row, group, has_decimal_commas))
        .collect()
}

/// The pieces between commas; those that a comma between digits keeps together are a group.
fn groups(text: &str) -> Vec<Vec<&str>> {
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for piece in text.split(',') {
        match groups.last_mut() {
            Some(group) if is_tight(group[group.len() - 1], piece) => group.push(piece),
            _ => groups.push(vec![piece]),
        }
    }
    groups
}

/// Whether nothing but a comma stands between the digits of two pieces.
fn is_tight(left: &str, right: &str) -> bool {
    let (left, right) = (left.trim_start(), right.trim_end());
    with_point(&format!("{left},{right}")).is_some()
}

fn read(row: &ParamSpec, group: &[&str], has_decimal_commas: bool) -> Vec<Value> {
    let value = |text: &str| row.read(Value::from(text.trim()));
    if let [piece] = group {
        return vec![value(piece)];
    }
    let joined = group.join(",");
    let apart: Vec<Value> = group.iter().map(|piece| value(piece)).collect();
    let idle_zero = |piece: &&str| piece.trim().len() > 1 && piece.trim().starts_with('0');
    let are_numbers = !group.iter().any(idle_zero);
    let is_one = || group.len() == 2 && row.check(&value(&joined)).is_ok();
    match row.kind {
        // Whole numbers have no point.
        Kind::Integer { .. } if are_numbers => apart,
        Kind::Integer { .. } => vec![Value::from(joined.trim())],
        _ if is_one() && (has_decimal_commas || !are_numbers) => vec![value(&joined)],
        _ if is_one() && apart.iter().any(|value| row.check(value).is_err()) => {
            vec![value(&joined)]
        }
        // An odd number of them cannot all be halves of numbers.
        _ if are_numbers && group.len() % 2 == 1 => apart,
        _ => vec![Value::from(joined.trim())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;

    fn read(row: &ParamSpec, text: &str) -> String {
        let read = |value: &Value| match value {
            Value::Text(text) => format!("“{text}”"),
            other => other.to_string(),
        };
        let values = list(row, text);
        values.iter().map(read).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_comma_is_read_where_it_has_one_meaning_and_kept_where_it_has_two() {
        for (row, text, values) in [
            (&L2, "0, 0.01", "0 0.01"),
            (&L2, "0.1,0.01", "0.1 0.01"),
            (&L2, "0, 1", "0 1"),
            (&L2, "0,01", "0.01"),
            (&L2, "0,1", "“0,1”"),
            (&L2, "0,1; 0,01", "0.1 0.01"),
            (&L2, "0,1, 0,01", "0.1 0.01"),
            (&L2, "0,1, 0.01", "“0,1” 0.01"),
            (&L2, "0,01,0,001", "“0,01,0,001”"),
            (&L2, "0,1,0,1", "“0,1,0,1”"),
            (&LEARNING_RATE, "0,1", "0.1"),
            (&MOMENTUM, "0,9", "0.9"),
            (&POWER, "1,2,3", "1 2 3"),
            (&CLIPNORM, "1,000", "“1,000”"),
            (&BATCH_SIZE, "32,64,128", "32 64 128"),
            (&TRAIN_IMAGES, "1,000", "“1,000”"),
            (&TRAIN_IMAGES, "1,000, 10,000", "“1,000” “10,000”"),
            (&OPTIMIZER, "sgd,adam", "“sgd” “adam”"),
        ] {
            assert_eq!(read(row, text), values, "{} {text}", row.key);
        }
    }

    #[test]
    fn what_links_have_said_so_far_is_read_as_it_was() {
        for text in [
            "0.1, 0.01",
            "0.1,0.01",
            "0, 0.1",
            "1e-5, 0.1",
            "0, 1",
            "1, 0.5",
        ] {
            let plain: Vec<Value> = text
                .split(',')
                .map(|item| L2.read(Value::from(item.trim())))
                .collect();
            assert_eq!(list(&L2, text), plain, "{text}");
        }
    }
}
