//! From what was said to what can be trained: every error at once, by the catalogue's ranges and by what
//! rows mean to each other.

use super::{CONCEPTS, CheckedHyperParams, HyperParams, InvalidParam, ParamWarning};

impl HyperParams {
    /// Checks every row that applies.
    ///
    /// # Errors
    /// Everything that is wrong, in the catalogue's order; contradictions between rows, once each row is in
    /// its range.
    pub fn check(&self) -> Result<CheckedHyperParams, Vec<InvalidParam>> {
        let errors = self.errors();
        if errors.is_empty() {
            Ok(CheckedHyperParams::read(self))
        } else {
            Err(errors)
        }
    }

    /// Everything that is wrong, as [`check`](Self::check) tells it.
    pub fn errors(&self) -> Vec<InvalidParam> {
        let errors: Vec<InvalidParam> = self
            .set_rows()
            .filter(|(row, _)| (row.applies)(self))
            .filter_map(|(row, value)| row.check(value).err())
            .collect();
        if errors.is_empty() {
            self.contradictions()
        } else {
            errors
        }
    }

    /// What is wrong between rows, each of which may be in its range.
    pub fn contradictions(&self) -> Vec<InvalidParam> {
        let checks = CONCEPTS.iter().flat_map(|concept| concept.checks);
        checks.filter_map(|check| check(self)).collect()
    }

    /// What is allowed and yet hardly meant; nothing where the [check](Self::check) fails.
    pub fn warnings(&self) -> Vec<ParamWarning> {
        if !self.errors().is_empty() {
            return Vec::new();
        }
        let doubts = CONCEPTS.iter().flat_map(|concept| concept.doubts);
        doubts.filter_map(|doubt| doubt(self)).collect()
    }
}

#[cfg(test)]
mod tests;
