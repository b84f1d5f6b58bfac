//! Runs over a reload of the page: the browser keeps them for as long as the tab is open.

use serde::{Deserialize, Serialize};

use super::run::{Ending, LearningRateChange, Run, RunPhase};
use super::{LONGEST_NAME, Runs};
use crate::hyperparams::HyperParams;
use crate::metrics::{EpochMetrics, History, Outcome};
use crate::protocol::{DeviceKind, Pace, RunId};
use crate::study::plain;

/// A run as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptRun {
    id: u32,
    name: String,
    color: usize,
    hyperparams: HyperParams,
    device: DeviceKind,
    outcome: Outcome,
    /// Its page was left while it was trained.
    #[serde(default)]
    interrupted: bool,
    history: History,
    /// Of each change epoch and rate.
    learning_rates: Vec<(usize, f64)>,
    restarted_on_cpu: bool,
    is_test: bool,
    hidden: bool,
    #[serde(default)]
    foreign: Option<String>,
    #[serde(default)]
    loaded: Option<String>,
    /// The name of the run whose weights it began with; these are gone with the page.
    #[serde(default)]
    trained_on: Option<String>,
}

/// Colours that a kept run may have; more runs are on no chart.
const MOST_COLORS: usize = 1_000;

impl KeptRun {
    /// One that was not trained here.
    fn new(name: String, hyperparams: HyperParams, epochs: Vec<EpochMetrics>) -> Self {
        Self {
            id: 0,
            name,
            color: 0,
            hyperparams,
            device: DeviceKind::Cpu,
            outcome: Outcome::Completed,
            interrupted: false,
            history: History {
                epochs,
                ..History::default()
            },
            learning_rates: Vec::new(),
            restarted_on_cpu: false,
            is_test: false,
            hidden: false,
            foreign: None,
            loaded: None,
            trained_on: None,
        }
    }

    /// One that goes on counts as stopped where it is: its worker ends with the page. Nothing of what has come to
    /// nothing, and of what has come with a link, which brings it again.
    fn of(run: &Run) -> Option<Self> {
        let outcome = match run.phase {
            RunPhase::Ended(Ending::Failed { .. }) => return None,
            RunPhase::Ended(Ending::Trained(outcome)) => outcome,
            RunPhase::Waiting | RunPhase::Running | RunPhase::Paused => Outcome::Stopped,
        };
        let is_of_here = run.recorded.is_none() && !run.history.epochs.is_empty();
        let changes = run.learning_rates.iter();
        is_of_here.then(|| Self {
            id: run.id.0,
            name: run.name.clone(),
            color: run.color,
            hyperparams: run.hyperparams.clone(),
            device: run.device,
            outcome,
            interrupted: run.is_active() || run.is_interrupted,
            history: run.history.clone(),
            learning_rates: changes.map(|it| (it.epoch, it.learning_rate)).collect(),
            restarted_on_cpu: run.restarted_on_cpu,
            is_test: run.is_test,
            hidden: run.hidden,
            foreign: run.foreign.clone(),
            loaded: run.loaded.clone(),
            trained_on: run.trained_on.as_ref().map(|(name, _)| name.clone()),
        })
    }

    /// The run again; nothing where its hyperparameters cannot be trained.
    fn run(self) -> Option<Run> {
        let checked = self.hyperparams.check().ok()?;
        let color = self.color.min(MOST_COLORS);
        let mut run = Run::new(
            RunId(self.id),
            color,
            self.hyperparams,
            checked,
            self.device,
        );
        run.name = plain(&self.name, LONGEST_NAME);
        run.pace = Pace::Through;
        run.progress.epoch = self.history.epochs.len();
        run.history = self.history;
        run.phase = RunPhase::Ended(Ending::Trained(self.outcome));
        run.is_interrupted = self.interrupted && self.outcome == Outcome::Stopped;
        let changes = self.learning_rates.into_iter();
        let change = |(epoch, learning_rate)| LearningRateChange {
            epoch,
            learning_rate,
        };
        run.learning_rates = changes.map(change).collect();
        run.restarted_on_cpu = self.restarted_on_cpu;
        run.is_test = self.is_test;
        run.hidden = self.hidden;
        run.foreign = self.foreign;
        run.loaded = self.loaded.map(|file| plain(&file, LONGEST_NAME));
        run.trained_on = self.trained_on.map(|name| (name, run.id));
        if run.foreign.is_some() {
            run.progress.epochs = run.progress.epoch;
        }
        Some(run)
    }
}

/// A run that was trained elsewhere, as runs are kept: so the page needs no second way to read one.
///
/// - about: what it is
pub fn kept_foreign(name: String, about: String, epochs: Vec<EpochMetrics>) -> String {
    write(KeptRun {
        foreign: Some(about),
        ..KeptRun::new(name, HyperParams::default(), epochs)
    })
}

/// A model out of a file of this name, as runs are kept.
///
/// - val_loss, val_accuracy: of the images that its setting is validated on
pub fn kept_loaded(
    file: String,
    hyperparams: HyperParams,
    [val_loss, val_accuracy]: [f64; 2],
) -> String {
    let judged = EpochMetrics {
        epoch: 1,
        loss: f64::NAN,
        accuracy: f64::NAN,
        val_loss,
        val_accuracy,
        elapsed_ms: 0.0,
        learning_rate: None,
        penalty: None,
        val_penalty: None,
    };
    let name = format!("Loaded: {file}");
    write(KeptRun {
        loaded: Some(file),
        ..KeptRun::new(name, hyperparams, vec![judged])
    })
}

fn write(run: KeptRun) -> String {
    // Numbers, texts and lists always have a JSON form.
    serde_json::to_string(&[run]).unwrap_or_default()
}

/// Once for all who read: it is much to download.
#[inline(never)]
fn read(kept: &str) -> Vec<KeptRun> {
    serde_json::from_str(kept).unwrap_or_default()
}

impl Runs {
    /// Adds runs that were trained elsewhere, as [`kept_foreign`] and [`kept_loaded`] have written them; anything else is ignored.
    pub fn bring(&mut self, kept: &str) -> usize {
        let before = self.list.len();
        for mut run in read(kept) {
            self.started += 1;
            run.id = self.started;
            run.color = self.free_color();
            self.list.extend(run.run());
        }
        self.list.len() - before
    }

    /// The runs that have ended, in their order: when these change there is something to keep.
    pub fn ended(&self) -> Vec<RunId> {
        let ended = self.list.iter().filter(|run| !run.is_active());
        ended.map(|run| run.id).collect()
    }

    /// What the browser is to keep, as text; nothing where there is nothing to keep.
    pub fn to_keep(&self) -> Option<String> {
        let kept: Vec<KeptRun> = self.list.iter().filter_map(KeptRun::of).collect();
        let text = || serde_json::to_string(&kept).ok();
        (!kept.is_empty()).then(text).flatten()
    }

    /// Takes what [`to_keep`](Self::to_keep) gave before a reload; anything else is ignored.
    pub fn take_kept(&mut self, kept: &str) {
        for run in read(kept).into_iter().filter_map(KeptRun::run) {
            if self.get(run.id).is_none() {
                self.started = self.started.max(run.id.0);
                self.put_back(self.list.len(), run);
            }
        }
    }
}
