//! Numbers to try kernels on.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// Draws shapes and numbers, the same in every run.
pub struct Dice(Xoshiro256PlusPlus);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// From 0 to `bound - 1`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.0.next_u64() >> 32) as usize % bound
    }

    /// A number between -1 and 1.
    pub fn number(&mut self) -> f32 {
        (self.below(2_000_001) as f32 - 1e6) / 1e6
    }

    pub fn numbers(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.number()).collect()
    }

    /// Numbers of which about one in `every` is of a kind of its own: zero, denormal, huge, infinite or none at all.
    pub fn odd_numbers(&mut self, count: usize, every: usize) -> Vec<f32> {
        const ODD: [f32; 8] = [
            0.0,
            -0.0,
            1e-40,
            -f32::MIN_POSITIVE,
            f32::MAX,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::NAN,
        ];
        let odd = |dice: &mut Self| match dice.below(every) {
            0 => ODD[dice.below(ODD.len())],
            _ => dice.number(),
        };
        (0..count).map(|_| odd(self)).collect()
    }
}

/// The same to the last bit, but that zeros have no sign and what is no number has no bits.
pub fn assert_same(found: &[f32], expected: &[f32], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let is_same = found == expected || found.is_nan() && expected.is_nan();
        assert!(is_same, "{what}: {found} for {expected} at {at}");
    }
}
