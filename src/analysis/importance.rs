//! What explains the variance of results: functional analysis of variance (Hutter, Hoos and Leyton-Brown 2014), as
//! Optuna has it, by the crate `fanova`.

use fanova::{FanovaOptions, RandomForestOptions};

/// The share of the variance of `target`, 0 to 1, that each of the columns explains by itself, averaged over the trees of a
/// forest, with its standard deviation over them; `None` where there is nothing to tell. A column has a number for each of
/// the target's.
///
/// A hundred trees are grown, each in time that grows with the square of the target: a thousand results take seconds.
pub fn variance_shares(columns: &[Vec<f64>], target: &[f64]) -> Option<Vec<(f64, f64)>> {
    let features = columns.iter().map(Vec::as_slice).collect();
    // The same results always give the same shares.
    let forest = RandomForestOptions::new().seed(0);
    let mut fitted = FanovaOptions::new()
        .random_forest(forest)
        .fit(features, target)
        .ok()?;
    let shares = (0..columns.len()).map(|at| fitted.quantify_importance(&[at]));
    let shares: Vec<(f64, f64)> = shares.map(|it| (it.mean, it.stddev)).collect();
    shares
        .iter()
        .all(|(share, spread)| share.is_finite() && spread.is_finite())
        .then_some(shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_explains_the_variance_and_the_same_results_give_the_same_shares() {
        let values = || (0..16).map(f64::from);
        let columns = [
            values().map(|at| (at / 4.0).floor()).collect(),
            values().map(|at| at % 4.0).collect(),
        ];
        let target: Vec<f64> = values().map(|at| (at / 4.0).floor()).collect();
        let shares = variance_shares(&columns, &target).unwrap();
        assert!(shares[0].0 > 0.9 && shares[1].0 < 0.1, "{shares:?}");
        // Each tree has seen other draws of the results.
        assert!(
            (0.0..0.3).contains(&shares[0].1) && shares[0].1 > 0.0,
            "{shares:?}"
        );
        assert_eq!(variance_shares(&columns, &target), Some(shares));
    }

    #[test]
    fn nothing_explains_nothing() {
        assert_eq!(variance_shares(&[], &[]), None);
        let flat = [vec![1.0; 8], vec![2.0; 8]];
        assert_eq!(variance_shares(&flat, &[0.5; 8]), None);
    }
}
