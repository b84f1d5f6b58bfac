//! Handing out trials, and judging those that may be pruned.

use super::ActiveStudy;
use crate::hyperparams::CheckedHyperParams;
use crate::metrics::sorted_by_number;
use crate::protocol::{DeviceKind, Keeping, Pace, TrainerCommand, WorkerId};
use crate::state::workers::{Job, Task};
use crate::state::{Effect, State};
use crate::study::{StudyEvent, Verdict};

impl State {
    /// After something has ended: judges who waited for it, and hands out what is next.
    pub(super) fn carry_on(&mut self) -> Vec<Effect> {
        let mut effects = self.judge_held();
        effects.extend(self.work());
        effects.extend(self.unblock());
        effects
    }

    /// Gives every idle worker a trial, as long as there are both.
    pub(in crate::state) fn work(&mut self) -> Vec<Effect> {
        let mut effects = self.staff();
        while let Some((id, assignment)) = self.next_assignment() {
            let trial = assignment.trial;
            effects.extend(self.record(StudyEvent::TrialBegin { trial }));
            if let Some(active) = &mut self.studies.active {
                active.begin(trial, id.0, self.clock_ms);
            }
            let pace = self.pace();
            effects.push(self.begin_run(id, Task::Trial(trial), assignment.hyperparams, pace));
        }
        effects.extend(self.draw_settings());
        effects
    }

    fn next_assignment(&self) -> Option<(WorkerId, crate::study::Assignment)> {
        let active = self
            .studies
            .active
            .as_ref()
            .filter(|active| active.is_running())?;
        Some((self.workers.idle()?, active.study.ask()?))
    }

    pub(in crate::state) fn begin_run(
        &mut self,
        id: WorkerId,
        task: Task,
        hyperparams: CheckedHyperParams,
        pace: Pace,
    ) -> Effect {
        let run_id = self.workers.assign(id, task);
        Effect::Send(
            id,
            TrainerCommand::Start {
                run_id,
                hyperparams: Box::new(hyperparams),
                pace,
                keeping: match task {
                    Task::Trial(_) => Keeping::UntilEnded,
                    Task::Calibration => Keeping::Nothing,
                },
                hands_out: false,
                begins_with: None,
            },
        )
    }

    /// As many workers of the right kind as there is work for; nobody once a study has ended.
    fn staff(&mut self) -> Vec<Effect> {
        let Some(active) = self
            .studies
            .active
            .as_ref()
            .filter(|active| !active.is_paused)
        else {
            return Vec::new();
        };
        let counts = active.study.counts();
        let kind = self.study_device();
        // Who has nothing to do while settings are drawn, or it is looked who leads, stays for what comes.
        let to_come = match active.study.has_open_race() {
            true => active
                .study
                .leaders()
                .map_or(0, |(leaders, _)| leaders.len()),
            false => counts.to_draw,
        };
        let runs = counts.waiting + counts.running + to_come;
        let wanted = self.count_on(kind).min(runs);
        let mut effects = self.reduce(kind, wanted);
        while self.workers.count() < wanted {
            let id = self.workers.add(kind);
            effects.push(Effect::StartWorker(id, kind));
        }
        effects
    }

    /// Lets go who is of another kind or too many: the idle at once, the others after their run. Who was to go
    /// may stay after all.
    fn reduce(&mut self, kind: DeviceKind, wanted: usize) -> Vec<Effect> {
        let mut room = wanted;
        let mut going = Vec::new();
        let ids: Vec<WorkerId> = self.busy_first();
        for id in ids {
            if let Some(worker) = self.workers.get_mut(id) {
                worker.is_leaving = worker.kind != kind || room == 0;
                room -= usize::from(!worker.is_leaving);
                if worker.is_leaving && worker.job.is_none() {
                    going.push(id);
                }
            }
        }
        going.into_iter().map(|id| self.end_worker(id)).collect()
    }

    fn busy_first(&self) -> Vec<WorkerId> {
        let workers = self.workers.of_study();
        let (busy, idle): (Vec<_>, Vec<_>) = workers.partition(|worker| worker.job.is_some());
        busy.into_iter()
            .chain(idle)
            .map(|worker| worker.id)
            .collect()
    }

    pub(in crate::state) fn end_worker(&mut self, id: WorkerId) -> Effect {
        self.workers.remove(id);
        Effect::EndWorker(id)
    }

    /// Judges every run that has paused for it, earlier trials first: the later ones may wait for them.
    pub(super) fn judge_held(&mut self) -> Vec<Effect> {
        let held = |(id, job): (WorkerId, Job)| match job.task {
            Task::Trial(trial) if job.is_held => Some((trial, id)),
            _ => None,
        };
        let held: Vec<(usize, WorkerId)> = self.workers.jobs().filter_map(held).collect();
        sorted_by_number(held, |(trial, _)| *trial as f64)
            .into_iter()
            .flat_map(|(trial, id)| self.judge(id, trial))
            .collect()
    }

    fn judge(&mut self, id: WorkerId, trial: usize) -> Vec<Effect> {
        let Some(active) = self
            .studies
            .active
            .as_ref()
            .filter(|active| !active.is_paused)
        else {
            return Vec::new();
        };
        let Some((_, run_id)) = self.workers.worker_of(trial) else {
            return Vec::new();
        };
        match active.study.verdict(trial) {
            Verdict::Wait => Vec::new(),
            Verdict::GoOn => {
                self.workers.hold(id, false);
                let pace = Pace::OneEpoch;
                vec![Effect::Send(id, TrainerCommand::Resume { run_id, pace })]
            }
            Verdict::Prune => {
                self.workers.release(id);
                let mut effects = self.record(StudyEvent::TrialPruned { trial });
                effects.push(Effect::Send(id, TrainerCommand::Stop { run_id }));
                effects
            }
        }
    }

    /// Where everybody waits for a trial that nobody trains, the last of them makes room for it.
    fn unblock(&mut self) -> Vec<Effect> {
        let is_stuck = |active: &ActiveStudy| active.is_running() && active.study.ask().is_some();
        if !self.studies.active.as_ref().is_some_and(is_stuck)
            || self.workers.jobs().any(|(_, job)| !job.is_held)
        {
            return Vec::new();
        }
        let trial = |(id, job): (WorkerId, Job)| match job.task {
            Task::Trial(trial) => Some((trial, id, job.run)),
            Task::Calibration => None,
        };
        let Some((trial, id, run_id)) = self
            .workers
            .jobs()
            .filter_map(trial)
            .max_by_key(|(trial, ..)| *trial)
        else {
            return Vec::new();
        };
        self.workers.release(id);
        let mut effects = self.record(StudyEvent::TrialRequeued { trial });
        effects.push(Effect::Send(id, TrainerCommand::Stop { run_id }));
        effects.extend(self.work());
        effects
    }
}
