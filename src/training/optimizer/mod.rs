//! Keras' optimizers on burn's extension point.
//!
//! burn's own differ from Keras' in where epsilon stands, in the accumulator's start and in what a learning
//! rate change does to a velocity, so each rule is written here as Keras states it.
//! Notation in the rules: `w` the weights, `g` their gradient, `lr` the learning rate of the step.

mod adagrad;
mod adam;
mod rmsprop;
mod sgd;

use burn::optim::{ModuleOptimizer, Optimizer, RecordState, StateSink, StateSource};
use burn::tensor::{Device, Tensor};

use crate::hyperparams::{Momentum, OptimizerConfig};

/// The optimizer of a run.
pub fn optimizer(config: &OptimizerConfig) -> ModuleOptimizer {
    ModuleOptimizer::from(Rule(config.clone()))
}

/// A Keras update rule, applied to each variable by itself.
#[derive(Clone)]
struct Rule(OptimizerConfig);

/// What a rule remembers of a variable: how often it was updated, and tensors of the variable's shape whose
/// meaning is the rule's.
#[derive(Clone, Default)]
struct Slots<const D: usize> {
    /// The number of the update being made, from 1.
    step: u32,
    tensors: [Option<Tensor<D>>; 3],
}

impl<const D: usize> Slots<D> {
    /// Takes a slot out, so that the update can work in place; the first time it is `start`.
    fn take(&mut self, slot: usize, start: impl FnOnce() -> Tensor<D>) -> Tensor<D> {
        self.tensors[slot].take().unwrap_or_else(start)
    }

    /// Puts a slot's new value back and returns a handle to it.
    fn keep(&mut self, slot: usize, value: Tensor<D>) -> Tensor<D> {
        self.tensors[slot].insert(value).clone()
    }
}

impl Optimizer for Rule {
    type State<const D: usize> = Slots<D>;

    fn step<const D: usize>(
        &self,
        learning_rate: f64,
        weights: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Slots<D>>,
    ) -> (Tensor<D>, Option<Slots<D>>) {
        let mut slots = state.unwrap_or_default();
        slots.step += 1;
        let (lr, w, g) = (learning_rate, weights, gradient);
        let updated = match self.0 {
            OptimizerConfig::Sgd(Momentum { momentum, nesterov }) => {
                sgd::update(momentum, nesterov, lr, w, g, &mut slots)
            }
            OptimizerConfig::RmsProp {
                rho,
                momentum,
                epsilon,
                centered,
            } => {
                let rule = rmsprop::RmsProp {
                    rho,
                    momentum,
                    epsilon,
                    centered,
                };
                rule.update(lr, w, g, &mut slots)
            }
            OptimizerConfig::Adagrad {
                initial_accumulator_value,
                epsilon,
            } => adagrad::update(initial_accumulator_value, epsilon, lr, w, g, &mut slots),
            OptimizerConfig::Adam {
                beta_1,
                beta_2,
                epsilon,
                amsgrad,
            } => {
                let rule = adam::Adam {
                    beta_1,
                    beta_2,
                    epsilon,
                    amsgrad,
                };
                rule.update(lr, w, g, &mut slots)
            }
        };
        (updated, Some(slots))
    }

    fn to_device<const D: usize>(mut state: Slots<D>, device: &Device) -> Slots<D> {
        state.tensors = state
            .tensors
            .map(|slot| slot.map(|tensor| tensor.to_device(device)));
        state
    }
}

/// A run is never resumed from a file, so its optimizer's memory is never written to one.
impl<const D: usize> RecordState for Slots<D> {
    fn state_flatten(&self, _: &str, _: &mut StateSink) {}

    fn state_unflatten(_: &str, _: &mut StateSource, _: &Device) -> Option<Self> {
        None
    }
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;
    use crate::training::device::open_cpu;
    use crate::training::testing::values;

    /// Weights after each of `gradients`, starting at 1.
    fn path(config: OptimizerConfig, lr: f64, gradients: &[f32]) -> Vec<f32> {
        let device = open_cpu();
        let rule = Rule(config);
        let (mut weights, mut state) = (Tensor::<1>::ones([1], &device), None);
        let mut path = Vec::new();
        for gradient in gradients {
            let gradient = Tensor::from_floats([*gradient], &device);
            (weights, state) = rule.step(lr, weights, gradient, state);
            path.extend(values(weights.clone()));
        }
        path
    }

    fn walks(config: OptimizerConfig, lr: f64, gradients: &[f32], expected: &[f32]) {
        let found = path(config, lr, gradients);
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 2e-6, "{found} is not {expected}");
        }
        assert_eq!(found.len(), expected.len());
    }

    fn sgd(momentum: f64, nesterov: bool) -> OptimizerConfig {
        OptimizerConfig::Sgd(Momentum { momentum, nesterov })
    }

    #[test]
    fn sgd_steps_down_the_gradient() {
        walks(sgd(0.0, false), 0.1, &[1.0, 2.0], &[0.9, 0.7]);
    }

    #[test]
    fn momentum_adds_to_the_last_step() {
        // v = -0.1; then 0.9·(-0.1) - 0.2 = -0.29
        walks(sgd(0.9, false), 0.1, &[1.0, 2.0], &[0.9, 0.61]);
    }

    #[test]
    fn nesterov_looks_ahead() {
        // w += m·v - lr·g: v = -0.1 → -0.19; v = -0.29 → -0.461
        walks(sgd(0.9, true), 0.1, &[1.0, 2.0], &[0.81, 0.349]);
    }

    #[test]
    fn rmsprop_divides_by_the_root_with_epsilon_inside() {
        let config = OptimizerConfig::RmsProp {
            rho: 0.9,
            momentum: 0.0,
            epsilon: 0.3,
            centered: false,
        };
        // v = 0.1 → 0.1/√0.4; v = 0.09 + 0.4 → 0.2/√0.79
        let first = 1.0 - 0.1 / 0.4_f32.sqrt();
        walks(
            config,
            0.1,
            &[1.0, 2.0],
            &[first, first - 0.2 / 0.79_f32.sqrt()],
        );
    }

    #[test]
    fn centered_rmsprop_divides_by_the_variance() {
        let config = OptimizerConfig::RmsProp {
            rho: 0.5,
            momentum: 0.0,
            epsilon: 1e-7,
            centered: true,
        };
        // v = 0.5, a = 0.5 → √0.25
        walks(config, 0.1, &[1.0], &[0.8]);
    }

    #[test]
    fn rmsprop_with_momentum_keeps_the_scaled_step() {
        let config = OptimizerConfig::RmsProp {
            rho: 0.0,
            momentum: 0.5,
            epsilon: 1e-7,
            centered: false,
        };
        // Each u is 0.1: M = 0.1, then 0.15.
        walks(config, 0.1, &[3.0, 5.0], &[0.9, 0.75]);
    }

    #[test]
    fn adagrad_starts_at_its_initial_accumulator() {
        let config = OptimizerConfig::Adagrad {
            initial_accumulator_value: 3.0,
            epsilon: 1e-7,
        };
        // A = 4 → 0.1/2; A = 16 → 0.1·√12/4
        let second = 0.95 - 0.1 * 12.0_f32.sqrt() / 4.0;
        walks(config, 0.1, &[1.0, 12.0_f32.sqrt()], &[0.95, second]);
    }

    #[test]
    fn adams_epsilon_is_added_to_the_uncorrected_root() {
        let config = |epsilon| OptimizerConfig::Adam {
            beta_1: 0.9,
            beta_2: 0.999,
            epsilon,
            amsgrad: false,
        };
        walks(config(0.0), 0.1, &[5.0, 5.0], &[0.9, 0.8]);
        // α = 0.1·√0.001/0.1, m = 0.1, √v = √0.001
        let root = 0.001_f32.sqrt();
        walks(
            config(root.into()),
            0.1,
            &[1.0],
            &[1.0 - 0.1 * root / (root + root)],
        );
    }

    #[test]
    fn amsgrad_remembers_the_largest_second_moment() {
        let config = |amsgrad| OptimizerConfig::Adam {
            beta_1: 0.0,
            beta_2: 0.5,
            epsilon: 1e-7,
            amsgrad,
        };
        // v = 50, 25.5; α = 0.1·√(1 - 0.25); with amsgrad V stays 50.
        let after_first = 0.9;
        let alpha = 0.1 * 0.75_f32.sqrt();
        walks(
            config(false),
            0.1,
            &[10.0, 1.0],
            &[after_first, after_first - alpha / 25.5_f32.sqrt()],
        );
        walks(
            config(true),
            0.1,
            &[10.0, 1.0],
            &[after_first, after_first - alpha / 50.0_f32.sqrt()],
        );
    }
}
