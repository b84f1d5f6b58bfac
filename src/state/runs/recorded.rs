//! Runs that come with a link: recorded in a figure, and opened on the page with what it has on them.

use super::{Run, Runs};
use crate::hyperparams::error::sentence;
use crate::hyperparams::{CheckedHyperParams, HyperParams, ParamSpec, Value};
use crate::metrics::Outcome;
use crate::protocol::Pace;
use crate::recording::{Made, Read, RecordedRun, Unread};
use crate::state::text::plural;
use crate::state::{Ending, RunPhase, State, View};

impl Runs {
    /// Adds a run that was made elsewhere, as it ended there.
    fn add_recorded(
        &mut self,
        made: &Made,
        recorded: RecordedRun,
        hyperparams: HyperParams,
        checked: CheckedHyperParams,
    ) {
        let history = recorded.history_of(&checked);
        let id = self
            .add(hyperparams, checked, made.device, Pace::Through)
            .id;
        self.rename(id, &recorded.name);
        if let Some(run) = self.get_mut(id) {
            run.history = history;
            run.progress.epoch = run.history.epochs.len();
            run.phase = RunPhase::Ended(Ending::Trained(recorded.outcome));
            run.recorded = Some(Box::new((made.clone(), recorded)));
        }
    }
}

impl Run {
    /// What it has come to; nothing while it goes on, where it has failed, and where it was trained elsewhere.
    pub fn came_to(&self) -> Option<Outcome> {
        match self.phase {
            _ if self.foreign.is_some() => None,
            RunPhase::Ended(Ending::Trained(outcome)) => Some(outcome),
            RunPhase::Ended(Ending::Failed { .. })
            | RunPhase::Waiting
            | RunPhase::Running
            | RunPhase::Paused => None,
        }
    }

    /// As a figure remembers it; one that has come with a link, as it came.
    pub fn recorded_over(&self, values: Vec<(&'static ParamSpec, Value)>) -> Option<RecordedRun> {
        if let Some((_, recorded)) = self.recorded.as_deref() {
            return Some(recorded.with_values(values));
        }
        let given = format!("Run {}", self.id.0);
        // What nobody has named is called by its values.
        let name = if self.name == given { "" } else { &self.name };
        let outcome = self.came_to()?;
        Some(RecordedRun::of(name, values, &self.history, outcome))
    }
}

impl State {
    /// Puts the runs that a link has recorded into the table, and tells what is not there.
    pub fn take_recorded(&mut self, recordings: Vec<Read>, base: &HyperParams) {
        let before = self.runs.iter().count();
        for read in recordings {
            self.take_recording(read, base);
        }
        let count = self.runs.iter().count() - before;
        if count > 0 && self.view.shown == View::Study {
            // They are drawn in the other view.
            let runs = plural(count, "run");
            self.notify(format!(
                "The figure’s {runs}: in the table and the charts of Single run. Start study trains the study here."
            ));
        }
    }

    fn take_recording(&mut self, read: Read, base: &HyperParams) {
        if let Some(unread) = Unread::clause(&read.unread) {
            self.notify(format!(
                "The recording could not be read in full: {unread}."
            ));
        }
        let Some(recording) = read.recording else {
            return;
        };
        if !recording.made.is_over(base) {
            self.notify(
                "The recorded runs were left out: they were recorded with hyperparameters other than those in the link.",
            );
            return;
        }
        let is_here = |run: &RecordedRun| {
            let came = self.runs.iter().filter_map(|it| it.recorded.as_deref());
            came.into_iter()
                .any(|(made, other)| *made == recording.made && other == run)
        };
        // Back and forward lead to the same link again.
        let new: Vec<RecordedRun> = recording
            .runs
            .iter()
            .filter(|run| !is_here(run))
            .cloned()
            .collect();
        for run in new {
            let hyperparams = run.hyperparams(base);
            match hyperparams.check() {
                Ok(checked) => {
                    self.runs
                        .add_recorded(&recording.made, run, hyperparams, checked);
                }
                Err(errors) => {
                    let errors = sentence(&errors);
                    self.notify(format!("A recorded run was left out: {errors}."));
                }
            }
        }
    }
}
