//! What a visitor asks of a study.

use super::start::is_same;
use super::{ActiveStudy, StoreCommand};
use crate::protocol::{Pace, TrainerCommand};
use crate::state::workers::Task;
use crate::state::{Effect, PageEvent, State, StudyView, text};
use crate::study::{Pruner, Study, StudyEvent};

impl State {
    /// Holds every run where it is.
    pub fn pause_study(&mut self) -> Vec<Effect> {
        let mut effects = self.set_paused(true);
        if !effects.is_empty() {
            effects.extend(self.tell_trials(|run_id| TrainerCommand::Pause { run_id }));
        }
        effects
    }

    /// Goes on.
    pub fn resume_study(&mut self) -> Vec<Effect> {
        self.studies.failed_starts = 0;
        let mut effects = self.set_paused(false);
        if !effects.is_empty() {
            let pace = self.pace();
            let at_work = |state: &Self| {
                let jobs = state.workers.jobs().filter(|(_, job)| !job.is_held);
                jobs.filter(|(_, job)| job.task != Task::Calibration)
                    .collect::<Vec<_>>()
            };
            for (id, job) in at_work(self) {
                let run_id = job.run;
                effects.push(Effect::Send(id, TrainerCommand::Resume { run_id, pace }));
            }
            effects.extend(self.judge_held());
            effects.extend(self.work());
        }
        effects
    }

    pub(super) fn set_paused(&mut self, paused: bool) -> Vec<Effect> {
        match &mut self.studies.active {
            Some(active) if active.is_paused != paused => {
                active.is_paused = paused;
                let id = active.id;
                self.studies.follow_active(!paused);
                vec![Effect::Store(StoreCommand::SetPaused { id, paused })]
            }
            _ => Vec::new(),
        }
    }

    /// How far a run of this study goes by itself: one that may be pruned asks after every epoch.
    pub(super) fn pace(&self) -> Pace {
        match self
            .studies
            .active
            .as_ref()
            .map(|active| active.study.plan().definition().pruner)
        {
            None | Some(Pruner::None) => Pace::Through,
            Some(_) => Pace::OneEpoch,
        }
    }

    /// Ends the study where it is: what has not ended is skipped.
    pub fn stop_study(&mut self) -> Vec<Effect> {
        let Some(active) = &self.studies.active else {
            return Vec::new();
        };
        let trials = active
            .study
            .trials()
            .iter()
            .filter(|trial| !trial.state.has_ended());
        let trials: Vec<usize> = trials.map(|trial| trial.number).collect();
        let skipped = trials.into_iter().flat_map(|trial| self.skip_only(trial));
        let mut effects: Vec<Effect> = skipped.collect();
        // Refused where all of them are there.
        effects.extend(self.record(StudyEvent::SamplerStopped));
        effects.extend(self.set_paused(false));
        self.studies.follow_active(false);
        effects.extend(self.work());
        effects
    }

    /// Skips a trial, whether it waits or runs.
    pub fn skip_trial(&mut self, trial: usize) -> Vec<Effect> {
        let mut effects = self.skip_only(trial);
        effects.extend(self.carry_on());
        effects
    }

    fn skip_only(&mut self, trial: usize) -> Vec<Effect> {
        let mut effects = self.call_off(trial);
        effects.extend(self.record(StudyEvent::TrialSkipped { trial }));
        effects
    }

    /// Trains no more of a setting.
    pub fn drop_setting(&mut self, setting: usize) -> Vec<Effect> {
        let Some(active) = &self.studies.active else {
            return Vec::new();
        };
        let trials: Vec<usize> = active
            .study
            .trials_of(setting)
            .map(|trial| trial.number)
            .collect();
        let called_off = trials.into_iter().flat_map(|trial| self.call_off(trial));
        let mut effects: Vec<Effect> = called_off.collect();
        effects.extend(self.record(StudyEvent::SettingDropped { setting }));
        effects.extend(self.carry_on());
        effects
    }

    /// One more seed for every setting.
    pub fn add_seed(&mut self) -> Vec<Effect> {
        let Some(active) = &self.studies.active else {
            return Vec::new();
        };
        let seeds = active.study.seeds() + 1;
        let editor = &mut self.studies.editor;
        // Where the editor holds this study, it goes on holding it.
        if is_same(active, &editor.definition(self.form.hyperparams())) {
            editor.seeds = seeds.to_string();
        }
        let mut effects = self.record(StudyEvent::SeedsSet { seeds });
        effects.extend(self.work());
        effects
    }

    /// Changes the number of CPU workers, also in the middle of a study: who is too many ends its run first.
    pub fn set_workers(&mut self, workers: usize) -> Vec<Effect> {
        self.workers.set_wanted(workers);
        self.work()
    }

    /// Takes a trial from its worker.
    pub(super) fn call_off(&mut self, trial: usize) -> Vec<Effect> {
        let Some((id, run_id)) = self.workers.worker_of(trial) else {
            return Vec::new();
        };
        self.workers.release(id);
        vec![Effect::Send(id, TrainerCommand::Stop { run_id })]
    }

    /// Takes the study off the page for another one, and says where one that was being trained has gone.
    pub(super) fn make_room(&mut self) -> Vec<Effect> {
        let active = self.studies.active.as_ref();
        let running = active.filter(|active| active.is_running());
        let name = running.map(|active| active.study.plan().definition().name.clone());
        if let Some(name) = name {
            self.notify(format!(
                "The study “{name}” was paused. Continue it under Earlier studies, below."
            ));
        }
        self.put_aside()
    }

    /// Takes the study off the page. What is under way goes back in line.
    pub(super) fn put_aside(&mut self) -> Vec<Effect> {
        let jobs: Vec<_> = self.workers.jobs().collect();
        let mut effects = Vec::new();
        for (_, job) in jobs {
            match job.task {
                Task::Trial(trial) => {
                    effects.extend(self.call_off(trial));
                    effects.extend(self.record(StudyEvent::TrialRequeued { trial }));
                }
                // What it measures is of use to every study, and takes a moment.
                Task::Calibration => {}
            }
        }
        if self
            .studies
            .active
            .as_ref()
            .is_some_and(ActiveStudy::is_running)
        {
            effects.extend(self.set_paused(true));
        }
        self.studies.follow_active(false);
        effects.extend(self.tell_if_open(PageEvent::study_end));
        self.view.study = StudyView::default();
        if let Some(active) = self.studies.active.take() {
            self.studies.save(&active);
            effects.push(Effect::Unlock(active.id));
        }
        effects
    }

    fn tell_trials(
        &self,
        command: impl Fn(crate::protocol::RunId) -> TrainerCommand,
    ) -> Vec<Effect> {
        let jobs = self
            .workers
            .jobs()
            .filter(|(_, job)| job.task != Task::Calibration);
        jobs.map(|(id, job)| Effect::Send(id, command(job.run)))
            .collect()
    }

    /// Lets something happen to the study, and tells of trials that end by it, and of a study that ends or has runs
    /// to go again; what cannot happen is news of a run that is no longer there.
    pub(super) fn record(&mut self, event: StudyEvent) -> Vec<Effect> {
        let Some(active) = &mut self.studies.active else {
            return Vec::new();
        };
        let open_before = open_trials(&active.study, &event);
        let was_finished = active.study.is_finished();
        let Ok(stored) = active.record(event) else {
            return Vec::new();
        };
        let mut effects = vec![stored];
        for trial in open_before {
            let study = &active.study;
            if study.trials()[trial].state.has_ended() {
                let ended = PageEvent::trial_end(study, &study.trials()[trial]);
                effects.push(Effect::Publish(ended));
                let timed = active.timed(trial, self.clock_ms);
                effects.extend(timed.and_then(|timed| active.record(timed).ok()));
            }
        }
        let study = &active.study;
        match (was_finished, study.is_finished()) {
            (false, true) => {
                let name = &study.plan().definition().name;
                let said = match active.is_stopped() {
                    true => format!(
                        "{name} was stopped: {}.",
                        text::runs_trained(study.counts(), true)
                    ),
                    false => format!("{name} is finished."),
                };
                effects.push(Effect::Publish(PageEvent::study_end(study)));
                effects.push(Effect::Announce(said));
            }
            (true, false) => effects.push(Effect::Publish(PageEvent::study_begin(study))),
            _ => {}
        }
        effects
    }

    /// Programs hear of a study that comes onto the page with runs to go, or leaves it with them.
    pub(super) fn tell_if_open(&self, tell: fn(&Study) -> PageEvent) -> Option<Effect> {
        let study = self.studies.active.as_ref().map(|active| &active.study);
        let study = study.filter(|study| !study.is_finished())?;
        Some(Effect::Publish(tell(study)))
    }
}

/// The trials that an event may end and that have not ended yet.
fn open_trials(study: &Study, event: &StudyEvent) -> Vec<usize> {
    let concerned: Vec<usize> = match (event.trial(), event) {
        (Some(trial), _) => vec![trial],
        (None, StudyEvent::SettingDropped { setting }) => {
            study.trials_of(*setting).map(|it| it.number).collect()
        }
        (None, _) => Vec::new(),
    };
    let is_open = |trial: &usize| {
        let trial = study.trials().get(*trial);
        trial.is_some_and(|trial| !trial.state.has_ended())
    };
    concerned.into_iter().filter(is_open).collect()
}
