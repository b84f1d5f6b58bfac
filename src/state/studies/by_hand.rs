//! From a study's setting to what comes next: into the form, or into the post's next experiment.

use super::ActiveStudy;
use crate::hyperparams::{HyperParams, ParamSpec};
use crate::state::{Effect, State, text};
use crate::study::experiments::Experiment;
use crate::study::programme::Way;

impl State {
    /// Puts a setting of the study on the page into the form, and an experiment over it into the editor.
    pub(super) fn use_setting(
        &mut self,
        setting: usize,
        next: Option<&'static Experiment>,
    ) -> Vec<Effect> {
        let active = self.studies.active.as_ref();
        let own = active.and_then(|it| Some((it, it.study.plan().settings().get(setting)?)));
        let Some((active, own)) = own else {
            return Vec::new();
        };
        let won = own.hyperparams.clone();
        match next {
            Some(next) => {
                self.studies.way = Some(Way::of(&active.study, setting));
                self.set_up(next, &won, "The winner’s settings are")
            }
            None => {
                let said = "The winner’s settings are in the form.".to_owned();
                let mut effects = self.fill_form(won);
                effects.push(Effect::Announce(said));
                effects
            }
        }
    }

    /// Sets an experiment up over what there was before the one on the page.
    pub(super) fn leave_as_before(&mut self, next: &'static Experiment) -> Vec<Effect> {
        match self.studies.way.clone() {
            Some(way) => self.set_up(next, way.base(), "What there was before is"),
            None => Vec::new(),
        }
    }

    /// Whether what there was before the experiment on the page was no worse than its best setting, and is not among
    /// its settings: a sentence.
    pub fn before_told(&self) -> Option<String> {
        let active = self.studies.active.as_ref()?;
        // Before its end somebody would leave it too early.
        active.experiment.filter(|_| active.study.is_finished())?;
        let [best, before] = self.studies.way.as_ref()?.stays_ahead_of(&active.study)?;
        Some(format!(
            "This is no more than there was before: {} to {}, with settings that are not among these.",
            text::percent(best),
            text::percent(before)
        ))
    }

    fn set_up(&mut self, next: &'static Experiment, over: &HyperParams, what: &str) -> Vec<Effect> {
        let own = self.studies.editor.take_experiment(next, Some(over));
        let base = match &self.studies.active {
            Some(active) => as_long(own, active),
            None => own,
        };
        let mut effects = self.fill_form(base);
        effects.push(Effect::Announce(format!(
            "{what} in the form, and {} is set up to start from that.",
            next.name
        )));
        effects
    }
}

/// An experiment says how long to train and on what; not over what somebody has said in the one before.
fn as_long(own: HyperParams, active: &ActiveStudy) -> HyperParams {
    let before = &active.study.plan().definition().base;
    let said = active.experiment.map(|it| it.changed_in(before));
    let keep = |base: HyperParams, row: &'static ParamSpec| base.with(row, before.get(row));
    said.unwrap_or_default().into_iter().fold(own, keep)
}
