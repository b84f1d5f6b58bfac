//! Testing a winner once, on images that it was not picked by.

use super::ActiveStudy;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::{EARLY_STOPPING, LR_SCHEDULE, VALIDATION_SPLIT};
use crate::protocol::Pace;
use crate::state::{Effect, State, View};

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

    /// Whether a setting has had its one look at the test images, in this visit.
    pub fn was_tested(&self, setting: usize) -> bool {
        self.tested.contains(&setting)
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
            self.notify(format!(
                "The winner was not tested, for {name} has not ended: stop it, or wait for its end."
            ));
            return Vec::new();
        }
        // The form stays as it is: the study in the editor is over it.
        match self.start_run(whole, Pace::Through) {
            Ok(effects) => {
                if let Some(run) = self.runs.active_mut() {
                    run.name = name;
                    run.is_test = true;
                }
                if let Some(active) = &mut self.studies.active {
                    active.tested.push(setting);
                }
                self.view.shown = View::SingleRun;
                effects
            }
            Err(error) => {
                self.notify(format!("The winner was not tested: {error}."));
                Vec::new()
            }
        }
    }
}
