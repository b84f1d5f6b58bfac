//! Batch normalization; Ioffe & Szegedy (2015);
//! <https://keras.io/api/layers/normalization_layers/batch_normalization/>
//!
//! burn's own layer keeps its moving statistics behind locks and reads them one update late; here a forward
//! pass hands the batch's statistics back and the trainer decides what becomes of them.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor};

use super::kernels::functions::{batch_norm, repeated};
use crate::hyperparams::{BatchNormConfig, Renorm};

/// γ (x − mean) / √(variance + ε) + β, per unit.
#[derive(Module, Debug)]
pub struct BatchNorm {
    /// `[units]`; without it the factor is 1.
    pub gamma: Option<Param<Tensor<1>>>,
    /// `[units]`; without it the offset is 0.
    pub beta: Option<Param<Tensor<1>>>,
    /// What evaluation normalizes with.
    #[module(skip)]
    pub moving: Statistics,
    #[module(skip)]
    pub(super) past: Option<Past>,
    #[module(skip)]
    pub(super) config: BatchNormConfig,
}

/// Mean and population variance of each unit, `[units]` each, on a plain device.
#[derive(Clone, Debug)]
pub struct Statistics {
    pub mean: Tensor<1>,
    pub variance: Tensor<1>,
}

/// What renormalization remembers of past batches, `[units]` each, on a plain device.
#[derive(Clone, Debug)]
pub(super) struct Past {
    config: Renorm,
    /// What a batch is corrected by.
    mean: Tensor<1>,
    stddev: Tensor<1>,
    /// Keras moves the deviation instead of the variance, which follows from it.
    moving_stddev: Tensor<1>,
}

impl BatchNorm {
    pub fn new(config: BatchNormConfig, units: usize, device: &Device) -> Self {
        let plain = device.clone().without_autodiff();
        let param = |initial: f64| Param::from_tensor(Tensor::full([units], initial, device));
        let moving = Statistics {
            mean: Tensor::full([units], config.moving_mean, &plain),
            variance: Tensor::full([units], config.moving_variance, &plain),
        };
        Self {
            gamma: config.gamma.map(|gamma| param(gamma.initial)),
            beta: config.beta.map(|beta| param(beta.initial)),
            past: config.renorm.map(|renorm| Past::new(renorm, &moving)),
            moving,
            config,
        }
    }

    /// Normalizes by the batch's own statistics, which are handed back for [`move_to`](Self::move_to).
    ///
    /// - inputs: `[batch, units]` on an autodiff device
    /// - returns: `[batch, units]`
    pub fn forward_training(&self, inputs: Tensor<2>) -> (Tensor<2>, Statistics) {
        let (gamma, beta) = self.factors(&inputs);
        let normalized = |gamma, beta| {
            let (outputs, statistics) = batch_norm(inputs, gamma, beta, self.config.epsilon);
            let [mean, variance] = statistics.map(Tensor::inner);
            (outputs, Statistics { mean, variance })
        };
        let Some(past) = &self.past else {
            return normalized(gamma, beta);
        };
        let (outputs, statistics) = normalized(gamma.ones_like(), beta.zeros_like());
        let (r, d) = past.corrections(&statistics, self.config.epsilon);
        let (factor, offset) = (gamma.clone() * r, gamma * d + beta);
        let [batch, _] = outputs.dims();
        let of_each = |units: Tensor<1>| repeated(units.unsqueeze::<2>(), 0, batch);
        (outputs * of_each(factor) + of_each(offset), statistics)
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

    /// moving ← momentum · moving + (1 − momentum) · batch, of the mean and of the population variance; with
    /// renormalization of the deviation √(variance + ε) instead, whose square less ε becomes the variance.
    pub fn move_to(&mut self, batch: Statistics) {
        let BatchNormConfig {
            momentum, epsilon, ..
        } = self.config;
        let past = self.moving.clone();
        let variance = match &mut self.past {
            Some(past) => past.move_to(&batch, momentum, epsilon),
            None => moved(past.variance, batch.variance, momentum),
        };
        self.moving = Statistics {
            mean: moved(past.mean, batch.mean, momentum),
            variance,
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

impl Past {
    /// What there is to remember, by Keras' names.
    pub fn variables(&self) -> [(&'static str, &Tensor<1>); 3] {
        [
            ("moving_stddev", &self.moving_stddev),
            ("renorm_mean", &self.mean),
            ("renorm_stddev", &self.stddev),
        ]
    }

    /// The same, to be changed.
    pub fn variables_mut(&mut self) -> [(&'static str, &mut Tensor<1>); 3] {
        [
            ("moving_stddev", &mut self.moving_stddev),
            ("renorm_mean", &mut self.mean),
            ("renorm_stddev", &mut self.stddev),
        ]
    }

    fn new(config: Renorm, moving: &Statistics) -> Self {
        let stddev = moving.variance.clone().sqrt();
        Self {
            config,
            mean: moving.mean.clone(),
            stddev: stddev.clone(),
            moving_stddev: stddev,
        }
    }

    /// r and d, `[units]` each on an autodiff device, through which no gradient flows.
    fn corrections(&self, batch: &Statistics, epsilon: f64) -> (Tensor<1>, Tensor<1>) {
        let past = self.stddev.clone().clamp_min(epsilon.sqrt());
        let mut r = stddev(batch, epsilon) / past.clone();
        let mut d = (batch.mean.clone() - self.mean.clone()) / past;
        if let Some(least) = self.config.rmin {
            r = r.clamp_min(least);
        }
        if let Some(most) = self.config.rmax {
            r = r.clamp_max(most);
        }
        if let Some(most) = self.config.dmax {
            d = d.clamp(-most, most);
        }
        (Tensor::from_inner(r), Tensor::from_inner(d))
    }

    /// Takes a batch in; returns the moving variance.
    fn move_to(&mut self, batch: &Statistics, momentum: f64, epsilon: f64) -> Tensor<1> {
        let stddev = stddev(batch, epsilon);
        let memory = self.config.momentum;
        self.mean = moved(self.mean.clone(), batch.mean.clone(), memory);
        self.stddev = moved(self.stddev.clone(), stddev.clone(), memory);
        self.moving_stddev = moved(self.moving_stddev.clone(), stddev, momentum);
        let variance = self.moving_stddev.clone().square().sub_scalar(epsilon);
        variance.clamp_min(0.0)
    }
}

fn stddev(batch: &Statistics, epsilon: f64) -> Tensor<1> {
    batch.variance.clone().add_scalar(epsilon).sqrt()
}

fn moved(past: Tensor<1>, batch: Tensor<1>, momentum: f64) -> Tensor<1> {
    past.mul_scalar(momentum) + batch.mul_scalar(1.0 - momentum)
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;
    use crate::hyperparams::{Norm, NormVariable, Regularizer};
    use crate::training::device::open_cpu;
    use crate::training::testing::values;

    fn config() -> BatchNormConfig {
        let variable = |initial| NormVariable {
            initial,
            regularizer: Regularizer::default(),
            constraint: None,
        };
        BatchNormConfig {
            position: Norm::BeforeActivation,
            momentum: 0.75,
            epsilon: 0.0,
            gamma: Some(variable(1.0)),
            beta: Some(variable(0.0)),
            moving_mean: 0.0,
            moving_variance: 1.0,
            renorm: None,
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
            gamma: None,
            beta: None,
            ..config()
        };
        let layer = BatchNorm::new(bare, 3, &open_cpu().autodiff());
        assert_eq!(layer.num_params(), 0);
    }

    #[test]
    fn variables_and_statistics_start_where_they_are_told() {
        let mut told = config();
        told.gamma.as_mut().unwrap().initial = 0.5;
        told.beta.as_mut().unwrap().initial = -0.25;
        (told.moving_mean, told.moving_variance) = (2.0, 4.0);
        let layer = BatchNorm::new(told, 1, &open_cpu());
        let outputs = layer.forward_inference(Tensor::from_floats([[6.0]], &open_cpu()));
        // 0.5 · (6 − 2) / 2 − 0.25.
        assert_eq!(values(outputs), [0.75]);
    }

    #[test]
    fn renormalization_corrects_a_batch_by_past_ones_up_to_its_limits() {
        let renormed = |rmax, dmax| {
            let renorm = Renorm {
                momentum: 0.5,
                rmin: None,
                rmax,
                dmax,
            };
            let config = BatchNormConfig {
                renorm: Some(renorm),
                ..config()
            };
            let device = open_cpu().autodiff();
            let layer = BatchNorm::new(config, 1, &device);
            let inputs = Tensor::from_floats([[1.0], [5.0]], &device);
            values(layer.forward_training(inputs).0.inner())
        };
        // Mean 3 and deviation 2 against 0 and 1: without limits the batch stays as it is.
        assert_eq!(renormed(None, None), [1.0, 5.0]);
        assert_eq!(renormed(Some(1.5), None), [1.5, 4.5]);
        assert_eq!(renormed(None, Some(1.0)), [-1.0, 3.0]);
    }
}
