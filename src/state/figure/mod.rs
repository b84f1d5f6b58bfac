//! A figure in a post: the state of a page that has single runs alone, and nothing to train with before somebody asks
//! for a run. Nothing that trains a study is reached from here, so that the figure does not carry it.
//!
//! | file | concern |
//! |---|---|
//! | `link` | what its link says |
//! | `recorded` | the recorded runs, beside those that a reader has trained |
//! | `numbers` | what is drawn, as tables |
//! | `onward` | the way to the full page |
//! | `settings` | all of these by their settings |

mod link;
mod numbers;
mod onward;
mod recorded;
mod settings;
#[cfg(test)]
mod tests;

use crate::hyperparams::{InvalidParam, Kind, ParamSpec};
use crate::metrics::{Along, Outcome};
use crate::protocol::{Pace, WorkerId};
use crate::recording::Unread;

use super::page_api::PageRequest;
use super::{
    Action, CurvesView, Data, DeviceAction, Effect, Ending, FormAction, Opened, Run, RunAction,
    RunPhase, State, ViewAction,
};
pub use link::{
    Control, FigureHeight, FigureLink, LONGEST as LONGEST_TEXT, MOST_CONTROLS, OnLoad, Show,
};
pub use numbers::FigureTable;
pub use recorded::{Figure, ShownRun};
pub use settings::FigurePanel;

impl State {
    /// A figure as its link asks for it, with what was wrong with that.
    pub fn open_figure(link: FigureLink, errors: &[InvalidParam]) -> Self {
        let mut state = Self::new(link.link.device, link.link.hyperparams.clone(), 1);
        state.images.data = Data::Unasked;
        state.take_figure(link, errors);
        state
    }

    /// [`apply`](Self::apply) in a figure.
    pub fn apply_in_figure(&mut self, action: Action) -> Vec<Effect> {
        let mut effects = match action {
            Action::Form(action) => self.turn(action),
            Action::Run(RunAction::Reset) => self.reset_figure(),
            Action::Run(RunAction::Train) if self.trains_all() => self.train_all(),
            Action::Run(RunAction::Train) if self.runs.active().is_none() => self.train_again(),
            Action::Run(action) => self.apply_to_runs(action),
            Action::Device(DeviceAction::Found(adapter)) => self.probed(adapter),
            Action::Device(DeviceAction::Choose(choice)) => self.choose(choice),
            Action::Worker(WorkerId::MAIN, event) => self.hear_of_runs(event),
            Action::Worker(id, event) if id.is_helper() => self.hear_of_helper(id, &event),
            Action::Page(PageRequest::Reset, _) => self.reset_figure(),
            Action::Page(request, _) => self.answer_of_runs(request),
            Action::Notice(request) => self.apply_to_notices_of_runs(request),
            Action::View(ViewAction::SetCurves(curves)) => {
                self.view.curves = curves;
                Vec::new()
            }
            // Nothing is measured beside a post: the CPU comes to what was recorded there.
            Action::Device(DeviceAction::Remember(_))
            | Action::Link(..)
            | Action::Worker(..)
            | Action::Editor(_)
            | Action::Study(_)
            | Action::Store(_)
            | Action::View(_)
            | Action::Embed(_)
            | Action::RangeTest(_)
            | Action::Bring(..) => Vec::new(),
        };
        effects.extend(self.train_next());
        self.drop_stub();
        effects.extend(self.wake());
        self.take_turns(effects)
    }

    /// Whether Train is to train everything that was recorded: nobody can choose one of them.
    fn trains_all(&self) -> bool {
        let is_idle = self.runs.active().is_none();
        let is_as_linked = *self.form.hyperparams() == self.figure.base;
        let is_recorded = !self.figure.recorded.is_empty();
        is_idle && is_recorded && is_as_linked && self.figure.controls.is_empty()
    }

    /// Trains the form's setting; a run of it that has ended makes room, for it would be drawn over by the same curve.
    fn train_again(&mut self) -> Vec<Effect> {
        if self.trouble().is_none() {
            let link = self.form.hyperparams().to_permalink();
            self.runs
                .let_go(|run| run.hyperparams.to_permalink() == link);
        }
        self.apply_to_runs(RunAction::Train)
    }

    fn train_all(&mut self) -> Vec<Effect> {
        let effects = self.forget_runs();
        self.figure.queue = (0..self.figure.recorded.len()).collect();
        effects
    }

    /// The next of the recorded settings that are to be trained, once the one before it has ended; none after one that
    /// was stopped or has failed.
    fn train_next(&mut self) -> Vec<Effect> {
        if self.runs.active().is_some() {
            return Vec::new();
        }
        let has_gone_wrong = self.runs.iter().next_back().is_some_and(|run| {
            let stopped = RunPhase::Ended(Ending::Trained(Outcome::Stopped));
            run.phase == stopped || matches!(run.phase, RunPhase::Ended(Ending::Failed { .. }))
        });
        if has_gone_wrong {
            self.figure.queue.clear();
        }
        let Some(next) = self.figure.queue.pop_front() else {
            return Vec::new();
        };
        let recorded = self.figure.recorded.get(next);
        let hyperparams = recorded.map(|recorded| recorded.hyperparams.clone());
        let started = hyperparams.map(|hyperparams| self.start_run(hyperparams, Pace::Through));
        started.unwrap_or(Ok(Vec::new())).unwrap_or_else(|refusal| {
            self.figure.queue.clear();
            self.notify(refusal);
            Vec::new()
        })
    }

    fn take_figure(&mut self, link: FigureLink, errors: &[InvalidParam]) {
        self.opened = Opened::from(&link.link);
        self.view.theme = link.link.theme;
        // A recording has nothing but epochs.
        self.view.curves = CurvesView {
            along: Along::Epochs,
            ..link.link.curves
        };
        self.tell_of_link(errors);
        if let Some(unread) = Unread::clause(&link.unread) {
            self.notify(format!(
                "The recording could not be read in full: {unread}."
            ));
        }
        let made = link.recording.as_ref().map(|recording| &recording.made);
        if made.is_some_and(|made| !made.is_over(&link.link.hyperparams)) {
            self.notify(
                "The curves were recorded with hyperparameters other than those in the link, so runs are not compared with them.",
            );
        }
        self.figure = Figure::of(link);
    }

    /// A control was turned: as soon as it rests, its setting's curve is shown, recorded or trained. A run in progress is
    /// of another setting, and keeps its own learning rate.
    pub(super) fn turn(&mut self, action: FormAction) -> Vec<Effect> {
        let rests = match &action {
            FormAction::Settle(_) | FormAction::Reset(_) => true,
            FormAction::Set(row, _) => !is_on_the_move(row),
            FormAction::Enable(_) | FormAction::Fill(_) | FormAction::Paste(_) => false,
        };
        let mut effects = match action {
            FormAction::Set(row, value) => {
                self.form.set(row, value);
                Vec::new()
            }
            other => self.apply_to_form(other),
        };
        if rests && self.is_quick() {
            effects.extend(self.train_what_is_new());
        }
        effects
    }

    /// Trains the form's setting, unless it was recorded, was trained already, or is wrong. A run of another setting is
    /// broken off.
    fn train_what_is_new(&mut self) -> Vec<Effect> {
        if self.trouble().is_some() {
            return Vec::new();
        }
        let hyperparams = self.form.hyperparams().clone();
        let link = hyperparams.to_permalink();
        let is_its = |run: &Run| run.hyperparams.to_permalink() == link;
        let mut effects = Vec::new();
        if let Some(other) = self.runs.active().filter(|run| !is_its(run)) {
            self.figure.broken_off = Some(other.id);
            effects.extend(self.stop_run());
        }
        let has_curve = |run: &Run| run.came_to() != Some(Outcome::Stopped);
        let is_known = self.figure.recorded_as(&hyperparams).is_some()
            || self.runs.iter().any(|run| is_its(run) && has_curve(run));
        if is_known {
            return effects;
        }
        self.runs.let_go(is_its);
        match self.start_run(hyperparams, Pace::Through) {
            Ok(started) => {
                effects.extend(started);
                self.note_automatic();
            }
            Err(refusal) => self.notify(refusal),
        }
        effects
    }

    /// A run that a turn of a control has broken off before there was a curve is nothing to look at.
    pub(super) fn drop_stub(&mut self) {
        let broken_off = self.figure.broken_off.and_then(|id| self.runs.get(id));
        if broken_off.is_some_and(Run::is_active) {
            return;
        }
        if let Some(id) = self.figure.broken_off.take() {
            let is_short = |run: &Run| run.history.epochs.len() < FEWEST_EPOCHS;
            let is_stub = |run: &Run| run.came_to() == Some(Outcome::Stopped) && is_short(run);
            self.runs.let_go(|run| run.id == id && is_stub(run));
        }
    }

    /// What a turn of a control does, for whoever has not turned one yet.
    pub fn turning_hint(&self) -> &'static str {
        if self.figure.recorded.len() > 1 {
            "A control that is moved shows the curve recorded there; where there is none, it trains one at once."
        } else {
            "A control that is moved trains a new run at once."
        }
    }

    /// Back to what was there before the reader did anything.
    fn reset_figure(&mut self) -> Vec<Effect> {
        let mut effects = self.forget_runs();
        self.figure.queue.clear();
        effects.extend(self.fill_form(self.figure.base.clone()));
        effects
    }

    /// The first run has a device looked for; its worker comes with what was found.
    fn wake(&mut self) -> Vec<Effect> {
        if self.runs.active().is_none() || self.devices.is_sought {
            return Vec::new();
        }
        self.devices.is_sought = true;
        vec![Effect::SeekDevice]
    }
}

/// Epochs of a curve that was broken off, at least.
const FEWEST_EPOCHS: usize = 2;

/// Whether a row's control passes values that nobody has settled on: what is typed, and a slider that is dragged.
fn is_on_the_move(row: &ParamSpec) -> bool {
    match row.kind {
        Kind::Choice(_) | Kind::Switch => false,
        Kind::Integer { .. } | Kind::Real { .. } | Kind::OptionalNumber | Kind::List(_) => true,
    }
}
