//! Dropout: in training, each element is kept with probability 1 − rate and divided by it, otherwise 0.
//! Srivastava et al., "Dropout" (2014);
//! <https://keras.io/api/layers/regularization_layers/dropout/>

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::Rng;

/// Factors for elements, new ones for every batch.
pub struct Dropout {
    /// A draw of 32 bits below this is a dropped element.
    dropped_below: u64,
    kept: f32,
    rng: Xoshiro256PlusPlus,
}

impl Dropout {
    /// - rate: the share to drop, below 1
    pub fn new(rate: f64, rng: Xoshiro256PlusPlus) -> Self {
        Self {
            dropped_below: (rate * 2.0_f64.powi(32)) as u64,
            kept: (1.0 / (1.0 - rate)) as f32,
            rng,
        }
    }

    /// So many factors, each 0 or 1 / (1 − rate).
    pub fn mask(&mut self, count: usize) -> Vec<f32> {
        let mut mask = vec![1.0; count];
        self.apply(&mut mask);
        mask
    }

    /// Multiplies each value by a factor. Two values share a draw of 64 bits.
    pub fn apply(&mut self, values: &mut [f32]) {
        for pair in values.chunks_mut(2) {
            let draw = self.rng.next_u64();
            for (value, half) in pair.iter_mut().zip([draw as u32, (draw >> 32) as u32]) {
                *value *= self.factor(half);
            }
        }
    }

    fn factor(&self, draw: u32) -> f32 {
        if u64::from(draw) < self.dropped_below {
            0.0
        } else {
            self.kept
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_xoshiro::rand_core::SeedableRng;

    fn dropout(rate: f64, seed: u64) -> Dropout {
        Dropout::new(rate, Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    #[test]
    fn the_share_dropped_is_the_rate_and_the_mean_stays_one() {
        for rate in [0.1, 0.25, 0.5, 0.75] {
            let mask = dropout(rate, 1).mask(100_001);
            assert_eq!(mask.len(), 100_001);
            let dropped = mask.iter().filter(|&&factor| factor == 0.0).count() as f64 / 100_001.0;
            // Five standard errors of a share are below 0.008.
            assert!((dropped - rate).abs() < 0.008, "{rate}: {dropped}");
            let mean = mask.iter().map(|&factor| f64::from(factor)).sum::<f64>() / 100_001.0;
            assert!(
                (mean - (1.0 - dropped) / (1.0 - rate)).abs() < 1e-6,
                "{rate}: {mean}"
            );
        }
    }

    #[test]
    fn batches_and_generators_drop_different_elements() {
        let mut masks = dropout(0.5, 1);
        let first = masks.mask(1000);
        assert_ne!(first, masks.mask(1000));
        assert_ne!(first, dropout(0.5, 2).mask(1000));
        assert_eq!(first, dropout(0.5, 1).mask(1000));
    }
}
