//! Keras' optimizers on burn's extension point.
//!
//! burn's own differ from Keras' in where epsilon stands, in the accumulator's start and in what a learning
//! rate change does to a velocity, so each rule is written here as Keras states it.
//! Notation in the rules: `w` the weights, `g` their gradient, `lr` the learning rate of the step, `t` its
//! number from 1.

mod accumulation;
mod adadelta;
mod adafactor;
mod adagrad;
mod adam;
mod adamax;
mod clipping;
mod ftrl;
mod lamb;
mod lion;
mod muon;
mod nadam;
mod rmsprop;
mod sgd;

use burn::optim::{
    GradientsParams, ModuleOptimizer, Optimizer, RecordState, StateSink, StateSource,
};
use burn::tensor::{Device, Tensor};

use self::adadelta::Adadelta;
use self::adagrad::Adagrad;
use self::adam::Adam;
use self::adamax::Adamax;
use self::lion::Lion;
use self::nadam::Nadam;
use self::rmsprop::RmsProp;
use self::sgd::Sgd;
use super::Mlp;
use super::kernels::{Memory, update};
use crate::hyperparams::{OptimizerConfig, UpdateRule};

pub use accumulation::{Accumulation, added, divided};
pub use clipping::clip_together;

/// The optimizer of a run; [`clip_together`] comes before it, where gradients are clipped by their common norm.
pub struct ModelOptimizer {
    rule: ModuleOptimizer,
    /// Of the output layer's kernel, where that is excluded from the rule.
    excluded: Option<ModuleOptimizer>,
}

impl ModelOptimizer {
    pub fn new(config: &OptimizerConfig) -> Self {
        let rule = |is_excluded| {
            ModuleOptimizer::from(Rule {
                config: config.clone(),
                is_excluded,
            })
        };
        Self {
            rule: rule(false),
            excluded: config.excludes_output().then(|| rule(true)),
        }
    }

    /// One update of every variable that has a gradient.
    pub fn step(&mut self, rate: f64, mut model: Mlp, mut gradients: GradientsParams) -> Mlp {
        if let Some(optimizer) = &mut self.excluded {
            let kernel = model.output.weight.id;
            let mut of_kernel = GradientsParams::new();
            if let Some(gradient) = gradients.remove::<2>(kernel) {
                of_kernel.register(kernel, gradient);
            }
            model = optimizer.step(rate, model, of_kernel);
        }
        self.rule.step(rate, model, gradients)
    }
}

/// A Keras update rule, applied to each variable by itself.
#[derive(Clone)]
struct Rule {
    config: OptimizerConfig,
    /// Whether its variables are excluded from Muon, so that they take Adam's steps.
    is_excluded: bool,
}

/// What is known of a variable: how often it was updated, and what the rule remembers.
#[derive(Clone)]
struct Slots<const D: usize> {
    /// The number of the update being made, from 1.
    step: u32,
    /// A product over the steps, which Nadam keeps.
    product: f64,
    memory: Memory<Tensor<D>>,
}

impl<const D: usize> Default for Slots<D> {
    fn default() -> Self {
        Self {
            step: 0,
            product: 1.0,
            memory: Memory::default(),
        }
    }
}

impl Optimizer for Rule {
    type State<const D: usize> = Slots<D>;

    /// Clipping, then the decay of weights, then the rule.
    fn step<const D: usize>(
        &self,
        learning_rate: f64,
        weights: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Slots<D>>,
    ) -> (Tensor<D>, Option<Slots<D>>) {
        let mut slots = state.unwrap_or_default();
        slots.step += 1;
        let gradient = clipping::clip(gradient, self.config.clipping);
        let weights = match self.weight_decay::<D>() {
            0.0 => weights,
            decay => weights.mul_scalar(1.0 - decay * learning_rate),
        };
        let updated = self.update(learning_rate, weights, gradient, &mut slots);
        (updated, Some(slots))
    }

    fn to_device<const D: usize>(mut state: Slots<D>, device: &Device) -> Slots<D> {
        let slots = state.memory.0;
        state.memory.0 = slots.map(|slot| slot.map(|tensor| tensor.to_device(device)));
        state
    }
}

impl Rule {
    /// Whether Muon leaves variables of so many dimensions to Adam.
    fn is_adams<const D: usize>(&self) -> bool {
        self.is_excluded || D != 2
    }

    /// The decay of variables of so many dimensions.
    fn weight_decay<const D: usize>(&self) -> f64 {
        match &self.config.rule {
            UpdateRule::Muon(muon) if self.is_adams::<D>() => muon.adam_weight_decay,
            _ => self.config.weight_decay,
        }
    }

    fn update<const D: usize>(
        &self,
        lr: f64,
        w: Tensor<D>,
        g: Tensor<D>,
        slots: &mut Slots<D>,
    ) -> Tensor<D> {
        let step = slots.step;
        let memory = &mut slots.memory;
        match self.config.rule {
            UpdateRule::Sgd(momentum) => update(&Sgd { momentum, lr }, w, g, memory),
            UpdateRule::RmsProp {
                rho,
                momentum,
                epsilon,
                centered,
            } => {
                let rule = RmsProp {
                    lr,
                    rho,
                    momentum,
                    epsilon,
                    centered,
                };
                update(&rule, w, g, memory)
            }
            UpdateRule::Adagrad {
                initial_accumulator_value,
                epsilon,
            } => {
                let rule = Adagrad {
                    lr,
                    initial_accumulator_value,
                    epsilon,
                };
                update(&rule, w, g, memory)
            }
            UpdateRule::Adadelta { rho, epsilon } => {
                update(&Adadelta { lr, rho, epsilon }, w, g, memory)
            }
            UpdateRule::Adam { moments, amsgrad } => {
                update(&Adam::new(moments, amsgrad, lr, step), w, g, memory)
            }
            UpdateRule::Nadam(moments) => {
                let rule = Nadam::new(moments, lr, step, &mut slots.product);
                update(&rule, w, g, memory)
            }
            UpdateRule::Adamax(moments) => update(&Adamax::new(moments, lr, step), w, g, memory),
            UpdateRule::Lion { beta_1, beta_2 } => {
                update(&Lion { lr, beta_1, beta_2 }, w, g, memory)
            }
            UpdateRule::Adafactor(rule) => adafactor::update(rule, lr, w, g, slots),
            UpdateRule::Ftrl(rule) => ftrl::update(rule, lr, w, g, slots),
            UpdateRule::Lamb(moments) => lamb::update(moments, lr, w, g, slots),
            UpdateRule::Muon(ref muon) if self.is_adams::<D>() => {
                let lr = lr * muon.adam_lr_ratio;
                update(&Adam::new(muon.adam, false, lr, step), w, g, memory)
            }
            UpdateRule::Muon(ref muon) => muon::update(muon, lr, w, g, slots),
        }
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
mod tests;
