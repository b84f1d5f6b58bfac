//! Variables as bytes: what a trainer hands out at the end of a run, and what looks into the run takes in.

use super::Variable;

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
