//! Batch normalization; Ioffe & Szegedy (2015);
//! <https://keras.io/api/layers/normalization_layers/batch_normalization/>
//!
//! burn's own layer keeps its moving statistics behind locks and reads them one update late; here a forward
//! pass hands the batch's statistics back and the trainer decides what becomes of them.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, module};

use crate::hyperparams::BatchNormConfig;

/// γ (x − mean) / √(variance + ε) + β, per unit.
#[derive(Module, Debug)]
pub struct BatchNorm {
    /// `[units]`, 1 at the start; without it the factor is 1.
    pub gamma: Option<Param<Tensor<1>>>,
    /// `[units]`, 0 at the start; without it the offset is 0.
    pub beta: Option<Param<Tensor<1>>>,
    /// What evaluation normalizes with.
    #[module(skip)]
    pub moving: Statistics,
    #[module(skip)]
    config: BatchNormConfig,
}

/// Mean and population variance of each unit, `[units]` each, on a plain device.
#[derive(Clone, Debug)]
pub struct Statistics {
    pub mean: Tensor<1>,
    pub variance: Tensor<1>,
}

impl BatchNorm {
    pub fn new(config: BatchNormConfig, units: usize, device: &Device) -> Self {
        let plain = device.clone().without_autodiff();
        let param = |tensor: Tensor<1>| Param::from_tensor(tensor);
        Self {
            gamma: config.scale.then(|| param(Tensor::ones([units], device))),
            beta: config.center.then(|| param(Tensor::zeros([units], device))),
            moving: Statistics {
                mean: Tensor::zeros([units], &plain),
                variance: Tensor::ones([units], &plain),
            },
            config,
        }
    }

    /// Normalizes by the batch's own statistics, which are handed back for [`move_to`](Self::move_to).
    ///
    /// - inputs: `[batch, units]` on an autodiff device
    /// - returns: `[batch, units]`
    pub fn forward_training(&self, inputs: Tensor<2>) -> (Tensor<2>, Statistics) {
        let (gamma, beta) = self.factors(&inputs);
        let normalized = module::batch_norm_train(inputs, gamma, beta, self.config.epsilon);
        let statistics = Statistics {
            mean: normalized.mean.inner(),
            variance: normalized.variance.inner(),
        };
        (normalized.output, statistics)
    }

    /// Normalizes by the moving statistics.
    ///
    /// - inputs: `[batch, units]` on a plain device
    /// - returns: `[batch, units]`
    pub fn forward_inference(&self, inputs: Tensor<2>) -> Tensor<2> {
        let (gamma, beta) = self.factors(&inputs);
        let Statistics { mean, variance } = self.moving.clone();
        let factor = gamma / variance.add_scalar(self.config.epsilon).sqrt();
        let offset = beta - mean * factor.clone();
        inputs * factor.unsqueeze() + offset.unsqueeze()
    }

    /// moving ← momentum · moving + (1 − momentum) · batch, of the mean and of the population variance.
    pub fn move_to(&mut self, batch: Statistics) {
        let momentum = self.config.momentum;
        let toward = |moving: Tensor<1>, batch: Tensor<1>| {
            moving.mul_scalar(momentum) + batch.mul_scalar(1.0 - momentum)
        };
        self.moving = Statistics {
            mean: toward(self.moving.mean.clone(), batch.mean),
            variance: toward(self.moving.variance.clone(), batch.variance),
        };
    }

    fn factors(&self, inputs: &Tensor<2>) -> (Tensor<1>, Tensor<1>) {
        let ([_, units], device) = (inputs.dims(), inputs.device());
        let gamma = self.gamma.as_ref().map(Param::val);
        let beta = self.beta.as_ref().map(Param::val);
        (
            gamma.unwrap_or_else(|| Tensor::ones([units], &device)),
            beta.unwrap_or_else(|| Tensor::zeros([units], &device)),
        )
    }
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;
    use crate::hyperparams::Norm;
    use crate::training::device::open_cpu;
    use crate::training::testing::values;

    fn config() -> BatchNormConfig {
        BatchNormConfig {
            position: Norm::BeforeActivation,
            momentum: 0.75,
            epsilon: 0.0,
            center: true,
            scale: true,
        }
    }

    #[test]
    fn a_batch_is_normalized_by_its_own_population_statistics() {
        let device = open_cpu().autodiff();
        let layer = BatchNorm::new(config(), 1, &device);
        let inputs = Tensor::from_floats([[1.0], [3.0], [5.0]], &device);
        let (outputs, batch) = layer.forward_training(inputs);
        let deviation = (8.0_f32 / 3.0).sqrt();
        for (found, expected) in values(outputs.inner()).iter().zip([-2.0, 0.0, 2.0]) {
            assert!((found - expected / deviation).abs() < 1e-5, "{found}");
        }
        assert_eq!(values(batch.mean), [3.0]);
        assert!((values(batch.variance)[0] - 8.0 / 3.0).abs() < 1e-5);
    }

    #[test]
    fn moving_statistics_move_by_the_momentum() {
        let device = open_cpu();
        let mut layer = BatchNorm::new(config(), 1, &device);
        let tensor = |value: f32| Tensor::from_floats([value], &device);
        layer.move_to(Statistics {
            mean: tensor(4.0),
            variance: tensor(9.0),
        });
        assert_eq!(values(layer.moving.mean.clone()), [1.0]);
        assert_eq!(values(layer.moving.variance.clone()), [3.0]);
        let outputs = layer.forward_inference(Tensor::from_floats(
            [[1.0], [1.0 + 3.0_f32.sqrt()]],
            &device,
        ));
        let outputs = values(outputs);
        assert!(
            outputs[0].abs() < 1e-6 && (outputs[1] - 1.0).abs() < 1e-6,
            "{outputs:?}"
        );
    }

    #[test]
    fn without_center_and_scale_nothing_is_trained() {
        let bare = BatchNormConfig {
            center: false,
            scale: false,
            ..config()
        };
        let layer = BatchNorm::new(bare, 3, &open_cpu().autodiff());
        assert_eq!(layer.num_params(), 0);
    }
}
