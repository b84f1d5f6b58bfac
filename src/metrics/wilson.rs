//! How sure a share of so many images is: Wilson's interval.

/// Both ends of the 95 % interval of a share that was counted over `n`; <https://www.jstor.org/stable/2276774>.
pub fn wilson(share: f64, n: usize) -> [f64; 2] {
    /// 97.5 % of the normal distribution are below it.
    const Z: f64 = 1.959_963_984_540_054;
    let (n, square) = (n as f64, Z * Z);
    let middle = share + square / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    [middle - half, middle + half].map(|end| (end / (1.0 + square / n)).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `statsmodels.stats.proportion.proportion_confint(count, n, method="wilson")`, statsmodels 0.15.0.
    #[test]
    fn the_interval_is_wilsons() {
        for (right, n, expected) in [
            (9773, 10000, [0.9741922543892829, 0.9800411807660689]),
            (9999, 10000, [0.9994337311025987, 0.9999823473263989]),
            (10000, 10000, [0.9996160016293234, 1.0]),
            (0, 10000, [0.0, 0.0003839983706765959]),
            (980, 10000, [0.09232618158514345, 0.10398255310488054]),
            (7, 12, [0.31951131254954973, 0.8067396863412435]),
        ] {
            let found = wilson(right as f64 / n as f64, n);
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{right} of {n}: {found}");
            }
        }
    }
}
