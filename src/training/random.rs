//! Random numbers that are the same on every platform and for ever: ChaCha8, keyed by the run's seed, with a
//! stream of its own for each purpose, so that drawing more for one never changes another.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a run draws random numbers for, beside the order of its images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    InitialWeights,
    InitialBiases,
    Dropout,
    InputDropout,
    GaussianDropout,
    Noise,
}

/// The generator of a purpose, for one of the network's layers.
pub fn generator(seed: u64, purpose: Purpose, layer: usize) -> ChaCha8Rng {
    let key: [u8; 24] = match purpose {
        Purpose::InitialWeights => *b"tuneground initial value",
        Purpose::InitialBiases => *b"tuneground initial bias.",
        Purpose::Dropout => *b"tuneground dropout masks",
        Purpose::InputDropout => *b"tuneground dropped pixel",
        Purpose::GaussianDropout => *b"tuneground noisy factors",
        Purpose::Noise => *b"tuneground noisy images.",
    };
    let mut seeded = [0; 32];
    seeded[..8].copy_from_slice(&seed.to_le_bytes());
    seeded[8..].copy_from_slice(&key);
    let mut rng = ChaCha8Rng::from_seed(seeded);
    rng.set_stream(layer as u64);
    rng
}

/// Evenly distributed over `[-limit, limit)`, with 24 random bits.
pub fn uniform(rng: &mut impl Rng, limit: f32) -> f32 {
    let unit = (rng.next_u32() >> 8) as f32 / (1 << 24) as f32;
    (2.0 * unit - 1.0) * limit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_values_never_change() {
        let mut rng = generator(42, Purpose::InitialWeights, 0);
        let drawn: Vec<u32> = (0..3).map(|_| rng.next_u32()).collect();
        assert_eq!(drawn, [4056993576, 1883996074, 2129394522]);
    }

    #[test]
    fn purposes_layers_and_seeds_draw_apart() {
        let first = |seed, purpose, layer| generator(seed, purpose, layer).next_u64();
        let drawn = [
            first(1, Purpose::InitialWeights, 0),
            first(1, Purpose::InitialWeights, 1),
            first(1, Purpose::InitialBiases, 0),
            first(1, Purpose::Dropout, 0),
            first(1, Purpose::InputDropout, 0),
            first(1, Purpose::GaussianDropout, 0),
            first(1, Purpose::Noise, 0),
            first(2, Purpose::InitialWeights, 0),
        ];
        for (at, one) in drawn.iter().enumerate() {
            assert!(!drawn[..at].contains(one));
        }
    }

    #[test]
    fn uniform_draws_fill_their_range_evenly() {
        let mut rng = generator(7, Purpose::InitialWeights, 0);
        let drawn: Vec<f32> = (0..40_000).map(|_| uniform(&mut rng, 0.5)).collect();
        assert!(drawn.iter().all(|value| (-0.5..0.5).contains(value)));
        let mean = drawn.iter().sum::<f32>() / 40_000.0;
        let variance = drawn.iter().map(|value| value * value).sum::<f32>() / 40_000.0;
        // Standard errors: 0.0014 for the mean, 0.0004 for the variance 1/12.
        assert!(mean.abs() < 0.007, "{mean}");
        assert!((variance - 1.0 / 12.0).abs() < 0.002, "{variance}");
    }
}
