//! Settings that have had their one look at the test images: after they were picked by others, and trained on all training
//! images.

use super::{EventError, Study, StudyEvent};

impl Study {
    /// The accuracy on the test images of a setting that was tested.
    pub fn tested(&self, setting: usize) -> Option<f64> {
        let mut tested = self.tests.iter();
        tested.find(|(at, _)| *at == setting).map(|(_, it)| *it)
    }

    /// Settings that were tested, with their accuracies.
    pub(super) fn tests(&self) -> &[(usize, f64)] {
        &self.tests
    }

    /// Takes in what a test has come to.
    ///
    /// # Errors
    /// Where it is none of this study; nothing has changed then.
    pub(super) fn take_test(&mut self, setting: usize, accuracy: f64) -> Result<(), EventError> {
        let refuse = |why| Err(EventError::Testing { setting, why });
        let Some(tested) = self.plan().settings().get(setting) else {
            let settings = self.plan().settings().len();
            return Err(EventError::NoSuchSetting { setting, settings });
        };
        if !tested.hyperparams.holds_out() {
            return refuse("it was judged by the test images from the start");
        }
        if !(0.0..=1.0).contains(&accuracy) {
            return refuse("an accuracy is a number from 0 to 1");
        }
        if self.tested(setting).is_some() {
            return refuse("it was tested before");
        }
        self.tests.push((setting, accuracy));
        Ok(())
    }

    /// What a study that has become of this one is told of a test: this setting of it is that one here.
    pub(super) fn test_kept(&self, setting: usize, own: usize) -> Option<StudyEvent> {
        let accuracy = self.tested(own)?;
        Some(StudyEvent::SettingTested { setting, accuracy })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;
    use crate::study::testing::{apply, definition};
    use crate::study::{Distribution, StudyDefinition, StudyFile};

    fn held_out() -> StudyDefinition {
        let mut definition = definition(1);
        definition.base = definition.base.with(&VALIDATION_SPLIT, 0.2);
        definition
    }

    fn tested(setting: usize, accuracy: f64) -> StudyEvent {
        StudyEvent::SettingTested { setting, accuracy }
    }

    #[test]
    fn a_test_is_in_the_log_and_a_file_with_one_has_a_version_of_its_own() {
        let plan = held_out().check().unwrap();
        let file = StudyFile::new(plan, vec![tested(2, 0.975)]);
        let json = file.to_json();
        assert!(json.contains("\"version\": 5"), "{json}");
        let study = StudyFile::from_json(&json).unwrap().study().unwrap();
        assert_eq!((study.tested(2), study.tested(1)), (Some(0.975), None));
    }

    #[test]
    fn what_was_not_held_out_is_never_tested_and_nothing_is_twice() {
        let mut study = Study::new(held_out().check().unwrap());
        apply(&mut study, &[tested(0, 0.9)]);
        let before = study.clone();
        for (event, why) in [
            (tested(0, 0.9), "tested before"),
            (tested(4, 0.9), "names setting 4"),
            (tested(1, 1.5), "from 0 to 1"),
            (tested(1, f64::NAN), "from 0 to 1"),
        ] {
            let error = study.apply(&event).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
            assert_eq!(study, before);
        }
        let mut judged = Study::new(definition(1).check().unwrap());
        let error = judged.apply(&tested(0, 0.9)).unwrap_err().to_string();
        assert!(error.contains("from the start"), "{error}");
    }

    #[test]
    fn a_changed_study_keeps_what_was_tested() {
        let mut study = Study::new(held_out().check().unwrap());
        apply(&mut study, &[tested(1, 0.9)]);
        let mut reversed = held_out();
        reversed.space[1] = Distribution::list(&N_NODES, [128.0, 64.0]);
        let plan = reversed.check().unwrap();
        let revision = study.revised(plan.clone());
        assert_eq!(revision.study.tested(0), Some(0.9));
        assert_eq!(revision.study.tested(1), None);
        assert_eq!(Study::replay(plan, &revision.log).unwrap(), revision.study);
    }
}
