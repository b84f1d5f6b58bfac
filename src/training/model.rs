//! A run's network as a [`Model`] has it, and back: the same variables by Keras' names instead of ours.

use super::{NamedTensor, ReadError, Trainer};
use crate::hyperparams::CheckedHyperParams;
use crate::model::{LayerKind, Model, Place, Variable};

/// The variables of a network under Keras' names and in its order.
///
/// - params: those that the network was made by
/// - weights: all of its variables, under our names
pub fn variables(params: &CheckedHyperParams, mut weights: Vec<NamedTensor>) -> Vec<Variable> {
    let places = params.variables().into_iter();
    let found = places.filter_map(|place| {
        let name = our_name(&place);
        let at = weights.iter().position(|tensor| tensor.name == name)?;
        let NamedTensor { shape, values, .. } = weights.swap_remove(at);
        Some(Variable {
            name: place.name,
            shape,
            values,
        })
    });
    found.collect()
}

/// A model's variables, as a [`Trainer`] takes them.
pub fn weights(model: &Model) -> Vec<NamedTensor> {
    named(&model.setting, &model.variables)
}

/// Variables as the [`Trainer`] of a setting takes them, by their order alone: what optimizers call layers does not matter.
///
/// - variables: in Keras' order, as a run hands them out
pub fn named(setting: &CheckedHyperParams, variables: &[Variable]) -> Vec<NamedTensor> {
    let places = setting.variables();
    let pairs = places.iter().zip(variables);
    let named = pairs.map(|(place, variable)| NamedTensor {
        name: our_name(place),
        shape: variable.shape.clone(),
        values: variable.values.clone(),
    });
    named.collect()
}

fn our_name(place: &Place) -> String {
    let layer = match place.kind {
        LayerKind::Dense => "dense",
        LayerKind::BatchNorm => "batch_norm",
    };
    format!("{layer}_{}.{}", place.at, place.variable)
}

impl Trainer {
    /// The variables of the run's network as they are, under Keras' names and in its order. Once the run has ended these
    /// are the ones that it keeps: the best epoch's where they are restored, else the averages where there are any, else
    /// the last ones.
    ///
    /// # Errors
    /// If the device does not hand them over.
    pub async fn variables(&self) -> Result<Vec<Variable>, ReadError> {
        let weights = self.model().remembered_tensors().await?;
        Ok(variables(self.params(), weights))
    }
}
