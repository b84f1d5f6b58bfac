//! Whether two means differ by more than chance: Welch's t-test.

use std::f64::consts::FRAC_PI_2;

use super::SampleStats;

/// What the test says of two means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Welch {
    /// The difference in its standard errors.
    pub t: f64,
    /// Degrees of freedom, by Welch and Satterthwaite; not a whole number. NaN where neither side varies.
    pub df: f64,
    /// How often chance alone brings a difference as large, either way; 0 to 1.
    pub p: f64,
}

impl Welch {
    /// Compares two means; nothing where a side has a single value, which tells of no spread. Two sides that do not
    /// vary at all differ for certain, or not at all.
    pub fn test(one: &SampleStats, other: &SampleStats) -> Option<Self> {
        let (error, other_error) = (one.standard_error()?, other.standard_error()?);
        let (a, b) = (error.powi(2), other_error.powi(2));
        let difference = one.mean - other.mean;
        let share = |variance: f64, n: usize| variance.powi(2) / (n - 1) as f64;
        let df = (a + b).powi(2) / (share(a, one.n) + share(b, other.n));
        let t = difference / (a + b).sqrt();
        let p = match difference {
            0.0 => 1.0,
            _ if a + b == 0.0 => 0.0,
            _ => two_sided(t, df),
        };
        Some(Self { t, df, p })
    }
}

/// Slices of an integral, for Simpson's rule: enough for seven digits at the most seeds that a study has.
const SLICES: u32 = 2048;

/// The share of Student's t distribution that lies farther out than `t`, on both sides.
///
/// With t = √df / tan φ its density becomes sin φ to the power df − 1, over a finite range and without a gamma
/// function; what it has to be divided by is the same integral over the whole range.
fn two_sided(t: f64, df: f64) -> f64 {
    beyond(df.sqrt().atan2(t.abs()), df) / beyond(FRAC_PI_2, df)
}

/// From the far end of the tail to this angle. Steps of its fourth root are smooth at that end for every df from 1 on.
fn beyond(angle: f64, df: f64) -> f64 {
    let width = angle.powf(0.25) / f64::from(SLICES);
    let height = |at: u32| {
        let root = width * f64::from(at);
        let weight = match at {
            0 | SLICES => 1.0,
            at if at % 2 == 1 => 4.0,
            _ => 2.0,
        };
        weight * root.powi(3) * root.powi(4).sin().powf(df - 1.0)
    };
    (0..=SLICES).map(height).sum::<f64>() * width
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(mean: f64, sd: f64, n: usize) -> SampleStats {
        SampleStats { mean, sd, n }
    }

    /// `2 * scipy.stats.t.sf(t, df)`.
    #[test]
    fn the_tails_are_those_of_students_distribution() {
        for (t, df, expected) in [
            (0.5, 4.0, 0.6433299631818633),
            (2.776, 4.0, 0.05002277831997642),
            (12.0, 4.3, 0.00018135207851323156),
            (2.306, 8.0, 0.050000322761284174),
            (4.5, 6.7, 0.0031215766355335685),
            (1.0, 1.1, 0.48763439269904213),
            (3.0, 20.0, 0.0070758987912110894),
            (2.0, 38.0, 0.05268507096766708),
        ] {
            let found = two_sided(t, df);
            let error: f64 = found / expected - 1.0;
            assert!(error.abs() < 1e-6, "t={t} df={df}: {found}");
        }
    }

    /// `scipy.stats.ttest_ind_from_stats(…, equal_var=False)`.
    #[test]
    fn the_test_is_welchs() {
        for (one, other, [t, df, p]) in [
            (
                spread(0.95, 0.02, 5),
                spread(0.93, 0.01, 5),
                [1.9999999999999907, 5.882352941176469, 0.09337888947464808],
            ),
            (
                spread(0.9773, 0.0012, 10),
                spread(0.9761, 0.003, 6),
                [0.9359019226174788, 5.975485514167463, 0.38558712080210217],
            ),
            (
                spread(0.92, 0.028, 2),
                spread(0.86, 0.003, 2),
                [3.0132117657109547, 1.022956158487288, 0.1994688284194174],
            ),
        ] {
            let found = Welch::test(&one, &other).unwrap();
            for (found, expected) in [(found.t, t), (found.df, df), (found.p, p)] {
                assert!((found / expected - 1.0).abs() < 1e-6, "{found} {expected}");
            }
        }
    }

    #[test]
    fn what_does_not_vary_differs_for_certain_or_not_at_all() {
        let p = |one: f64, other: f64| {
            let found = Welch::test(&spread(one, 0.0, 5), &spread(other, 0.0, 5));
            found.unwrap().p
        };
        assert_eq!((p(0.9, 0.8), p(0.9, 0.9)), (0.0, 1.0));
        let one_side = Welch::test(&spread(0.9, 0.0, 5), &spread(0.8, 0.02, 5)).unwrap();
        assert!((one_side.df - 4.0).abs() < 1e-12 && one_side.p < 0.01);
    }

    #[test]
    fn a_single_value_tells_of_no_spread() {
        assert_eq!(
            Welch::test(&spread(0.9, 0.0, 1), &spread(0.8, 0.1, 9)),
            None
        );
    }
}
