//! The variables of a run's network by Keras' names, as the layout of its setting lists them.

use burn::module::Param;

use super::array::{Array, Unread};
use super::batch::ReadError;
use super::{Mlp, Trainer};
use crate::model::{LayerKind, Place, Variable};

impl Trainer {
    /// The variables as they are, in Keras' order. Of a run that has ended they are those that it has kept.
    ///
    /// # Errors
    /// If the device does not hand them over.
    pub async fn variables(&self) -> Result<Vec<Variable>, ReadError> {
        let mut variables = Vec::new();
        for place in self.params().variables() {
            if let Some(unread) = self.model().unread(&place) {
                let Array { shape, values } = unread.read().await?;
                let name = place.name;
                variables.push(Variable {
                    name,
                    shape,
                    values,
                });
            }
        }
        Ok(variables)
    }
}

impl Mlp {
    /// The variable at a place; nothing where the network has none there.
    fn unread(&self, place: &Place) -> Option<Unread> {
        match place.kind {
            LayerKind::Dense => {
                let hidden = self.hidden.get(place.at).map(|layer| &layer.dense);
                let layer = hidden.unwrap_or(&self.output);
                match place.variable {
                    "kernel" => Some(Unread::new(layer.weight.val())),
                    _ => layer.bias.as_ref().map(|bias| Unread::new(bias.val())),
                }
            }
            LayerKind::BatchNorm => {
                let norm = self.hidden.get(place.at)?.norm.as_ref()?;
                let tensor = match place.variable {
                    "gamma" => norm.gamma.as_ref().map(Param::val)?,
                    "beta" => norm.beta.as_ref().map(Param::val)?,
                    "moving_mean" => norm.moving.mean.clone(),
                    "moving_variance" => norm.moving.variance.clone(),
                    other => norm.remembered(other)?,
                };
                Some(Unread::new(tensor))
            }
        }
    }
}
