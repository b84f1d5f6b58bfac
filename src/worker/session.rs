//! What a worker does about a command or a tick; a pure state machine.
//!
//! It holds at most one run. Commands about any other run are late messages about one that has ended, and
//! are dropped.

use crate::hyperparams::catalog::LEARNING_RATE;
use crate::hyperparams::{CheckedHyperParams, HyperParams, Value};
use crate::metrics::{Outcome, StepMetrics};
use crate::protocol::{Pace, RunId, TrainerCommand, TrainerEvent};
use crate::training::Tick;

/// The run at hand, if any.
#[derive(Debug, Default)]
pub struct Session {
    run: Option<Run>,
}

#[derive(Debug)]
struct Run {
    id: RunId,
    /// Nothing while it is paused.
    pace: Option<Pace>,
    /// Steps of the first epoch that were not reported yet.
    steps: Vec<StepMetrics>,
    position: Position,
    reported_at_ms: f64,
}

/// What the server has to do, in order.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Fetch what is missing of the first `train_images` training images and of the test images.
    Load {
        train_images: usize,
    },
    /// Prepare a trainer, as soon as its images are there.
    Begin(Box<CheckedHyperParams>),
    SetLearningRate(f64),
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
    pub fn command(&mut self, command: TrainerCommand) -> Vec<Effect> {
        match command {
            TrainerCommand::Load { train_images } => vec![Effect::Load { train_images }],
            TrainerCommand::Start {
                run_id,
                hyperparams,
                pace,
            } => self.start(run_id, &hyperparams, pace),
            TrainerCommand::Pause { run_id } => self.pause(run_id),
            TrainerCommand::Resume { run_id, pace } => self.resume(run_id, pace),
            TrainerCommand::Stop { run_id } => match self.current(run_id) {
                Some(_) => self.end(Outcome::Stopped),
                None => Vec::new(),
            },
            TrainerCommand::SetLearningRate {
                run_id,
                learning_rate,
            } => self.set_learning_rate(run_id, learning_rate),
        }
    }

    /// Takes what a tick of the running trainer came to. `now_ms` only ever grows.
    pub fn ticked(&mut self, tick: Tick, position: Position, now_ms: f64) -> Vec<Effect> {
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
                let mut effects = vec![Effect::Emit(TrainerEvent::EpochEnd {
                    run_id: run.id,
                    metrics,
                    images_per_second: position.images_per_second,
                    steps: std::mem::take(&mut run.steps),
                })];
                run.reported_at_ms = now_ms;
                effects.extend(match outcome {
                    Some(outcome) => self.end(outcome),
                    None => self.pause_after_epoch(),
                });
                effects
            }
            Tick::Diverged { epoch, step } => self.end(Outcome::Diverged { epoch, step }),
        }
    }

    /// The run cannot go on: its images or its device are gone.
    pub fn failed(&mut self, message: String) -> Vec<Effect> {
        let run_id = self.run.take().map(|run| run.id);
        vec![
            Effect::Emit(TrainerEvent::Failed { run_id, message }),
            Effect::End,
        ]
    }

    fn start(&mut self, run_id: RunId, hyperparams: &HyperParams, pace: Pace) -> Vec<Effect> {
        let checked = match hyperparams.check() {
            Ok(checked) => checked,
            Err(errors) => return vec![Effect::Emit(TrainerEvent::Rejected { run_id, errors })],
        };
        let mut effects = match self.run {
            Some(_) => self.end(Outcome::Stopped),
            None => Vec::new(),
        };
        self.run = Some(Run {
            id: run_id,
            pace: Some(pace),
            steps: Vec::new(),
            position: Position::default(),
            reported_at_ms: f64::NEG_INFINITY,
        });
        effects.push(Effect::Emit(TrainerEvent::TrainBegin {
            run_id,
            epochs: checked.epochs,
            steps_per_epoch: checked.steps_per_epoch(),
        }));
        effects.push(Effect::Load {
            train_images: checked.train_images,
        });
        effects.push(Effect::Begin(Box::new(checked)));
        effects
    }

    fn pause(&mut self, run_id: RunId) -> Vec<Effect> {
        match self.current(run_id).and_then(|run| run.pace.take()) {
            Some(_) => vec![Effect::Emit(TrainerEvent::Paused { run_id })],
            None => Vec::new(),
        }
    }

    fn resume(&mut self, run_id: RunId, pace: Pace) -> Vec<Effect> {
        match self.current(run_id) {
            Some(run) => {
                run.pace = Some(pace);
                vec![Effect::Emit(TrainerEvent::Resumed { run_id })]
            }
            None => Vec::new(),
        }
    }

    fn set_learning_rate(&mut self, run_id: RunId, learning_rate: f64) -> Vec<Effect> {
        if self.current(run_id).is_none() {
            return Vec::new();
        }
        match LEARNING_RATE.check(&Value::Number(learning_rate)) {
            Ok(()) => vec![Effect::SetLearningRate(learning_rate)],
            Err(error) => vec![Effect::Emit(TrainerEvent::Warning {
                message: error.to_string(),
            })],
        }
    }

    fn pause_after_epoch(&mut self) -> Vec<Effect> {
        match &mut self.run {
            Some(run) if run.pace == Some(Pace::OneEpoch) => {
                run.pace = None;
                vec![Effect::Emit(TrainerEvent::Paused { run_id: run.id })]
            }
            _ => Vec::new(),
        }
    }

    fn end(&mut self, outcome: Outcome) -> Vec<Effect> {
        let Some(mut run) = self.run.take() else {
            return Vec::new();
        };
        let run_id = run.id;
        vec![
            run.report(),
            Effect::Emit(TrainerEvent::TrainEnd { run_id, outcome }),
            Effect::End,
        ]
    }

    fn current(&mut self, run_id: RunId) -> Option<&mut Run> {
        self.run.as_mut().filter(|run| run.id == run_id)
    }
}

impl Run {
    /// Keeps the steps of the first epoch for the next report; later ones are in the epoch's means.
    fn collect(&mut self, steps: Vec<StepMetrics>) {
        self.steps
            .extend(steps.into_iter().filter(|step| step.epoch <= 1.0));
    }

    fn report_if_due(&mut self, now_ms: f64) -> Option<Effect> {
        if now_ms - self.reported_at_ms < REPORT_EVERY_MS {
            return None;
        }
        self.reported_at_ms = now_ms;
        Some(self.report())
    }

    fn report(&mut self) -> Effect {
        Effect::Emit(TrainerEvent::Progress {
            run_id: self.id,
            epoch: self.position.epoch,
            step: self.position.step,
            images_per_second: self.position.images_per_second,
            steps: std::mem::take(&mut self.steps),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::{EPOCHS, SEED};
    use crate::metrics::EpochMetrics;

    const ONE: RunId = RunId(1);
    const TWO: RunId = RunId(2);
    const HERE: Position = Position {
        epoch: 1,
        step: 1,
        images_per_second: 10.0,
    };

    fn start(run_id: RunId, pace: Pace) -> TrainerCommand {
        let hyperparams = HyperParams::default().with(&EPOCHS, 2.0);
        TrainerCommand::Start {
            run_id,
            hyperparams,
            pace,
        }
    }

    fn running(pace: Pace) -> Session {
        let mut session = Session::default();
        session.command(start(ONE, pace));
        session
    }

    fn step(epoch: f64) -> StepMetrics {
        StepMetrics {
            epoch,
            images: 1,
            loss: 1.0,
            accuracy: 0.0,
        }
    }

    fn epoch_end(epoch: usize) -> Tick {
        let metrics = EpochMetrics {
            epoch,
            loss: 1.0,
            accuracy: 0.0,
            val_loss: 1.0,
            val_accuracy: 0.0,
            elapsed_ms: 1.0,
        };
        let outcome = (epoch == 2).then_some(Outcome::Completed);
        Tick::EpochEnd { metrics, outcome }
    }

    /// The run ended so; a last report comes before.
    fn has_ended(effects: &[Effect], run_id: RunId, outcome: Outcome) {
        let report = |effect: &Effect| matches!(effect, Effect::Emit(TrainerEvent::Progress { run_id: id, .. }) if *id == run_id);
        assert!(report(&effects[0]), "{effects:?}");
        let end = Effect::Emit(TrainerEvent::TrainEnd { run_id, outcome });
        assert_eq!(effects[1..3], [end, Effect::End]);
    }

    #[test]
    fn a_start_loads_the_images_and_begins() {
        let mut session = Session::default();
        let effects = session.command(start(ONE, Pace::Through));
        assert!(matches!(
            effects[0],
            Effect::Emit(TrainerEvent::TrainBegin {
                run_id: ONE,
                epochs: 2,
                steps_per_epoch: 79
            })
        ));
        assert_eq!(
            effects[1],
            Effect::Load {
                train_images: 10_000
            }
        );
        assert!(matches!(effects[2], Effect::Begin(_)));
        assert!(session.is_running());
    }

    #[test]
    fn a_start_that_cannot_be_trained_is_rejected_and_leaves_the_run_at_hand() {
        let mut session = running(Pace::Through);
        let hyperparams = HyperParams::default().with(&SEED, "lucky");
        let effects = session.command(TrainerCommand::Start {
            run_id: TWO,
            hyperparams,
            pace: Pace::Through,
        });
        assert!(
            matches!(&effects[..], [Effect::Emit(TrainerEvent::Rejected { run_id: TWO, errors })] if errors[0].key == "seed")
        );
        assert_eq!(session.run_id(), Some(ONE));
    }

    #[test]
    fn a_second_start_stops_the_first_run() {
        let mut session = running(Pace::Through);
        let effects = session.command(start(TWO, Pace::Through));
        has_ended(&effects, ONE, Outcome::Stopped);
        assert_eq!(session.run_id(), Some(TWO));
    }

    #[test]
    fn a_run_completes_with_its_last_epoch() {
        let mut session = running(Pace::Through);
        assert_eq!(session.ticked(epoch_end(1), HERE, 0.0).len(), 1);
        let effects = session.ticked(epoch_end(2), HERE, 0.0);
        has_ended(&effects[1..], ONE, Outcome::Completed);
        assert!(!session.is_running());
    }

    #[test]
    fn a_run_that_stops_early_ends_before_its_last_epoch() {
        for pace in [Pace::Through, Pace::OneEpoch] {
            let mut session = running(pace);
            let Tick::EpochEnd { metrics, .. } = epoch_end(1) else {
                panic!("an epoch's end")
            };
            let stopped = Outcome::EarlyStopped {
                epoch: 1,
                best_epoch: 1,
            };
            let outcome = Some(stopped);
            let effects = session.ticked(Tick::EpochEnd { metrics, outcome }, HERE, 0.0);
            has_ended(&effects[1..], ONE, stopped);
        }
    }

    #[test]
    fn pause_and_resume_are_answered_once() {
        let mut session = running(Pace::Through);
        let pause = || TrainerCommand::Pause { run_id: ONE };
        assert_eq!(
            session.command(pause()),
            [Effect::Emit(TrainerEvent::Paused { run_id: ONE })]
        );
        assert!(!session.is_running());
        assert_eq!(session.command(pause()), []);
        let resume = TrainerCommand::Resume {
            run_id: ONE,
            pace: Pace::Through,
        };
        assert_eq!(
            session.command(resume),
            [Effect::Emit(TrainerEvent::Resumed { run_id: ONE })]
        );
        assert!(session.is_running());
    }

    #[test]
    fn a_step_pauses_after_its_epoch() {
        let mut session = running(Pace::OneEpoch);
        let effects = session.ticked(epoch_end(1), HERE, 0.0);
        assert_eq!(
            effects[1],
            Effect::Emit(TrainerEvent::Paused { run_id: ONE })
        );
        assert!(!session.is_running());
        session.command(TrainerCommand::Resume {
            run_id: ONE,
            pace: Pace::OneEpoch,
        });
        assert!(session.is_running());
    }

    #[test]
    fn a_stop_ends_a_paused_run_too() {
        let mut session = running(Pace::Through);
        session.command(TrainerCommand::Pause { run_id: ONE });
        let effects = session.command(TrainerCommand::Stop { run_id: ONE });
        has_ended(&effects, ONE, Outcome::Stopped);
    }

    #[test]
    fn late_commands_about_another_run_are_dropped() {
        let mut session = running(Pace::Through);
        for command in [
            TrainerCommand::Pause { run_id: TWO },
            TrainerCommand::Stop { run_id: TWO },
            TrainerCommand::Resume {
                run_id: TWO,
                pace: Pace::Through,
            },
            TrainerCommand::SetLearningRate {
                run_id: TWO,
                learning_rate: 0.1,
            },
        ] {
            assert_eq!(session.command(command), []);
        }
        assert!(session.is_running());
    }

    #[test]
    fn a_learning_rate_out_of_range_is_a_warning_and_changes_nothing() {
        let mut session = running(Pace::Through);
        let set = |learning_rate| TrainerCommand::SetLearningRate {
            run_id: ONE,
            learning_rate,
        };
        assert_eq!(session.command(set(0.5)), [Effect::SetLearningRate(0.5)]);
        for bad in [0.0, -1.0, 11.0, f64::NAN] {
            let effects = session.command(set(bad));
            assert!(matches!(
                &effects[..],
                [Effect::Emit(TrainerEvent::Warning { .. })]
            ));
        }
    }

    #[test]
    fn progress_is_reported_at_most_ten_times_a_second_and_loses_no_step() {
        let mut session = running(Pace::Through);
        let mut reported = Vec::new();
        for at in 0..100 {
            let tick = Tick::Trained(vec![step(f64::from(at + 1) / 100.0)]);
            reported.extend(session.ticked(tick, HERE, f64::from(at) * 10.0));
        }
        let counts: Vec<usize> = reported
            .iter()
            .map(|effect| match effect {
                Effect::Emit(TrainerEvent::Progress { steps, .. }) => steps.len(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(counts, [1, 10, 10, 10, 10, 10, 10, 10, 10, 10]);
        let last = session.ticked(epoch_end(1), HERE, 1000.0);
        assert!(
            matches!(&last[..], [Effect::Emit(TrainerEvent::EpochEnd { steps, .. })] if steps.len() == 9)
        );
    }

    #[test]
    fn steps_after_the_first_epoch_do_not_travel() {
        let mut session = running(Pace::Through);
        let effects = session.ticked(Tick::Trained(vec![step(1.5)]), HERE, 0.0);
        assert!(
            matches!(&effects[..], [Effect::Emit(TrainerEvent::Progress { steps, .. })] if steps.is_empty())
        );
    }

    #[test]
    fn a_run_that_ends_within_its_first_epoch_keeps_its_steps() {
        let mut session = running(Pace::Through);
        session.ticked(Tick::Trained(vec![step(0.1)]), HERE, 0.0);
        session.ticked(Tick::Trained(vec![step(0.2)]), HERE, 1.0);
        let effects = session.command(TrainerCommand::Stop { run_id: ONE });
        assert!(
            matches!(&effects[0], Effect::Emit(TrainerEvent::Progress { steps, .. }) if steps == &[step(0.2)])
        );
    }

    #[test]
    fn a_divergence_is_an_outcome() {
        let mut session = running(Pace::Through);
        let effects = session.ticked(Tick::Diverged { epoch: 1, step: 3 }, HERE, 0.0);
        has_ended(&effects, ONE, Outcome::Diverged { epoch: 1, step: 3 });
    }

    #[test]
    fn a_failure_ends_the_run_with_its_reason() {
        let mut session = running(Pace::Through);
        let effects = session.failed("no images".to_owned());
        let failed = TrainerEvent::Failed {
            run_id: Some(ONE),
            message: "no images".to_owned(),
        };
        assert_eq!(effects, [Effect::Emit(failed), Effect::End]);
        assert_eq!(session.run_id(), None);
    }
}
