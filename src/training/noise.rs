//! What training adds and takes away at random: noise and dropout on the images, dropout in hidden layers.
//! <https://keras.io/api/layers/regularization_layers/>
//!
//! All of it is drawn on the host: the same on every backend, and from a generator that is much faster than
//! ChaCha, because a large batch needs millions of draws a step.

use burn::tensor::{Device, Tensor, TensorData};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};

use super::dropout::Dropout;
use super::normal::add_noise;
use super::random::{Purpose, generator};
use crate::dataset::IMAGE_PIXELS;
use crate::hyperparams::{CheckedHyperParams, DropoutConfig};

/// The noise of a run; what is off draws nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noise {
    /// Deviation and generator.
    gaussian: Option<(f32, Xoshiro256PlusPlus)>,
    input: Option<Dropout>,
    /// Of each hidden layer.
    hidden: Vec<Dropout>,
    /// Of each hidden layer.
    gaussian_hidden: Vec<GaussianDropout>,
}

/// Factors about 1 for the outputs of a layer, new ones for every batch: their standard deviation is
/// √(rate / (1 − rate)), that of dropout's factors.
/// <https://keras.io/api/layers/regularization_layers/gaussian_dropout/>
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct GaussianDropout {
    stddev: f32,
    units: usize,
    rng: Xoshiro256PlusPlus,
}

impl GaussianDropout {
    fn factors(&mut self, batch: usize, device: &Device) -> Tensor<2> {
        let mut factors = vec![1.0; batch * self.units];
        add_noise(&mut factors, self.stddev, &mut self.rng);
        Tensor::from_data(TensorData::new(factors, [batch, self.units]), device)
    }
}

impl Noise {
    pub fn new(params: &CheckedHyperParams) -> Self {
        let drop = |config: DropoutConfig, units, purpose, layer| {
            let rng = fast_generator(params.seed, purpose, layer);
            (!config.is_off()).then(|| Dropout::new(config, units, rng))
        };
        let layers = params.hidden_layers.iter().enumerate();
        let hidden = layers
            .filter_map(|(at, layer)| drop(params.dropout, layer.units, Purpose::Dropout, at));
        let rate = params.gaussian_dropout;
        let layers = params.hidden_layers.iter().enumerate();
        let gaussian_hidden = layers.map(|(at, layer)| GaussianDropout {
            stddev: (rate / (1.0 - rate)).sqrt() as f32,
            units: layer.units,
            rng: fast_generator(params.seed, Purpose::GaussianDropout, at),
        });
        let rng = fast_generator(params.seed, Purpose::Noise, 0);
        let stddev = params.gaussian_noise as f32;
        Self {
            gaussian: (stddev > 0.0).then_some((stddev, rng)),
            input: drop(params.input_dropout, IMAGE_PIXELS, Purpose::InputDropout, 0),
            hidden: hidden.collect(),
            gaussian_hidden: gaussian_hidden.filter(|_| rate > 0.0).collect(),
        }
    }

    /// Whether images are changed at all.
    pub fn disturbs_images(&self) -> bool {
        self.gaussian.is_some() || self.input.is_some()
    }

    /// Whether pixels that are 0 may be so afterwards.
    pub fn keeps_zeros(&self) -> bool {
        self.gaussian.is_none() || self.input.is_some()
    }

    /// Adds noise to one of the images, `[784]`.
    pub fn add_to(&mut self, pixels: &mut [f32]) {
        if let Some((stddev, rng)) = &mut self.gaussian {
            add_noise(pixels, *stddev, rng);
        }
    }

    /// Drops some pixels of the images `[batch, 784]`, which have their noise.
    pub fn drop_from(&mut self, pixels: &mut [f32]) {
        if let Some(dropout) = &mut self.input {
            dropout.apply(pixels);
        }
    }

    /// What each hidden layer's outputs are multiplied by, or nothing.
    ///
    /// - returns: `[batch, units]` each, or 1 along what is dropped together
    pub fn masks(&mut self, batch: usize, device: &Device) -> Vec<Tensor<2>> {
        let layers = self.hidden.iter_mut();
        let masks = layers.map(|dropout| {
            let (mask, shape) = dropout.mask(batch);
            Tensor::from_data(TensorData::new(mask, shape), device)
        });
        let masks: Vec<Tensor<2>> = masks.collect();
        let gaussian = self.gaussian_hidden.iter_mut();
        let gaussian = gaussian.map(|layer| layer.factors(batch, device));
        if masks.is_empty() {
            return gaussian.collect();
        }
        let mut gaussian = gaussian;
        let masks = masks.into_iter();
        masks
            .map(|mask| match gaussian.next() {
                Some(factors) => factors * mask,
                None => mask,
            })
            .collect()
    }
}

fn fast_generator(seed: u64, purpose: Purpose, layer: usize) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::from_rng(&mut generator(seed, purpose, layer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;

    fn disturbed(params: &HyperParams, times: usize) -> Vec<Vec<f32>> {
        let mut noise = Noise::new(&params.check().unwrap());
        let disturb = |_| {
            let mut pixels = vec![0.5; 50_000];
            noise.add_to(&mut pixels);
            noise.drop_from(&mut pixels);
            pixels
        };
        (0..times).map(disturb).collect()
    }

    fn mean(values: &[f32]) -> f64 {
        values.iter().map(|&value| f64::from(value)).sum::<f64>() / values.len() as f64
    }

    #[test]
    fn noise_has_mean_zero_and_its_deviation() {
        let params = HyperParams::default().with(&GAUSSIAN_NOISE, 0.2);
        let pixels = &disturbed(&params, 1)[0];
        let squares: Vec<f32> = pixels.iter().map(|pixel| (pixel - 0.5).powi(2)).collect();
        // Five standard errors: 0.2·5/√50,000 of the mean, and √2 times 0.04·5/√50,000 of the variance.
        assert!((mean(pixels) - 0.5).abs() < 0.0045, "{}", mean(pixels));
        assert!((mean(&squares) - 0.04).abs() < 0.0013, "{}", mean(&squares));
    }

    #[test]
    fn input_dropout_keeps_the_mean() {
        let params = HyperParams::default().with(&INPUT_DROPOUT, 0.25);
        let pixels = &disturbed(&params, 1)[0];
        let kept = 0.5 / 0.75;
        assert!(
            pixels
                .iter()
                .all(|&pixel| pixel == 0.0 || (pixel - kept).abs() < 1e-6)
        );
        assert!((mean(pixels) - 0.5).abs() < 0.007, "{}", mean(pixels));
    }

    /// The first hidden layer's factors for a batch of 500 images.
    #[cfg(feature = "flex")]
    fn factors(params: &HyperParams) -> Vec<f32> {
        let mut noise = Noise::new(&params.clone().with(&N_NODES, 100.0).check().unwrap());
        let masks = noise.masks(500, &crate::training::device::open_cpu());
        crate::training::testing::values(masks[0].clone())
    }

    #[cfg(feature = "flex")]
    #[test]
    fn gaussian_factors_are_normal_about_one_with_the_deviation_of_dropouts() {
        for rate in [0.1, 0.5, 0.8] {
            let factors = factors(&HyperParams::default().with(&GAUSSIAN_DROPOUT, rate));
            let variance = rate / (1.0 - rate);
            let error = (variance / 50_000.0_f64).sqrt();
            assert!((mean(&factors) - 1.0).abs() < 5.0 * error, "{rate}");
            let power = |power: i32| {
                let powers: Vec<f32> = factors.iter().map(|it| (it - 1.0).powi(power)).collect();
                mean(&powers)
            };
            // Five standard errors: √2 of the variance, √96 of the fourth moment, which is 3 for a normal.
            assert!(
                (power(2) / variance - 1.0).abs() < 0.032,
                "{rate}: {}",
                power(2)
            );
            assert!(
                (power(4) / variance.powi(2) - 3.0).abs() < 0.22,
                "{rate}: {}",
                power(4)
            );
        }
    }

    #[cfg(feature = "flex")]
    #[test]
    fn gaussian_factors_and_dropout_multiply_each_other() {
        let dropout = HyperParams::default().with(&DROPOUT, 0.5);
        let gaussian = HyperParams::default().with(&GAUSSIAN_DROPOUT, 0.3);
        let both = factors(&dropout.clone().with(&GAUSSIAN_DROPOUT, 0.3));
        let each = factors(&dropout).into_iter().zip(factors(&gaussian));
        let products: Vec<f32> = each.map(|(mask, factor)| mask * factor).collect();
        assert_eq!(both, products);
    }

    #[test]
    fn every_batch_is_disturbed_differently_and_every_run_alike() {
        for row in [&GAUSSIAN_NOISE, &INPUT_DROPOUT] {
            let params = HyperParams::default().with(row, 0.5);
            let batches = disturbed(&params, 2);
            assert_ne!(batches[0], batches[1], "{}", row.key);
            assert_eq!(batches, disturbed(&params, 2), "{}", row.key);
            let dot = |a: &[f32], b: &[f32]| {
                let products: Vec<f32> = a
                    .iter()
                    .zip(b)
                    .map(|(a, b)| (a - 0.5) * (b - 0.5))
                    .collect();
                mean(&products)
            };
            // Independent: their products average out; five standard errors are 0.25·5/√50,000.
            assert!(dot(&batches[0], &batches[1]).abs() < 0.0056, "{}", row.key);
        }
    }

    #[test]
    fn without_noise_pixels_stay_as_they_are() {
        let pixels = &disturbed(&HyperParams::default(), 1)[0];
        assert!(pixels.iter().all(|&pixel| pixel == 0.5));
    }
}
