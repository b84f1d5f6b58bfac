//! One run, as the page shows it.

use crate::hyperparams::catalog::LEARNING_RATE;
use crate::hyperparams::number::rounded;
use crate::hyperparams::{CheckedHyperParams, HyperParams, Value, held_out_name};
use crate::metrics::{EpochMetrics, EpochPace, History, Outcome, StepMetrics, one_digit};
use crate::protocol::{DeviceKind, Pace, RunId, TrainerEvent};
use crate::recording::{Made, RecordedRun};

use crate::study::kept_epoch;

use crate::state::text;

/// A run from the press of Train to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub id: RunId,
    /// The visitor may change it.
    pub name: String,
    /// Index of its colour; counts on beyond the palette.
    pub color: usize,
    /// As started: what is shown, linked and exported.
    pub hyperparams: HyperParams,
    /// The same as they are trained.
    pub checked: CheckedHyperParams,
    pub device: DeviceKind,
    /// As last asked for.
    pub pace: Pace,
    pub phase: RunPhase,
    /// It was stopped by leaving the page: a run of the same setting takes its place once it has come as far.
    pub is_interrupted: bool,
    pub history: History,
    pub progress: RunProgress,
    /// Since these were made, the hyperparameters alone no longer repeat the run.
    pub learning_rates: Vec<LearningRateChange>,
    /// It began on a GPU that gave up.
    pub restarted_on_cpu: bool,
    /// It is the one look at the test images that a study's winner gets.
    pub is_test: bool,
    /// It was not trained here: it has come with a link, made like this.
    pub recorded: Option<Box<(Made, RecordedRun)>>,
    /// It was trained by another program: what it is. Its hyperparameters are not known, and stand for nothing.
    pub foreign: Option<String>,
    /// It was not trained here: its model has come in the file of this name.
    pub loaded: Option<String>,
    /// It begins with another run's weights: what that was called, and its id, by which they are found.
    pub trained_on: Option<(String, RunId)>,
    /// Not drawn.
    pub hidden: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum RunPhase {
    /// Asked for; the worker has not begun, for images are missing or it is still starting.
    Waiting,
    Running,
    Paused,
    Ended(Ending),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    Trained(Outcome),
    Failed { message: String },
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RunProgress {
    /// The epoch at hand, from 1; 0 before the first.
    pub epoch: usize,
    /// Steps done in it.
    pub step: usize,
    pub epochs: usize,
    pub steps_per_epoch: usize,
    /// Over the run so far; 0 before the first report.
    pub images_per_second: f64,
}

/// A learning rate that was changed while the run went on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LearningRateChange {
    /// The epoch at hand, from 1.
    pub epoch: usize,
    pub learning_rate: f64,
}

impl Run {
    /// A run that has been asked for.
    pub fn new(
        id: RunId,
        color: usize,
        hyperparams: HyperParams,
        checked: CheckedHyperParams,
        device: DeviceKind,
    ) -> Self {
        let epochs = checked.epochs;
        Self {
            id,
            name: format!("Run {}", id.0),
            color,
            hyperparams,
            checked,
            device,
            pace: Pace::Through,
            phase: RunPhase::Waiting,
            is_interrupted: false,
            history: History::default(),
            progress: RunProgress {
                epochs,
                ..RunProgress::default()
            },
            learning_rates: Vec::new(),
            restarted_on_cpu: false,
            is_test: false,
            recorded: None,
            foreign: None,
            loaded: None,
            trained_on: None,
            hidden: false,
        }
    }

    /// Back to before its first step, on the CPU.
    pub fn restart_on_cpu(&mut self) {
        let fresh = Self::new(
            self.id,
            self.color,
            self.hyperparams.clone(),
            self.checked.clone(),
            DeviceKind::Cpu,
        );
        // A paused run does not run away by itself.
        let pace = match self.phase {
            RunPhase::Paused => Pace::OneEpoch,
            _ => self.pace,
        };
        *self = Self {
            name: std::mem::take(&mut self.name),
            trained_on: self.trained_on.take(),
            hidden: self.hidden,
            restarted_on_cpu: true,
            pace,
            ..fresh
        };
    }

    pub fn is_active(&self) -> bool {
        !matches!(self.phase, RunPhase::Ended(_))
    }

    /// Takes in an event of this run; one that comes after the end changes nothing.
    pub fn apply(&mut self, event: &TrainerEvent) {
        if !self.is_active() {
            return;
        }
        match event {
            TrainerEvent::TrainBegin {
                epochs,
                steps_per_epoch,
                ..
            } => self.begin(*epochs, *steps_per_epoch),
            TrainerEvent::Progress {
                epoch,
                step,
                images_per_second,
                steps,
                ..
            } => self.advance(*epoch, *step, *images_per_second, steps),
            TrainerEvent::EpochEnd {
                metrics,
                images_per_second,
                steps,
                ..
            } => self.end_epoch(metrics, *images_per_second, steps),
            TrainerEvent::Paused { .. } => self.phase = RunPhase::Paused,
            TrainerEvent::Resumed { .. } => self.phase = RunPhase::Running,
            TrainerEvent::TrainEnd { outcome, .. } => self.end(Ending::Trained(*outcome)),
            TrainerEvent::Failed { message, .. } => self.fail(message),
            _ => {}
        }
    }

    fn begin(&mut self, epochs: usize, steps_per_epoch: usize) {
        self.phase = RunPhase::Running;
        self.progress = RunProgress {
            epoch: 1,
            epochs,
            steps_per_epoch,
            ..RunProgress::default()
        };
    }

    fn advance(&mut self, epoch: usize, step: usize, images_per_second: f64, new: &[StepMetrics]) {
        self.history.first_epoch_steps.extend_from_slice(new);
        self.progress.epoch = epoch;
        self.progress.step = step;
        self.progress.images_per_second = images_per_second;
    }

    fn end_epoch(&mut self, metrics: &EpochMetrics, images_per_second: f64, new: &[StepMetrics]) {
        let last_step = self.progress.steps_per_epoch;
        self.advance(metrics.epoch, last_step, images_per_second, new);
        self.history.epochs.push(*metrics);
    }

    pub fn end(&mut self, ending: Ending) {
        self.phase = RunPhase::Ended(ending);
    }

    pub fn fail(&mut self, message: &str) {
        self.end(Ending::Failed {
            message: message.to_owned(),
        });
    }

    /// Notes a learning rate that holds from now on; several in one epoch count as the last of them.
    pub fn change_learning_rate(&mut self, learning_rate: f64) {
        let epoch = self.progress.epoch.max(1);
        self.learning_rates.retain(|change| change.epoch != epoch);
        self.learning_rates.push(LearningRateChange {
            epoch,
            learning_rate,
        });
    }

    /// The learning rate that holds now.
    pub fn learning_rate(&self) -> f64 {
        match self.learning_rates.last() {
            Some(change) => change.learning_rate,
            None => self.checked.learning_rate,
        }
    }

    /// A tenth of the learning rate, for a run that diverged.
    pub fn suggested_learning_rate(&self) -> Option<f64> {
        let RunPhase::Ended(Ending::Trained(Outcome::Diverged { .. })) = self.phase else {
            return None;
        };
        let tenth = rounded(self.learning_rate() / 10.0, 2);
        let allowed = LEARNING_RATE.check(&Value::Number(tenth)).is_ok();
        allowed.then_some(tenth)
    }

    /// For people: "running", "completed", "diverged at epoch 1, step 3".
    pub fn state(&self) -> String {
        match &self.phase {
            _ if self.foreign.is_some() || self.loaded.is_some() || self.is_interrupted => {
                self.short_state().to_owned()
            }
            RunPhase::Ended(Ending::Trained(outcome)) => outcome.sentence(),
            RunPhase::Ended(Ending::Failed { message }) => format!("failed: {message}"),
            _ => self.short_state().to_owned(),
        }
    }

    /// As [`state`](Self::state), with what there is to doubt about how it ended.
    pub fn outcome(&self) -> String {
        match self.only_digit() {
            Some(digit) => format!("{}; seems to predict one digit, {digit}", self.state()),
            None => self.state(),
        }
    }

    /// The digit that it seems to name for every image, by its last accuracy. Known of the test images alone, whose
    /// digits are counted.
    fn only_digit(&self) -> Option<usize> {
        let has_trained = match self.phase {
            RunPhase::Ended(Ending::Trained(outcome)) => {
                !matches!(outcome, Outcome::Diverged { .. })
            }
            _ => false,
        };
        let is_known = has_trained && self.foreign.is_none() && !self.hyperparams.holds_out();
        let kept = self.kept_epoch().filter(|_| is_known)?;
        one_digit(kept.val_accuracy)
    }

    /// As [`state`](Self::state), without reasons and places.
    pub fn short_state(&self) -> &'static str {
        if self.foreign.is_some() {
            return "trained elsewhere";
        }
        if self.loaded.is_some() {
            return "loaded";
        }
        if self.is_interrupted {
            return "interrupted";
        }
        match &self.phase {
            RunPhase::Waiting => "waiting",
            RunPhase::Running => "running",
            RunPhase::Paused => "paused",
            RunPhase::Ended(Ending::Trained(Outcome::Completed)) => "completed",
            RunPhase::Ended(Ending::Trained(Outcome::EarlyStopped { .. })) => "stopped early",
            RunPhase::Ended(Ending::Trained(Outcome::Stopped)) => "stopped",
            RunPhase::Ended(Ending::Trained(Outcome::Diverged { .. })) => "diverged",
            RunPhase::Ended(Ending::Failed { .. }) => "failed",
        }
    }

    /// One sentence for those who do not see the chart.
    pub fn announcement(&self) -> String {
        let Self { name, .. } = self;
        let accuracy = match self.kept_epoch() {
            Some(kept) => {
                let held_out = held_out_name([&self.hyperparams]);
                let accuracy = text::percent(kept.val_accuracy);
                format!(", {held_out} accuracy {accuracy}")
            }
            None => String::new(),
        };
        format!("{name} {}{accuracy}.", self.outcome())
    }

    /// The epoch whose weights it has by now: the last one, or the best where those were restored at its end.
    pub fn kept_epoch(&self) -> Option<&EpochMetrics> {
        match self.phase {
            RunPhase::Ended(Ending::Trained(outcome)) => {
                kept_epoch(self.checked.early_stopping, outcome, &self.history.epochs)
            }
            _ => self.history.last(),
        }
    }

    /// The best epoch that early stopping saw, and the one at which it stopped.
    pub fn patience(&self) -> Option<(usize, usize)> {
        match self.phase {
            RunPhase::Ended(Ending::Trained(Outcome::EarlyStopped { epoch, best_epoch })) => {
                Some((best_epoch, epoch))
            }
            _ => None,
        }
    }

    /// The epoch whose weights were restored at the end, where that is not the last.
    pub fn restored_epoch(&self) -> Option<usize> {
        let kept = self.kept_epoch()?.epoch;
        let last = self.history.last()?.epoch;
        (kept != last).then_some(kept)
    }

    /// What an epoch is in updates, images and time.
    pub fn epoch_pace(&self) -> EpochPace {
        EpochPace {
            updates: self.checked.steps_per_epoch(),
            images: self.checked.images_per_epoch(),
            images_per_second: self.progress.images_per_second,
        }
    }

    /// Training time in milliseconds as of the last epoch.
    pub fn elapsed_ms(&self) -> Option<f64> {
        let is_of_here = self.recorded.is_none() && self.foreign.is_none() && self.loaded.is_none();
        let last = self.history.last().filter(|_| is_of_here);
        last.map(|last| last.elapsed_ms)
    }

    /// Milliseconds to go, by the speed so far.
    pub fn remaining_ms(&self) -> Option<f64> {
        let images = self.checked.train_images as f64 * self.progress.epochs as f64;
        let to_go = images * (1.0 - self.progress.fraction());
        let speed = self.progress.images_per_second;
        (speed > 0.0).then(|| to_go / speed * 1000.0)
    }
}

impl RunProgress {
    /// Share of all steps that are done, 0 to 1.
    pub fn fraction(&self) -> f64 {
        let (epochs, steps) = (self.epochs as f64, self.steps_per_epoch as f64);
        let done = self.epoch.saturating_sub(1) as f64 * steps + self.step as f64;
        if epochs * steps == 0.0 {
            0.0
        } else {
            (done / (epochs * steps)).min(1.0)
        }
    }
}
