//! Measuring how fast the devices are at what the form says, while nothing else is to be done.

use crate::hyperparams::catalog::{
    BATCH_SIZE, DATA, EARLY_STOPPING, EPOCHS, TRAIN_IMAGES, VALIDATION_SPLIT,
};
use crate::hyperparams::{CheckedHyperParams, HyperParams};
use crate::protocol::{DeviceKind, Pace, RunId, TrainerCommand, TrainerEvent, WorkerId};

use super::speeds::Training;
use super::workers::Task;
use super::{Data, Effect, State, View};

/// A short run that is under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    hyperparams: CheckedHyperParams,
    /// When each of its epochs had ended.
    ended_ms: Vec<f64>,
    /// Whether a run was begun meanwhile, and has slowed it down.
    is_disturbed: bool,
}

/// Batches of a calibration.
const BATCHES: f64 = 10.0;
/// The share of its images that it is evaluated on.
const HELD_OUT: f64 = 0.1;
/// Epochs of a calibration at most, and how long it goes on: browsers take a while to make a program fast.
const EPOCHS_AT_MOST: f64 = 60.0;
const ENOUGH_MS: f64 = 500.0;
/// Images of a calibration: enough to measure, and no more than the page has loaded anyway.
const FEWEST_IMAGES: f64 = 1_000.0;
const MOST_IMAGES: f64 = 10_000.0;

impl State {
    /// Measures a device that may be trained on, and that has not been measured with a network like the form's; the
    /// next one follows by itself.
    pub fn calibrate(&mut self) -> Vec<Effect> {
        let is_busy = self.runs.active().is_some()
            || self.workers.jobs().next().is_some()
            || self.is_testing_rates();
        if is_busy || !self.is_worth_measuring() {
            return Vec::new();
        }
        let Some(hyperparams) = short_run(self.form.hyperparams()) else {
            return Vec::new();
        };
        let mut kinds = [DeviceKind::Cpu, DeviceKind::WebGpu].into_iter();
        let speeds = &self.devices.speeds;
        let is_unknown = |kind: &DeviceKind| {
            self.devices.allows(*kind) && !speeds.is_settled(*kind, &hyperparams)
        };
        let Some(kind) = kinds.find(is_unknown) else {
            return Vec::new();
        };
        self.studies.calibration = Some(Calibration {
            hyperparams: hyperparams.clone(),
            ended_ms: Vec::new(),
            is_disturbed: false,
        });
        let id = self.workers.add(kind);
        let start = Effect::StartWorker(id, kind);
        vec![
            start,
            self.begin_run(id, Task::Calibration, hyperparams, Pace::Through),
        ]
    }

    /// Somebody looks at studies, which say how long they take; or single runs have two devices to choose from, and all
    /// that they wait for is there.
    fn is_worth_measuring(&self) -> bool {
        match self.view.shown {
            View::Study => self.devices.is_known(),
            View::SingleRun => {
                let is_loaded = matches!(self.images.data, Data::Loaded { .. });
                self.devices.are_to_be_compared() && is_loaded && self.is_worker_ready()
            }
        }
    }

    /// After something that the choice of a device depends on: takes the one that is faster now, and measures what
    /// nobody knows.
    pub(super) fn reconsider_device(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.runs.active().is_none() && self.devices.are_to_be_compared() {
            effects.extend(self.settle_device());
        }
        effects.extend(self.calibrate());
        effects
    }

    pub(super) fn hear_of_calibration(&mut self, id: WorkerId, event: TrainerEvent) -> Vec<Effect> {
        let Some(kind) = self.workers.get(id).map(|worker| worker.kind) else {
            return Vec::new();
        };
        match event {
            TrainerEvent::EpochEnd {
                run_id, metrics, ..
            } => {
                let is_enough = self.calibrate_on(metrics.elapsed_ms);
                let stop = TrainerCommand::Stop { run_id };
                return Vec::from_iter(is_enough.then_some(Effect::Send(id, stop)));
            }
            TrainerEvent::TrainEnd { .. } => self.note_calibration(kind),
            TrainerEvent::Failed { .. } => self.devices.speeds.fail(kind),
            _ => return Vec::new(),
        }
        self.workers.release(id);
        self.studies.calibration = None;
        let mut effects = Vec::new();
        // A GPU's memory is not kept for a study that may never come, nor is a worker where nobody looks at studies.
        if kind == DeviceKind::WebGpu || self.view.shown == View::SingleRun {
            effects.push(self.end_worker(id));
        }
        effects.extend(self.work());
        effects.extend(self.reconsider_device());
        effects
    }

    /// Takes in an epoch.
    ///
    /// - returns: whether it has gone on for long enough, or is in somebody's way
    fn calibrate_on(&mut self, elapsed_ms: f64) -> bool {
        let is_disturbed = self.runs.active().is_some() || self.is_testing_rates();
        let Some(calibration) = &mut self.studies.calibration else {
            return true;
        };
        calibration.ended_ms.push(elapsed_ms);
        calibration.is_disturbed |= is_disturbed;
        is_disturbed || (calibration.ended_ms.len() > 1 && elapsed_ms >= ENOUGH_MS)
    }

    /// Its first half has warmed up, the second one counts; all of a single epoch, if it came to no more. Where it came
    /// to none, nothing can be measured.
    fn note_calibration(&mut self, kind: DeviceKind) {
        let Some(calibration) = &self.studies.calibration else {
            return;
        };
        let speeds = &mut self.devices.speeds;
        let (warm, counted) = calibration
            .ended_ms
            .split_at(calibration.ended_ms.len() / 2);
        match counted.last() {
            _ if calibration.is_disturbed => {}
            Some(last) => {
                let since = warm.last().copied().unwrap_or(0.0);
                let seconds = (last - since) / counted.len() as f64 / 1e3;
                speeds.note(kind, Training::Alone, &calibration.hyperparams, seconds);
            }
            None => speeds.fail(kind),
        }
    }

    /// What a run tells of its device when it ends.
    pub(super) fn note_speed(&mut self, id: RunId) {
        let Some(run) = self.runs.get(id) else {
            return;
        };
        if let [first, .., last] = run.history.epochs.as_slice() {
            let epochs = (last.epoch - first.epoch) as f64;
            let seconds = (last.elapsed_ms - first.elapsed_ms) / epochs / 1e3;
            let speeds = &mut self.devices.speeds;
            speeds.note(run.device, Training::SingleRun, &run.checked, seconds);
        }
    }
}

/// Short epochs of what is going to be trained, or of the defaults where that cannot be trained, or not for so
/// short a time: a warm-up, say, may be longer.
fn short_run(base: &HyperParams) -> Option<CheckedHyperParams> {
    let defaults = HyperParams::default();
    let bases = [base, &defaults].into_iter();
    bases
        .filter(|base| base.check().is_ok())
        .find_map(|base| shortened(base).check().ok())
}

fn shortened(base: &HyperParams) -> HyperParams {
    let number = |row| base.get(row).number().unwrap_or(MOST_IMAGES);
    let batch = number(&BATCH_SIZE);
    let images = (batch * BATCHES).clamp(FEWEST_IMAGES, MOST_IMAGES);
    let images = images.min(number(&TRAIN_IMAGES));
    base.clone()
        // How fast it is does not hang on what the images show.
        .with(&DATA, "")
        .with(&TRAIN_IMAGES, images)
        .with(&BATCH_SIZE, batch.min(images))
        .with(&VALIDATION_SPLIT, HELD_OUT)
        .with(&EARLY_STOPPING, false)
        .with(&EPOCHS, EPOCHS_AT_MOST)
}
