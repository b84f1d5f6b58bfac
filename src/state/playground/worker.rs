//! The worker's life: choosing, starting, losing and replacing it.

use std::time::Duration;

use super::*;
use crate::state::{Ending, NoticeAction};

/// How long a worker may take to answer a stop.
pub const STOP_PATIENCE: Duration = Duration::from_secs(1);

impl Playground {
    /// A page whose form wants so many images.
    pub fn new(choice: DeviceChoice, hyperparams: &HyperParams) -> Self {
        Self {
            device: DeviceStatus {
                choice,
                ..DeviceStatus::default()
            },
            train_images: images_of(hyperparams).unwrap_or(1),
            ..Self::default()
        }
    }

    /// Takes in what a look for a GPU has found, and starts the first worker.
    pub fn probed(&mut self, adapter: Adapter) -> Vec<Effect> {
        self.adapter = Some(adapter);
        self.settle_device()
    }

    /// Takes the visitor's choice; a run in progress ends where it is before the device changes.
    pub fn choose(&mut self, choice: DeviceChoice) -> Vec<Effect> {
        self.device.choice = choice;
        self.device.gpu_gave_up = None;
        if self.runs.active().is_some() {
            Vec::new()
        } else {
            self.settle_device()
        }
    }

    /// Starts the worker that the choice asks for, unless it runs already.
    pub(super) fn settle_device(&mut self) -> Vec<Effect> {
        let Some(adapter) = &self.adapter else {
            return Vec::new();
        };
        let (kind, why) = match (&self.device.gpu_gave_up, self.device.choice) {
            (Some(why), DeviceChoice::Auto | DeviceChoice::WebGpu) => {
                (DeviceKind::Cpu, why.clone())
            }
            (_, choice) => choose_device(choice, adapter),
        };
        self.device.why = why;
        if self.device.worker == Some(kind) && !self.device.is_broken {
            return Vec::new();
        }
        self.start_worker(kind)
    }

    /// A fresh worker, with the images and the active run it needs.
    pub(super) fn start_worker(&mut self, kind: DeviceKind) -> Vec<Effect> {
        self.device.worker = Some(kind);
        self.device.info = None;
        self.device.is_broken = false;
        self.data = Data::Waiting;
        self.loaded_images = 0;
        self.stopping = None;
        self.starts += 1;
        let mut effects = vec![Effect::StartWorker(kind), Effect::WatchStart(self.starts)];
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
        effects.extend(match self.device.worker {
            Some(DeviceKind::WebGpu) => self.fall_back(message),
            _ => self.replace_cpu(message),
        });
        effects
    }

    fn fall_back(&mut self, message: &str) -> Vec<Effect> {
        let why = format!("The GPU gave up: {message}");
        let mut effects = Vec::new();
        if let Some(run) = self.runs.active_mut() {
            run.restart_on_cpu();
            let name = &run.name;
            let notice = format!("{why}. {name} starts again on the CPU, with the same seed.");
            effects.push(Effect::Publish(PageEvent::error(notice.clone())));
            self.notices.show(notice, None);
        }
        self.device.why = why.clone();
        self.device.gpu_gave_up = Some(why);
        effects.extend(self.start_worker(DeviceKind::Cpu));
        effects
    }

    fn replace_cpu(&mut self, message: &str) -> Vec<Effect> {
        let never_worked = self.device.info.is_none();
        let mut effects = self.fail_active(message);
        if never_worked {
            // A second one would fail like the first, for ever.
            self.device.is_broken = true;
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
        if self.stopping != Some(id) {
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
        self.device.worker = None;
        self.settle_device()
    }

    /// Half a minute after a start: the visitor hears of a worker that is still on its way, and may try again.
    pub fn start_unanswered(&mut self, start: u32) -> Vec<Effect> {
        let is_late = self.starts == start && self.device.info.is_none() && !self.device.is_broken;
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
        if self.device.is_broken {
            return self.start_worker(DeviceKind::Cpu);
        }
        if let (None, Some(kind)) = (&self.device.info, self.device.worker) {
            return self.start_worker(kind);
        }
        self.load_anew()
    }
}
