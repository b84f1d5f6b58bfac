//! What a worker does about a command or a tick; a pure state machine.
//!
//! It holds at most one run. Commands about any other run are late messages about one that has ended, and
//! are dropped.

use std::collections::VecDeque;

use super::filming::{Filming, Taken};
use crate::hyperparams::{CheckedHyperParams, DataId};
use crate::metrics::{EpochMetrics, Outcome, StepMetrics};
use crate::protocol::{Keeping, Pace, RunId, TrainerCommand, TrainerEvent};
use crate::training::Tick;

/// The run at hand, if any.
#[derive(Debug, Default)]
pub struct Session {
    run: Option<Run>,
    filming: Filming,
}

#[derive(Debug)]
struct Run {
    id: RunId,
    /// Nothing while it is paused.
    pace: Option<Pace>,
    keeping: Keeping,
    hands_out: bool,
    /// When it is to be written down again.
    checkpoint_at_ms: f64,
    /// Epochs that it had come through when it was written down.
    untold: VecDeque<EpochMetrics>,
    /// Steps of the first epoch that were not reported yet.
    steps: Vec<StepMetrics>,
    position: Position,
    reported_at_ms: f64,
}

/// What the server has to do, in order.
#[derive(Debug, PartialEq)]
pub enum SessionEffect {
    /// Fetch what is missing of the first `train_images` training images and of the test images, of these images.
    Load {
        train_images: usize,
        data: DataId,
    },
    /// Prepare a trainer, as soon as its images are there, and its checkpoint where there may be one.
    Begin {
        hyperparams: Box<CheckedHyperParams>,
        keeping: Keeping,
        /// The run whose weights it begins with, if not with its seed's.
        begins_with: Option<RunId>,
    },
    /// Work out parts for another worker's run, as soon as its images are there.
    Help(RunId, Box<CheckedHyperParams>),
    /// Run a learning-rate range test, as soon as its images are there.
    TestRates(Box<CheckedHyperParams>),
    SetLearningRate(f64),
    /// Nobody is to go on with this run from a checkpoint.
    Forget,
    /// The run is over: let its trainer go.
    End,
    Emit(TrainerEvent),
}

/// Where a run stands after a tick, for the reports.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    /// The epoch at hand, from 1.
    pub epoch: usize,
    /// Steps done in it.
    pub step: usize,
    pub images_per_second: f64,
}

/// Progress is reported at most this often.
const REPORT_EVERY_MS: f64 = 100.0;

/// A run is written down at most this often, and for so many times as long as that takes it is not written down again.
const CHECKPOINT_EVERY_MS: f64 = 5_000.0;
const CHECKPOINT_SHARE: f64 = 100.0;

impl Session {
    /// Whether there is a run that wants to go on.
    pub fn is_running(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.pace.is_some())
    }

    /// The id of the run at hand, paused or not.
    pub fn run_id(&self) -> Option<RunId> {
        self.run.as_ref().map(|run| run.id)
    }

    /// Takes a command.
    pub fn command(&mut self, command: TrainerCommand) -> Vec<SessionEffect> {
        match command {
            TrainerCommand::Load { train_images, data } => {
                vec![SessionEffect::Load { train_images, data }]
            }
            TrainerCommand::Start {
                run_id,
                hyperparams,
                pace,
                keeping,
                hands_out,
                begins_with,
            } => {
                let mut effects = self.start(run_id, pace, keeping, &hyperparams);
                effects.push(SessionEffect::Begin {
                    hyperparams,
                    keeping,
                    begins_with,
                });
                if let Some(run) = &mut self.run {
                    run.hands_out = hands_out;
                }
                effects
            }
            TrainerCommand::Pause { run_id } => self.pause(run_id),
            TrainerCommand::Resume { run_id, pace } => self.resume(run_id, pace),
            TrainerCommand::Stop { run_id } => match self.current(run_id) {
                Some(_) => self.break_off(Outcome::Stopped),
                None => Vec::new(),
            },
            TrainerCommand::Help {
                run_id,
                hyperparams,
            } => vec![
                SessionEffect::Help(run_id, hyperparams.clone()),
                load(&hyperparams),
            ],
            TrainerCommand::Film { run_id, steps } => {
                self.filming.ask(run_id, steps);
                Vec::new()
            }
            TrainerCommand::SetLearningRate {
                run_id,
                learning_rate,
            } => self.set_learning_rate(run_id, learning_rate),
            TrainerCommand::TestRates { hyperparams } => {
                let load = load(&hyperparams);
                vec![SessionEffect::TestRates(hyperparams), load]
            }
        }
    }

    /// Takes what a tick of the running trainer came to. `now_ms` only ever grows.
    pub fn ticked(&mut self, tick: Tick, position: Position, now_ms: f64) -> Vec<SessionEffect> {
        let Some(run) = &mut self.run else {
            return Vec::new();
        };
        run.position = position;
        match tick {
            Tick::Trained(steps) | Tick::Evaluating(steps) => {
                run.collect(steps);
                run.report_if_due(now_ms).into_iter().collect()
            }
            Tick::EpochEnd { metrics, outcome } => {
                let mut effects = vec![SessionEffect::Emit(TrainerEvent::EpochEnd {
                    run_id: run.id,
                    metrics,
                    images_per_second: position.images_per_second,
                    steps: std::mem::take(&mut run.steps),
                })];
                run.reported_at_ms = now_ms;
                effects.extend(match outcome {
                    // All is told; a report would be of an epoch that never comes.
                    Some(outcome) => self.end(outcome),
                    None => self.pause_after_epoch(),
                });
                effects
            }
            Tick::Diverged { steps, epoch, step } => {
                run.collect(steps);
                self.break_off(Outcome::Diverged { epoch, step })
            }
        }
    }

    /// The run whose weights are to be handed out, now that its trainer has come to this: to the end of its last epoch.
    pub fn hands_out(&self, tick: &Tick) -> Option<RunId> {
        let run = self.run.as_ref().filter(|run| run.hands_out)?;
        let has_ended = matches!(
            tick,
            Tick::EpochEnd {
                outcome: Some(_),
                ..
            }
        );
        has_ended.then_some(run.id)
    }

    /// The run whose weights are to be handed out as they stand, and as what. Those of its end are what
    /// [`hands_out`](Self::hands_out) is for.
    ///
    /// - epochs: that it has come through
    /// - step: steps done in the next one
    /// - steps: steps done in all
    pub fn films(&mut self, epochs: usize, step: usize, steps: usize) -> Vec<(RunId, Taken)> {
        let Some(run) = self.run.as_ref().filter(|run| run.untold.is_empty()) else {
            return Vec::new();
        };
        let due = self.filming.due(run.id, epochs, step, steps);
        due.into_iter().map(|taken| (run.id, taken)).collect()
    }

    /// The run goes on after these epochs, if any, which are still to be told one by one.
    pub fn goes_on_after(&mut self, epochs: &[EpochMetrics]) -> Option<SessionEffect> {
        let run = self.run.as_mut()?;
        run.untold = epochs.iter().copied().collect();
        let went_on = TrainerEvent::WentOn {
            run_id: run.id,
            epochs: epochs.len(),
        };
        (!epochs.is_empty()).then_some(SessionEffect::Emit(went_on))
    }

    /// Tells the next of the epochs that the run goes on after, as if it had just come to its end; nothing once all are
    /// told.
    pub fn tell_epoch(&mut self, images_per_second: f64) -> Option<Vec<SessionEffect>> {
        let run = self.run.as_mut()?;
        let metrics = run.untold.pop_front()?;
        let mut effects = vec![SessionEffect::Emit(TrainerEvent::EpochEnd {
            run_id: run.id,
            metrics,
            images_per_second,
            steps: Vec::new(),
        })];
        effects.extend(self.pause_after_epoch());
        Some(effects)
    }

    /// Whether the run is to be written down, as soon as an epoch has come to its end.
    pub fn is_checkpoint_due(&self, now_ms: f64) -> bool {
        let is_due = |run: &Run| run.keeping != Keeping::Nothing && now_ms >= run.checkpoint_at_ms;
        self.run.as_ref().is_some_and(is_due)
    }

    /// The run was written down by now, or began, which has taken so long.
    pub fn wrote_checkpoint(&mut self, now_ms: f64, took_ms: f64) {
        if let Some(run) = &mut self.run {
            run.checkpoint_at_ms = now_ms + (took_ms * CHECKPOINT_SHARE).max(CHECKPOINT_EVERY_MS);
        }
    }

    /// The run cannot go on: its images or its device are gone.
    pub fn failed(&mut self, message: String) -> Vec<SessionEffect> {
        let run_id = self.run.take().map(|run| run.id);
        vec![
            SessionEffect::Emit(TrainerEvent::Failed { run_id, message }),
            SessionEffect::End,
        ]
    }

    fn start(
        &mut self,
        run_id: RunId,
        pace: Pace,
        keeping: Keeping,
        hyperparams: &CheckedHyperParams,
    ) -> Vec<SessionEffect> {
        let mut effects = self.break_off(Outcome::Stopped);
        self.filming.rewind();
        self.run = Some(Run {
            id: run_id,
            pace: Some(pace),
            keeping,
            hands_out: false,
            checkpoint_at_ms: 0.0,
            untold: VecDeque::new(),
            steps: Vec::new(),
            position: Position::default(),
            reported_at_ms: f64::NEG_INFINITY,
        });
        effects.push(SessionEffect::Emit(TrainerEvent::TrainBegin {
            run_id,
            epochs: hyperparams.epochs,
            steps_per_epoch: hyperparams.steps_per_epoch(),
        }));
        effects.push(load(hyperparams));
        effects
    }

    fn pause(&mut self, run_id: RunId) -> Vec<SessionEffect> {
        match self.current(run_id).and_then(|run| run.pace.take()) {
            Some(_) => vec![SessionEffect::Emit(TrainerEvent::Paused { run_id })],
            None => Vec::new(),
        }
    }

    fn resume(&mut self, run_id: RunId, pace: Pace) -> Vec<SessionEffect> {
        match self.current(run_id) {
            Some(run) => {
                run.pace = Some(pace);
                vec![SessionEffect::Emit(TrainerEvent::Resumed { run_id })]
            }
            None => Vec::new(),
        }
    }

    fn set_learning_rate(&mut self, run_id: RunId, learning_rate: f64) -> Vec<SessionEffect> {
        let Some(run) = self.current(run_id) else {
            return Vec::new();
        };
        let mut effects = vec![SessionEffect::SetLearningRate(learning_rate)];
        // What has trained so is no run of these hyperparameters any more.
        if std::mem::take(&mut run.keeping) != Keeping::Nothing {
            effects.push(SessionEffect::Forget);
        }
        effects
    }

    fn pause_after_epoch(&mut self) -> Vec<SessionEffect> {
        match &mut self.run {
            Some(run) if run.pace == Some(Pace::OneEpoch) => {
                run.pace = None;
                vec![SessionEffect::Emit(TrainerEvent::Paused { run_id: run.id })]
            }
            _ => Vec::new(),
        }
    }

    /// Ends a run in the middle of an epoch, which is reported as far as it came.
    fn break_off(&mut self, outcome: Outcome) -> Vec<SessionEffect> {
        let last = self.run.as_mut().map(Run::report);
        last.into_iter().chain(self.end(outcome)).collect()
    }

    fn end(&mut self, outcome: Outcome) -> Vec<SessionEffect> {
        let Some(run) = self.run.take() else {
            return Vec::new();
        };
        let run_id = run.id;
        let mut effects = vec![SessionEffect::Emit(TrainerEvent::TrainEnd {
            run_id,
            outcome,
        })];
        let may_go_on = outcome == Outcome::Stopped && run.keeping == Keeping::UntilEnded;
        if run.keeping != Keeping::Nothing && !may_go_on {
            effects.push(SessionEffect::Forget);
        }
        effects.push(SessionEffect::End);
        effects
    }

    fn current(&mut self, run_id: RunId) -> Option<&mut Run> {
        self.run.as_mut().filter(|run| run.id == run_id)
    }
}

/// What a run needs.
fn load(hyperparams: &CheckedHyperParams) -> SessionEffect {
    SessionEffect::Load {
        train_images: hyperparams.train_images,
        data: hyperparams.data.clone(),
    }
}

impl Run {
    /// Keeps the steps of the first epoch for the next report; later ones are in the epoch's means.
    fn collect(&mut self, steps: Vec<StepMetrics>) {
        self.steps
            .extend(steps.into_iter().filter(|step| step.epoch <= 1.0));
    }

    fn report_if_due(&mut self, now_ms: f64) -> Option<SessionEffect> {
        if now_ms - self.reported_at_ms < REPORT_EVERY_MS {
            return None;
        }
        self.reported_at_ms = now_ms;
        Some(self.report())
    }

    fn report(&mut self) -> SessionEffect {
        SessionEffect::Emit(TrainerEvent::Progress {
            run_id: self.id,
            epoch: self.position.epoch,
            step: self.position.step,
            images_per_second: self.position.images_per_second,
            steps: std::mem::take(&mut self.steps),
        })
    }
}

#[cfg(test)]
mod tests;
