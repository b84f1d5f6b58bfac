//! What is said of a study before it starts and while it runs.

use super::ActiveStudy;
use crate::hyperparams::catalog::EPOCHS;
use crate::state::workers::{Job, Task, Worker};
use crate::state::{State, text};
use crate::study::{Study, Trial, TrialState};

/// A study that could be started.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// "3 × 4 × 3 seeds = 36 runs"; and how many settings count once, as they train the same.
    pub size: String,
    /// "about 6 min on this machine"; nothing before the machine was measured.
    pub time: Option<String>,
    /// What the study on the page would keep if it became this one; nothing where it is this one, or there is none.
    pub revision: Option<String>,
}

/// How far the study on the page has come.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyProgress {
    pub name: String,
    /// "Running", "Paused", "Stopped", "Finished".
    pub state: &'static str,
    /// "12 of 36 runs".
    pub place: String,
    /// "12 completed, 2 running, 21 waiting, 1 failed".
    pub counts: String,
    /// "about 2 min to go"; empty where there is nothing to say.
    pub to_go: String,
    /// Of the bar, 0 to 1.
    pub share: f64,
}

/// What one worker is at.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerLine {
    /// "Worker 1 · CPU".
    pub name: String,
    /// "learning_rate=0.1, seed 42"; or that it starts, waits or has nothing to do.
    pub what: String,
    /// Of its run, 0 to 1.
    pub share: f64,
    /// What can be skipped.
    pub trial: Option<usize>,
}

impl State {
    /// What is to be said of a study before it starts.
    pub fn estimate(&self, study: &Study) -> Estimate {
        let definition = study.plan().definition();
        let product = definition.product();
        let mut size = format!("{product} = {}", text::plural(study.runs(), "run"));
        match study.plan().merged() {
            // What is drawn later may still fill it up, or find nothing new.
            _ if definition.sampler.round().is_some() => size = format!("At most {size}"),
            0 => {}
            1 => size += " (1 setting is left out because another trains the same network)",
            more => {
                size += &format!(
                    " ({more} settings are left out because others train the same network)"
                )
            }
        }
        let seconds = self.seconds_left(study);
        let time = seconds
            .map(|seconds| format!("about {} on this machine", text::duration(seconds * 1e3)));
        Estimate {
            size,
            time,
            revision: self.revision_told(study.plan()),
        }
    }

    /// How far the study on the page has come.
    pub fn study_progress(&self) -> Option<StudyProgress> {
        let active = self.studies.active.as_ref()?;
        let counts = active.study.counts();
        let is_stopped = active.is_stopped();
        let state = match active {
            _ if is_stopped => "Stopped",
            active if active.study.is_finished() => "Finished",
            active if active.is_paused => "Paused",
            _ => "Running",
        };
        let seconds = self
            .seconds_left(&active.study)
            .filter(|_| state == "Running");
        Some(StudyProgress {
            name: active.study.plan().definition().name.clone(),
            state,
            place: text::runs_trained(counts, is_stopped),
            counts: counted(active),
            to_go: seconds.map_or_else(String::new, |seconds| {
                format!("about {} to go", text::duration(seconds * 1e3))
            }),
            share: share_of(&active.study, is_stopped),
        })
    }

    /// A line for each worker.
    pub fn worker_lines(&self) -> Vec<WorkerLine> {
        let workers = self.workers.of_study();
        workers.map(|worker| self.worker_line(worker)).collect()
    }

    fn worker_line(&self, worker: &Worker) -> WorkerLine {
        let name = format!("Worker {} · {}", worker.id.0, worker.kind.label());
        let trial = worker.job.and_then(|job| self.trial_of(job));
        let what = match (worker.job, trial) {
            (Some(Job { is_held: true, .. }), Some(_)) => {
                "waiting for earlier runs to be compared with".to_owned()
            }
            (_, Some((trial, _))) => self.said_of(trial),
            (Some(_), None) => "measuring how fast this machine is".to_owned(),
            (None, _) => "idle".to_owned(),
        };
        WorkerLine {
            name,
            what: if worker.is_ready() {
                what
            } else {
                "starting".to_owned()
            },
            share: trial.map_or(0.0, |(_, share)| share),
            trial: trial.map(|(trial, _)| trial),
        }
    }

    fn trial_of(&self, job: Job) -> Option<(usize, f64)> {
        let (Task::Trial(trial), Some(active)) = (job.task, &self.studies.active) else {
            return None;
        };
        Some((trial, trial_share(&active.study, trial)))
    }

    fn said_of(&self, trial: usize) -> String {
        let Some(active) = &self.studies.active else {
            return String::new();
        };
        let trial = &active.study.trials()[trial];
        let setting = &active.study.plan().settings()[trial.setting];
        format!("{}, seed {}", setting.label(), trial.seed)
    }
}

fn counted(active: &ActiveStudy) -> String {
    let counts = active.study.counts();
    let running = match active.is_paused {
        true => "paused",
        false => "running",
    };
    let named = [
        (counts.complete, "completed"),
        (counts.running, running),
        (counts.waiting, "waiting"),
        (counts.to_draw, "to be drawn"),
        (counts.pruned, "pruned"),
        (counts.failed, "failed"),
        (counts.stopped, "stopped"),
        (counts.skipped - counts.stopped, "skipped"),
    ];
    let named = named.iter().filter(|(count, _)| *count > 0);
    let counted = named.map(|(count, name)| format!("{count} {name}"));
    counted
        .chain(spared(&active.study))
        .collect::<Vec<_>>()
        .join(", ")
}

/// What pruning has left out: "23 epochs spared by pruning (about 12 s)"; of each run as long as its own epochs took.
fn spared(study: &Study) -> Option<String> {
    let (mut epochs, mut milliseconds) = (0, 0.0);
    let pruned = study.trials().iter();
    for trial in pruned.filter(|trial| trial.state == TrialState::Pruned) {
        if let Some(last) = trial.history.last() {
            let left = study
                .setting_of(trial)
                .checked
                .epochs
                .saturating_sub(last.epoch);
            epochs += left;
            milliseconds += last.elapsed_ms / last.epoch as f64 * left as f64;
        }
    }
    (epochs > 0).then(|| {
        let (epochs, time) = (text::plural(epochs, "epoch"), text::duration(milliseconds));
        format!("{epochs} spared by pruning (about {time})")
    })
}

/// How much of a trial is done, 0 to 1.
fn trial_share(study: &Study, trial: usize) -> f64 {
    let trial = &study.trials()[trial];
    let setting = &study.plan().settings()[trial.setting];
    let epochs = setting.hyperparams.get(&EPOCHS).number().unwrap_or(1.0);
    match trial.state {
        TrialState::Waiting | TrialState::Skipped => 0.0,
        TrialState::Running => (trial.epochs() as f64 / epochs).min(1.0),
        TrialState::Complete { .. } | TrialState::Pruned | TrialState::Failed { .. } => 1.0,
    }
}

fn share_of(study: &Study, is_stopped: bool) -> f64 {
    let trials = study.trials();
    let done: f64 = (0..trials.len())
        .map(|trial| trial_share(study, trial))
        .sum();
    let is_wanted = |trial: &&Trial| is_stopped || trial.state != TrialState::Skipped;
    let wanted = trials.iter().filter(is_wanted).count() + study.runs() - trials.len();
    done / wanted.max(1) as f64
}
