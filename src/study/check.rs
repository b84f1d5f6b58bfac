//! From a study as somebody asks for it to one that can be trained.

use super::plan::{Alike, Drawn, Plan};
use super::{StudyDefinition, StudyError};
use crate::hyperparams::ParamSpec;

impl StudyDefinition {
    /// Draws the settings.
    ///
    /// # Errors
    /// Everything that is wrong: first each part by itself, then its size, then each setting.
    pub fn check(self) -> Result<Plan, Vec<StudyError>> {
        self.check_by(Alike::Trained)
    }

    /// The same, with settings told apart in this way.
    pub(super) fn check_by(self, alike: Alike) -> Result<Plan, Vec<StudyError>> {
        let errors = self.errors();
        if !errors.is_empty() {
            return Err(errors);
        }
        let listed = self.sampler.draw(&self.space, self.base_seed());
        let drawn = Drawn::new(&self.base, listed, alike);
        let mut errors = self.idle_errors(&drawn);
        errors.extend(drawn.errors());
        if errors.is_empty() {
            Ok(Plan::new(self, drawn))
        } else {
            Err(errors)
        }
    }

    /// Swept, and used by none of the settings.
    fn idle_errors(&self, drawn: &Drawn) -> Vec<StudyError> {
        let varying = self.varying().into_iter();
        let idle = varying.filter(|row| !drawn.uses(row));
        idle.map(|row| self.idle(row)).collect()
    }

    fn idle(&self, row: &'static ParamSpec) -> StudyError {
        let hint = format!(
            "change the other hyperparameters so that {} applies, or sweep another",
            row.label.to_ascii_lowercase()
        );
        StudyError::Idle { key: row.key, hint }
    }
}
