//! Workers that help the one of single runs: they work out parts of its batches, for as long as a run lasts.

use crate::protocol::{DeviceKind, MOST_HELPERS, RunId, TrainerCommand, TrainerEvent, WorkerId};
use crate::state::studies::ActiveStudy;
use crate::state::{Effect, Run, State};

impl State {
    /// Has the machine's other cores help with a run that has begun, where its batches are cut. A study needs them more.
    pub(super) fn begin_help(&mut self, run: RunId) -> Vec<Effect> {
        let Some(run) = self
            .runs
            .get(run)
            .filter(|run| run.device == DeviceKind::Cpu)
        else {
            return Vec::new();
        };
        let active = self.studies.active();
        if active.is_some_and(ActiveStudy::is_running) {
            return Vec::new();
        }
        let others = run.checked.parts(run.checked.batch_size) - 1;
        let helpers = others
            .min(self.workers.cores() - 1)
            .min(MOST_HELPERS as usize) as u32;
        let help = TrainerCommand::Help {
            run_id: run.id,
            hyperparams: Box::new(run.checked.clone()),
        };
        let mut effects = Vec::new();
        for id in (0..helpers).map(WorkerId::helper) {
            self.workers.put(id, DeviceKind::Cpu);
            effects.push(Effect::StartWorker(id, DeviceKind::Cpu));
            effects.push(Effect::Send(id, help.clone()));
        }
        effects
    }

    /// Lets the helpers go: another run may need others, and a study the cores.
    pub(super) fn end_help(&mut self) -> Vec<Effect> {
        let helpers: Vec<WorkerId> = self.workers.helpers().collect();
        let end = |id| {
            self.workers.remove(id);
            Effect::EndWorker(id)
        };
        helpers.into_iter().map(end).collect()
    }

    /// Takes in what a helper tells. One that fails is done without: the run goes on as before.
    pub fn hear_of_helper(&mut self, id: WorkerId, event: &TrainerEvent) -> Vec<Effect> {
        use TrainerEvent as E;
        let has_failed = matches!(
            event,
            E::Failed { .. } | E::Unavailable { .. } | E::LoadFailed { .. }
        );
        match has_failed.then(|| self.workers.remove(id)) {
            Some(_) => vec![Effect::EndWorker(id)],
            None => Vec::new(),
        }
    }

    /// Why single runs are trained on what they are trained on, and by how many: sentences.
    pub fn device_why(&self) -> String {
        let why = &self.devices.why;
        let end = if why.ends_with('.') { "" } else { "." };
        let helpers = self.workers.helpers().count();
        let on_cpu = |run: &&Run| run.device == DeviceKind::Cpu;
        let run = self.runs.active().filter(on_cpu);
        let undivided = run.and_then(|run| run.checked.undivided_because());
        match (helpers, undivided) {
            (0, Some(because)) => format!("{why}{end} One worker trains: {because}."),
            (0, None) => why.clone(),
            (helpers, _) => format!("{why}{end} {} workers share each batch.", helpers + 1),
        }
    }
}
