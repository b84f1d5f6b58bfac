//! The life of the single runs' worker: choosing, starting, losing and replacing it.

use std::time::Duration;

use crate::hyperparams::CheckedHyperParams;
use crate::protocol::{Adapter, DeviceKind, RunId, WorkerId};
use crate::state::{DeviceChoice, Effect, Ending, NoticeAction, PageEvent, State, Worker};

/// How long a worker may take to answer a stop.
pub const STOP_PATIENCE: Duration = Duration::from_secs(1);
/// How long a worker may take to come before the visitor hears of it: two megabytes at a slow line's pace.
pub const START_PATIENCE: Duration = Duration::from_secs(30);

impl State {
    /// Takes in what a look for a GPU has found, and starts the first worker.
    pub fn probed(&mut self, adapter: Adapter) -> Vec<Effect> {
        self.devices.found(adapter);
        self.settle_device()
    }

    /// Takes the visitor's choice; a run in progress ends where it is before the device changes.
    pub fn choose(&mut self, choice: DeviceChoice) -> Vec<Effect> {
        self.devices.choose(choice);
        if self.runs.active().is_some() {
            Vec::new()
        } else {
            self.settle_device()
        }
    }

    /// Starts the worker that the choice asks for, unless it runs already.
    pub(in crate::state) fn settle_device(&mut self) -> Vec<Effect> {
        let form = self.form.checked();
        self.settle_device_for(form.as_ref())
    }

    /// The same for what is to be trained.
    pub(super) fn settle_device_for(&mut self, params: Option<&CheckedHyperParams>) -> Vec<Effect> {
        let Some((kind, why)) = self.devices.for_runs(params) else {
            return Vec::new();
        };
        self.devices.why = why;
        if self.runs_device() == Some(kind) && !self.devices.is_broken {
            return Vec::new();
        }
        self.start_worker(kind)
    }

    /// The kind of the worker of single runs, if there is one.
    pub(in crate::state) fn runs_device(&self) -> Option<DeviceKind> {
        let worker = self.workers.get(WorkerId::MAIN);
        worker.map(|worker| worker.kind)
    }

    pub fn is_worker_ready(&self) -> bool {
        let worker = self.workers.get(WorkerId::MAIN);
        worker.is_some_and(Worker::is_ready)
    }

    /// For the badge: "CPU · SIMD", or what is being done about it.
    pub fn device_label(&self) -> String {
        let worker = self.workers.get(WorkerId::MAIN);
        match worker.map(|worker| (worker.kind, &worker.info)) {
            Some((_, Some(info))) => format!("{} · {}", info.kind.label(), info.name),
            _ if self.devices.is_broken => "No trainer".to_owned(),
            Some((kind, None)) => format!("Starting {} …", kind.label()),
            None => "Looking for a GPU …".to_owned(),
        }
    }

    /// A fresh worker, with the images and the active run it needs.
    pub(super) fn start_worker(&mut self, kind: DeviceKind) -> Vec<Effect> {
        self.devices.is_broken = false;
        self.images.forget();
        self.runs.stopping = None;
        let id = WorkerId::MAIN;
        let start = self.workers.put(id, kind);
        let mut effects = vec![Effect::StartWorker(id, kind), Effect::WatchStart(start)];
        match self.runs.active_mut() {
            Some(run) => {
                run.device = kind;
                effects.extend(self.send_active());
            }
            None => effects.push(self.load()),
        }
        effects
    }

    /// The worker is gone: a GPU's work goes to the CPU, a CPU's run has failed. A run that was asked to stop has.
    pub(super) fn lose_worker(&mut self, message: &str) -> Vec<Effect> {
        let mut effects = self.end_stopping();
        effects.extend(match self.runs_device() {
            Some(DeviceKind::WebGpu) => self.fall_back(message),
            _ => self.replace_cpu(message),
        });
        effects
    }

    fn fall_back(&mut self, message: &str) -> Vec<Effect> {
        let why = format!("The GPU failed: {message}");
        let mut effects = Vec::new();
        if let Some(run) = self.runs.active_mut() {
            run.restart_on_cpu();
            let name = &run.name;
            let notice = format!("{why}. {name} restarts on the CPU with the same seed.");
            effects.push(Effect::Publish(PageEvent::error(notice.clone())));
            self.notices.show(notice, None);
        }
        self.devices.lose_gpu(why);
        effects.extend(self.start_worker(DeviceKind::Cpu));
        effects
    }

    fn replace_cpu(&mut self, message: &str) -> Vec<Effect> {
        let never_worked = !self.is_worker_ready();
        let mut effects = self.fail_active(message);
        if never_worked {
            // A second one would fail like the first, for ever.
            self.devices.is_broken = true;
            let notice = format!("The training worker could not be started: {message}");
            self.notices.show(notice, Some(NoticeAction::Retry));
        } else {
            let notice = format!("The training worker failed and was started again: {message}");
            self.notices.show(notice, None);
            effects.extend(self.replace_worker());
        }
        effects.push(Effect::Publish(PageEvent::error(message)));
        effects
    }

    fn fail_active(&mut self, message: &str) -> Vec<Effect> {
        let message = message.to_owned();
        match self.runs.active().map(|run| run.id) {
            Some(id) => self.end_run(id, Ending::Failed { message }),
            None => Vec::new(),
        }
    }

    /// [`STOP_PATIENCE`] after a stop: a worker that has not answered is ended, with nothing lost but itself. Where far
    /// more time has passed, the machine has slept, and the worker has had no chance to answer: it gets another.
    ///
    /// - waited: since the stop, or since the last time that this was called for it, sleep included
    pub fn stop_unanswered(&mut self, id: RunId, waited: Duration) -> Vec<Effect> {
        if self.runs.stopping != Some(id) {
            return Vec::new();
        }
        if waited > 2 * STOP_PATIENCE {
            return vec![Effect::WatchStop(id)];
        }
        let mut effects = self.end_stopping();
        self.notices.show(
            "The training worker did not answer and was started again.",
            None,
        );
        effects.extend(self.replace_worker());
        effects
    }

    /// A fresh worker of the kind that is wanted now.
    fn replace_worker(&mut self) -> Vec<Effect> {
        self.workers.remove(WorkerId::MAIN);
        self.settle_device()
    }

    /// [`START_PATIENCE`] after a start: the visitor hears of a worker that is still on its way, and may try again.
    pub fn start_unanswered(&mut self, start: u32) -> Vec<Effect> {
        let worker = self.workers.get(WorkerId::MAIN);
        let is_on_its_way = worker.is_some_and(|it| it.start == start && !it.is_ready());
        let is_late = is_on_its_way && !self.devices.is_broken;
        if is_late {
            let notice = "The training worker is still being loaded. On a slow line that takes a while; \
                          if nothing arrives at all, press Retry.";
            self.notices.show(notice, Some(NoticeAction::Retry));
        }
        Vec::new()
    }

    /// Tries again what a notice offers to: the worker, or the images.
    pub fn retry(&mut self) -> Vec<Effect> {
        self.notices.dismiss_all(NoticeAction::Retry);
        if self.devices.is_broken {
            return self.start_worker(DeviceKind::Cpu);
        }
        if let (false, Some(kind)) = (self.is_worker_ready(), self.runs_device()) {
            return self.start_worker(kind);
        }
        self.load_anew()
    }
}
