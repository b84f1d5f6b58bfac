//! The moving average of the weights; <https://keras.io/api/optimizers/#optimizer-class> (use_ema).

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId};
use burn::tensor::Tensor;
use burn::tensor::container::TensorContainer;

use crate::hyperparams::Ema;

/// Averages of all trained variables (moving statistics are not among them), and when they replace the weights.
pub struct Averages {
    config: Ema,
    steps: u64,
    averages: TensorContainer<ParamId>,
}

impl Averages {
    pub fn new(config: Ema) -> Self {
        Self {
            config,
            steps: 0,
            averages: TensorContainer::new(),
        }
    }

    /// Takes in the weights after a step; the first ones are the average. Every `overwrite_frequency` steps
    /// the average replaces them.
    pub fn after_step<M: Module>(&mut self, model: M) -> M {
        model.visit(self);
        self.steps += 1;
        match self.config.overwrite_frequency {
            Some(frequency) if self.steps.is_multiple_of(frequency) => self.overwrite(model),
            _ => model,
        }
    }

    /// The model with the averages in place of its weights.
    pub fn overwrite<M: Module>(&mut self, model: M) -> M {
        model.map(self)
    }
}

impl ModuleVisitor for Averages {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let weights = param.val().inner();
        let momentum = self.config.momentum;
        let average = match self.averages.remove::<Tensor<D>>(&param.id) {
            Some(average) => average.mul_scalar(momentum) + weights.mul_scalar(1.0 - momentum),
            None => weights,
        };
        self.averages.register(param.id, average);
    }
}

impl ModuleMapper for Averages {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        match self.averages.get::<Tensor<D>>(&param.id) {
            Some(average) => param.map(|_| Tensor::from_inner(average).require_grad()),
            None => param,
        }
    }
}
