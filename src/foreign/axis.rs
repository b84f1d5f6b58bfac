//! A hyperparameter's values as an axis.

use super::text::{is_missing, number};
use crate::hyperparams::Value;
use crate::hyperparams::number::rounded;
use crate::metrics::sort_numbers;
use crate::protocol::PlotAxis;

/// How many times its least value the greatest one is where an axis is logarithmic, if nobody says, and what share of the
/// greatest the middle one may be: of what was drawn evenly it is about a half.
const WIDE: f64 = 30.0;
const LOW: f64 = 0.3;
/// Digits of a number that was drawn from a range.
const DIGITS: usize = 4;

/// A hyperparameter, with what each trial has of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    pub name: String,
    pub cells: Vec<String>,
    /// Whether it was drawn by its logarithm, where that is known.
    pub is_log: Option<bool>,
}

/// An axis, and the place of each trial's value on it; nothing where a trial has none.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub axis: PlotAxis,
    pub places: Vec<Option<usize>>,
}

/// A hyperparameter as an axis; nothing where all trials have the same value.
pub fn axis(param: &Param) -> Option<Placed> {
    let filled = || param.cells.iter().filter(|cell| !is_missing(cell));
    let finite = |cell: &String| number(cell).filter(|it| it.is_finite());
    let is_names = filled().any(|cell| finite(cell).is_none());
    let (labels, values) = match is_names {
        true => {
            let mut names: Vec<String> = filled().cloned().collect();
            names.sort();
            names.dedup();
            let values = (0..names.len()).map(|at| at as f64).collect();
            (names, values)
        }
        false => {
            let mut values: Vec<f64> = filled().filter_map(finite).collect();
            sort_numbers(&mut values);
            values.dedup();
            (values.iter().map(|value| written(*value)).collect(), values)
        }
    };
    let place = |cell: &String| match is_names {
        _ if is_missing(cell) => None,
        true => labels.iter().position(|label: &String| label == cell),
        false => finite(cell).and_then(|value| values.iter().position(|it| *it == value)),
    };
    let places = param.cells.iter().map(place).collect();
    let varies = labels.len() > 1;
    let is_log = !is_names
        && param
            .is_log
            .unwrap_or_else(|| looks_drawn_by_logarithm(&values));
    varies.then(|| Placed {
        axis: PlotAxis {
            name: param.name.clone(),
            is_log,
            is_names,
            labels,
            values,
        },
        places,
    })
}

fn looks_drawn_by_logarithm(sorted: &[f64]) -> bool {
    let (Some(least), Some(greatest)) = (sorted.first(), sorted.last()) else {
        return false;
    };
    let middle = sorted[(sorted.len() - 1) / 2];
    *least > 0.0 && *greatest >= least * WIDE && middle < greatest * LOW
}

/// A value for people: numbers with as many digits as tell them apart well enough.
pub fn written(value: f64) -> String {
    Value::Number(rounded(value, DIGITS)).to_string()
}

/// A cell for people.
pub fn shown(cell: &str) -> String {
    match number(cell).filter(|it| it.is_finite()) {
        Some(value) => written(value),
        None => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(cells: &[&str], is_log: Option<bool>) -> Option<Placed> {
        axis(&Param {
            name: "x".to_owned(),
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            is_log,
        })
    }

    #[test]
    fn numbers_lie_in_their_order_and_what_is_missing_nowhere() {
        let Placed { axis, places } = placed(&["0.1", "", "1e-3", "0.1"], None).unwrap();
        assert_eq!(axis.labels, ["0.001", "0.1"]);
        assert_eq!(places, [Some(1), None, Some(0), Some(1)]);
        assert!(axis.is_log && !axis.is_names);
        assert!(!placed(&["0.1", "0.001"], Some(false)).unwrap().axis.is_log);
        assert!(!placed(&["0", "100"], None).unwrap().axis.is_log);
        assert!(!placed(&["8", "16"], None).unwrap().axis.is_log);
    }

    #[test]
    fn one_word_makes_names_of_all_and_one_value_no_axis() {
        let Placed { axis, places } = placed(&["sgd", "adam", "8"], None).unwrap();
        assert_eq!(axis.labels, ["8", "adam", "sgd"]);
        assert_eq!(
            (axis.values, places),
            (vec![0.0, 1.0, 2.0], vec![Some(2), Some(1), Some(0)])
        );
        assert_eq!(placed(&["3", "3", ""], None), None);
        assert_eq!(placed(&["", "nan"], None), None);
    }
}
