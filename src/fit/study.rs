//! A whole study natively: several trials at a time, one a thread.
//!
//! ```text
//!  SharedStudy (behind a lock) ◄── begin, tell, end ── a thread for each job, with a trainer of its own
//! ```
//!
//! burn's CPU backend computes on the thread that asks, so trials do not disturb one another, and a study
//! comes to the same on any number of threads.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::analysis::answer;
use crate::dataset::Dataset;
use crate::hyperparams::CheckedHyperParams;
use crate::hyperparams::catalog::TRAIN_IMAGES;
use crate::metrics::{EpochMetrics, Outcome};
use crate::protocol::Question;
use crate::study::{
    Assignment, Plan, Span, Speed, Study, StudyEvent, Trial, TrialState, Verdict, Work,
};
use crate::training::device::open_cpu;
use crate::training::{Reads, Tick, Trainer};

/// Images that the hungriest setting trains on; a data set has to have them all.
pub fn images_needed(plan: &Plan) -> usize {
    let settings = plan.settings().iter();
    let images = settings.map(|setting| setting.checked.train_images);
    images.max().unwrap_or(0).max(images_to_come(plan))
}

/// The same of those that are still to be drawn, which may be any of the space.
fn images_to_come(plan: &Plan) -> usize {
    let mut space = plan.definition().space.iter();
    let swept = space.find(|one| *one.row == TRAIN_IMAGES);
    let Some(swept) = swept.filter(|_| plan.to_draw() > 0) else {
        return 0;
    };
    let images = swept.grid().into_iter().filter_map(|value| value.number());
    images.fold(0.0, f64::max) as usize
}

/// Trains every trial of a study that waits. A trial that cannot be trained fails, and the study goes on.
///
/// - jobs: trials at once, at least 1
/// - say: hears a line for people whenever a trial has ended
///
/// # Errors
/// If the study refuses what happens in it, which would be a mistake in here.
pub fn train_study(
    study: Study,
    dataset: &Arc<Dataset>,
    jobs: usize,
    say: &(dyn Fn(&str) + Sync),
) -> Result<Study, String> {
    train_kept(study, dataset, jobs, &|line, _| say(line))
}

/// The same, with what has happened in it for whoever keeps that.
///
/// - say: hears whenever a trial has ended: a line for people, and all that has happened since this was called
///
/// # Errors
/// As there.
pub fn train_kept(
    study: Study,
    dataset: &Arc<Dataset>,
    jobs: usize,
    say: &(dyn Fn(&str, &[StudyEvent]) + Sync),
) -> Result<Study, String> {
    let jobs = jobs.clamp(1, study.runs().max(1));
    let shared = SharedStudy {
        study: Mutex::new(Logged {
            study,
            log: Vec::new(),
        }),
        moved_on: Condvar::new(),
        jobs,
        say,
    };
    thread::scope(|scope| {
        let shared = &shared;
        let work = |worker| scope.spawn(move || shared.work(worker, dataset));
        let threads: Vec<_> = (1..).take(jobs).map(work).collect();
        let mut results = threads.into_iter().map(|thread| thread.join());
        results.try_for_each(|result| result.unwrap_or_else(|_| Err("a thread has died".into())))
    })?;
    let logged = shared.study.into_inner();
    Ok(logged.unwrap_or_else(PoisonError::into_inner).study)
}

/// A study with what has happened in it.
struct Logged {
    study: Study,
    log: Vec<StudyEvent>,
}

/// What the threads share.
struct SharedStudy<'a> {
    study: Mutex<Logged>,
    /// Told whenever a trial has come further or ended: another may have waited for it.
    moved_on: Condvar,
    jobs: usize,
    say: &'a (dyn Fn(&str, &[StudyEvent]) + Sync),
}

impl SharedStudy<'_> {
    /// Trains one trial after another until none is left to begin.
    ///
    /// - worker: this thread's number
    fn work(&self, worker: u32, dataset: &Arc<Dataset>) -> Result<(), String> {
        while let Some(Assignment { trial, hyperparams }) = self.begin()? {
            let from_ms = clock_ms();
            let ended = self.train(trial, hyperparams, dataset);
            let failed = |message| StudyEvent::TrialFailed { trial, message };
            let span = Span {
                worker,
                from_ms,
                // A clock may be set back.
                to_ms: clock_ms().max(from_ms),
            };
            self.end(trial, &ended.unwrap_or_else(failed), span)?;
        }
        Ok(())
    }

    fn study(&self) -> MutexGuard<'_, Logged> {
        self.study.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next trial. Where all there are have been begun and more are to come, by results, it waits for these, or works
    /// them out itself if nobody is at work any more.
    fn begin(&self) -> Result<Option<Assignment>, String> {
        let idles = |Logged { study, .. }: &mut Logged| {
            study.ask().is_none()
                && !study.wants_settings()
                && !study.wants_leaders()
                && !study.is_finished()
                && (study.to_draw() > 0 || study.has_open_race())
        };
        let study = self.moved_on.wait_while(self.study(), idles);
        let mut study = study.unwrap_or_else(PoisonError::into_inner);
        if study.study.ask().is_none()
            && let Some(next) = next(&study.study)
        {
            study.apply(&next)?;
            self.moved_on.notify_all();
        }
        let Some(assignment) = study.study.ask() else {
            return Ok(None);
        };
        let trial = assignment.trial;
        study.apply(&StudyEvent::TrialBegin { trial })?;
        Ok(Some(assignment))
    }

    /// Trains to the end of the trial and returns the event that it ends with.
    fn train(
        &self,
        trial: usize,
        hyperparams: CheckedHyperParams,
        dataset: &Arc<Dataset>,
    ) -> Result<StudyEvent, String> {
        let mut trainer = Trainer::new(hyperparams, dataset.clone(), &open_cpu(), Reads::Every(1));
        loop {
            let tick = pollster::block_on(trainer.tick()).map_err(|error| error.to_string())?;
            let ended = match tick {
                Tick::Trained(_) | Tick::Evaluating(_) => None,
                Tick::EpochEnd { metrics, outcome } => self.end_epoch(trial, metrics, outcome)?,
                Tick::Diverged { epoch, step, .. } => {
                    let outcome = Outcome::Diverged { epoch, step };
                    Some(StudyEvent::TrialEnd { trial, outcome })
                }
            };
            if let Some(ended) = ended {
                return Ok(ended);
            }
        }
    }

    /// Tells of an epoch. A trial that has not ended with it may be pruned, for which it may have to wait
    /// until the trials before it have come as far.
    ///
    /// The earliest of the running trials never waits, so there is always one that goes on.
    fn end_epoch(
        &self,
        trial: usize,
        metrics: EpochMetrics,
        outcome: Option<Outcome>,
    ) -> Result<Option<StudyEvent>, String> {
        let mut study = self.study();
        study.apply(&StudyEvent::EpochEnd { trial, metrics })?;
        self.moved_on.notify_all();
        if let Some(outcome) = outcome {
            return Ok(Some(StudyEvent::TrialEnd { trial, outcome }));
        }
        let waits = |logged: &mut Logged| logged.study.verdict(trial) == Verdict::Wait;
        let study = self.moved_on.wait_while(study, waits);
        let study = study.unwrap_or_else(PoisonError::into_inner);
        let verdict = study.study.verdict(trial);
        Ok((verdict == Verdict::Prune).then_some(StudyEvent::TrialPruned { trial }))
    }

    fn end(&self, trial: usize, event: &StudyEvent, span: Span) -> Result<(), String> {
        let mut study = self.study();
        study.apply(event)?;
        study.apply(&StudyEvent::TrialTimed { trial, span })?;
        self.moved_on.notify_all();
        let Logged { study, log } = &*study;
        (self.say)(&progress(study, &study.trials()[trial], self.jobs), log);
        Ok(())
    }
}

/// Milliseconds since 1970.
fn clock_ms() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs_f64() * 1e3
}

/// What follows from the results: settings that are drawn, or who leads of those that have more seeds.
fn next(study: &Study) -> Option<StudyEvent> {
    let draw = study.draw_question();
    let is_due = draw.is_none() && study.wants_leaders();
    let leaders = is_due.then(|| study.leaders_question()).flatten();
    let question = Question {
        draw,
        leaders,
        ..Question::default()
    };
    match (&question.draw, &question.leaders) {
        (Some(_), _) => Some(study.drawn(&answer(&question).points)),
        (None, Some(_)) => study.led_by(&answer(&question).leaders),
        (None, None) => None,
    }
}

impl Logged {
    fn apply(&mut self, event: &StudyEvent) -> Result<(), String> {
        apply(&mut self.study, event)?;
        self.log.push(event.clone());
        Ok(())
    }
}

fn apply(study: &mut Study, event: &StudyEvent) -> Result<(), String> {
    let refused = |error| format!("what happened does not fit the study: {error}");
    study.apply(event).map_err(refused)
}

/// "3 of 9: n_layers=2 n_nodes=64 seed=123 val_accuracy=0.9412 completed, about 40 s left".
fn progress(study: &Study, trial: &Trial, jobs: usize) -> String {
    let (ended, all) = (study.counts().ended(), study.runs());
    let setting = study.plan().settings()[trial.setting].label();
    let seed = trial.seed;
    let accuracy = trial
        .latest()
        .map(|epoch| format!(" val_accuracy={:.4}", epoch.val_accuracy));
    let accuracy = accuracy.unwrap_or_default();
    let (state, left) = (state(trial), time_left(study, jobs));
    format!("{ended} of {all}: {setting} seed={seed}{accuracy} {state}{left}")
}

fn state(trial: &Trial) -> String {
    match &trial.state {
        TrialState::Complete { outcome } => outcome.sentence(),
        TrialState::Pruned => format!("pruned after epoch {}", trial.epochs()),
        TrialState::Failed { message } => format!("failed: {message}"),
        other => other.name().to_owned(),
    }
}

/// Nothing once all is done, or before enough is done to tell.
fn time_left(study: &Study, jobs: usize) -> String {
    let unknown = Speed {
        seconds_per_work: 0.0,
        launch: Work::default(),
    };
    match unknown.refined(study).remaining(study, jobs) {
        seconds if seconds < 0.5 => String::new(),
        seconds if seconds < 90.0 => format!(", about {seconds:.0} s left"),
        seconds => format!(", about {:.0} min left", seconds / 60.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;
    use crate::study::testing::{finished, whole_trial};
    use crate::study::{Distribution, Learner, Sampler, StudyDefinition};

    fn epoch(elapsed_ms: f64) -> EpochMetrics {
        EpochMetrics {
            epoch: 1,
            loss: 0.5,
            accuracy: 0.9,
            val_loss: 0.5,
            val_accuracy: 0.912_34,
            elapsed_ms,
            learning_rate: None,
            penalty: None,
            val_penalty: None,
        }
    }

    /// Three settings, of which the first two have come to `events` after one epoch.
    fn study(elapsed_ms: f64, events: [StudyEvent; 2]) -> Study {
        let definition = StudyDefinition {
            base: HyperParams::default().with(&EPOCHS, 1.0),
            space: vec![Distribution::list(&L2, [0.1, 0.01, 0.001])],
            ..StudyDefinition::default()
        };
        let mut study = Study::new(definition.check().unwrap());
        for (trial, event) in events.iter().enumerate() {
            let metrics = epoch(elapsed_ms);
            apply(&mut study, &StudyEvent::TrialBegin { trial }).unwrap();
            apply(&mut study, &StudyEvent::EpochEnd { trial, metrics }).unwrap();
            apply(&mut study, event).unwrap();
        }
        study
    }

    fn completed(trial: usize) -> StudyEvent {
        let outcome = Outcome::Completed;
        StudyEvent::TrialEnd { trial, outcome }
    }

    #[test]
    fn a_line_tells_what_a_trial_came_to_and_how_long_the_rest_takes() {
        let study = study(
            40_000.0,
            [completed(0), StudyEvent::TrialPruned { trial: 1 }],
        );
        let line = |trial: usize| progress(&study, &study.trials()[trial], 1);
        assert_eq!(
            line(0),
            "2 of 3: l2=0.1 seed=42 val_accuracy=0.9123 completed, about 40 s left"
        );
        assert_eq!(
            line(1),
            "2 of 3: l2=0.01 seed=42 val_accuracy=0.9123 pruned after epoch 1, about 40 s left"
        );
    }

    #[test]
    fn a_race_that_a_file_has_left_open_goes_on() {
        let finals = [
            0.9, 0.89, 0.5, 0.4, 0.91, 0.9, 0.5, 0.4, 0.9, 0.92, 0.51, 0.4,
        ];
        let mut study = finished(3, &finals);
        assert_eq!(next(&study), None, "nobody has asked for more");
        let first = study.led_by(&[0, 1]).unwrap();
        apply(&mut study, &first).unwrap();
        assert_eq!(next(&study), None, "its runs come first");
        for trial in [12, 13] {
            let events = whole_trial(trial, &[0.9 + trial as f64 / 1e3]);
            events
                .iter()
                .for_each(|event| apply(&mut study, event).unwrap());
        }
        let second = StudyEvent::LeadersSeeded {
            settings: vec![0, 1],
            seeds: 5,
            look: 2,
            of: 6,
        };
        assert_eq!(next(&study), Some(second));
    }

    #[test]
    fn before_a_second_of_training_no_time_is_guessed() {
        let study = study(100.0, [completed(0), completed(1)]);
        let line = progress(&study, &study.trials()[0], 1);
        assert!(line.ends_with("completed"), "{line}");
    }

    #[test]
    fn what_failed_says_why() {
        let message = "no memory".to_owned();
        let failed = StudyEvent::TrialFailed { trial: 1, message };
        let study = study(100.0, [completed(0), failed]);
        let line = progress(&study, &study.trials()[1], 1);
        assert!(line.ends_with("failed: no memory"), "{line}");
    }

    #[test]
    fn the_data_are_for_the_setting_that_takes_the_most() {
        let definition = StudyDefinition {
            space: vec![Distribution::list(&TRAIN_IMAGES, [1000.0, 20_000.0, 500.0])],
            ..StudyDefinition::default()
        };
        assert_eq!(images_needed(&definition.check().unwrap()), 20_000);
        let drawn = StudyDefinition {
            space: vec![Distribution::parse(&TRAIN_IMAGES, "500..20000")],
            sampler: Sampler::Adaptive {
                learner: Learner::Tpe,
                settings: 11,
                round: 1,
            },
            ..StudyDefinition::default()
        };
        assert_eq!(images_needed(&drawn.check().unwrap()), 20_000);
    }
}
