//! Settings of two studies, compared by what their runs came to.

use super::lead::LEVEL;
use super::t_test::TTest;
use super::verdict::p;
use crate::metrics::SampleStats;

/// Runs below which a spread is hardly known.
const ENOUGH: usize = 5;

/// Whether two settings, each the best of its study, are told apart: " (Welch over 5 and 3 runs, df 4.2; p = 0.012, for 12
/// pairs of settings 0.14): this may be chance." By Welch's t-test and not by pairs: the seeds of two studies say nothing
/// of each other. What decides is p for as many pairs as the two were picked from (Bonferroni).
///
/// - pairs: as many pairs of settings there are, of both studies
pub fn told_apart(one: &[f64], other: &[f64], pairs: usize) -> String {
    let [a, b] = [one, other].map(|scores| SampleStats::of(scores.iter().copied()));
    let fewest = a.n.min(b.n);
    if fewest < 2 {
        return ". One run says nothing about chance: it takes several seeds of both.".to_owned();
    }
    let over = format!("{} and {} runs", a.n, b.n);
    let Some(test) = TTest::welch(&a, &b) else {
        return format!(". Over {over} neither varies: there is no spread to test it against.");
    };
    let corrected = (test.p() * pairs.max(1) as f64).min(1.0);
    let many = match pairs {
        0 | 1 => String::new(),
        _ => format!(
            ", for {pairs} pairs of settings {}",
            p(corrected).trim_start_matches("= ")
        ),
    };
    let judgement = match (corrected < LEVEL, fewest < ENOUGH) {
        (false, _) => "this may be chance".to_owned(),
        (true, false) => "more than chance".to_owned(),
        (true, true) => format!("more than chance, as far as {fewest} runs tell"),
    };
    format!(
        " (Welch over {over}, df {:.1}; p {}{many}): {judgement}.",
        test.df,
        p(test.p())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_apart_and_what_may_be_chance() {
        let (high, low) = (
            [0.97, 0.971, 0.972, 0.969, 0.97],
            [0.95, 0.951, 0.949, 0.95, 0.952],
        );
        let said = told_apart(&high, &low, 1);
        assert!(
            said.starts_with(" (Welch over 5 and 5 runs, df 8.0; p < 0.001): more than chance."),
            "{said}"
        );
        let said = told_apart(&high[..3], &low[..3], 12);
        assert!(said.contains(", for 12 pairs of settings "), "{said}");
        assert!(
            said.ends_with("more than chance, as far as 3 runs tell."),
            "{said}"
        );
        let said = told_apart(&[0.97, 0.95], &[0.96, 0.94], 4);
        assert!(
            said.ends_with("for 4 pairs of settings 1.00): this may be chance."),
            "{said}"
        );
    }

    #[test]
    fn the_pairs_that_two_were_picked_from_make_a_difference() {
        let (one, other) = ([0.97, 0.972, 0.974], [0.96, 0.965, 0.963]);
        assert!(told_apart(&one, &other, 1).contains("more than chance"));
        assert!(told_apart(&one, &other, 100).contains("this may be chance"));
    }

    #[test]
    fn single_runs_and_runs_without_spread_tell_nothing_of_chance() {
        assert!(told_apart(&[0.9], &[0.8, 0.7], 1).contains("One run says nothing"));
        assert!(told_apart(&[0.9; 3], &[0.8; 3], 1).contains("neither varies"));
        assert!(told_apart(&[], &[], 0).contains("One run says nothing"));
    }
}
