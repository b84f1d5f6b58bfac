//! Labels of a hyperparameter's values, which may be long and many.

use std::borrow::Cow;

use super::letters;

/// Fewer letters than that say nothing; CSS pixels.
const LEAST: f64 = 34.0;
/// Between two labels, in CSS pixels.
const GAP: f64 = 6.0;

/// Labels side by side, `spacing` CSS pixels apart: each with its index, shortened to its room unless it is
/// a number; where even so there are too many, only every second, third, … one.
pub fn side_by_side<'a>(labels: &[&'a str], size: f64, spacing: f64) -> Vec<(usize, Cow<'a, str>)> {
    let room = (spacing - GAP).max(LEAST);
    let shorten = |label: &&'a str| match label.parse::<f64>() {
        Ok(_) => Cow::Borrowed(*label),
        Err(_) => letters::shorten(label, size, room),
    };
    let shortened: Vec<Cow<str>> = labels.iter().map(shorten).collect();
    let widths = shortened.iter().map(|label| letters::width(label, size));
    let needed = widths.fold(0.0, f64::max) + GAP;
    every(shortened, needed / spacing)
}

/// Labels one below the other, `spacing` CSS pixels apart, each no wider than `room`.
pub fn stacked<'a>(
    labels: &[&'a str],
    size: f64,
    spacing: f64,
    room: f64,
) -> Vec<(usize, Cow<'a, str>)> {
    let shorten = |label: &&'a str| letters::shorten(label, size, room);
    let shortened = labels.iter().map(shorten).collect();
    every(shortened, size * 1.25 / spacing)
}

/// Those of the labels that have room, where one needs that of `needed`.
fn every(labels: Vec<Cow<str>>, needed: f64) -> Vec<(usize, Cow<str>)> {
    // What is no number, and no room at all, become 1 and the largest number.
    let step = (needed - 1e-9).ceil().max(1.0) as usize;
    labels.into_iter().enumerate().step_by(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(labels: &[(usize, Cow<str>)]) -> Vec<usize> {
        labels.iter().map(|(at, _)| *at).collect()
    }

    #[test]
    fn labels_with_room_are_all_whole() {
        let labels = side_by_side(&["sgd", "adam", "rmsprop"], 12.0, 80.0);
        assert_eq!(kept(&labels), [0, 1, 2]);
        assert_eq!(labels[2].1, "rmsprop");
    }

    #[test]
    fn long_labels_are_shortened_before_any_is_left_out() {
        let labels = side_by_side(&["glorot_uniform", "he_normal"], 12.0, 60.0);
        assert_eq!(kept(&labels), [0, 1]);
        assert!(labels[0].1.ends_with('…'), "{labels:?}");
        assert!(letters::width(&labels[0].1, 12.0) <= 54.0);
    }

    #[test]
    fn a_number_is_left_out_rather_than_shortened() {
        let labels = side_by_side(&["0.00010", "0.00022", "0.00050", "0.00112"], 12.0, 30.0);
        assert_eq!(kept(&labels), [0, 2]);
        assert_eq!(labels[1].1, "0.00050");
    }

    #[test]
    fn of_many_labels_every_few_stay_and_do_not_overlap() {
        let labels = ["128"; 100];
        let kept = kept(&side_by_side(&labels, 12.0, 9.0));
        assert!(kept.len() > 10 && kept.len() <= 34, "{kept:?}");
        let rows = stacked(&labels, 12.0, 5.0, 60.0);
        assert_eq!(rows[1].0, 3);
    }

    #[test]
    fn no_room_leaves_the_first_label_and_no_labels_none() {
        assert_eq!(kept(&side_by_side(&["a", "b"], 12.0, 0.0)), [0]);
        assert_eq!(kept(&side_by_side(&["a", "b"], 12.0, f64::NAN)), [0, 1]);
        assert!(stacked(&[], 12.0, 0.0, 0.0).is_empty());
    }
}
