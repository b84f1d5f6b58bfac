//! What runs are judged by: how it is written and ranged, and which of two is better.

use crate::charts::Quantity;
use crate::charts::axis::extent;
use crate::protocol::PlotResults;

/// Shares are written in percent, other numbers as they are.
pub fn quantity(results: &PlotResults) -> Option<Quantity> {
    (!results.is_number).then_some(Quantity::Accuracy)
}

/// "97.73 %", or four digits of any other number.
pub fn written(results: &PlotResults, score: f64) -> String {
    match quantity(results) {
        Some(quantity) => quantity.written(score, 2),
        None => digits(score),
    }
}

/// A spread beside a score: without its unit, which stands there.
pub fn spread(results: &PlotResults, sd: f64) -> String {
    match quantity(results) {
        Some(_) => format!("{:.2}", sd * 100.0),
        None => digits(sd),
    }
}

fn digits(number: f64) -> String {
    let size = number.abs().log10().floor();
    match size {
        _ if number == 0.0 => "0".to_owned(),
        size if (-4.0..6.0).contains(&size) => {
            let decimals = (3.0 - size).clamp(0.0, 7.0) as usize;
            format!("{number:.decimals$}")
        }
        _ => format!("{number:.3e}"),
    }
}

/// The range of an axis that shows these scores closely.
pub fn range(results: &PlotResults, scores: impl Iterator<Item = f64>) -> (f64, f64) {
    let extent = extent(scores, false);
    if let Some(quantity) = quantity(results) {
        return quantity.range(extent, true);
    }
    let (low, high) = extent.unwrap_or((0.0, 1.0));
    // Halves, for a span beyond the largest number would be none.
    let margin = (high / 2.0 - low / 2.0) * 0.12;
    let margin = margin.max(low.abs().max(high.abs()) * 1e-3).max(1e-9);
    (
        (low - margin).max(f64::MIN / 2.0),
        (high + margin).min(f64::MAX / 2.0),
    )
}

/// A score by which more is always better.
pub fn merit(results: &PlotResults, score: f64) -> f64 {
    match results.is_lower_better {
        true => -score,
        false => score,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> PlotResults {
        PlotResults {
            is_number: true,
            ..PlotResults::default()
        }
    }

    #[test]
    fn a_share_is_in_percent_and_any_other_number_has_four_digits() {
        assert_eq!(written(&PlotResults::default(), 0.97731), "97.73 %");
        for (number, expected) in [
            (0.086_312, "0.08631"),
            (-12.3456, "-12.35"),
            (123_456.0, "123456"),
            (1.5e9, "1.500e9"),
            (0.0, "0"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(written(&numbers(), number), expected);
        }
    }

    #[test]
    fn any_numbers_have_a_range_around_them() {
        for scores in [
            [0.5, 0.5],
            [-3.0, 7.0],
            [f64::MIN, f64::MAX],
            [0.0, 0.0],
            [1e12, 1e12],
        ] {
            let (low, high) = range(&numbers(), scores.into_iter());
            assert!(
                low < high && (high - low).is_finite(),
                "{scores:?}: {low} {high}"
            );
        }
    }
}
