//! Variables as bytes: what a trainer hands out at the end of a run, and what looks into the run takes in.

use super::{Model, Variable};
use crate::hyperparams::HyperParams;
use crate::hyperparams::permalink::pairs;

/// Names, shapes and values, in postcard's form: four bytes a value.
pub fn to_bytes(variables: &[Variable]) -> Vec<u8> {
    // Texts and lists of numbers always have this form.
    postcard::to_allocvec(variables).unwrap_or_default()
}

/// What [`to_bytes`] has written; nothing where it has not. Whether it fits a setting, [`Model::new`](super::Model::new)
/// tells.
pub fn from_bytes(bytes: &[u8]) -> Option<Vec<Variable>> {
    postcard::from_bytes(bytes).ok()
}

/// The model of a run, by its link and the weights that it has handed out.
///
/// # Errors
/// Why they are none, for people.
pub fn of_run(link: &str, weights: Option<&[u8]>) -> Result<Model, String> {
    let (hyperparams, errors) = HyperParams::from_permalink(pairs(link));
    let variables = weights.and_then(from_bytes).unwrap_or_default();
    match Model::new(hyperparams, variables) {
        Ok(model) if errors.is_empty() => Ok(model),
        Ok(_) => Err("the run's setting could not be read".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
