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
}
