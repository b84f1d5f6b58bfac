//! The page as a state machine: what is asked of it and what a worker tells it go in, [`Effect`]s come
//! out. It alone writes the state of runs.

mod endings;
mod events;
#[cfg(test)]
mod tests;
mod worker;

use crate::hyperparams::error::sentence;
use crate::hyperparams::{HyperParams, InvalidParam, catalog::TRAIN_IMAGES};
use crate::protocol::{Adapter, DeviceKind, Pace, RunId, TrainerCommand};

use endings::Thrown;
pub use worker::STOP_PATIENCE;

use super::{
    Data, DeviceChoice, DeviceStatus, NoticeAction, Notices, PageEvent, Run, RunPhase, Runs,
    choose_device,
};

/// All that the page shows, but for the form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Playground {
    pub runs: Runs,
    pub device: DeviceStatus,
    pub data: Data,
    pub notices: Notices,
    /// The run that the progress bar tells of.
    pub current: Option<RunId>,
    adapter: Option<Adapter>,
    /// The run that was asked to stop and has not answered.
    stopping: Option<RunId>,
    /// The run of which programs have heard that it began, and not yet that it ended.
    begun: Option<RunId>,
    thrown: Option<Thrown>,
    /// How many workers were started.
    starts: u32,
    /// Images that somebody wants, for a fresh worker to load.
    train_images: usize,
    /// Images that the worker has.
    loaded_images: usize,
}

/// What the page has to do outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Start a worker, in place of the one before.
    StartWorker(DeviceKind),
    Send(TrainerCommand),
    /// Say so after [`STOP_PATIENCE`], by [`Playground::stop_unanswered`].
    WatchStop(RunId),
    /// Say so in half a minute, by [`Playground::start_unanswered`].
    WatchStart(u32),
    /// Tell programs.
    Publish(PageEvent),
    /// Tell those who do not see the page.
    Announce(String),
}

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

impl Playground {
    pub fn phase(&self) -> Phase {
        match self.runs.active().map(|run| &run.phase) {
            Some(RunPhase::Paused) => Phase::Paused,
            Some(_) => Phase::Running,
            None if self.is_loading() => Phase::Loading,
            None => Phase::Idle,
        }
    }

    fn is_loading(&self) -> bool {
        matches!(self.data, Data::Waiting | Data::Loading { .. }) && !self.device.is_broken
    }

    /// The run that the progress bar tells of.
    pub fn current(&self) -> Option<&Run> {
        self.current.and_then(|id| self.runs.get(id))
    }

    /// Starts a run; one that was asked to stop and has not answered ends now.
    ///
    /// # Errors
    /// A sentence, where a run is active, the hyperparameters are wrong or there is no worker; nothing
    /// has changed then.
    pub fn start(&mut self, hyperparams: HyperParams, pace: Pace) -> Result<Vec<Effect>, String> {
        let active = self.runs.active();
        if let Some(run) = active.filter(|run| self.stopping != Some(run.id)) {
            return Err(format!("{} is {}; send stop first", run.name, run.state()));
        }
        let checked = hyperparams.check().map_err(|errors| sentence(&errors))?;
        if self.device.is_broken {
            return Err("There is no trainer; retry first".to_owned());
        }
        let mut effects = self.end_stopping();
        effects.extend(self.settle_device());
        self.notices.dismiss_all(NoticeAction::UndoDelete);
        self.train_images = checked.train_images;
        let device = self.device.worker.unwrap_or(DeviceKind::Cpu);
        let run = self.runs.add(hyperparams, checked, device, pace);
        self.current = Some(run.id);
        effects.extend(self.send_active());
        Ok(effects)
    }

    /// What the Train button does: start, pause or resume. A run that waits for its images pauses before its first step.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn train(&mut self, hyperparams: &HyperParams) -> Result<Vec<Effect>, String> {
        match self.runs.active().map(|run| &run.phase) {
            None => self.start(hyperparams.clone(), Pace::Through),
            Some(RunPhase::Paused) => Ok(self.resume(Pace::Through)),
            Some(_) => Ok(self.command(|run_id| TrainerCommand::Pause { run_id })),
        }
    }

    /// What the Step button does: one epoch, then a pause. Nothing while a run goes on by itself.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn step(&mut self, hyperparams: &HyperParams) -> Result<Vec<Effect>, String> {
        match self.runs.active().map(|run| &run.phase) {
            None => self.start(hyperparams.clone(), Pace::OneEpoch),
            Some(RunPhase::Paused) => Ok(self.resume(Pace::OneEpoch)),
            Some(_) => Ok(Vec::new()),
        }
    }

    fn resume(&mut self, pace: Pace) -> Vec<Effect> {
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
        self.train_images = train_images;
        match (self.runs.active(), self.device.worker) {
            (None, Some(_)) => self.load_anew(),
            _ => Vec::new(),
        }
    }

    fn load_anew(&mut self) -> Vec<Effect> {
        if self.train_images > self.loaded_images {
            self.data = Data::Waiting;
        }
        vec![self.load()]
    }

    /// Why a run on so many images cannot be started: a sentence for the Train button.
    pub fn trouble(&self, train_images: usize) -> Option<&'static str> {
        let is_missing = matches!(self.data, Data::Failed { .. });
        if self.device.is_broken {
            Some("There is no trainer; press Retry in the notice first.")
        } else if is_missing && train_images > self.loaded_images {
            Some("The images could not be loaded; press Retry in the notice first.")
        } else {
            None
        }
    }

    /// Shows a notice.
    pub fn complain(&mut self, message: impl Into<String>) -> Vec<Effect> {
        self.notices.show(message, None);
        Vec::new()
    }

    /// Names everything that was wrong with a link, in one notice.
    pub fn complain_about_link(&mut self, errors: &[InvalidParam]) {
        if !errors.is_empty() {
            let errors = sentence(errors);
            self.complain(format!("The link was used as far as it goes. {errors}."));
        }
    }

    /// A command for the active run.
    fn command(&self, make: impl FnOnce(RunId) -> TrainerCommand) -> Vec<Effect> {
        let run = self.runs.active();
        run.map(|run| Effect::Send(make(run.id)))
            .into_iter()
            .collect()
    }

    fn load(&self) -> Effect {
        Effect::Send(TrainerCommand::Load {
            train_images: self.train_images,
        })
    }

    /// Hands the active run to the worker, from its first step.
    fn send_active(&self) -> Vec<Effect> {
        let Some(run) = self.runs.active() else {
            return Vec::new();
        };
        let start = TrainerCommand::Start {
            run_id: run.id,
            hyperparams: Box::new(run.checked.clone()),
            pace: run.pace,
        };
        vec![self.load(), Effect::Send(start)]
    }
}

/// How many images the form's value asks for, where it is one that can be had.
pub(super) fn images_of(hyperparams: &HyperParams) -> Option<usize> {
    let value = hyperparams.get(&TRAIN_IMAGES);
    TRAIN_IMAGES.check(&value).ok()?;
    value.number().map(|images| images as usize)
}
