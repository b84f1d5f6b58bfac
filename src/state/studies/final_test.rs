//! Testing a winner once, on images that it was not picked by.

use super::ActiveStudy;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::{EARLY_STOPPING, LR_SCHEDULE, VALIDATION_SPLIT};
use crate::protocol::Pace;
use crate::state::{Effect, State, View};

impl ActiveStudy {
    /// Whether a setting was judged by images held out of the training set, so that the test images can still tell
    /// something of it. What stops or slows down by the images that it is judged by would be fitted to those.
    pub fn is_untested(&self, setting: usize) -> bool {
        let setting = self.study.plan().settings().get(setting);
        setting.is_some_and(|setting| {
            let params = &setting.hyperparams;
            let watches = params.switch(&EARLY_STOPPING) == Some(true)
                || params.text(&LR_SCHEDULE) == Some("reduce_lr_on_plateau");
            params.holds_out() && !watches
        })
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
        match self.start_run(whole.clone(), Pace::Through) {
            Ok(started) => {
                let mut effects = self.fill_form(whole);
                effects.extend(started);
                if let Some(run) = self.runs.active_mut() {
                    run.name = name;
                    run.is_test = true;
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
