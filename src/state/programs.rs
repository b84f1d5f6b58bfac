//! What programs ask of the page: done, or refused with a reason.

use super::action::{FormAction, StudyAction, ViewAction};
use super::page_api::{PageEvent, PageRequest};
use super::studies::StudyId;
use super::{Effect, Form, State, View};
use crate::hyperparams::error::sentence;
use crate::hyperparams::{HyperParams, ParamSpec, Value};
use crate::protocol::Pace;

/// Runs that have ended and are kept where a program starts another: beyond these the oldest goes.
const MOST_RUNS: usize = 100;

impl State {
    /// Does what a program asks, or tells it why not.
    pub(super) fn answer(&mut self, request: PageRequest, id: StudyId) -> Vec<Effect> {
        let answered = match request {
            PageRequest::StartStudy => self.start_study_for_program(id),
            PageRequest::StopStudy => self.stop_study_for_program(),
            PageRequest::Start { .. }
            | PageRequest::Stop
            | PageRequest::Set { .. }
            | PageRequest::Reset
            | PageRequest::Measure => return self.answer_of_runs(request),
        };
        answered.unwrap_or_else(told)
    }

    /// The same on a page without studies.
    pub fn answer_of_runs(&mut self, request: PageRequest) -> Vec<Effect> {
        let answered = match request {
            PageRequest::Start { hyperparameters } => self.start_for_program(hyperparameters),
            PageRequest::Stop if self.runs.active().is_some() => Ok(self.stop_run()),
            PageRequest::Stop => Err("there is no run to stop".to_owned()),
            PageRequest::Set { hyperparameters } => self.set_for_program(hyperparameters),
            PageRequest::Reset => Ok(self.reset_for_program()),
            PageRequest::Measure => Ok(vec![Effect::Measure]),
            PageRequest::StartStudy | PageRequest::StopStudy => {
                Err("there are no studies on this page".to_owned())
            }
        };
        answered.unwrap_or_else(told)
    }

    /// Starts a run with a program's hyperparameters, which the form shows then, or else with the form's.
    fn start_for_program(&mut self, given: Option<HyperParams>) -> Result<Vec<Effect>, String> {
        let hyperparams = given.as_ref().unwrap_or(self.form.hyperparams()).clone();
        let effects = self.start_run(hyperparams, Pace::Through)?;
        if let Some(hyperparams) = given {
            self.form = Form::from(hyperparams);
        }
        self.runs.keep_latest(MOST_RUNS);
        Ok(effects)
    }

    /// Does what a visitor does who sets these in the form: a run in progress takes a learning rate at once.
    fn set_for_program(
        &mut self,
        given: Vec<(&'static ParamSpec, Value)>,
    ) -> Result<Vec<Effect>, String> {
        let errors = self.form.errors_with(&given);
        if !errors.is_empty() {
            return Err(sentence(&errors));
        }
        let actions = given
            .into_iter()
            .flat_map(|(row, value)| [FormAction::Set(row, value), FormAction::Settle(row)]);
        Ok(actions
            .flat_map(|action| self.apply_to_form(action))
            .collect())
    }

    /// Back to what the link said; a run in progress is thrown away.
    fn reset_for_program(&mut self) -> Vec<Effect> {
        let mut effects = self.reset_run();
        effects.extend(self.fill_form(self.opened.hyperparams.clone()));
        effects
    }

    fn start_study_for_program(&mut self, id: StudyId) -> Result<Vec<Effect>, String> {
        let started = self.start_study(id);
        let mut effects = started.map_err(|errors| sentence(&errors))?;
        effects.extend(self.apply_to_view(ViewAction::Show(View::Study)));
        Ok(effects)
    }

    fn stop_study_for_program(&mut self) -> Result<Vec<Effect>, String> {
        let active = self.studies.active();
        if active.is_some_and(|active| !active.study.is_finished()) {
            Ok(self.apply_to_study(StudyAction::Stop))
        } else {
            Err("there is no study to stop".to_owned())
        }
    }
}

/// A program hears why something was refused.
fn told(refusal: String) -> Vec<Effect> {
    vec![Effect::Publish(PageEvent::error(refusal))]
}
