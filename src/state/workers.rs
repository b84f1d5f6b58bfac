//! The training workers: one fleet, in which each is known by its id.

use crate::protocol::{DeviceInfo, DeviceKind, RunId, WorkerId};

/// The worker of the single runs with its helpers, and those of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct Workers {
    /// In the order of their ids.
    list: Vec<Worker>,
    /// What the machine has, as the browser tells.
    cores: usize,
    /// CPU workers that somebody wants for a study.
    wanted: usize,
    /// Workers started so far.
    starts: u32,
    /// Runs handed out to a study's workers so far, by which late events of an earlier run are told.
    runs: u32,
}

/// One worker.
#[derive(Clone, Debug, PartialEq)]
pub struct Worker {
    pub id: WorkerId,
    pub kind: DeviceKind,
    /// What it said of its device when it was ready; `None` until then.
    pub info: Option<DeviceInfo>,
    /// Which start of a worker this was.
    pub start: u32,
    /// What it does for a study.
    pub job: Option<Job>,
    /// It is to go when its run has ended.
    pub is_leaving: bool,
}

/// What a worker does for a study.
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

impl Worker {
    /// Whether it has ever said that it is ready.
    pub fn is_ready(&self) -> bool {
        self.info.is_some()
    }

    /// Whether it is one of a study's.
    fn is_of_study(&self) -> bool {
        !self.is_of_runs()
    }

    /// Whether it is of the single runs.
    fn is_of_runs(&self) -> bool {
        self.id == WorkerId::MAIN || self.id.is_helper()
    }
}

/// CPU workers of a study at most: each has its own copy of the images.
const MOST: usize = 16;

impl Workers {
    /// No worker yet, on a machine with so many cores.
    pub fn new(cores: usize) -> Self {
        let cores = cores.clamp(1, MOST);
        Self {
            list: Vec::new(),
            cores,
            // One core is left for the page.
            wanted: cores.saturating_sub(1).max(1),
            starts: 0,
            runs: 0,
        }
    }

    /// What the machine has.
    pub fn cores(&self) -> usize {
        self.cores
    }

    /// CPU workers that somebody wants for a study.
    pub fn wanted(&self) -> usize {
        self.wanted
    }

    /// As many as there are cores, and one at least.
    pub(super) fn set_wanted(&mut self, wanted: usize) {
        self.wanted = wanted.clamp(1, self.cores);
    }

    pub fn get(&self, id: WorkerId) -> Option<&Worker> {
        self.list.iter().find(|worker| worker.id == id)
    }

    /// Whether a worker is measuring a device.
    pub(super) fn is_measuring(&self, id: WorkerId) -> bool {
        let job = self.get(id).and_then(|worker| worker.job);
        job.is_some_and(|job| job.task == Task::Calibration)
    }

    pub(super) fn get_mut(&mut self, id: WorkerId) -> Option<&mut Worker> {
        self.list.iter_mut().find(|worker| worker.id == id)
    }

    /// All but those of these areas.
    #[cfg(test)]
    pub(super) fn without(&self, changed: &[super::Area]) -> Self {
        use super::Area;
        let mut rest = self.clone();
        // Both areas count their starts.
        rest.starts = 0;
        if changed.contains(&Area::Studies) {
            (rest.wanted, rest.runs) = (0, 0);
            rest.list.retain(Worker::is_of_runs);
        }
        if changed.contains(&Area::Runs) {
            rest.list.retain(|it| !it.is_of_runs());
        }
        rest
    }

    /// Those of a study.
    pub fn of_study(&self) -> impl Iterator<Item = &Worker> {
        self.list.iter().filter(|worker| worker.is_of_study())
    }

    /// Those that help with single runs.
    pub fn helpers(&self) -> impl Iterator<Item = WorkerId> + '_ {
        let ids = self.list.iter().map(|worker| worker.id);
        ids.filter(|id| id.is_helper())
    }

    /// A fresh worker in the place of the one that has the id; the number of its start.
    pub(super) fn put(&mut self, id: WorkerId, kind: DeviceKind) -> u32 {
        self.remove(id);
        self.starts += 1;
        let worker = Worker {
            id,
            kind,
            info: None,
            start: self.starts,
            job: None,
            is_leaving: false,
        };
        let before = self.list.partition_point(|other| other.id < id);
        self.list.insert(before, worker);
        self.starts
    }

    /// One more for a study.
    pub(super) fn add(&mut self, kind: DeviceKind) -> WorkerId {
        let ids = (WorkerId::MAIN.0 + 1..).map(WorkerId);
        let is_free = |id: &WorkerId| self.get(*id).is_none();
        let id = ids.into_iter().find(is_free).unwrap_or(WorkerId(u32::MAX));
        self.put(id, kind);
        id
    }

    /// Takes one out; what it was at.
    pub(super) fn remove(&mut self, id: WorkerId) -> Option<Job> {
        let at = self.list.iter().position(|worker| worker.id == id)?;
        self.list.remove(at).job
    }

    /// The study's first that has nothing to do and is to stay.
    pub fn idle(&self) -> Option<WorkerId> {
        let is_idle = |worker: &&Worker| worker.job.is_none() && !worker.is_leaving;
        self.of_study().find(is_idle).map(|worker| worker.id)
    }

    /// Gives a task to a worker; the run it is known by.
    pub(super) fn assign(&mut self, id: WorkerId, task: Task) -> RunId {
        self.runs += 1;
        let run = RunId(self.runs);
        if let Some(worker) = self.get_mut(id) {
            worker.job = Some(Job {
                run,
                task,
                is_held: false,
            });
        }
        run
    }

    /// The worker's job, if it is this run.
    pub fn job_of(&self, id: WorkerId, run: RunId) -> Option<Job> {
        self.get(id)?.job.filter(|job| job.run == run)
    }

    /// The worker that trains a trial.
    pub fn worker_of(&self, trial: usize) -> Option<(WorkerId, RunId)> {
        self.jobs()
            .find(|(_, job)| job.task == Task::Trial(trial))
            .map(|(id, job)| (id, job.run))
    }

    /// All that are at something for a study.
    pub fn jobs(&self) -> impl Iterator<Item = (WorkerId, Job)> + '_ {
        self.list
            .iter()
            .filter_map(|worker| Some((worker.id, worker.job?)))
    }

    /// The same run is another task from now on.
    pub(super) fn retask(&mut self, id: WorkerId, task: Task) {
        if let Some(job) = self.get_mut(id).and_then(|worker| worker.job.as_mut()) {
            job.task = task;
        }
    }

    pub(super) fn release(&mut self, id: WorkerId) {
        if let Some(worker) = self.get_mut(id) {
            worker.job = None;
        }
    }

    pub(super) fn hold(&mut self, id: WorkerId, is_held: bool) {
        if let Some(job) = self.get_mut(id).and_then(|worker| worker.job.as_mut()) {
            job.is_held = is_held;
        }
    }

    /// How many of a study's are to stay.
    pub fn count(&self) -> usize {
        self.of_study().filter(|worker| !worker.is_leaving).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_a_study_begin_after_the_single_runs_and_are_used_again() {
        let mut workers = Workers::new(4);
        workers.put(WorkerId::MAIN, DeviceKind::Cpu);
        let added: Vec<u32> = (0..3).map(|_| workers.add(DeviceKind::Cpu).0).collect();
        assert_eq!(added, [1, 2, 3]);
        workers.remove(WorkerId(2));
        assert_eq!(workers.add(DeviceKind::Cpu), WorkerId(2));
    }

    #[test]
    fn a_job_is_known_by_its_run() {
        let mut workers = Workers::new(4);
        let id = workers.add(DeviceKind::Cpu);
        let first = workers.assign(id, Task::Trial(0));
        let second = workers.assign(id, Task::Trial(1));
        assert_eq!(workers.job_of(id, first), None);
        assert_eq!(workers.job_of(id, second).unwrap().task, Task::Trial(1));
        assert_eq!(workers.worker_of(1), Some((id, second)));
        assert_eq!(workers.idle(), None);
        workers.release(id);
        assert_eq!(workers.idle(), Some(id));
    }

    #[test]
    fn who_is_leaving_gets_nothing_more_to_do() {
        let mut workers = Workers::new(4);
        let id = workers.add(DeviceKind::Cpu);
        workers.get_mut(id).unwrap().is_leaving = true;
        assert_eq!((workers.idle(), workers.count()), (None, 0));
    }

    #[test]
    fn a_study_is_given_none_of_the_workers_of_others() {
        let mut workers = Workers::new(4);
        workers.put(WorkerId::MAIN, DeviceKind::Cpu);
        workers.put(WorkerId::helper(0), DeviceKind::Cpu);
        assert_eq!((workers.idle(), workers.count()), (None, 0));
    }

    #[test]
    fn a_core_is_left_for_the_page() {
        for (cores, wanted) in [(0, 1), (1, 1), (2, 1), (8, 7), (99, 15)] {
            assert_eq!(Workers::new(cores).wanted(), wanted, "{cores}");
        }
    }
}
