//! Gradients of several batches gathered for one update.
//! <https://keras.io/api/optimizers/#optimizer-class>

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::super::batch::ReadError;
use super::super::{Mlp, flat};

/// Gathers the gradients of several batches, each of which counts the same, however many images it has. What
/// is gathered stays over the end of an epoch.
pub struct Accumulation {
    /// Batches per update.
    steps: usize,
    gathered: usize,
    sum: GradientsParams,
}

/// What is gathered, as numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gathered {
    batches: usize,
    /// Of all weights, in their order; none of no batch.
    sum: Vec<f32>,
}

impl Accumulation {
    /// - steps: how many batches make an update
    pub fn new(steps: usize) -> Self {
        Self {
            steps,
            gathered: 0,
            sum: GradientsParams::new(),
        }
    }

    /// Takes in a batch's gradients. Returns the mean of what was gathered, once that are enough for an update.
    pub fn add<M: Module>(
        &mut self,
        model: &M,
        gradients: GradientsParams,
    ) -> Option<GradientsParams> {
        if self.steps <= 1 {
            return Some(gradients);
        }
        let sum = std::mem::replace(&mut self.sum, GradientsParams::new());
        self.sum = added(model, gradients, sum);
        self.gathered += 1;
        if self.gathered < self.steps {
            return None;
        }
        self.gathered = 0;
        let sum = std::mem::replace(&mut self.sum, GradientsParams::new());
        Some(divided(model, sum, self.steps as f64))
    }
}

impl Accumulation {
    /// # Errors
    /// If the device does not hand it over.
    pub async fn read(&self, model: &Mlp) -> Result<Gathered, ReadError> {
        Ok(Gathered {
            batches: self.gathered,
            sum: flat::gradients(model, &self.sum).await?,
        })
    }

    /// Goes on from there; nothing where the network has not as many weights.
    ///
    /// - device: a plain one, not autodiff's
    pub fn going_on(&self, model: &Mlp, gathered: &Gathered, device: &Device) -> Option<Self> {
        let sum = match gathered.batches {
            0 => GradientsParams::new(),
            _ => flat::to_gradients(model, &gathered.sum, device)?,
        };
        Some(Self {
            steps: self.steps,
            gathered: gathered.batches,
            sum,
        })
    }
}

/// The sum of both, variable by variable.
pub fn added<M: Module>(
    model: &M,
    gradients: GradientsParams,
    more: GradientsParams,
) -> GradientsParams {
    struct Adding {
        sum: GradientsParams,
        more: GradientsParams,
    }
    impl ModuleVisitor for Adding {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            let own = self.sum.remove::<D>(param.id);
            let more = self.more.remove::<D>(param.id);
            let sum = match (own, more) {
                (Some(own), Some(more)) => Some(own + more),
                (own, more) => own.or(more),
            };
            if let Some(sum) = sum {
                self.sum.register(param.id, sum);
            }
        }
    }
    let mut adding = Adding {
        sum: gradients,
        more,
    };
    model.visit(&mut adding);
    adding.sum
}

/// Each gradient divided by a number.
pub fn divided<M: Module>(model: &M, gradients: GradientsParams, by: f64) -> GradientsParams {
    struct Dividing {
        gradients: GradientsParams,
        by: f64,
    }
    impl ModuleVisitor for Dividing {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if let Some(gradient) = self.gradients.remove::<D>(param.id) {
                self.gradients
                    .register(param.id, gradient.div_scalar(self.by));
            }
        }
    }
    let mut dividing = Dividing { gradients, by };
    model.visit(&mut dividing);
    dividing.gradients
}
