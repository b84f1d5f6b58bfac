//! Dropout: in training, each element of a hidden layer's output is kept with probability 1 − rate and
//! divided by it, otherwise 0. Srivastava et al., "Dropout" (2014);
//! <https://keras.io/api/layers/regularization_layers/dropout/>

use burn::tensor::{Device, Tensor, TensorData};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::random::{Purpose, generator};

/// The masks of one hidden layer, a new one for every batch.
///
/// They are drawn on the host: the same on every backend, and from a generator that is much faster than
/// ChaCha, because a large batch needs millions of draws a step.
pub struct DropoutMasks {
    rate: f64,
    units: usize,
    rng: Xoshiro256PlusPlus,
}

impl DropoutMasks {
    pub fn new(rate: f64, units: usize, seed: u64, layer: usize) -> Self {
        let rng = Xoshiro256PlusPlus::from_rng(&mut generator(seed, Purpose::Dropout, layer));
        Self { rate, units, rng }
    }

    /// A factor for each output of the layer, 0 or 1 / (1 − rate).
    ///
    /// - returns: `[batch, units]`
    pub fn next(&mut self, batch: usize, device: &Device) -> Tensor<2> {
        let mask = TensorData::new(self.draw(batch * self.units), [batch, self.units]);
        Tensor::from_data(mask, device)
    }

    fn draw(&mut self, count: usize) -> Vec<f32> {
        // A draw of 32 bits below this is a dropped element.
        let dropped_below = (self.rate * 2.0_f64.powi(32)) as u64;
        let kept = (1.0 / (1.0 - self.rate)) as f32;
        let factor = |draw: u32| {
            if u64::from(draw) < dropped_below {
                0.0
            } else {
                kept
            }
        };
        let mut mask = Vec::with_capacity(count + 1);
        while mask.len() < count {
            let draw = self.rng.next_u64();
            mask.extend([factor(draw as u32), factor((draw >> 32) as u32)]);
        }
        mask.truncate(count);
        mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(rate: f64, seed: u64, layer: usize) -> Vec<f32> {
        DropoutMasks::new(rate, 100, seed, layer).draw(100_001)
    }

    #[test]
    fn the_share_dropped_is_the_rate_and_the_mean_stays_one() {
        for rate in [0.1, 0.25, 0.5, 0.75] {
            let mask = drawn(rate, 1, 0);
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
    fn batches_layers_and_seeds_drop_different_elements() {
        let mut masks = DropoutMasks::new(0.5, 100, 1, 0);
        let first = masks.draw(1000);
        assert_ne!(first, masks.draw(1000));
        assert_ne!(first, drawn(0.5, 1, 1)[..1000]);
        assert_ne!(first, drawn(0.5, 2, 0)[..1000]);
        assert_eq!(first, drawn(0.5, 1, 0)[..1000]);
    }
}
