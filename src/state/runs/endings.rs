//! How runs end, are thrown away and come back. Whoever waits for the end of a run hears of it once, whatever ends it.

use super::control::to_worker;
use crate::metrics::Outcome;
use crate::protocol::{RunId, TrainerCommand};
use crate::state::notices::MOST_UNDONE;
use crate::state::{Effect, Ending, NoticeAction, PageEvent, Run, RunPhase, State};

const STOPPED: Ending = Ending::Trained(Outcome::Stopped);

/// A run that was thrown away.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Thrown {
    run: Run,
    /// Its place among the runs.
    at: usize,
}

impl State {
    /// Asks the active run to end, if there is one; it is kept as it is.
    pub fn stop_run(&mut self) -> Vec<Effect> {
        let Some(run_id) = self.runs.active().map(|run| run.id) else {
            return Vec::new();
        };
        let stop = to_worker(TrainerCommand::Stop { run_id });
        if self.is_worker_ready() && !self.runs.turn.is_awaited() {
            self.runs.stopping = Some(run_id);
            return vec![stop, Effect::WatchStop(run_id)];
        }
        // A worker that is still on its way, or has not heard of the run, answers nobody, and is not to be ended for it.
        let mut effects = vec![stop];
        effects.extend(self.end_run(run_id, STOPPED));
        effects.extend(self.settle_device());
        effects
    }

    /// Ends the run that was asked to stop, where it has not answered yet.
    pub(super) fn end_stopping(&mut self) -> Vec<Effect> {
        let stopping = self.runs.stopping.map(|id| self.end_run(id, STOPPED));
        stopping.unwrap_or_default()
    }

    /// Back to epoch 0: an active run is stopped and thrown away, one that has ended stays in the table.
    pub fn reset_run(&mut self) -> Vec<Effect> {
        let active = self.runs.active().map(|run| run.id);
        let effects = active.map(|id| self.delete_run(id)).unwrap_or_default();
        self.runs.current = None;
        effects
    }

    /// Throws all runs away for good; one that is active ends.
    pub fn forget_runs(&mut self) -> Vec<Effect> {
        let mut effects = self.stop_run();
        effects.extend(self.end_stopping());
        self.runs.list.clear();
        self.runs.current = None;
        self.runs.thrown.clear();
        effects
    }

    /// Throws a run away, and offers to bring it back where there is something to lose.
    pub fn delete_run(&mut self, id: RunId) -> Vec<Effect> {
        let is_active = self.runs.active().is_some_and(|run| run.id == id);
        let mut effects = if is_active {
            self.stop_run()
        } else {
            Vec::new()
        };
        effects.extend(self.end_run(id, STOPPED));
        let Some((at, run)) = self.runs.take(id) else {
            return effects;
        };
        if !run.history.epochs.is_empty() {
            let thrown = &mut self.runs.thrown;
            // What is no longer offered is gone.
            if !self.notices.offers(NoticeAction::UndoDelete) {
                thrown.clear();
            } else if thrown.len() == MOST_UNDONE {
                thrown.remove(0);
            }
            thrown.push(Thrown { run, at });
            self.offer_run();
        }
        effects
    }

    /// Offers the run that was thrown away last.
    fn offer_run(&mut self) {
        let last = self.runs.thrown.last();
        let notice = last.map(|thrown| format!("{} was deleted.", thrown.run.name));
        self.notices.offer(notice, NoticeAction::UndoDelete);
    }

    /// Brings back the run that was thrown away last, as it was when it ended, and offers the one before.
    pub fn undo_delete_run(&mut self) -> Vec<Effect> {
        let thrown = self.runs.thrown.pop();
        self.offer_run();
        let Some(Thrown { run, at }) = thrown else {
            return Vec::new();
        };
        let said = format!("{} is back.", run.name);
        self.runs.put_back(at, run);
        vec![Effect::Announce(said)]
    }

    /// Ends a run that is active; everybody hears of it.
    pub(super) fn end_run(&mut self, id: RunId, ending: Ending) -> Vec<Effect> {
        match self.runs.get_mut(id).filter(|run| run.is_active()) {
            Some(run) => {
                run.end(ending);
                self.run_ended(id)
            }
            None => Vec::new(),
        }
    }

    /// Everybody hears that a run has just ended.
    pub(super) fn run_ended(&mut self, id: RunId) -> Vec<Effect> {
        self.runs.begun.take_if(|begun| *begun == id);
        let mut effects = self.end_help();
        if let Some(run) = self.runs.get(id)
            && let RunPhase::Ended(ending) = &run.phase
        {
            if let Ending::Failed { message } = ending {
                effects.push(Effect::Publish(PageEvent::error(message)));
            }
            let event = PageEvent::train_end(run.id, ending, &run.history.epochs);
            effects.push(Effect::Publish(event));
            effects.push(Effect::Announce(run.announcement()));
        }
        effects
    }
}
