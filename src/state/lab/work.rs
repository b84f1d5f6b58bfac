//! Handing out trials, and judging those that may be pruned.

use super::{ActiveStudy, Job, Lab, LabEffect, Task};
use crate::hyperparams::CheckedHyperParams;
use crate::protocol::{DeviceKind, Pace, TrainerCommand, WorkerId};
use crate::study::{StudyEvent, Verdict};

impl Lab {
    /// After something has ended: judges who waited for it, and hands out what is next.
    pub(super) fn carry_on(&mut self) -> Vec<LabEffect> {
        let mut effects = self.judge_held();
        effects.extend(self.work());
        effects.extend(self.unblock());
        effects
    }

    /// Gives every idle worker a trial, as long as there are both.
    pub(super) fn work(&mut self) -> Vec<LabEffect> {
        let mut effects = self.staff();
        while let Some((id, assignment)) = self.next_assignment() {
            let trial = assignment.trial;
            effects.extend(self.record(StudyEvent::TrialBegin { trial }));
            let pace = self.pace();
            effects.push(self.begin_run(id, Task::Trial(trial), assignment.hyperparams, pace));
        }
        effects
    }

    fn next_assignment(&self) -> Option<(WorkerId, crate::study::Assignment)> {
        let active = self.active.as_ref().filter(|active| active.is_running())?;
        Some((self.crew.idle()?, active.study.ask()?))
    }

    pub(super) fn begin_run(
        &mut self,
        id: WorkerId,
        task: Task,
        hyperparams: CheckedHyperParams,
        pace: Pace,
    ) -> LabEffect {
        let run_id = self.crew.assign(id, task);
        LabEffect::Send(
            id,
            TrainerCommand::Start {
                run_id,
                hyperparams: Box::new(hyperparams),
                pace,
            },
        )
    }

    /// As many workers of the right kind as there is work for; nobody once a study has ended.
    fn staff(&mut self) -> Vec<LabEffect> {
        let Some(active) = self.active.as_ref().filter(|active| !active.is_paused) else {
            return Vec::new();
        };
        let counts = active.study.counts();
        let kind = self.device();
        let workers = if kind == DeviceKind::WebGpu {
            1
        } else {
            self.workers
        };
        let wanted = workers.min(counts.waiting + counts.running);
        let mut effects = self.reduce(kind, wanted);
        while self.crew.staying() < wanted {
            let id = self.crew.hire(kind);
            effects.push(LabEffect::StartWorker(id, kind));
        }
        effects
    }

    /// Lets go who is of another kind or too many: the idle at once, the others after their run. Who was to go
    /// may stay after all.
    fn reduce(&mut self, kind: DeviceKind, wanted: usize) -> Vec<LabEffect> {
        let mut room = wanted;
        let mut going = Vec::new();
        let ids: Vec<WorkerId> = self.busy_first();
        for id in ids {
            if let Some(member) = self.crew.member(id) {
                member.is_leaving = member.kind != kind || room == 0;
                room -= usize::from(!member.is_leaving);
                if member.is_leaving && member.job.is_none() {
                    going.push(id);
                }
            }
        }
        going.into_iter().map(|id| self.send_away(id)).collect()
    }

    fn busy_first(&self) -> Vec<WorkerId> {
        let mut members: Vec<_> = self.crew.members().iter().collect();
        members.sort_by_key(|member| member.job.is_none());
        members.into_iter().map(|member| member.id).collect()
    }

    pub(super) fn send_away(&mut self, id: WorkerId) -> LabEffect {
        self.crew.dismiss(id);
        LabEffect::EndWorker(id)
    }

    /// Judges every run that has paused for it, earlier trials first: the later ones may wait for them.
    pub(super) fn judge_held(&mut self) -> Vec<LabEffect> {
        let held = |(id, job): (WorkerId, Job)| match job.task {
            Task::Trial(trial) if job.is_held => Some((trial, id)),
            _ => None,
        };
        let mut held: Vec<(usize, WorkerId)> = self.crew.jobs().filter_map(held).collect();
        held.sort_unstable_by_key(|(trial, _)| *trial);
        held.into_iter()
            .flat_map(|(trial, id)| self.judge(id, trial))
            .collect()
    }

    fn judge(&mut self, id: WorkerId, trial: usize) -> Vec<LabEffect> {
        let Some(active) = self.active.as_ref().filter(|active| !active.is_paused) else {
            return Vec::new();
        };
        let Some((_, run_id)) = self.crew.worker_of(trial) else {
            return Vec::new();
        };
        match active.study.verdict(trial) {
            Verdict::Wait => Vec::new(),
            Verdict::GoOn => {
                self.crew.hold(id, false);
                let pace = Pace::OneEpoch;
                vec![LabEffect::Send(id, TrainerCommand::Resume { run_id, pace })]
            }
            Verdict::Prune => {
                self.crew.release(id);
                let mut effects = self.record(StudyEvent::TrialPruned { trial });
                effects.push(LabEffect::Send(id, TrainerCommand::Stop { run_id }));
                effects
            }
        }
    }

    /// Where everybody waits for a trial that nobody trains, the last of them makes room for it.
    fn unblock(&mut self) -> Vec<LabEffect> {
        let is_stuck = |active: &ActiveStudy| active.is_running() && active.study.ask().is_some();
        if !self.active.as_ref().is_some_and(is_stuck)
            || self.crew.jobs().any(|(_, job)| !job.is_held)
        {
            return Vec::new();
        }
        let trial = |(id, job): (WorkerId, Job)| match job.task {
            Task::Trial(trial) => Some((trial, id, job.run)),
            Task::Calibration => None,
        };
        let Some((trial, id, run_id)) = self
            .crew
            .jobs()
            .filter_map(trial)
            .max_by_key(|(trial, ..)| *trial)
        else {
            return Vec::new();
        };
        self.crew.release(id);
        let mut effects = self.record(StudyEvent::TrialRequeued { trial });
        effects.push(LabEffect::Send(id, TrainerCommand::Stop { run_id }));
        effects.extend(self.work());
        effects
    }
}
