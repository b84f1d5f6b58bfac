//! What a study's workers tell.

use super::ActiveStudy;
use crate::metrics::Outcome;
use crate::protocol::{DeviceInfo, DeviceKind, Pace, TrainerEvent, WorkerId};
use crate::state::runs::run_of;
use crate::state::workers::{Job, Task, Worker};
use crate::state::{Effect, State};
use crate::study::StudyEvent;

/// Workers that may fail to come up before the study is paused.
const MOST_FAILED_STARTS: usize = 2;

impl State {
    /// Takes in what a worker tells; news of runs that are no longer its job are dropped.
    pub fn hear_of_study(&mut self, id: WorkerId, event: TrainerEvent) -> Vec<Effect> {
        use TrainerEvent as E;
        match event {
            E::Ready { device } => self.is_up(id, device),
            E::Unavailable { reason } => self.lose_study_worker(id, &reason),
            E::Failed {
                run_id: None,
                message,
            } => self.lose_study_worker(id, &message),
            E::LoadFailed { message } => self.miss_images(&message),
            E::Warning { message } => {
                self.notify(message);
                Vec::new()
            }
            event => match run_of(&event).and_then(|run| self.workers.job_of(id, run)) {
                Some(job) => self.hear_of_job(id, job, event),
                None => Vec::new(),
            },
        }
    }

    fn is_up(&mut self, id: WorkerId, device: DeviceInfo) -> Vec<Effect> {
        self.studies.failed_starts = 0;
        if let Some(worker) = self.workers.get_mut(id) {
            worker.info = Some(device);
        }
        Vec::new()
    }

    fn hear_of_job(&mut self, id: WorkerId, job: Job, event: TrainerEvent) -> Vec<Effect> {
        let Task::Trial(trial) = job.task else {
            return self.hear_of_calibration(id, event);
        };
        use TrainerEvent as E;
        match event {
            E::EpochEnd { metrics, .. } => self.record(StudyEvent::EpochEnd { trial, metrics }),
            E::Paused { .. } => self.paused(id),
            E::TrainEnd {
                outcome: Outcome::Stopped,
                ..
            } => self.trial_ended(id, StudyEvent::TrialRequeued { trial }),
            E::TrainEnd { outcome, .. } => {
                self.trial_ended(id, StudyEvent::TrialEnd { trial, outcome })
            }
            E::Failed { message, .. } => self.run_failed(id, trial, message),
            _ => Vec::new(),
        }
    }

    /// A run that may be pruned has come to the end of an epoch; or everything is paused.
    fn paused(&mut self, id: WorkerId) -> Vec<Effect> {
        if self.pace() == Pace::Through {
            return Vec::new();
        }
        self.workers.hold(id, true);
        self.carry_on()
    }

    fn trial_ended(&mut self, id: WorkerId, event: StudyEvent) -> Vec<Effect> {
        self.workers.release(id);
        let mut effects = self.record(event);
        let is_leaving = self.workers.get(id).is_some_and(|worker| worker.is_leaving);
        if is_leaving {
            effects.push(self.end_worker(id));
        }
        effects.extend(self.carry_on());
        effects
    }

    /// Its device, its memory or its images are gone. Images that are missing are nobody's fault.
    fn run_failed(&mut self, id: WorkerId, trial: usize, message: String) -> Vec<Effect> {
        let is_paused = self
            .studies
            .active
            .as_ref()
            .is_some_and(|active| active.is_paused);
        let on_gpu = self
            .workers
            .get(id)
            .is_some_and(|worker| worker.kind == DeviceKind::WebGpu);
        if on_gpu && !is_paused {
            return self.lose_study_worker(id, &message);
        }
        let event = if is_paused {
            StudyEvent::TrialRequeued { trial }
        } else {
            StudyEvent::TrialLost { trial, message }
        };
        self.trial_ended(id, event)
    }

    /// A worker is gone. Its trial is tried once more; a GPU's work goes to the CPU.
    fn lose_study_worker(&mut self, id: WorkerId, message: &str) -> Vec<Effect> {
        let Some(worker) = self.workers.get(id).cloned() else {
            return Vec::new();
        };
        let mut effects = vec![self.end_worker(id)];
        if !worker.is_ready() {
            self.studies.failed_starts += 1;
        }
        if worker.kind == DeviceKind::WebGpu {
            effects.extend(self.give_up_gpu(message));
        }
        match worker.job.map(|job| job.task) {
            Some(Task::Trial(trial)) => effects.extend(self.lose_trial(trial, &worker, message)),
            Some(Task::Calibration) => self.devices.speeds.fail(worker.kind),
            None => {}
        }
        if self.studies.failed_starts >= MOST_FAILED_STARTS {
            let notice = format!(
                "The training workers could not be started: {message}. The study is paused; press Resume to try again."
            );
            self.notify(notice);
            effects.extend(self.pause_study());
        }
        effects.extend(self.carry_on());
        effects
    }

    fn lose_trial(&mut self, trial: usize, worker: &Worker, message: &str) -> Vec<Effect> {
        if worker.kind == DeviceKind::WebGpu || !worker.is_ready() {
            return self.record(StudyEvent::TrialRequeued { trial });
        }
        let message = message.to_owned();
        let effects = self.record(StudyEvent::TrialLost { trial, message });
        let failed = self
            .studies
            .active
            .as_ref()
            .is_some_and(|active| active.study.trials()[trial].state.has_ended());
        let then = if failed {
            "It has failed."
        } else {
            "It will be tried once more."
        };
        let notice = format!(
            "The worker of run {} crashed. {then} The study continues.",
            trial + 1
        );
        self.notify(notice);
        effects
    }

    fn miss_images(&mut self, message: &str) -> Vec<Effect> {
        if !self
            .studies
            .active
            .as_ref()
            .is_some_and(ActiveStudy::is_running)
        {
            return Vec::new();
        }
        let effects = self.pause_study();
        self.notify(format!(
            "{message}. The study is paused; press Resume to try again."
        ));
        effects
    }
}
