//! How fast this machine is, and on what device a study is trained.

use super::ActiveStudy;
use crate::hyperparams::catalog::{
    BATCH_SIZE, EARLY_STOPPING, EPOCHS, TRAIN_IMAGES, VALIDATION_SPLIT,
};
use crate::hyperparams::{CheckedHyperParams, HyperParams};
use crate::protocol::{DeviceKind, Pace, TrainerEvent, WorkerId};
use crate::state::workers::Task;
use crate::state::{DeviceChoice, Effect, State};
use crate::study::{Speed, Study, Work};

/// What is known of a device's speed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Calibration {
    #[default]
    Unknown,
    /// A short run is under way: what it trains, and when its first epoch had ended.
    Running {
        hyperparams: Box<CheckedHyperParams>,
        first_epoch_ms: Option<f64>,
    },
    Known(Speed),
    /// It cannot be used.
    Failed,
}

/// What launching a GPU's kernels for a step costs, in a CPU's multiply-adds: about half a millisecond.
const LAUNCH: Work = Work(7e6);
/// Images of a calibration: a fraction of a second, and what the page has loaded anyway.
const IMAGES: f64 = 10_000.0;

impl State {
    /// Measures the devices that a study may run on, unless that has been done or something is under way.
    pub fn calibrate(&mut self) -> Vec<Effect> {
        if self.workers.jobs().next().is_some() {
            return Vec::new();
        }
        let kinds = [DeviceKind::Cpu, DeviceKind::WebGpu].into_iter();
        let unknown = |kind: &DeviceKind| *self.calibration(*kind) == Calibration::Unknown;
        let Some(kind) = kinds.filter(|kind| self.may_use(*kind)).find(unknown) else {
            return Vec::new();
        };
        let Some(hyperparams) = short_run(self.form.hyperparams()) else {
            return Vec::new();
        };
        *self.calibration_mut(kind) = Calibration::Running {
            hyperparams: Box::new(hyperparams.clone()),
            first_epoch_ms: None,
        };
        let id = self.workers.add(kind);
        let start = Effect::StartWorker(id, kind);
        vec![
            start,
            self.begin_run(id, Task::Calibration, hyperparams, Pace::Through),
        ]
    }

    pub(super) fn hear_of_calibration(&mut self, id: WorkerId, event: TrainerEvent) -> Vec<Effect> {
        let Some(kind) = self.workers.get(id).map(|worker| worker.kind) else {
            return Vec::new();
        };
        match event {
            TrainerEvent::EpochEnd { metrics, .. } => {
                self.calibrated(kind, metrics.elapsed_ms);
                return Vec::new();
            }
            TrainerEvent::TrainEnd { .. } => {}
            TrainerEvent::Failed { .. } => self.calibration_failed(kind),
            _ => return Vec::new(),
        }
        self.workers.release(id);
        let mut effects = Vec::new();
        // A GPU's memory is not kept for a study that may never come; a CPU worker waits for it.
        if kind == DeviceKind::WebGpu {
            effects.push(self.end_worker(id));
        }
        effects.extend(self.work());
        effects.extend(self.calibrate());
        effects
    }

    /// The first epoch warms up, the second is measured.
    fn calibrated(&mut self, kind: DeviceKind, elapsed_ms: f64) {
        let calibration = self.calibration_mut(kind);
        let Calibration::Running {
            hyperparams,
            first_epoch_ms,
        } = calibration
        else {
            return;
        };
        match *first_epoch_ms {
            None => *first_epoch_ms = Some(elapsed_ms),
            Some(before) => {
                let seconds = (elapsed_ms - before) / 1e3;
                let speed = Speed::measured(hyperparams, seconds, launch(kind));
                *calibration = Calibration::Known(speed);
            }
        }
    }

    pub(super) fn calibration_failed(&mut self, kind: DeviceKind) {
        *self.calibration_mut(kind) = Calibration::Failed;
    }

    /// The GPU is not used any more until somebody chooses a device anew.
    pub(super) fn give_up_gpu(&mut self, message: &str) -> Vec<Effect> {
        self.studies.gpu = Calibration::Failed;
        self.devices.lose_gpu(format!("The GPU failed: {message}"));
        let active = self.studies.active.as_ref();
        if active.is_some_and(ActiveStudy::is_running) {
            self.notify(format!(
                "The GPU failed: {message}. The study continues on the CPU."
            ));
        }
        match self.runs.active() {
            Some(_) => Vec::new(),
            None => self.settle_device(),
        }
    }

    /// Somebody has chosen a device: what could not be measured may be tried again.
    pub(in crate::state) fn measure_anew(&mut self) {
        for calibration in [&mut self.studies.cpu, &mut self.studies.gpu] {
            if *calibration == Calibration::Failed {
                *calibration = Calibration::Unknown;
            }
        }
    }

    fn calibration(&self, kind: DeviceKind) -> &Calibration {
        match kind {
            DeviceKind::Cpu => &self.studies.cpu,
            DeviceKind::WebGpu => &self.studies.gpu,
        }
    }

    fn calibration_mut(&mut self, kind: DeviceKind) -> &mut Calibration {
        match kind {
            DeviceKind::Cpu => &mut self.studies.cpu,
            DeviceKind::WebGpu => &mut self.studies.gpu,
        }
    }

    /// Whether a study may be trained on a device.
    fn may_use(&self, kind: DeviceKind) -> bool {
        let works = *self.calibration(kind) != Calibration::Failed;
        self.devices.allows(kind) && (works || kind == DeviceKind::Cpu)
    }

    /// What a study is trained on: what is chosen, else what finishes it first.
    pub(in crate::state) fn study_device(&self) -> DeviceKind {
        if !self.may_use(DeviceKind::WebGpu) {
            return DeviceKind::Cpu;
        }
        let Some(study) = self.studies.active.as_ref().map(|active| &active.study) else {
            return DeviceKind::Cpu;
        };
        let seconds = |kind| Some(self.speed(kind)?.remaining(study, self.count_on(kind)));
        match (
            self.devices.choice,
            seconds(DeviceKind::Cpu),
            seconds(DeviceKind::WebGpu),
        ) {
            (DeviceChoice::WebGpu, ..) => DeviceKind::WebGpu,
            (_, Some(cpu), Some(gpu)) if gpu < cpu => DeviceKind::WebGpu,
            _ => DeviceKind::Cpu,
        }
    }

    /// Workers that a study gets on a device.
    pub(super) fn count_on(&self, kind: DeviceKind) -> usize {
        match kind {
            DeviceKind::Cpu => self.workers.wanted(),
            DeviceKind::WebGpu => 1,
        }
    }

    fn speed(&self, kind: DeviceKind) -> Option<Speed> {
        match self.calibration(kind) {
            Calibration::Known(speed) => Some(*speed),
            _ => None,
        }
    }

    /// Seconds that a study has still to go, as far as it can be known.
    pub(super) fn seconds_left(&self, study: &Study) -> Option<f64> {
        let first = self.workers.of_study().next();
        let kind = first.map_or(DeviceKind::Cpu, |worker| worker.kind);
        // Better a guess that will be refined than none, once the study itself tells, or the one on the page.
        let guess = Speed {
            seconds_per_work: f64::NAN,
            launch: launch(kind),
        };
        let on_page = self.studies.active.as_ref();
        let by_page = |speed: Speed| match on_page {
            Some(active) => speed.refined(&active.study),
            None => speed,
        };
        let speed = self.speed(kind).unwrap_or_else(|| by_page(guess));
        let speed = speed.refined(study);
        let seconds = speed.remaining(study, self.count_on(kind));
        seconds.is_finite().then_some(seconds)
    }
}

fn launch(kind: DeviceKind) -> Work {
    match kind {
        DeviceKind::Cpu => Work(0.0),
        DeviceKind::WebGpu => LAUNCH,
    }
}

/// Two short epochs of what a study is going to train, or of the defaults where that cannot be trained, or not for so
/// short a time: a warm-up, say, may be longer.
fn short_run(base: &HyperParams) -> Option<CheckedHyperParams> {
    let defaults = HyperParams::default();
    let bases = [base, &defaults].into_iter();
    bases
        .filter(|base| base.check().is_ok())
        .find_map(|base| shortened(base).check().ok())
}

fn shortened(base: &HyperParams) -> HyperParams {
    let images = base
        .get(&TRAIN_IMAGES)
        .number()
        .unwrap_or(IMAGES)
        .min(IMAGES);
    let batch = base.get(&BATCH_SIZE).number().unwrap_or(1.0).min(images);
    base.clone()
        .with(&TRAIN_IMAGES, images)
        .with(&BATCH_SIZE, batch)
        .with(&VALIDATION_SPLIT, 0.0)
        .with(&EARLY_STOPPING, false)
        .with(&EPOCHS, 2.0)
}
