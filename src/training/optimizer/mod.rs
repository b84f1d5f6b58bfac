//! Keras' optimizers.
//!
//! burn's own differ from Keras' in where epsilon stands, in the accumulator's start and in what a learning
//! rate change does to a velocity, so each rule is written here as Keras states it. What burn's module optimizer
//! remembers of variables nobody else can read; here it is known, so that a run can go on from a checkpoint.
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
mod memories;
mod muon;
mod nadam;
mod rmsprop;
mod sgd;

use burn::module::{Module, ModuleMapper, Param, ParamId};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};

use self::adadelta::Adadelta;
use self::adagrad::Adagrad;
use self::adam::Adam;
use self::adamax::Adamax;
use self::ftrl::Ftrl;
use self::lion::Lion;
use self::nadam::Nadam;
use self::rmsprop::RmsProp;
use self::sgd::Sgd;
use super::Mlp;
use super::kernels::{Before, ElementRule, Elements, Memory, update};
use crate::hyperparams::{Clipping, OptimizerConfig, UpdateRule};

pub use accumulation::{Accumulation, Gathered, added, divided};
pub use clipping::clip_together;
pub use memories::{Memories, Remembered};

/// The optimizer of a run; [`clip_together`] comes before it, where gradients are clipped by their common norm.
pub struct ModelOptimizer {
    config: OptimizerConfig,
    pub memories: Memories,
    /// What stands in the model's place in the meantime: a variable that two hold is copied, and not updated in place.
    nothing: Mlp,
}

impl ModelOptimizer {
    pub fn new(config: &OptimizerConfig, device: &Device) -> Self {
        Self {
            config: config.clone(),
            memories: Memories::default(),
            nothing: Mlp::without_weights(device),
        }
    }

    /// One update of every variable that has a gradient.
    pub fn step(&mut self, rate: f64, model: &mut Mlp, gradients: GradientsParams) {
        let before = std::mem::replace(model, self.nothing.clone());
        let excludes_output = self.config.excludes_output();
        let mut update = Update {
            rule: Rule {
                config: &self.config,
                is_excluded: false,
            },
            rate,
            excluded: excludes_output.then_some(before.output.weight.id),
            gradients,
            memories: &mut self.memories,
        };
        *model = before.map(&mut update);
    }
}

/// One update on its way through the variables.
struct Update<'a> {
    rule: Rule<'a>,
    rate: f64,
    excluded: Option<ParamId>,
    gradients: GradientsParams,
    memories: &'a mut Memories,
}

impl ModuleMapper for Update<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(gradient) = self.gradients.remove::<D>(param.id) else {
            return param;
        };
        let (id, weights, mapper) = param.consume();
        let rule = Rule {
            is_excluded: self.excluded == Some(id),
            ..self.rule
        };
        let mut slots = self.memories.take(id);
        let weights = rule.step(self.rate, weights.inner(), gradient, &mut slots);
        self.memories.put(id, slots);
        let weights = Tensor::from_inner(weights).require_grad();
        Param::from_mapped_value(id, weights, mapper)
    }
}

/// A Keras update rule, applied to each variable by itself.
#[derive(Clone, Copy)]
struct Rule<'a> {
    config: &'a OptimizerConfig,
    /// Whether its variables are excluded from Muon, so that they take Adam's steps.
    is_excluded: bool,
}

/// What is known of a variable: how often it was updated, and what the rule remembers.
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

impl Rule<'_> {
    /// The weights after clipping, then the decay of weights, then the rule.
    fn step<const D: usize>(
        &self,
        learning_rate: f64,
        weights: Tensor<D>,
        gradient: Tensor<D>,
        slots: &mut Slots<D>,
    ) -> Tensor<D> {
        slots.step += 1;
        let before = self.before(learning_rate, &gradient);
        self.update(learning_rate, before, weights, gradient, slots)
    }

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

    /// The clipping of a variable's gradient by itself, and the decay of its weights.
    fn before<const D: usize>(&self, lr: f64, gradient: &Tensor<D>) -> Before {
        let (scale, most) = match self.config.clipping {
            Some(Clipping::Norm(most)) => (Some(clipping::factor_by_norm(gradient, most)), None),
            Some(Clipping::Value(most)) => (None, Some(most)),
            Some(Clipping::GlobalNorm(_)) | None => (None, None),
        };
        Before {
            shrink: 1.0 - self.weight_decay::<D>() * lr,
            scale,
            most,
        }
    }

    fn update<const D: usize>(
        &self,
        lr: f64,
        before: Before,
        w: Tensor<D>,
        g: Tensor<D>,
        slots: &mut Slots<D>,
    ) -> Tensor<D> {
        let step = slots.step;
        let memory = &mut slots.memory;
        match self.config.rule {
            UpdateRule::Sgd(momentum) => update(Sgd { momentum, lr }, before, w, g, memory),
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
                update(rule, before, w, g, memory)
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
                update(rule, before, w, g, memory)
            }
            UpdateRule::Adadelta { rho, epsilon } => {
                update(Adadelta { lr, rho, epsilon }, before, w, g, memory)
            }
            UpdateRule::Adam { moments, amsgrad } => {
                update(Adam::new(moments, amsgrad, lr, step), before, w, g, memory)
            }
            UpdateRule::Nadam(moments) => {
                let rule = Nadam::new(moments, lr, step, &mut slots.product);
                update(rule, before, w, g, memory)
            }
            UpdateRule::Adamax(moments) => {
                update(Adamax::new(moments, lr, step), before, w, g, memory)
            }
            UpdateRule::Lion { beta_1, beta_2 } => {
                update(Lion { lr, beta_1, beta_2 }, before, w, g, memory)
            }
            UpdateRule::Adafactor(rule) => {
                let (w, g) = before.of(w, g);
                adafactor::step(rule, lr, w, g, slots)
            }
            UpdateRule::Ftrl(config) => update(Ftrl { config, lr }, before, w, g, memory),
            UpdateRule::Lamb(moments) => {
                let (w, g) = before.of(w, g);
                lamb::step(moments, lr, w, g, slots)
            }
            UpdateRule::Muon(ref muon) if self.is_adams::<D>() => {
                let lr = lr * muon.adam_lr_ratio;
                update(Adam::new(muon.adam, false, lr, step), before, w, g, memory)
            }
            UpdateRule::Muon(ref muon) => {
                let (w, g) = before.of(w, g);
                muon::step(muon, lr, w, g, slots)
            }
        }
    }
}

/// w ← w − g.
#[derive(Clone, Copy)]
struct Minus;

impl Minus {
    /// w − factor · u.
    ///
    /// - factor: `[1]`
    fn times<const D: usize>(factor: Tensor<1>, w: Tensor<D>, u: Tensor<D>) -> Tensor<D> {
        let before = Before {
            scale: Some(factor),
            ..Before::NOTHING
        };
        update(Self, before, w, u, &mut Memory::default())
    }
}

impl ElementRule for Minus {
    fn update<T: Elements>(&self, w: T, g: T, _: &mut Memory<T>) -> T {
        w - g
    }
}

#[cfg(all(test, feature = "flex"))]
mod tests;
