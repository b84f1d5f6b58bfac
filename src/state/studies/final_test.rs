//! Testing a winner once, on images that it was not picked by.

use super::{ActiveStudy, SavedStudy, StoreCommand, StudyId};
use crate::hyperparams::catalog::{EARLY_STOPPING, LR_SCHEDULE, VALIDATION_SPLIT};
use crate::hyperparams::{CheckedHyperParams, HyperParams};
use crate::metrics::{Outcome, TEST_IMAGES_BY_DIGIT, wilson};
use crate::protocol::{Pace, RunId};
use crate::state::{Attempt, Effect, Ending, Run, RunPhase, State, View, text};
use crate::study::{Plan, Study, StudyEvent};

impl ActiveStudy {
    /// Whether a setting was judged by images held out of the training set, so that the test images can still tell
    /// something of it. What stops or slows down by the images that it is judged by would be fitted to those.
    pub fn is_untested(&self, at: usize) -> bool {
        let setting = self.study.plan().settings().get(at);
        setting.is_some_and(|setting| {
            let params = &setting.hyperparams;
            let watches = params.switch(&EARLY_STOPPING) == Some(true)
                || params.text(&LR_SCHEDULE) == Some("reduce_lr_on_plateau");
            params.holds_out() && !watches
        }) && !self.was_tested(at)
    }

    /// Whether a setting has had its one look at the test images, or has it now.
    pub fn was_tested(&self, setting: usize) -> bool {
        self.tested.contains(&setting) || self.study.tested(setting).is_some()
    }

    /// What a setting's test has come to, or that it is under way: a sentence, where it was tested.
    pub fn test_told(&self, setting: usize) -> Option<String> {
        let Some(accuracy) = self.study.tested(setting) else {
            let is_under_way = self.tested.contains(&setting);
            return is_under_way.then(|| "It is being tested: see Single run.".to_owned());
        };
        let images = TEST_IMAGES_BY_DIGIT.iter().sum();
        let [low, high] = wilson(accuracy, images).map(text::percent);
        let accuracy = text::percent(accuracy);
        Some(format!(
            "Tested once, trained on all images, on {images} that it was not picked by: {accuracy}, 95 % interval {low} to {high}."
        ))
    }

    /// Why accuracies are better than they will be; nothing where images were held out to judge by.
    pub fn flattery(&self) -> Option<&'static str> {
        (self.held_out() == "test").then_some(
            "Judged by the test images, as in the post: who is picked by them is flattered by them. With a validation \
             split, settings are judged by images held out of the training set, and the winner can be tested once.",
        )
    }
}

impl State {
    /// Trains a setting on all training images, as a single run that the test images judge.
    pub(super) fn test_setting(&mut self, setting: usize) -> Vec<Effect> {
        let active = self.studies.active.as_ref();
        let Some(active) = active.filter(|active| active.is_untested(setting)) else {
            return Vec::new();
        };
        let plan = active.study.plan();
        let name = format!("Test of {}", plan.settings()[setting].label());
        let won: HyperParams = plan.settings()[setting].hyperparams.clone();
        let whole = won.with(&VALIDATION_SPLIT, 0.0);
        if let Some(run) = self.runs.active() {
            let name = run.name.clone();
            let said = format!(
                "The winner was not tested, for {name} has not ended: stop it, or wait for its end."
            );
            self.notices.fail(Attempt::Test, said);
            return Vec::new();
        }
        // The form stays as it is: the study in the editor is over it.
        match self.start_run(whole, Pace::Through) {
            Ok(effects) => {
                if let Some(run) = self.runs.active_mut() {
                    run.name = name;
                    run.is_test = true;
                }
                if let (Some(active), Some(run)) = (&mut self.studies.active, self.runs.active()) {
                    active.tested.push(setting);
                    self.studies.testing = Some(Testing {
                        run: run.id,
                        study: active.id,
                        setting: active.study.plan().settings()[setting].checked.clone(),
                    });
                }
                self.notices.settle(Attempt::Test);
                self.view.shown = View::SingleRun;
                effects
            }
            Err(error) => {
                let said = format!("The winner was not tested: {error}.");
                self.notices.fail(Attempt::Test, said);
                Vec::new()
            }
        }
    }

    /// After a single run has ended, or is gone: where it was a test, the study has what it came to, on the page or among
    /// those that are saved. One that came to nothing may be made again.
    pub(in crate::state) fn conclude_test(&mut self) -> Vec<Effect> {
        let run = self.studies.testing.as_ref().map(|testing| testing.run);
        let run = run.and_then(|run| self.runs.get(run));
        if run.is_some_and(Run::is_active) {
            return Vec::new();
        }
        let trained = run.filter(|run| run.phase == COMPLETED);
        let accuracy = trained.and_then(|run| Some(run.kept_epoch()?.val_accuracy));
        let Some(testing) = self.studies.testing.take() else {
            return Vec::new();
        };
        let place = |plan: &Plan| {
            let mut settings = plan.settings().iter();
            settings.position(|it| it.checked == testing.setting)
        };
        let active = self.studies.active.as_mut();
        if let Some(active) = active.filter(|it| it.id == testing.study) {
            active.tested.clear();
            let setting = place(active.study.plan());
            return match (setting, accuracy) {
                (Some(setting), Some(accuracy)) => {
                    self.record(StudyEvent::SettingTested { setting, accuracy })
                }
                _ => Vec::new(),
            };
        }
        let mut saved = self.studies.saved.iter_mut();
        let saved = saved.find(|it| it.id == testing.study);
        let added = saved.and_then(|saved| saved.add_test(place, accuracy?));
        added.into_iter().collect()
    }
}

const COMPLETED: RunPhase = RunPhase::Ended(Ending::Trained(Outcome::Completed));

/// A test that is under way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Testing {
    run: RunId,
    study: StudyId,
    /// As the study trains it, by which it is known in one that has changed.
    setting: CheckedHyperParams,
}

impl SavedStudy {
    /// Takes what a test has come to into the log, where it is of this study.
    fn add_test(
        &mut self,
        place: impl Fn(&Plan) -> Option<usize>,
        accuracy: f64,
    ) -> Option<Effect> {
        let (mut study, log) = Study::heal(self.file.plan.clone(), self.file.log.clone());
        let setting = place(study.plan())?;
        let event = StudyEvent::SettingTested { setting, accuracy };
        study.apply(&event).ok()?;
        self.file.log = log;
        self.file.log.push(event.clone());
        Some(Effect::Store(StoreCommand::Append { id: self.id, event }))
    }
}
