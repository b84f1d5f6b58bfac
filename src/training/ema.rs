//! The moving average of the weights; <https://keras.io/api/optimizers/#optimizer-class> (use_ema).

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId};
use burn::tensor::Tensor;
use burn::tensor::container::TensorContainer;

use crate::hyperparams::Ema;

/// Averages of all trained variables (moving statistics are not among them), and when they replace the weights.
pub struct Averages {
    config: Ema,
    /// Batches that make an update.
    accumulated: u64,
    batches: u64,
    averages: TensorContainer<ParamId>,
}

impl Averages {
    /// - accumulated: how many batches make an update; in Keras the averages move with each of them all the same
    pub fn new(config: Ema, accumulated: usize) -> Self {
        Self {
            config,
            accumulated: accumulated.max(1) as u64,
            batches: 0,
            averages: TensorContainer::new(),
        }
    }

    /// Whether epochs are evaluated with the averages.
    pub fn are_evaluated(&self) -> bool {
        self.config.is_evaluated
    }

    /// Takes in the weights after a batch; up to the first update they are the average. With every
    /// `overwrite_frequency`th update, and each batch gathered for it, the average replaces them.
    pub fn after_batch<M: Module>(&mut self, model: M) -> M {
        model.visit(self);
        let updates = self.updates() + 1;
        self.batches += 1;
        match self.config.overwrite_frequency {
            Some(frequency) if updates.is_multiple_of(frequency) => self.overwrite(model),
            _ => model,
        }
    }

    /// Updates before the one that a batch is gathered for.
    fn updates(&self) -> u64 {
        self.batches / self.accumulated
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
            Some(average) if self.updates() > 0 => {
                average.mul_scalar(momentum) + weights.mul_scalar(1.0 - momentum)
            }
            _ => weights,
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
