//! The normal distribution.

use std::f64::consts::FRAC_1_SQRT_2;

/// Half the logarithm of 2π.
const HALF_LOG_TAU: f64 = 0.918_938_533_204_672_7;

/// The logarithm of the standard normal density.
pub fn log_density(x: f64) -> f64 {
    -0.5 * x * x - HALF_LOG_TAU
}

/// The logarithm of what the standard normal distribution has between two numbers, the lesser first.
pub fn log_mass([from, to]: [f64; 2]) -> f64 {
    // In a tail, differences of what lies beyond keep their digits.
    let mass = if from > 0.0 {
        beyond(from) - beyond(to)
    } else if to < 0.0 {
        beyond(-to) - beyond(-from)
    } else {
        0.5 * (libm::erf(to * FRAC_1_SQRT_2) - libm::erf(from * FRAC_1_SQRT_2))
    };
    libm::log(mass)
}

/// What the standard normal distribution has below a number.
pub fn below(x: f64) -> f64 {
    if x < 0.0 { beyond(-x) } else { 1.0 - beyond(x) }
}

/// From here on down a gain is told by a series: there the difference below is of numbers that are nearly alike.
const FAR_BELOW: f64 = -25.0;

/// The logarithm of by how much a standard normal variable exceeds `-z` on average, what is below counting as nothing:
/// `ln(φ(z) + z Φ(z))`.
pub fn log_gain(z: f64) -> f64 {
    if z > FAR_BELOW {
        return libm::log(libm::exp(log_density(z)) + z * below(z));
    }
    let square = 1.0 / (z * z);
    let series = square * (-3.0 + square * (15.0 - 105.0 * square));
    log_density(z) - 2.0 * libm::log(-z) + libm::log1p(series)
}

/// What lies beyond a number that is not negative.
fn beyond(x: f64) -> f64 {
    0.5 * libm::erfc(x * FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the error function of C.
    #[test]
    fn masses_and_densities_are_those_of_the_normal_distribution() {
        for (from, to, expected) in [
            (-1.0, 1.0, -0.381_715_146_302_126_2),
            (0.0, 3.0, -0.695_850_627_645_421_3),
            (5.0, 6.0, -15.068_446_096_529_45),
            (-6.0, -5.0, -15.068_446_096_529_45),
        ] {
            let mass = log_mass([from, to]);
            assert!((mass - expected).abs() < 1e-9, "{from} to {to}: {mass}");
        }
        assert!((log_density(1.5) + 2.043_938_533_204_672_7).abs() < 1e-12);
    }

    /// `log(npdf(z) + z * ncdf(z))` in 60 digits of mpmath.
    #[test]
    fn gains_are_told_as_far_below_as_anybody_asks() {
        for (z, expected) in [
            (2.0, 0.697_383_545_788_228_3),
            (0.0, -0.918_938_533_204_672_7),
            (-1.0, -2.485_121_025_712_641),
            (-5.0, -16.744_301_162_660_99),
            (-20.0, -206.917_838_509_425_1),
            (-26.0, -345.439_546_722_318),
            (-100.0, -5_010.129_578_800_25),
        ] {
            let gain = log_gain(z);
            assert!(
                (gain - expected).abs() < 1e-8 * expected.abs().max(1.0),
                "{z}: {gain}"
            );
        }
        let step = log_gain(FAR_BELOW + 1e-9) - log_gain(FAR_BELOW - 1e-9);
        assert!(step.abs() < 1e-6, "{step}");
    }
}
