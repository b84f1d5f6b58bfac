//! How many seeds it takes to tell a difference from chance.

use statrs::function::erf::erfc;
use statrs::function::gamma::ln_gamma;

use super::t_test::quantile;

/// A comparison with the same number of seeds a setting, whatever that number is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Design {
    /// The difference in units of what one seed's comparison is off by: of pairs their standard deviation, of two
    /// samples √(σ₁² + σ₂²).
    pub effect: f64,
    /// Degrees of freedom that each seed but the first brings: 1 of pairs, up to 2 of two samples.
    pub df: f64,
}

/// The chance that a difference should have of being told.
const POWER: f64 = 0.8;
/// Seeds beyond which nobody looks.
pub const MOST: usize = 1000;

impl Design {
    /// The fewest seeds with which a test at this level tells the difference four times in five; nothing where that
    /// takes more than [`MOST`].
    pub fn seeds(&self, level: f64) -> Option<usize> {
        let is_enough = |seeds: usize| self.power(seeds, level) >= POWER;
        if !is_enough(MOST) {
            return None;
        }
        // More seeds always tell more.
        let (mut few, mut enough) = (1, MOST);
        while enough - few > 1 {
            let middle = (few + enough) / 2;
            if is_enough(middle) {
                enough = middle;
            } else {
                few = middle;
            }
        }
        Some(enough)
    }

    /// How often a two-sided test at this level tells the difference with so many seeds: what of a noncentral t
    /// distribution lies beyond the critical values.
    ///
    /// Its t is (z + δ) / s, with z normal and s an estimate of a deviation of 1; for each s the share is a normal's.
    pub fn power(&self, seeds: usize, level: f64) -> f64 {
        let df = self.df * (seeds as f64 - 1.0);
        let shift = self.effect.abs() * (seeds as f64).sqrt();
        let critical = quantile(1.0 - level / 2.0, df);
        let beyond = |s: f64| normal(shift - critical * s) + normal(-shift - critical * s);
        mean_over_deviations(df, beyond)
    }
}

/// The share of a standard normal below `x`.
fn normal(x: f64) -> f64 {
    erfc(-x / std::f64::consts::SQRT_2) / 2.0
}

/// Slices of an integral, for Simpson's rule.
const SLICES: u32 = 400;

/// The mean of a function over what a sample's deviation comes to where the true one is 1, with so many degrees of
/// freedom: √(χ² / df).
fn mean_over_deviations(df: f64, of: impl Fn(f64) -> f64) -> f64 {
    // Ten deviations either way; one is about 1 / √(2 df).
    let reach = 10.0 / (2.0 * df).sqrt();
    let low = (1.0 - reach).max(0.0);
    let width = (1.0 + reach - low) / f64::from(SLICES);
    let log_scale = std::f64::consts::LN_2 + df / 2.0 * (df / 2.0).ln() - ln_gamma(df / 2.0);
    let density = |s: f64| match s {
        0.0 if df > 1.0 => 0.0,
        0.0 => log_scale.exp(),
        s => (log_scale + (df - 1.0) * s.ln() - df * s * s / 2.0).exp(),
    };
    let height = |at: u32| {
        let s = low + width * f64::from(at);
        let weight = match at {
            0 | SLICES => 1.0,
            at if at % 2 == 1 => 4.0,
            _ => 2.0,
        };
        weight * density(s) * of(s)
    };
    (0..=SLICES).map(height).sum::<f64>() * width / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIRS: f64 = 1.0;
    const SAMPLES: f64 = 2.0;

    fn design(effect: f64, df: f64) -> Design {
        let effect = match df {
            // statsmodels takes it in units of one sample's deviation.
            SAMPLES => effect / SAMPLES.sqrt(),
            _ => effect,
        };
        Design { effect, df }
    }

    /// `TTestPower().power(effect, n, level)` of statsmodels 0.15.0, and of two samples
    /// `TTestIndPower().power(effect, n, level, 1)`.
    #[test]
    fn the_power_is_that_of_the_noncentral_t() {
        for (df, effect, n, level, expected) in [
            (PAIRS, 0.5, 10, 0.05, 0.2931756065140767),
            (PAIRS, 1.0, 5, 0.05, 0.4013899173717948),
            (PAIRS, 2.0, 2, 0.05, 0.17570741109776003),
            (PAIRS, 0.3, 100, 0.01, 0.6457392841863409),
            (PAIRS, 3.0, 3, 0.05 / 36.0, 0.038118303627436845),
            (PAIRS, 0.1, 1000, 0.05, 0.8847890988907138),
            (SAMPLES, 1.0, 5, 0.05, 0.28629549338059757),
            (SAMPLES, 0.5, 64, 0.05, 0.8014595579222542),
            (SAMPLES, 2.0, 3, 0.01, 0.15685597181212596),
        ] {
            let found = design(effect, df).power(n, level);
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
    }

    /// `TTestPower().solve_power(effect_size=effect, alpha=level, power=0.8)` of statsmodels, and
    /// `TTestIndPower().solve_power(…)`, up to the next whole number.
    #[test]
    fn so_many_seeds_would_tell() {
        for (df, effect, level, expected) in [
            (PAIRS, 0.5, 0.05, 33.36713118431779),
            (PAIRS, 0.2, 0.05, 198.150820955562),
            (PAIRS, 1.0, 0.05, 9.93785094105438),
            (PAIRS, 2.5, 0.05, 3.5334294216645143),
            (PAIRS, 0.8, 0.05 / 6.0, 22.45926411554819),
            (PAIRS, 0.3, 0.05 / 36.0, 186.3324217633622),
            (PAIRS, 0.12, 0.05, 546.983594098311),
            (SAMPLES, 0.5, 0.05, 63.76561058891169),
            (SAMPLES, 1.0, 0.05, 16.714722446954024),
            (SAMPLES, 2.0, 0.05 / 6.0, 7.951653087379239),
            (SAMPLES, 0.2, 0.05, 393.4056930002526),
        ] {
            let found = design(effect, df).seeds(level);
            assert_eq!(
                found,
                Some(f64::ceil(expected) as usize),
                "{effect} {level}"
            );
        }
    }

    #[test]
    fn a_difference_that_is_plain_needs_two_seeds_and_one_of_next_to_nothing_more_than_any() {
        let seeds = |effect| Design { effect, df: PAIRS }.seeds(0.05);
        assert_eq!(seeds(1e6), Some(2));
        assert_eq!(seeds(-40.0), Some(2));
        assert_eq!(seeds(0.05), None);
        assert_eq!(seeds(0.0), None);
    }

    #[test]
    fn more_seeds_tell_more() {
        for df in [1.0, 1.3, 2.0] {
            let power = |n| Design { effect: 0.7, df }.power(n, 0.01);
            let powers: Vec<f64> = (2..60).map(power).collect();
            assert!(powers.is_sorted(), "{powers:?}");
        }
    }
}
