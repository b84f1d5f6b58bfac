//! What a study's workers tell.

use super::{Job, Lab, LabEffect, Task};
use crate::metrics::Outcome;
use crate::protocol::{DeviceKind, RunId, TrainerEvent, WorkerId};
use crate::study::StudyEvent;

/// Workers that may fail to come up before the study is paused.
const MOST_FAILED_STARTS: usize = 2;

impl Lab {
    /// Whether an event can change anything; the others need not even be handed over.
    pub fn listens_to(event: &TrainerEvent) -> bool {
        use TrainerEvent as E;
        !matches!(
            event,
            E::Progress { .. }
                | E::TrainBegin { .. }
                | E::Loading { .. }
                | E::Loaded { .. }
                | E::Resumed { .. }
        )
    }

    /// Takes in what a worker tells; news of runs that are no longer its job are dropped.
    pub fn hear(&mut self, id: WorkerId, event: TrainerEvent) -> Vec<LabEffect> {
        use TrainerEvent as E;
        if id == WorkerId::ANALYST {
            return self.hear_of_importances(&event);
        }
        match event {
            E::Ready { .. } => self.is_up(id),
            E::Unavailable { reason } => self.lose(id, &reason),
            E::Failed {
                run_id: None,
                message,
            } => self.lose(id, &message),
            E::LoadFailed { message } => self.miss_images(&message),
            E::Warning { message } => vec![LabEffect::Notice(message)],
            event => match run_of(&event).and_then(|run| self.crew.job_of(id, run)) {
                Some(job) => self.hear_of(id, job, event),
                None => Vec::new(),
            },
        }
    }

    fn is_up(&mut self, id: WorkerId) -> Vec<LabEffect> {
        self.failed_starts = 0;
        if let Some(member) = self.crew.member(id) {
            member.is_ready = true;
        }
        Vec::new()
    }

    fn hear_of(&mut self, id: WorkerId, job: Job, event: TrainerEvent) -> Vec<LabEffect> {
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
            } => self.ended(id, StudyEvent::TrialRequeued { trial }),
            E::TrainEnd { outcome, .. } => self.ended(id, StudyEvent::TrialEnd { trial, outcome }),
            E::Failed { message, .. } => self.run_failed(id, trial, message),
            _ => Vec::new(),
        }
    }

    /// A run that may be pruned has come to the end of an epoch; or everything is paused.
    fn paused(&mut self, id: WorkerId) -> Vec<LabEffect> {
        if self.pace() == crate::protocol::Pace::Through {
            return Vec::new();
        }
        self.crew.hold(id, true);
        self.carry_on()
    }

    fn ended(&mut self, id: WorkerId, event: StudyEvent) -> Vec<LabEffect> {
        self.crew.release(id);
        let mut effects = self.record(event);
        let is_leaving = self.crew.member(id).is_some_and(|member| member.is_leaving);
        if is_leaving {
            effects.push(self.send_away(id));
        }
        effects.extend(self.carry_on());
        effects
    }

    /// Its device, its memory or its images are gone. Images that are missing are nobody's fault.
    fn run_failed(&mut self, id: WorkerId, trial: usize, message: String) -> Vec<LabEffect> {
        let is_paused = self.active.as_ref().is_some_and(|active| active.is_paused);
        let on_gpu = self
            .crew
            .member(id)
            .is_some_and(|member| member.kind == DeviceKind::WebGpu);
        if on_gpu && !is_paused {
            return self.lose(id, &message);
        }
        let event = if is_paused {
            StudyEvent::TrialRequeued { trial }
        } else {
            StudyEvent::TrialLost { trial, message }
        };
        self.ended(id, event)
    }

    /// A worker is gone. Its trial is tried once more; a GPU's work goes to the CPU.
    fn lose(&mut self, id: WorkerId, message: &str) -> Vec<LabEffect> {
        let Some(member) = self.crew.member(id).cloned() else {
            return Vec::new();
        };
        let mut effects = vec![self.send_away(id)];
        if !member.is_ready {
            self.failed_starts += 1;
        }
        if member.kind == DeviceKind::WebGpu {
            effects.extend(self.give_up_gpu(message));
        }
        match member.job.map(|job| job.task) {
            Some(Task::Trial(trial)) => effects.extend(self.lose_trial(trial, &member, message)),
            Some(Task::Calibration) => self.calibration_failed(member.kind),
            None => {}
        }
        if self.failed_starts >= MOST_FAILED_STARTS {
            let notice = format!(
                "The training workers could not be started: {message}. The study is paused; press Resume to try again."
            );
            effects.push(LabEffect::Notice(notice));
            effects.extend(self.pause());
        }
        effects.extend(self.carry_on());
        effects
    }

    fn lose_trial(
        &mut self,
        trial: usize,
        member: &super::Member,
        message: &str,
    ) -> Vec<LabEffect> {
        if member.kind == DeviceKind::WebGpu || !member.is_ready {
            return self.record(StudyEvent::TrialRequeued { trial });
        }
        let message = message.to_owned();
        let mut effects = self.record(StudyEvent::TrialLost { trial, message });
        let failed = self
            .active
            .as_ref()
            .is_some_and(|active| active.study.trials()[trial].state.has_ended());
        let then = if failed {
            "It has failed."
        } else {
            "It is tried once more."
        };
        let notice = format!(
            "The worker of run {} broke down. {then} The study goes on.",
            trial + 1
        );
        effects.push(LabEffect::Notice(notice));
        effects
    }

    fn miss_images(&mut self, message: &str) -> Vec<LabEffect> {
        if !self
            .active
            .as_ref()
            .is_some_and(super::ActiveStudy::is_running)
        {
            return Vec::new();
        }
        let mut effects = self.pause();
        let notice = format!("{message}. The study is paused; press Resume to try again.");
        effects.push(LabEffect::Notice(notice));
        effects
    }
}

fn run_of(event: &TrainerEvent) -> Option<RunId> {
    crate::state::runs::run_of(event)
}
