//! What explains the variance of results: functional analysis of variance (Hutter, Hoos and Leyton-Brown 2014), as
//! Optuna has it, by the crate `fanova`.

use std::collections::BTreeSet;

use fanova::{Fanova, FanovaOptions, RandomForestOptions};

/// What explains how much of the variance.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// Of each column by itself.
    pub alone: Vec<Share>,
    /// Of two columns together, beyond what each explains by itself.
    pub pairs: Vec<([usize; 2], Share)>,
    /// Pairs that were not looked at.
    pub left_out: usize,
}

/// A share of the variance, 0 to 1, averaged over the trees of a forest, and its standard deviation over them.
pub type Share = (f64, f64);

/// Pairs that are looked at, of those columns that explain most by themselves.
const MOST_PAIRS: usize = 15;
/// Values of two columns, multiplied, beyond which a pair would take seconds: so many cells each tree has.
const MOST_CELLS: usize = 40_000;

/// The shares of the variance of `target` that the columns explain; `None` where there is nothing to tell. A column has a
/// number for each of the target's.
///
/// A hundred trees are grown, each in time that grows with the square of the target: a thousand results take seconds.
pub fn explained(columns: &[Vec<f64>], target: &[f64]) -> Option<Explained> {
    let features = columns.iter().map(Vec::as_slice).collect();
    // The same results always give the same shares.
    let forest = RandomForestOptions::new().seed(0);
    let mut fitted = FanovaOptions::new()
        .random_forest(forest)
        .fit(features, target)
        .ok()?;
    let alone = (0..columns.len()).map(|at| share(&mut fitted, &[at]));
    let alone: Vec<Share> = alone.collect();
    let is_told = |(share, spread): &Share| share.is_finite() && spread.is_finite();
    alone.iter().all(is_told).then(|| {
        let looked_at = worth_a_look(columns, &alone);
        let all = columns.len() * columns.len().saturating_sub(1) / 2;
        let pairs = looked_at.iter();
        Explained {
            pairs: pairs.map(|it| (*it, share(&mut fitted, it))).collect(),
            left_out: all - looked_at.len(),
            alone,
        }
    })
}

fn share(fitted: &mut Fanova, features: &[usize]) -> Share {
    let importance = fitted.quantify_importance(features);
    (importance.mean, importance.stddev)
}

/// The pairs of columns that can be looked at in a moment, those first that explain most by themselves.
fn worth_a_look(columns: &[Vec<f64>], alone: &[Share]) -> Vec<[usize; 2]> {
    let values = |column: &Vec<f64>| {
        let bits = column.iter().map(|value| value.to_bits());
        bits.collect::<BTreeSet<u64>>().len()
    };
    let values: Vec<usize> = columns.iter().map(values).collect();
    let partners = |one: usize| (one + 1..columns.len()).map(move |other| [one, other]);
    let is_small = |[one, other]: &[usize; 2]| values[*one] * values[*other] <= MOST_CELLS;
    let pairs = (0..columns.len()).flat_map(partners).filter(is_small);
    let weight = |[one, other]: &[usize; 2]| alone[*one].0 + alone[*other].0;
    let mut pairs: Vec<[usize; 2]> = pairs.collect();
    pairs.sort_by(|one, other| weight(other).total_cmp(&weight(one)));
    pairs.truncate(MOST_PAIRS);
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four values by four.
    fn columns() -> [Vec<f64>; 2] {
        let values = || (0..16).map(f64::from);
        [
            values().map(|at| (at / 4.0).floor()).collect(),
            values().map(|at| at % 4.0).collect(),
        ]
    }

    #[test]
    fn what_decides_explains_the_variance_and_the_same_results_give_the_same_shares() {
        let target = columns()[0].clone();
        let found = explained(&columns(), &target).unwrap();
        let [first, second] = [found.alone[0], found.alone[1]];
        assert!(first.0 > 0.9 && second.0 < 0.1, "{found:?}");
        // Each tree has seen other draws of the results.
        assert!((0.0..0.3).contains(&first.1) && first.1 > 0.0, "{found:?}");
        assert_eq!(explained(&columns(), &target), Some(found));
    }

    #[test]
    fn what_only_two_decide_together_is_their_interaction() {
        // High where one of the two is high and the other is not.
        let is_high = |value: f64| value >= 2.0;
        let [one, other] = columns();
        let values = one.iter().zip(&other);
        let is_either = values.map(|(one, other)| is_high(*one) != is_high(*other));
        let target: Vec<f64> = is_either.map(|it| f64::from(u8::from(it))).collect();
        let found = explained(&[one, other], &target).unwrap();
        let (of, share) = found.pairs[0];
        assert_eq!((of, found.pairs.len(), found.left_out), ([0, 1], 1, 0));
        assert!(share.0 > found.alone[0].0 + found.alone[1].0, "{found:?}");
        assert!(share.1 > 0.0 && share.1 < 1.0);
    }

    #[test]
    fn pairs_that_would_take_long_or_say_little_are_left_out() {
        let many = (1..=8).map(|step| (0..24).map(|at| f64::from(at * step % 11)).collect());
        let many: Vec<Vec<f64>> = many.collect();
        let target: Vec<f64> = (0..24).map(|at| f64::from(at % 5)).collect();
        let found = explained(&many, &target).unwrap();
        let counts = (found.pairs.len(), found.left_out);
        assert_eq!(counts, (MOST_PAIRS, 28 - MOST_PAIRS));
        let long: Vec<Vec<f64>> = vec![(0..300).map(f64::from).collect(); 2];
        assert!(worth_a_look(&long, &[(0.5, 0.1); 2]).is_empty());
    }

    #[test]
    fn nothing_explains_nothing() {
        assert_eq!(explained(&[], &[]), None);
        let flat = [vec![1.0; 8], vec![2.0; 8]];
        assert_eq!(explained(&flat, &[0.5; 8]), None);
    }
}
