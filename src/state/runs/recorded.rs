//! Runs that come with a link: recorded in a figure, and opened on the page with what it has on them.

use super::Runs;
use crate::hyperparams::error::sentence;
use crate::hyperparams::{CheckedHyperParams, HyperParams};
use crate::protocol::Pace;
use crate::recording::{Made, Read, RecordedRun, Unread};
use crate::state::{Ending, RunPhase, State};

impl Runs {
    /// Adds a run that was made elsewhere, as it ended there.
    fn add_recorded(
        &mut self,
        made: &Made,
        recorded: RecordedRun,
        hyperparams: HyperParams,
        checked: CheckedHyperParams,
    ) {
        let id = self
            .add(hyperparams, checked, made.device, Pace::Through)
            .id;
        self.rename(id, &recorded.name);
        if let Some(run) = self.get_mut(id) {
            run.history = recorded.history();
            run.progress.epoch = run.history.epochs.len();
            run.phase = RunPhase::Ended(Ending::Trained(recorded.outcome));
            run.recorded = Some(Box::new((made.clone(), recorded)));
        }
    }
}

impl State {
    /// Puts the runs that a link has recorded into the table, and tells what is not there.
    pub fn take_recorded(&mut self, read: Read, base: &HyperParams) {
        if let Some(unread) = Unread::clause(&read.unread) {
            self.notify(format!(
                "The recorded runs are in the table as far as they can be read: {unread}."
            ));
        }
        let Some(recording) = read.recording else {
            return;
        };
        if !recording.made.is_over(base) {
            self.notify(
                "The recorded runs were left out: they were made with other hyperparameters than the link has.",
            );
            return;
        }
        for run in recording.runs {
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
