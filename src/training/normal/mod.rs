//! Normally distributed numbers: one by one, as initializers draw them, and many at a time (`many.rs`).

mod many;

use std::sync::LazyLock;

use rand_chacha::rand_core::Rng;

pub use many::add_noise;

/// Layers of the ziggurat.
const LAYERS: usize = 256;
/// Where the lowest layer's tail begins, and the area of each layer, for 256 of them.
const TAIL: f64 = 3.654_152_885_361_009;
const AREA: f64 = 0.004_928_673_233_992_336;

/// Marsaglia & Tsang, "The Ziggurat Method for Generating Random Variables" (2000): the bell curve is covered
/// by 256 layers of equal area; a draw is a random point of a random layer, and all but some 1.5 % of them
/// are under the curve for sure.
struct Ziggurat {
    /// Half the width of each layer, from the lowest one up; the lowest one's stands for its tail too.
    widths: [f32; LAYERS + 1],
    /// The curve's height at each of the widths.
    heights: [f32; LAYERS + 1],
}

static ZIGGURAT: LazyLock<Ziggurat> = LazyLock::new(Ziggurat::new);

impl Ziggurat {
    fn new() -> Self {
        let mut widths = [0.0; LAYERS + 1];
        widths[0] = AREA / bell(TAIL);
        widths[1] = TAIL;
        for layer in 2..LAYERS {
            let below: f64 = widths[layer - 1];
            widths[layer] = (-2.0 * libm::log(AREA / below + bell(below))).sqrt();
        }
        Self {
            widths: widths.map(|width| width as f32),
            heights: widths.map(|width| bell(width) as f32),
        }
    }

    fn draw(&self, rng: &mut impl Rng) -> f32 {
        loop {
            let bits = rng.next_u32();
            let layer = (bits & 0xff) as usize;
            // Evenly distributed over (−1, 1), never 0, with 24 bits.
            let unit = ((bits >> 8) as f32 + 0.5) / (1 << 23) as f32 - 1.0;
            let x = unit * self.widths[layer];
            if x.abs() < self.widths[layer + 1] {
                return x;
            }
            if layer == 0 {
                return tail(rng).copysign(unit);
            }
            let (low, high) = (self.heights[layer], self.heights[layer + 1]);
            if low + (high - low) * positive_unit(rng) < bell(f64::from(x)) as f32 {
                return x;
            }
        }
    }
}

/// The bell curve, 1 at its top.
fn bell(x: f64) -> f64 {
    libm::exp(-0.5 * x * x)
}

/// Evenly distributed over (0, 1).
fn positive_unit(rng: &mut impl Rng) -> f32 {
    ((rng.next_u32() >> 9) as f32 + 0.5) / (1 << 23) as f32
}

/// A draw from beyond the tail's beginning; Marsaglia (1964).
fn tail(rng: &mut impl Rng) -> f32 {
    loop {
        let x = -libm::logf(positive_unit(rng)) / TAIL as f32;
        let y = -libm::logf(positive_unit(rng));
        if 2.0 * y > x * x {
            return TAIL as f32 + x;
        }
    }
}

/// A normal number of mean 0 and deviation 1.
pub fn normal(rng: &mut impl Rng) -> f32 {
    ZIGGURAT.draw(rng)
}

/// As [`normal`], redrawn beyond two deviations.
pub fn truncated_normal(rng: &mut impl Rng) -> f32 {
    loop {
        let draw = normal(rng);
        if draw.abs() <= 2.0 {
            return draw;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::random::{Purpose, generator};

    const COUNT: usize = 400_000;

    /// Draws one by one, and those that are added as noise.
    fn drawn() -> [Vec<f64>; 2] {
        let mut rng = generator(3, Purpose::Noise, 0);
        let draws = (0..COUNT).map(|_| f64::from(normal(&mut rng))).collect();
        let mut noise = vec![0.0; COUNT];
        add_noise(&mut noise, 1.0, &mut rng);
        [draws, noise.into_iter().map(f64::from).collect()]
    }

    fn share(values: &[f64], is_one: impl Fn(f64) -> bool) -> f64 {
        values.iter().filter(|&&value| is_one(value)).count() as f64 / values.len() as f64
    }

    #[test]
    fn draws_have_the_moments_of_a_normal() {
        for values in drawn() {
            let moment = |power| values.iter().map(|x| x.powi(power)).sum::<f64>() / COUNT as f64;
            // Five standard errors each: √(1, 2, 15, 96 / 400,000) = 0.0016, 0.0022, 0.0061, 0.0155.
            assert!(moment(1).abs() < 0.008, "{}", moment(1));
            assert!((moment(2) - 1.0).abs() < 0.011, "{}", moment(2));
            assert!(moment(3).abs() < 0.031, "{}", moment(3));
            assert!((moment(4) - 3.0).abs() < 0.078, "{}", moment(4));
        }
    }

    #[test]
    fn neighbouring_draws_are_independent() {
        let [_, noise] = drawn();
        for apart in 1..5 {
            let pairs = noise.iter().zip(&noise[apart..]);
            let mean = pairs.map(|(a, b)| a * b).sum::<f64>() / COUNT as f64;
            // Five standard errors: √(1 / 400,000) = 0.0016.
            assert!(mean.abs() < 0.008, "{apart}: {mean}");
        }
    }

    #[test]
    fn draws_fall_where_the_distribution_has_them() {
        drawn()
            .iter()
            .for_each(|values| fall_where_they_should(values));
    }

    fn fall_where_they_should(values: &[f64]) {
        // The distribution function of a standard normal; a share's five standard errors are below 0.004.
        for (bound, below) in [
            (-2.5, 0.006_21),
            (-1.0, 0.158_66),
            (-0.25, 0.401_29),
            (0.0, 0.5),
            (0.5, 0.691_46),
            (1.5, 0.933_19),
            (3.0, 0.998_65),
        ] {
            let found = share(values, |x| x < bound);
            assert!((found - below).abs() < 0.004, "{bound}: {found}");
        }
        // Beyond the tail's beginning lie 0.000258; 103 of the draws, give or take 51.
        let far = share(values, |x| x.abs() > TAIL);
        assert!((far - 0.000_258).abs() < 0.000_13, "{far}");
    }

    #[test]
    fn truncated_draws_stay_within_two_deviations() {
        let mut rng = generator(4, Purpose::Noise, 0);
        let values: Vec<f64> = (0..100_000)
            .map(|_| f64::from(truncated_normal(&mut rng)))
            .collect();
        assert!(values.iter().all(|x| x.abs() <= 2.0));
        let variance = values.iter().map(|x| x * x).sum::<f64>() / 1e5;
        // The deviation of a normal cut at 2 is 0.8796.
        assert!((variance.sqrt() - 0.879_626).abs() < 0.006, "{variance}");
    }

    #[test]
    fn the_first_draws_never_change() {
        let mut rng = generator(42, Purpose::Noise, 0);
        let first = [(); 3].map(|()| normal(&mut rng).to_bits());
        assert_eq!(first, FIRST);
    }

    const FIRST: [u32; 3] = [1_059_980_305, 3_206_406_901, 3_213_219_586];
}
