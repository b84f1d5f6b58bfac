//! Dropout: in training, each element is kept with probability 1 − rate and divided by it, otherwise 0.
//! Srivastava et al., "Dropout" (2014);
//! <https://keras.io/api/layers/regularization_layers/dropout/>

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::Rng;
use serde::{Deserialize, Serialize};

use crate::hyperparams::{DropoutConfig, NoiseShape};

/// How many different draws of 32 bits there are.
const DRAWS: f64 = 4_294_967_296.0;

/// Factors for the outputs of a layer, new ones for every batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dropout {
    /// A draw of 32 bits below this is a dropped element.
    dropped_below: u64,
    kept: f32,
    noise_shape: NoiseShape,
    units: usize,
    rng: Xoshiro256PlusPlus,
}

impl Dropout {
    /// - config: its rate is below 1
    /// - units: how many outputs the layer has for an image
    pub fn new(config: DropoutConfig, units: usize, rng: Xoshiro256PlusPlus) -> Self {
        Self {
            dropped_below: (config.rate * DRAWS) as u64,
            kept: (1.0 / (1.0 - config.rate)) as f32,
            noise_shape: config.noise_shape,
            units,
            rng,
        }
    }

    /// Factors for a batch, each 0 or 1 / (1 − rate), and their shape: `[batch, units]`, or 1 along what is
    /// dropped together.
    pub fn mask(&mut self, batch: usize) -> (Vec<f32>, [usize; 2]) {
        let shape = self.noise_shape.of([batch, self.units]);
        let mut mask = vec![1.0; shape[0] * shape[1]];
        self.apply_each(&mut mask);
        (mask, shape)
    }

    /// Multiplies the outputs `[batch, units]` by factors.
    pub fn apply(&mut self, outputs: &mut [f32]) {
        let (units, noise_shape) = (self.units, self.noise_shape);
        if noise_shape == NoiseShape::Elements {
            return self.apply_each(outputs);
        }
        let (mask, _) = self.mask(outputs.len() / units);
        for (at, image) in outputs.chunks_exact_mut(units).enumerate() {
            for (unit, output) in image.iter_mut().enumerate() {
                *output *= match noise_shape {
                    NoiseShape::Images => mask[at],
                    _ => mask[unit],
                };
            }
        }
    }

    /// Multiplies each value by a factor of its own. Two values share a draw of 64 bits.
    fn apply_each(&mut self, values: &mut [f32]) {
        let (pairs, rest) = values.as_chunks_mut::<2>();
        for [first, second] in pairs {
            let draw = self.rng.next_u64();
            *first *= self.factor(draw as u32);
            *second *= self.factor((draw >> 32) as u32);
        }
        for value in rest {
            let draw = self.rng.next_u64();
            *value *= self.factor(draw as u32);
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

    fn dropout(rate: f64, noise_shape: NoiseShape, seed: u64) -> Dropout {
        let config = DropoutConfig { rate, noise_shape };
        Dropout::new(config, 100, Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    fn mask(rate: f64, noise_shape: NoiseShape, batch: usize) -> (Vec<f32>, [usize; 2]) {
        dropout(rate, noise_shape, 1).mask(batch)
    }

    #[test]
    fn the_share_dropped_is_the_rate_and_the_mean_stays_one() {
        for rate in [0.1, 0.25, 0.5, 0.75] {
            let (mask, shape) = mask(rate, NoiseShape::Elements, 1001);
            assert_eq!(shape, [1001, 100]);
            let dropped = mask.iter().filter(|&&factor| factor == 0.0).count() as f64 / 100_100.0;
            // Five standard errors of a share are below 0.008.
            assert!((dropped - rate).abs() < 0.008, "{rate}: {dropped}");
            let mean = mask.iter().map(|&factor| f64::from(factor)).sum::<f64>() / 100_100.0;
            assert!(
                (mean - (1.0 - dropped) / (1.0 - rate)).abs() < 1e-6,
                "{rate}: {mean}"
            );
        }
    }

    #[test]
    fn batches_and_generators_drop_different_elements() {
        for noise_shape in [NoiseShape::Elements, NoiseShape::Images, NoiseShape::Units] {
            let mut masks = dropout(0.5, noise_shape, 1);
            let first = masks.mask(100);
            assert_ne!(first, masks.mask(100));
            assert_ne!(first, dropout(0.5, noise_shape, 2).mask(100));
            assert_eq!(first, dropout(0.5, noise_shape, 1).mask(100));
        }
    }

    #[test]
    fn what_is_dropped_together_has_one_factor() {
        let (images, shape) = mask(0.25, NoiseShape::Images, 20_000);
        assert_eq!((shape, images.len()), ([20_000, 1], 20_000));
        let dropped = images.iter().filter(|&&factor| factor == 0.0).count() as f64 / 20_000.0;
        // Five standard errors of a share of a quarter.
        assert!((dropped - 0.25).abs() < 0.0154, "{dropped}");
        let (units, shape) = mask(0.25, NoiseShape::Units, 20_000);
        assert_eq!((shape, units.len()), ([1, 100], 100));
        assert!(units.contains(&0.0) && units.contains(&(1.0 / 0.75)));
    }

    #[test]
    fn outputs_are_multiplied_by_the_mask_spread_over_them() {
        for noise_shape in [NoiseShape::Elements, NoiseShape::Images, NoiseShape::Units] {
            let (mask, [rows, columns]) = mask(0.5, noise_shape, 7);
            let mut outputs: Vec<f32> = (1..=700).map(|number| number as f32).collect();
            dropout(0.5, noise_shape, 1).apply(&mut outputs);
            for (at, output) in outputs.into_iter().enumerate() {
                let (image, unit) = ((at / 100).min(rows - 1), (at % 100).min(columns - 1));
                let expected = (at + 1) as f32 * mask[image * columns + unit];
                assert_eq!(output, expected, "{noise_shape:?} at {at}");
            }
        }
    }
}
