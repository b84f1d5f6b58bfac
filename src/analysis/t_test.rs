//! Two means compared: Student's t-test of pairs, and Welch's of two samples.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::metrics::SampleStats;

/// A difference of two means, and how far it may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TTest {
    pub difference: f64,
    /// The difference's standard error; more than 0.
    pub error: f64,
    /// Degrees of freedom, 1 or more; by Welch and Satterthwaite no whole number.
    pub df: f64,
}

/// Deviations below this are rounding: accuracies are fractions of a few thousand images.
const NO_SPREAD: f64 = 1e-9;

impl TTest {
    /// Of what the pairs differ by. Nothing of a single pair, or where all differ by the same: neither tells how far
    /// chance carries.
    pub fn paired(differences: &SampleStats) -> Option<Self> {
        let df = differences.n as f64 - 1.0;
        Self::of(differences.mean, differences.standard_error()?, df)
    }

    /// Of two samples that need be neither of one size nor of one variance (Welch 1947). Nothing where a side has a
    /// single value, or where neither varies.
    pub fn welch(one: &SampleStats, other: &SampleStats) -> Option<Self> {
        let errors = [one.standard_error()?, other.standard_error()?];
        let [a, b] = errors.map(|error| error.powi(2));
        let share = |variance: f64, n: usize| variance.powi(2) / (n as f64 - 1.0);
        let df = (a + b).powi(2) / (share(a, one.n) + share(b, other.n));
        Self::of(one.mean - other.mean, (a + b).sqrt(), df)
    }

    fn of(difference: f64, error: f64, df: f64) -> Option<Self> {
        (error > NO_SPREAD && df.is_finite()).then_some(Self {
            difference,
            error,
            df,
        })
    }

    /// The difference in its standard errors.
    pub fn t(&self) -> f64 {
        self.difference / self.error
    }

    /// How often chance alone brings a difference as large, either way; 0 to 1.
    pub fn p(&self) -> f64 {
        // Its degrees of freedom are more than 0.
        students_t(self.df).map_or(1.0, |it| (2.0 * it.sf(self.t().abs())).min(1.0))
    }

    /// What holds the true difference in 95 of 100 such comparisons.
    pub fn interval(&self) -> [f64; 2] {
        let reach = self.error * quantile(0.975, self.df);
        [self.difference - reach, self.difference + reach]
    }
}

/// Below what this share of Student's distribution lies.
pub fn quantile(share: f64, df: f64) -> f64 {
    students_t(df).map_or(f64::INFINITY, |it| it.inverse_cdf(share))
}

fn students_t(df: f64) -> Option<StudentsT> {
    StudentsT::new(0.0, 1.0, df).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that SciPy 1.17.1 came to.
    fn assert_close(found: f64, expected: f64) {
        let error = (found / expected - 1.0).abs();
        assert!(error < 1e-8, "{found}, SciPy has {expected}");
    }

    fn assert_is(test: TTest, [t, df, p]: [f64; 3], interval: [f64; 2]) {
        let found = [test.t(), test.df, test.p()].into_iter();
        found.zip([t, df, p]).for_each(|(a, b)| assert_close(a, b));
        let bounds = test.interval().into_iter().zip(interval);
        bounds.for_each(|(a, b)| assert_close(a, b));
    }

    const A: [f64; 5] = [0.9731, 0.9745, 0.9722, 0.976, 0.9738];
    const B: [f64; 5] = [0.9702, 0.9719, 0.9705, 0.9725, 0.9716];

    fn paired(one: &[f64], other: &[f64]) -> Option<TTest> {
        let differences = one.iter().zip(other).map(|(a, b)| a - b);
        TTest::paired(&SampleStats::of(differences))
    }

    fn welch(one: &[f64], other: &[f64]) -> Option<TTest> {
        let [one, other] = [one, other].map(|of| SampleStats::of(of.iter().copied()));
        TTest::welch(&one, &other)
    }

    /// `t = scipy.stats.ttest_rel(one, other)`: `t.statistic`, `t.df`, `t.pvalue`, `t.confidence_interval()`.
    #[test]
    fn pairs_are_students() {
        let cases = [
            (
                (&A[..], &B[..]),
                [8.44201788394738, 4.0, 0.0010784365089690244],
                [0.001731479128582351, 0.003428520871417614],
            ),
            (
                (&A[..2], &B[..2]),
                [18.333333333335553, 1.0, 0.03469033846794812],
                [0.000844069289574036, 0.004655930710426024],
            ),
            (
                (&A[..3], &[0.9733, 0.9741, 0.9719]),
                [0.898026510133585, 2.0, 0.4639437325812257],
                [-0.0006318718844779334, 0.00096520521781123],
            ),
        ];
        for ((one, other), numbers, interval) in cases {
            assert_is(paired(one, other).unwrap(), numbers, interval);
        }
    }

    /// `t = scipy.stats.ttest_ind(one, other, equal_var=False)`, and the same of it.
    #[test]
    fn two_samples_are_welchs() {
        let cases = [
            (
                (
                    &[0.95, 0.94, 0.97][..],
                    &[0.91, 0.93, 0.92, 0.96, 0.9, 0.94][..],
                ),
                [2.1380899352993827, 5.714285714285704, 0.07864109320463995],
                [-0.004225416912899835, 0.057558750246232845],
            ),
            (
                (&A[..], &B[..4]),
                [3.118552336176256, 6.998960663945713, 0.016881080198664803],
                [0.0006393836897911126, 0.004650616310208904],
            ),
            (
                (&[0.9, 0.94], &[0.85, 0.855]),
                [3.348937833908629, 1.0312423724676594, 0.1786737835219779],
                [-0.17097517932172335, 0.30597517932172313],
            ),
        ];
        for ((one, other), numbers, interval) in cases {
            assert_is(welch(one, other).unwrap(), numbers, interval);
        }
    }

    /// `scipy.stats.t.ppf(share, df)`.
    #[test]
    fn quantiles_are_those_of_students_distribution() {
        for (share, df, expected) in [
            (0.975, 1.0, 12.706204736174694),
            (0.975, 4.0, 2.7764451051977934),
            (0.975, 1.0229, 12.053325404592753),
            (0.975, 5.98, 2.4488969593719507),
            (0.995, 7.5, 3.421422688124044),
            (0.975, 998.0, 1.9623438462163343),
            (0.9998, 3.0, 17.59793536592906),
            (0.975, 1998.0, 1.9611520148367054),
            (0.99999, 2.0, 223.60344363454604),
        ] {
            assert_close(quantile(share, df), expected);
        }
    }

    #[test]
    fn a_quantile_lies_where_so_much_lies_below_it_whatever_the_degrees_of_freedom() {
        for tenths in 10..1000 {
            let df = f64::from(tenths) / 10.0 + 0.003;
            for share in [0.975, 0.999] {
                let below = students_t(df).unwrap().cdf(quantile(share, df));
                assert!((below - share).abs() < 1e-8, "{share} {df}: {below}");
            }
        }
    }

    #[test]
    fn a_single_seed_tells_of_no_spread() {
        assert_eq!(paired(&[0.9], &[0.8]), None);
        assert_eq!(welch(&[0.9], &[0.8, 0.7, 0.6]), None);
        assert_eq!(paired(&[], &[]), None);
    }

    #[test]
    fn what_does_not_vary_tells_nothing_of_chance() {
        // By rounding the differences are not quite the same.
        assert_eq!(paired(&[0.91, 0.92, 0.93], &[0.81, 0.82, 0.83]), None);
        assert_eq!(welch(&[0.9; 5], &[0.8; 5]), None);
        let one_side = welch(&[0.9; 5], &[0.8, 0.81, 0.79, 0.8, 0.82]).unwrap();
        assert!((one_side.df - 4.0).abs() < 1e-12 && one_side.p() < 0.01);
    }
}
