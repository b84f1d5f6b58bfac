//! Labels of a hyperparameter's values, which may be long and many.

use std::borrow::Cow;

use super::text_metrics;

/// Upright labels take no more than this share of a chart's height.
const MOST_UPRIGHT: f64 = 0.4;
/// Distance of two rows, over the size of their font.
const ROW: f64 = 1.25;
/// Between two labels, in CSS pixels.
const GAP: f64 = 6.0;

/// Labels below an axis.
pub struct Below<'a> {
    /// Each with its index.
    pub labels: Vec<(usize, Cow<'a, str>)>,
    /// Height that they need where they are written upwards, in CSS pixels; `None` where they lie flat.
    pub upright: Option<f64>,
}

/// Labels side by side, `spacing` CSS pixels apart. Numbers lie flat, and where there are too many only
/// every second, third, … is there; names that have no room stand upright, and take a part of the chart's
/// `height`.
pub fn side_by_side<'a>(labels: &[&'a str], size: f64, spacing: f64, height: f64) -> Below<'a> {
    let widths = labels.iter().map(|label| text_metrics::width(label, size));
    let widest = widths.fold(0.0, f64::max);
    let are_numbers = labels.iter().copied().all(is_number);
    if are_numbers || widest + GAP <= spacing {
        let whole = labels.iter().map(|label| Cow::Borrowed(*label)).collect();
        return Below {
            labels: every(whole, (widest + GAP) / spacing),
            upright: None,
        };
    }
    let high = widest.min(height * MOST_UPRIGHT);
    let shortened = text_metrics::shorten_all(labels, size, |_| high);
    Below {
        labels: every(shortened, size * ROW / spacing),
        upright: Some(high),
    }
}

fn is_number(label: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_digit() || b"+-.e".contains(&byte);
    !label.is_empty() && label.bytes().all(is_part)
}

/// Labels one below the other, `spacing` CSS pixels apart, each no wider than `room`.
pub fn stacked<'a>(
    labels: &[&'a str],
    size: f64,
    spacing: f64,
    room: f64,
) -> Vec<(usize, Cow<'a, str>)> {
    let shortened = text_metrics::shorten_all(labels, size, |_| room);
    every(shortened, size * ROW / spacing)
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
    fn labels_with_room_are_all_whole_and_lie_flat() {
        let below = side_by_side(&["sgd", "adam", "rmsprop"], 12.0, 80.0, 200.0);
        assert_eq!(kept(&below.labels), [0, 1, 2]);
        assert_eq!(
            (below.labels[2].1.as_ref(), below.upright),
            ("rmsprop", None)
        );
    }

    #[test]
    fn names_without_room_stand_upright_as_high_as_the_longest_needs() {
        let names = ["adam", "adamw", "adamax", "adadelta", "adagrad", "nadam"];
        let below = side_by_side(&names, 12.0, 40.0, 200.0);
        let labels: Vec<&str> = below
            .labels
            .iter()
            .map(|(_, label)| label.as_ref())
            .collect();
        assert_eq!(labels, names);
        assert_eq!(below.upright, Some(text_metrics::width("adadelta", 12.0)));
    }

    #[test]
    fn upright_names_that_are_too_long_stay_apart() {
        let below = side_by_side(&["glorot_uniform", "glorot_normal"], 12.0, 40.0, 150.0);
        assert_eq!(below.upright, Some(60.0));
        assert_ne!(below.labels[0].1, below.labels[1].1);
    }

    #[test]
    fn a_number_is_left_out_rather_than_shortened() {
        let numbers = ["0.00010", "0.00022", "0.00050", "0.00112"];
        let labels = side_by_side(&numbers, 12.0, 30.0, 200.0).labels;
        assert_eq!(kept(&labels), [0, 2]);
        assert_eq!(labels[1].1, "0.00050");
    }

    #[test]
    fn of_many_labels_every_few_stay_and_do_not_overlap() {
        let labels = ["128"; 100];
        let kept = kept(&side_by_side(&labels, 12.0, 9.0, 200.0).labels);
        assert!(kept.len() > 10 && kept.len() <= 34, "{kept:?}");
        let rows = stacked(&labels, 12.0, 5.0, 60.0);
        assert_eq!(rows[1].0, 3);
    }

    #[test]
    fn no_room_leaves_the_first_label_and_no_labels_none() {
        assert_eq!(
            kept(&side_by_side(&["a", "b"], 12.0, 0.0, 200.0).labels),
            [0]
        );
        let nowhere = side_by_side(&["a", "b"], 12.0, f64::NAN, 200.0);
        assert_eq!(kept(&nowhere.labels), [0, 1]);
        assert!(stacked(&[], 12.0, 0.0, 0.0).is_empty());
    }
}
