//! What a visitor asks of single runs.

use super::{data_of, images_of};
use crate::hyperparams::error::sentence;
use crate::hyperparams::{HyperParams, InvalidParam};
use crate::protocol::{DeviceKind, Keeping, Pace, RunId, TrainerCommand, WorkerId};
use crate::state::{Data, Effect, NoticeAction, Run, RunPhase, State};

/// What the page is at, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The first images are on their way.
    Loading,
    Idle,
    Running,
    Paused,
}

impl Phase {
    pub fn name(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Paused => "paused",
        }
    }
}

/// Steps that somebody sees one by one: enough to see a run begin, and of a usual network within 64 MB.
pub(super) const STEPS_AT_ONCE: usize = 60;

impl State {
    pub fn phase(&self) -> Phase {
        match self.runs.active().map(|run| &run.phase) {
            Some(RunPhase::Paused) => Phase::Paused,
            Some(_) => Phase::Running,
            None if self.is_loading() => Phase::Loading,
            None => Phase::Idle,
        }
    }

    fn is_loading(&self) -> bool {
        matches!(self.images.data, Data::Waiting | Data::Loading { .. }) && !self.devices.is_broken
    }

    /// The run that the progress bar tells of.
    pub fn current_run(&self) -> Option<&Run> {
        self.runs.current.and_then(|id| self.runs.get(id))
    }

    /// Starts a run; one that was asked to stop and has not answered ends now.
    ///
    /// # Errors
    /// A sentence, where a run is active, the hyperparameters are wrong or there is no worker; nothing
    /// has changed then.
    pub fn start_run(
        &mut self,
        hyperparams: HyperParams,
        pace: Pace,
    ) -> Result<Vec<Effect>, String> {
        self.start_run_with(hyperparams, pace, None)
    }

    /// Starts a run of the form's setting with the weights that another one has kept, or that were loaded.
    ///
    /// # Errors
    /// As [`start_run`](Self::start_run), and where the form's network is another one.
    pub fn train_on(&mut self, id: RunId) -> Result<Vec<Effect>, String> {
        let Some(model) = self.runs.get(id) else {
            return Ok(Vec::new());
        };
        let name = model.name.clone();
        let form = self.form.checked();
        if form.is_some_and(|form| !form.has_network_of(&model.checked)) {
            return Err(format!(
                "The weights of {name} fit no network with other layers than its own: press Restore in its row, then \
                 change what is not of the network"
            ));
        }
        let hyperparams = self.form.hyperparams().clone();
        self.start_run_with(hyperparams, Pace::Through, Some((name, id)))
    }

    fn start_run_with(
        &mut self,
        hyperparams: HyperParams,
        pace: Pace,
        trained_on: Option<(String, RunId)>,
    ) -> Result<Vec<Effect>, String> {
        let active = self.runs.active();
        if let Some(run) = active.filter(|run| self.runs.stopping != Some(run.id)) {
            return Err(format!("{} is {}; send stop first", run.name, run.state()));
        }
        let checked = hyperparams.check().map_err(|errors| sentence(&errors))?;
        if self.devices.is_broken {
            return Err("The training worker is not running; retry first".to_owned());
        }
        let mut effects = self.end_stopping();
        effects.extend(self.settle_device_for(Some(&checked)));
        self.notices.dismiss_all(NoticeAction::UndoDelete);
        self.images.want(checked.train_images, checked.data.clone());
        let device = self.runs_device().unwrap_or(DeviceKind::Cpu);
        let run = self.runs.add(hyperparams, checked, device, pace);
        run.trained_on = trained_on;
        self.runs.current = Some(run.id);
        effects.extend(self.send_active());
        Ok(effects)
    }

    /// What the Train button does: start, pause or resume. A run that waits for its images pauses before its first step.
    ///
    /// # Errors
    /// As [`start_run`](Self::start_run).
    pub fn train(&mut self, hyperparams: &HyperParams) -> Result<Vec<Effect>, String> {
        match self.runs.active().map(|run| &run.phase) {
            None => self.start_run(hyperparams.clone(), Pace::Through),
            Some(RunPhase::Paused) => Ok(self.resume_run(Pace::Through)),
            Some(_) => Ok(self.command(|run_id| TrainerCommand::Pause { run_id })),
        }
    }

    /// What the Step button does: one epoch, then a pause. Nothing while a run goes on by itself.
    ///
    /// # Errors
    /// As [`start_run`](Self::start_run).
    pub fn step(&mut self, hyperparams: &HyperParams) -> Result<Vec<Effect>, String> {
        match self.runs.active().map(|run| &run.phase) {
            None => self.start_run(hyperparams.clone(), Pace::OneEpoch),
            Some(RunPhase::Paused) => Ok(self.resume_run(Pace::OneEpoch)),
            Some(_) => Ok(Vec::new()),
        }
    }

    fn resume_run(&mut self, pace: Pace) -> Vec<Effect> {
        if let Some(run) = self.runs.active_mut() {
            run.pace = pace;
        }
        self.command(|run_id| TrainerCommand::Resume { run_id, pace })
    }

    /// Changes the active run's learning rate from its next step on.
    pub fn set_learning_rate(&mut self, learning_rate: f64) -> Vec<Effect> {
        let Some(run) = self.runs.active_mut() else {
            return Vec::new();
        };
        if run.learning_rate() == learning_rate {
            return Vec::new();
        }
        run.change_learning_rate(learning_rate);
        self.command(|run_id| TrainerCommand::SetLearningRate {
            run_id,
            learning_rate,
        })
    }

    /// Fetches images for a run to come; a run in progress is left alone.
    pub fn want_images(&mut self, train_images: usize) -> Vec<Effect> {
        let data = data_of(&self.form);
        self.images.want(train_images, data);
        match (self.runs.active(), self.runs_device()) {
            (None, Some(_)) => self.load_anew(),
            _ => Vec::new(),
        }
    }

    pub(super) fn load_anew(&mut self) -> Vec<Effect> {
        if self.images.wanted > self.images.loaded {
            self.images.data = Data::Waiting;
        }
        vec![self.load()]
    }

    /// Why what the form says cannot be trained: a sentence for the Train button.
    pub fn trouble(&self) -> Option<String> {
        self.form.trouble().or_else(|| {
            let images = images_of(&self.form).unwrap_or_default();
            self.trouble_on(images).map(ToOwned::to_owned)
        })
    }

    /// Why a run on so many images cannot be started.
    pub(super) fn trouble_on(&self, train_images: usize) -> Option<&'static str> {
        let is_missing = matches!(self.images.data, Data::Failed { .. });
        if self.devices.is_broken {
            Some("The training worker is not running; press Retry in the notice first.")
        } else if is_missing && train_images > self.images.loaded {
            Some("The images could not be loaded; press Retry in the notice first.")
        } else {
            None
        }
    }

    /// Names everything that was wrong with a link, in one notice.
    pub fn tell_of_link(&mut self, errors: &[InvalidParam]) {
        if !errors.is_empty() {
            let errors = sentence(errors);
            self.notify(format!("Only part of the link could be used. {errors}."));
        }
    }

    /// A command for the active run.
    fn command(&self, make: impl FnOnce(RunId) -> TrainerCommand) -> Vec<Effect> {
        let run = self.runs.active();
        run.map(|run| to_worker(make(run.id))).into_iter().collect()
    }

    pub(super) fn load(&self) -> Effect {
        to_worker(TrainerCommand::Load {
            train_images: self.images.wanted,
            data: self.images.of.clone(),
        })
    }

    /// Hands the active run to the worker, from its first step.
    pub(super) fn send_active(&self) -> Vec<Effect> {
        let Some(run) = self.runs.active() else {
            return Vec::new();
        };
        let start = TrainerCommand::Start {
            run_id: run.id,
            hyperparams: Box::new(run.checked.clone()),
            pace: run.pace,
            // What is written down is found by its setting, which does not tell of other weights.
            keeping: match run.trained_on {
                Some(_) => Keeping::Nothing,
                None => Keeping::UntilStopped,
            },
            hands_out: true,
            begins_with: run.trained_on.as_ref().map(|(_, id)| *id),
        };
        let mut effects = vec![self.load()];
        // A worker that takes another one's place has not heard of it.
        effects.extend(self.runs.watched.map(|_| self.film(0)));
        effects.push(to_worker(start));
        effects
    }

    /// Somebody looks into this run while it trains; into none any more.
    pub fn watch_run(&mut self, id: Option<RunId>) -> Vec<Effect> {
        self.runs.watched = id;
        vec![self.film(0)]
    }

    /// Who looks into a run wants to see its next steps one by one.
    pub fn watch_steps(&mut self) -> Vec<Effect> {
        vec![self.film(STEPS_AT_ONCE)]
    }

    fn film(&self, steps: usize) -> Effect {
        let run_id = self.runs.watched;
        to_worker(TrainerCommand::Film { run_id, steps })
    }
}

/// Tells the worker of single runs.
pub(super) fn to_worker(command: TrainerCommand) -> Effect {
    Effect::Send(WorkerId::MAIN, command)
}
