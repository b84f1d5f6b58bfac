//! A trained network as something that leaves and comes back: the setting that it was trained with, and its variables
//! by Keras' names.
//!
//! | file | concern |
//! |---|---|
//! | `layout` | which variables a setting's network has, by name and shape |
//! | `bytes` | variables on their way from the trainer to whoever looks into them |
//! | `format` | the formats of files, by name |
//! | `files` | models as files, in any format |
//! | `safetensors` | … of safetensors |
//! | `keras` | … of Keras 3 |
//! | `onnx` | … of ONNX |
//! | `setting` | the setting in a file, as text |

mod bytes;
#[cfg(feature = "model_files")]
pub mod files;
mod format;
#[cfg(feature = "model_files")]
mod keras;
mod layout;
#[cfg(feature = "model_files")]
mod onnx;
#[cfg(feature = "model_files")]
mod safetensors;
#[cfg(feature = "model_files")]
mod setting;

use serde::{Deserialize, Serialize};

use crate::hyperparams::error::sentence;
use crate::hyperparams::{CheckedHyperParams, HyperParams};
pub use bytes::{from_bytes, of_run, to_bytes};
pub use format::Format;
pub use layout::{LayerKind, Place};

/// Bytes of a file at most: more than the largest network has.
#[cfg(feature = "model_files")]
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A trained network: the setting it was trained with and its variables, in Keras' order, names and shapes.
///
/// Only [`Model::new`] makes one, so setting and variables fit each other.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Model {
    /// The setting as it is said in files, links and scripts.
    pub hyperparams: HyperParams,
    /// The same, checked.
    pub setting: CheckedHyperParams,
    /// Layer by layer, as [`CheckedHyperParams::variables`] lists them.
    pub variables: Vec<Variable>,
}

/// One variable of a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variable {
    /// Keras' path within the model: `dense/kernel`, `dense/bias`, `batch_normalization/gamma`, …, `dense_1/kernel`.
    pub name: String,
    /// `[inputs, units]` for a kernel, `[units]` for all else.
    pub shape: Vec<usize>,
    /// Row-major.
    pub values: Vec<f32>,
}

/// Why a setting and variables are no model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    #[error("the model's setting cannot be trained with: {0}")]
    Setting(String),
    #[error("{name} is missing; a network of the model's setting has it")]
    Missing { name: String },
    #[error(
        "{name} has the shape {found:?} and {values} values; in a network of the model's setting its shape is \
         {expected:?}"
    )]
    Shape {
        name: String,
        expected: Vec<usize>,
        found: Vec<usize>,
        values: usize,
    },
    #[error("{name} is not a variable of the network of the model's setting")]
    Unknown { name: String },
    /// A file does not hand them over.
    #[error("{0}")]
    Unread(String),
}

impl Model {
    /// Puts a setting and the variables of its network together, which may come in any order.
    ///
    /// # Errors
    /// What is wrong with the setting; else the first variable that is missing, has another shape, or is none of the
    /// network's.
    pub fn new(hyperparams: HyperParams, variables: Vec<Variable>) -> Result<Self, ModelError> {
        Self::reading(hyperparams, |_| Ok(variables))
    }

    /// The same where it takes the checked setting to find the variables.
    fn reading(
        hyperparams: HyperParams,
        variables: impl FnOnce(&CheckedHyperParams) -> Result<Vec<Variable>, String>,
    ) -> Result<Self, ModelError> {
        let setting = hyperparams.check();
        let setting = setting.map_err(|errors| ModelError::Setting(sentence(&errors)))?;
        let variables = variables(&setting).map_err(ModelError::Unread)?;
        let variables = in_place(&setting, variables)?;
        Ok(Self {
            hyperparams,
            setting,
            variables,
        })
    }

    /// A variable of a layer; nothing where the network has none.
    ///
    /// - at: which of the layers of this kind, from 0
    /// - variable: such as `kernel`
    pub fn variable(&self, kind: LayerKind, at: usize, variable: &str) -> Option<&Variable> {
        let places = self.setting.variables();
        let is_it =
            |place: &Place| (place.kind, place.at) == (kind, at) && place.variable == variable;
        self.variables.get(places.iter().position(is_it)?)
    }
}

/// The variables in the order of the layout.
fn in_place(
    setting: &CheckedHyperParams,
    mut given: Vec<Variable>,
) -> Result<Vec<Variable>, ModelError> {
    let mut placed = Vec::new();
    for Place { name, shape, .. } in setting.variables() {
        let Some(at) = given.iter().position(|variable| variable.name == name) else {
            return Err(ModelError::Missing { name });
        };
        let found = given.swap_remove(at);
        let count: usize = shape.iter().product();
        if found.shape != shape || found.values.len() != count {
            return Err(ModelError::Shape {
                name,
                expected: shape,
                values: found.values.len(),
                found: found.shape,
            });
        }
        placed.push(found);
    }
    match given.pop() {
        Some(Variable { name, .. }) => Err(ModelError::Unknown { name }),
        None => Ok(placed),
    }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
