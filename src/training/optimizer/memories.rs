//! What an optimizer remembers of each variable, and how it is written down.

use std::collections::HashMap;

use burn::module::{Module, ModuleVisitor, Param, ParamId};
use burn::tensor::container::TensorContainer;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::super::Mlp;
use super::super::array::{Array, Unread};
use super::super::batch::ReadError;
use super::super::kernels::Memory;
use super::Slots;

/// The memories of all variables that have been updated.
#[derive(Default)]
pub struct Memories {
    counts: HashMap<ParamId, Counts>,
    /// By variable and place.
    tensors: TensorContainer<(ParamId, usize)>,
}

/// What is remembered of a variable beside tensors.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Counts {
    step: u32,
    product: f64,
}

/// What is remembered of a variable, as numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    counts: Counts,
    tensors: Slotted<Array>,
}

/// One in each place that has any.
type Slotted<T> = [Option<T>; PLACES];
const PLACES: usize = 3;

impl Memories {
    /// What is remembered of a variable, to be changed in place.
    pub(super) fn take<const D: usize>(&mut self, id: ParamId) -> Slots<D> {
        let Some(&Counts { step, product }) = self.counts.get(&id) else {
            return Slots::default();
        };
        let tensor = |place| self.tensors.remove::<Tensor<D>>(&(id, place));
        let memory = Memory([0, 1, 2].map(tensor));
        Slots {
            step,
            product,
            memory,
        }
    }

    pub(super) fn put<const D: usize>(&mut self, id: ParamId, slots: Slots<D>) {
        let Slots { step, product, .. } = slots;
        self.counts.insert(id, Counts { step, product });
        for (place, tensor) in slots.memory.0.into_iter().enumerate() {
            if let Some(tensor) = tensor {
                self.tensors.register((id, place), tensor);
            }
        }
    }

    /// What is remembered of each variable, in their order; nothing of one that has not been updated.
    ///
    /// # Errors
    /// If the device does not hand it over.
    pub async fn read(&self, model: &Mlp) -> Result<Vec<Option<Remembered>>, ReadError> {
        struct Visitor<'a> {
            memories: &'a Memories,
            found: Vec<Option<(Counts, Slotted<Unread>)>>,
        }
        impl ModuleVisitor for Visitor<'_> {
            fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
                let counts = self.memories.counts.get(&param.id).copied();
                let tensor = |place| {
                    let tensor = self.memories.tensors.get::<Tensor<D>>(&(param.id, place));
                    tensor.map(Unread::new)
                };
                self.found
                    .push(counts.map(|counts| (counts, [0, 1, 2].map(tensor))));
            }
        }
        let mut visitor = Visitor {
            memories: self,
            found: Vec::new(),
        };
        model.visit(&mut visitor);
        let mut remembered = Vec::new();
        for found in visitor.found {
            let Some((counts, slots)) = found else {
                remembered.push(None);
                continue;
            };
            let mut tensors = Slotted::default();
            for (place, slot) in tensors.iter_mut().zip(slots) {
                if let Some(tensor) = slot {
                    *place = Some(tensor.read().await?);
                }
            }
            remembered.push(Some(Remembered { counts, tensors }));
        }
        Ok(remembered)
    }

    /// Memories of these variables; nothing where they are not such.
    ///
    /// - device: a plain one, not autodiff's
    pub fn of(model: &Mlp, remembered: Vec<Option<Remembered>>, device: &Device) -> Option<Self> {
        struct Visitor<'a> {
            memories: Memories,
            remembered: std::vec::IntoIter<Option<Remembered>>,
            device: &'a Device,
            fits: bool,
        }
        impl ModuleVisitor for Visitor<'_> {
            fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
                let Some(remembered) = self.remembered.next() else {
                    self.fits = false;
                    return;
                };
                let Some(Remembered { counts, tensors }) = remembered else {
                    return;
                };
                self.memories.counts.insert(param.id, counts);
                for (place, array) in tensors.into_iter().enumerate() {
                    match array.map(|it| it.into_tensor::<D>(self.device)) {
                        Some(Some(tensor)) => {
                            self.memories.tensors.register((param.id, place), tensor);
                        }
                        Some(None) => self.fits = false,
                        None => {}
                    }
                }
            }
        }
        let mut visitor = Visitor {
            memories: Self::default(),
            remembered: remembered.into_iter(),
            device,
            fits: true,
        };
        model.visit(&mut visitor);
        let fits = visitor.fits && visitor.remembered.next().is_none();
        fits.then_some(visitor.memories)
    }
}
