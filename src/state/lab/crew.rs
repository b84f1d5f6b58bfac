//! The workers of a study: who does what.

use crate::protocol::{DeviceKind, RunId, WorkerId};

/// Workers by their ids, from 1 on; the page's own, for single runs, is none of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Crew {
    members: Vec<Member>,
    /// Runs handed out so far, by which late events of an earlier run are told.
    runs: u32,
}

/// One worker.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub id: WorkerId,
    pub kind: DeviceKind,
    pub job: Option<Job>,
    /// Whether it has ever said that it is ready.
    pub is_ready: bool,
    /// It is to go when its run has ended.
    pub is_leaving: bool,
}

/// What a worker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    pub run: RunId,
    pub task: Task,
    /// It has paused by itself at the end of an epoch, and waits for a verdict.
    pub is_held: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// A short run that measures the device.
    Calibration,
    Trial(usize),
}

impl Crew {
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    pub fn member(&mut self, id: WorkerId) -> Option<&mut Member> {
        self.members.iter_mut().find(|member| member.id == id)
    }

    /// Takes on one more.
    pub fn hire(&mut self, kind: DeviceKind) -> WorkerId {
        let ids = (WorkerId::MAIN.0 + 1..).map(WorkerId);
        let free = |id: &WorkerId| self.members.iter().all(|member| member.id != *id);
        let id = ids.into_iter().find(free).unwrap_or(WorkerId(u32::MAX));
        self.members.push(Member {
            id,
            kind,
            job: None,
            is_ready: false,
            is_leaving: false,
        });
        self.members.sort_by_key(|member| member.id);
        id
    }

    /// Lets one go; what it was at.
    pub fn dismiss(&mut self, id: WorkerId) -> Option<Job> {
        let at = self.members.iter().position(|member| member.id == id)?;
        self.members.remove(at).job
    }

    /// The first that has nothing to do and is to stay.
    pub fn idle(&self) -> Option<WorkerId> {
        let is_idle = |member: &&Member| member.job.is_none() && !member.is_leaving;
        self.members.iter().find(is_idle).map(|member| member.id)
    }

    /// Gives a task to a worker; the run it is known by.
    pub fn assign(&mut self, id: WorkerId, task: Task) -> RunId {
        self.runs += 1;
        let run = RunId(self.runs);
        if let Some(member) = self.member(id) {
            member.job = Some(Job {
                run,
                task,
                is_held: false,
            });
        }
        run
    }

    /// The worker's job, if it is this run.
    pub fn job_of(&self, id: WorkerId, run: RunId) -> Option<Job> {
        let member = self.members.iter().find(|member| member.id == id)?;
        member.job.filter(|job| job.run == run)
    }

    /// The worker that trains a trial.
    pub fn worker_of(&self, trial: usize) -> Option<(WorkerId, RunId)> {
        self.jobs()
            .find(|(_, job)| job.task == Task::Trial(trial))
            .map(|(id, job)| (id, job.run))
    }

    /// Everybody who is at something.
    pub fn jobs(&self) -> impl Iterator<Item = (WorkerId, Job)> + '_ {
        self.members
            .iter()
            .filter_map(|member| Some((member.id, member.job?)))
    }

    pub fn release(&mut self, id: WorkerId) {
        if let Some(member) = self.member(id) {
            member.job = None;
        }
    }

    pub fn hold(&mut self, id: WorkerId, is_held: bool) {
        if let Some(job) = self.member(id).and_then(|member| member.job.as_mut()) {
            job.is_held = is_held;
        }
    }

    /// Those that are to stay.
    pub fn staying(&self) -> usize {
        self.members
            .iter()
            .filter(|member| !member.is_leaving)
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_begin_after_the_desks_and_are_used_again() {
        let mut crew = Crew::default();
        let hired: Vec<u32> = (0..3).map(|_| crew.hire(DeviceKind::Cpu).0).collect();
        assert_eq!(hired, [1, 2, 3]);
        crew.dismiss(WorkerId(2));
        assert_eq!(crew.hire(DeviceKind::Cpu), WorkerId(2));
    }

    #[test]
    fn a_job_is_known_by_its_run() {
        let mut crew = Crew::default();
        let id = crew.hire(DeviceKind::Cpu);
        let first = crew.assign(id, Task::Trial(0));
        let second = crew.assign(id, Task::Trial(1));
        assert_eq!(crew.job_of(id, first), None);
        assert_eq!(crew.job_of(id, second).unwrap().task, Task::Trial(1));
        assert_eq!(crew.worker_of(1), Some((id, second)));
        assert_eq!(crew.idle(), None);
        crew.release(id);
        assert_eq!(crew.idle(), Some(id));
    }

    #[test]
    fn who_is_leaving_gets_nothing_more_to_do() {
        let mut crew = Crew::default();
        let id = crew.hire(DeviceKind::Cpu);
        crew.member(id).unwrap().is_leaving = true;
        assert_eq!((crew.idle(), crew.staying()), (None, 0));
    }
}
