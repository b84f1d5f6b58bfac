//! What a visitor asks of a study.

use super::naming::numbered;
use super::{ActiveStudy, KeptStudy, Lab, LabEffect, StoreCommand, StudyId, Task};
use crate::hyperparams::HyperParams;
use crate::protocol::{Pace, TrainerCommand};
use crate::state::PageEvent;
use crate::study::{Plan, Pruner, Study, StudyDefinition, StudyError, StudyEvent};

impl Lab {
    /// Starts the study in the editor, over the form's hyperparameters; one that is under way is put aside, and
    /// kept where studies can be kept. What has only just been started is not started twice.
    ///
    /// # Errors
    /// Everything that is wrong with it; nothing has changed then.
    pub fn start(
        &mut self,
        base: &HyperParams,
        id: StudyId,
    ) -> Result<Vec<LabEffect>, Vec<StudyError>> {
        let mut definition = self.editor.definition(base);
        let fresh = self
            .active
            .as_ref()
            .filter(|active| active.is_fresh(id.begun_ms()));
        if fresh.is_some_and(|active| self.is_same(active, &definition)) {
            return Ok(Vec::new());
        }
        if self.editor.is_unnamed() {
            definition.name = numbered(definition.name, &self.names());
        }
        Ok(self.begin(definition.check()?, id))
    }

    /// Whether a study is what the editor would start again, whatever number its name has.
    fn is_same(&self, active: &ActiveStudy, definition: &StudyDefinition) -> bool {
        let active = active.study.plan().definition();
        let mut again = definition.clone();
        if self.editor.is_unnamed() {
            again.name.clone_from(&active.name);
        }
        again == *active
    }

    /// What the studies are called that are there already.
    fn names(&self) -> Vec<&str> {
        let kept = self.kept.iter().map(|study| study.name.as_str());
        let active = self.active.as_ref();
        let active = active.map(|active| active.study.plan().definition().name.as_str());
        kept.chain(active).collect()
    }

    fn begin(&mut self, plan: Plan, id: StudyId) -> Vec<LabEffect> {
        let mut effects = self.make_room();
        let study = ActiveStudy::new(id, plan);
        effects.push(LabEffect::Hold(study.id));
        effects.push(LabEffect::Store(StoreCommand::create(KeptStudy::of(
            &study,
        ))));
        effects.push(LabEffect::Publish(PageEvent::study_begin(&study.study)));
        let runs = study.study.trials().len();
        let name = &study.study.plan().definition().name;
        effects.push(LabEffect::Announce(format!("{name} started: {runs} runs.")));
        self.active = Some(study);
        effects.extend(self.work());
        effects
    }

    /// Holds every run where it is.
    pub fn pause(&mut self) -> Vec<LabEffect> {
        let mut effects = self.set_paused(true);
        if !effects.is_empty() {
            effects.extend(self.tell_trials(|run_id| TrainerCommand::Pause { run_id }));
        }
        effects
    }

    /// Goes on.
    pub fn resume(&mut self) -> Vec<LabEffect> {
        self.failed_starts = 0;
        let mut effects = self.set_paused(false);
        if !effects.is_empty() {
            let pace = self.pace();
            let at_work = |lab: &Self| {
                let jobs = lab.crew.jobs().filter(|(_, job)| !job.is_held);
                jobs.filter(|(_, job)| job.task != Task::Calibration)
                    .collect::<Vec<_>>()
            };
            for (id, job) in at_work(self) {
                let run_id = job.run;
                effects.push(LabEffect::Send(id, TrainerCommand::Resume { run_id, pace }));
            }
            effects.extend(self.judge_held());
            effects.extend(self.work());
        }
        effects
    }

    fn set_paused(&mut self, paused: bool) -> Vec<LabEffect> {
        match &mut self.active {
            Some(active) if active.is_paused != paused => {
                active.is_paused = paused;
                let id = active.id;
                vec![LabEffect::Store(StoreCommand::SetPaused { id, paused })]
            }
            _ => Vec::new(),
        }
    }

    /// How far a run of this study goes by itself: one that may be pruned asks after every epoch.
    pub(super) fn pace(&self) -> Pace {
        match self
            .active
            .as_ref()
            .map(|active| active.study.plan().definition().pruner)
        {
            None | Some(Pruner::None) => Pace::Through,
            Some(_) => Pace::OneEpoch,
        }
    }

    /// Ends the study where it is: what has not ended is skipped.
    pub fn stop(&mut self) -> Vec<LabEffect> {
        let Some(active) = &self.active else {
            return Vec::new();
        };
        let trials = active
            .study
            .trials()
            .iter()
            .filter(|trial| !trial.state.has_ended());
        let trials: Vec<usize> = trials.map(|trial| trial.number).collect();
        let skipped = trials.into_iter().flat_map(|trial| self.skip_only(trial));
        let mut effects: Vec<LabEffect> = skipped.collect();
        effects.extend(self.set_paused(false));
        effects.extend(self.work());
        effects
    }

    /// Skips a trial, whether it waits or runs.
    pub fn skip(&mut self, trial: usize) -> Vec<LabEffect> {
        let mut effects = self.skip_only(trial);
        effects.extend(self.carry_on());
        effects
    }

    fn skip_only(&mut self, trial: usize) -> Vec<LabEffect> {
        let mut effects = self.call_off(trial);
        effects.extend(self.record(StudyEvent::TrialSkipped { trial }));
        effects
    }

    /// Trains no more of a setting.
    pub fn drop_setting(&mut self, setting: usize) -> Vec<LabEffect> {
        let Some(active) = &self.active else {
            return Vec::new();
        };
        let trials: Vec<usize> = active
            .study
            .trials_of(setting)
            .map(|trial| trial.number)
            .collect();
        let called_off = trials.into_iter().flat_map(|trial| self.call_off(trial));
        let mut effects: Vec<LabEffect> = called_off.collect();
        effects.extend(self.record(StudyEvent::SettingDropped { setting }));
        effects.extend(self.carry_on());
        effects
    }

    /// One more seed for every setting.
    pub fn add_seed(&mut self) -> Vec<LabEffect> {
        let Some(seeds) = self.active.as_ref().map(|active| active.study.seeds() + 1) else {
            return Vec::new();
        };
        let mut effects = self.record(StudyEvent::SeedsSet { seeds });
        effects.extend(self.work());
        effects
    }

    /// Changes the number of CPU workers, also in the middle of a study: who is too many ends its run first.
    pub fn set_workers(&mut self, workers: usize) -> Vec<LabEffect> {
        self.workers = workers.clamp(1, self.cores);
        self.work()
    }

    /// Takes a trial from its worker.
    fn call_off(&mut self, trial: usize) -> Vec<LabEffect> {
        let Some((id, run_id)) = self.crew.worker_of(trial) else {
            return Vec::new();
        };
        self.crew.release(id);
        vec![LabEffect::Send(id, TrainerCommand::Stop { run_id })]
    }

    /// Takes the study off the page for another one, and says where one that was being trained has gone.
    pub(super) fn make_room(&mut self) -> Vec<LabEffect> {
        let running = self.active.as_ref().filter(|active| active.is_running());
        let notice = running.map(|active| {
            let name = &active.study.plan().definition().name;
            LabEffect::Notice(format!(
                "The study “{name}” was paused. Go on with it under Earlier studies, below."
            ))
        });
        let mut effects = self.put_aside();
        effects.extend(notice);
        effects
    }

    /// Takes the study off the page. What is under way goes back in line.
    pub(super) fn put_aside(&mut self) -> Vec<LabEffect> {
        let jobs: Vec<_> = self.crew.jobs().collect();
        let mut effects = Vec::new();
        for (id, job) in jobs {
            if let Task::Trial(trial) = job.task {
                effects.extend(self.call_off(trial));
                effects.extend(self.record(StudyEvent::TrialRequeued { trial }));
            } else {
                self.crew.release(id);
                effects.push(LabEffect::Send(
                    id,
                    TrainerCommand::Stop { run_id: job.run },
                ));
            }
        }
        if self.active.as_ref().is_some_and(ActiveStudy::is_running) {
            effects.extend(self.set_paused(true));
        }
        effects.extend(self.tell_if_open(PageEvent::study_end));
        if let Some(active) = self.active.take() {
            self.keep(&active);
            effects.push(LabEffect::LetGo(active.id));
        }
        effects
    }

    fn tell_trials(
        &self,
        command: impl Fn(crate::protocol::RunId) -> TrainerCommand,
    ) -> Vec<LabEffect> {
        let jobs = self
            .crew
            .jobs()
            .filter(|(_, job)| job.task != Task::Calibration);
        jobs.map(|(id, job)| LabEffect::Send(id, command(job.run)))
            .collect()
    }

    /// Lets something happen to the study, and tells of trials that end by it, and of a study that ends or has runs
    /// to go again; what cannot happen is news of a run that is no longer there.
    pub(super) fn record(&mut self, event: StudyEvent) -> Vec<LabEffect> {
        let Some(active) = &mut self.active else {
            return Vec::new();
        };
        let open_before = open_trials(&active.study, &event);
        let was_finished = active.study.is_finished();
        let Ok(stored) = active.record(event) else {
            return Vec::new();
        };
        let (study, mut effects) = (&active.study, vec![stored]);
        for trial in open_before.into_iter().map(|trial| &study.trials()[trial]) {
            if trial.state.has_ended() {
                effects.push(LabEffect::Publish(PageEvent::trial_end(study, trial)));
            }
        }
        match (was_finished, study.is_finished()) {
            (false, true) => {
                let name = &study.plan().definition().name;
                effects.push(LabEffect::Publish(PageEvent::study_end(study)));
                effects.push(LabEffect::Announce(format!("{name} is finished.")));
            }
            (true, false) => effects.push(LabEffect::Publish(PageEvent::study_begin(study))),
            _ => {}
        }
        effects
    }

    /// Programs hear of a study that comes onto the page with runs to go, or leaves it with them.
    pub(super) fn tell_if_open(&self, tell: fn(&Study) -> PageEvent) -> Option<LabEffect> {
        let study = self.active.as_ref().map(|active| &active.study);
        let study = study.filter(|study| !study.is_finished())?;
        Some(LabEffect::Publish(tell(study)))
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
