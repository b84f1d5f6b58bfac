//! The moving average of the weights; <https://keras.io/api/optimizers/#optimizer-class> (use_ema).

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId};
use burn::tensor::container::TensorContainer;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::Mlp;
use super::array::{Array, Unread};
use super::batch::ReadError;
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

/// Averages as numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Averaged {
    batches: u64,
    /// Of each variable, in their order.
    averages: Vec<Array>,
}

impl Averages {
    /// # Errors
    /// If the device does not hand them over.
    pub async fn read(&self, model: &Mlp) -> Result<Averaged, ReadError> {
        struct Visitor<'a> {
            averages: &'a TensorContainer<ParamId>,
            found: Vec<Unread>,
        }
        impl ModuleVisitor for Visitor<'_> {
            fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
                let average = self.averages.get::<Tensor<D>>(&param.id);
                self.found.extend(average.map(Unread::new));
            }
        }
        let mut visitor = Visitor {
            averages: &self.averages,
            found: Vec::new(),
        };
        model.visit(&mut visitor);
        let mut averages = Vec::new();
        for average in visitor.found {
            averages.push(average.read().await?);
        }
        Ok(Averaged {
            batches: self.batches,
            averages,
        })
    }

    /// Goes on from there; nothing where these are not the network's variables.
    ///
    /// - device: a plain one, not autodiff's
    pub fn going_on(&self, model: &Mlp, averaged: Averaged, device: &Device) -> Option<Self> {
        struct Visitor<'a> {
            averages: TensorContainer<ParamId>,
            left: std::vec::IntoIter<Array>,
            device: &'a Device,
            fits: bool,
        }
        impl ModuleVisitor for Visitor<'_> {
            fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
                let average = self
                    .left
                    .next()
                    .and_then(|it| it.into_tensor::<D>(self.device));
                match average {
                    Some(average) => self.averages.register(param.id, average),
                    None => self.fits = false,
                }
            }
        }
        let mut visitor = Visitor {
            averages: TensorContainer::new(),
            left: averaged.averages.into_iter(),
            device,
            fits: true,
        };
        model.visit(&mut visitor);
        visitor.fits.then(|| Self {
            config: self.config,
            accumulated: self.accumulated,
            batches: averaged.batches,
            averages: visitor.averages,
        })
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
