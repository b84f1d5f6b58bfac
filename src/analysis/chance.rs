//! Numbers drawn, the same ones everywhere.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::f64::consts::PI;

/// A generator for one point of one study.
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// - place: how many settings there are before it
    pub fn new(seed: u32, place: u64) -> Self {
        let mut key = *b"............tuneground study tpe";
        key[..4].copy_from_slice(&seed.to_le_bytes());
        key[4..12].copy_from_slice(&place.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Evenly over `[0, 1)`.
    pub fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Of the standard normal distribution, by Box and Muller.
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.share())).sqrt();
        radius * libm::cos(2.0 * PI * self.share())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seed_and_place_say_what_is_drawn() {
        let drawn = |seed, place| {
            let mut chance = Chance::new(seed, place);
            [chance.share(), chance.normal()]
        };
        assert_eq!(drawn(1, 2), drawn(1, 2));
        assert_ne!(drawn(1, 2), drawn(2, 2));
        assert_ne!(drawn(1, 2), drawn(1, 3));
    }

    #[test]
    fn what_is_drawn_is_spread_as_it_should_be() {
        let mut chance = Chance::new(5, 0);
        let n = 20_000;
        let normal: Vec<f64> = (0..n).map(|_| chance.normal()).collect();
        let mean = normal.iter().sum::<f64>() / f64::from(n);
        let variance = normal.iter().map(|x| x * x).sum::<f64>() / f64::from(n);
        assert!(
            mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05,
            "{mean} {variance}"
        );
        let shares = (0..n).filter(|_| chance.share() < 0.25).count();
        assert!((4750..5250).contains(&shares), "{shares}");
    }
}
