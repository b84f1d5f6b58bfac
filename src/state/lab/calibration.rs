//! How fast this machine is, and on what device a study is trained.

use super::{Lab, LabEffect, Task};
use crate::hyperparams::catalog::{
    BATCH_SIZE, EARLY_STOPPING, EPOCHS, TRAIN_IMAGES, VALIDATION_SPLIT,
};
use crate::hyperparams::{CheckedHyperParams, HyperParams};
use crate::protocol::{Adapter, DeviceKind, Pace, TrainerEvent, WorkerId};
use crate::state::DeviceChoice;
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

impl Lab {
    /// What the look for a GPU has found, and what the visitor has chosen.
    pub fn set_device(&mut self, choice: DeviceChoice, adapter: Option<Adapter>) -> Vec<LabEffect> {
        self.choice = choice;
        self.adapter = adapter;
        self.work()
    }

    /// Measures the devices that a study may run on, unless that has been done or something is under way.
    pub fn calibrate(&mut self, base: &HyperParams) -> Vec<LabEffect> {
        if self.crew.jobs().next().is_some() {
            return Vec::new();
        }
        let kinds = [DeviceKind::Cpu, DeviceKind::WebGpu].into_iter();
        let unknown = |kind: &DeviceKind| *self.calibration(*kind) == Calibration::Unknown;
        let Some(kind) = kinds.filter(|kind| self.may_use(*kind)).find(unknown) else {
            return Vec::new();
        };
        let Some(hyperparams) = short_run(base) else {
            return Vec::new();
        };
        *self.calibration_mut(kind) = Calibration::Running {
            hyperparams: Box::new(hyperparams.clone()),
            first_epoch_ms: None,
        };
        let id = self.crew.hire(kind);
        let start = LabEffect::StartWorker(id, kind);
        vec![
            start,
            self.begin_run(id, Task::Calibration, hyperparams, Pace::Through),
        ]
    }

    pub(super) fn hear_of_calibration(
        &mut self,
        id: WorkerId,
        event: TrainerEvent,
    ) -> Vec<LabEffect> {
        let Some(kind) = self.crew.member(id).map(|member| member.kind) else {
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
        self.crew.release(id);
        let mut effects = Vec::new();
        // A GPU's memory is not kept for a study that may never come; a CPU worker waits for it.
        if kind == DeviceKind::WebGpu {
            effects.push(self.send_away(id));
        }
        effects.extend(self.work());
        effects.extend(self.calibrate(&HyperParams::default()));
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

    /// The GPU is not used any more in this visit.
    pub(super) fn give_up_gpu(&mut self, message: &str) -> Vec<LabEffect> {
        self.gpu = Calibration::Failed;
        let notice = format!("The GPU gave up: {message}. The study goes on on the CPU.");
        let is_running = self
            .active
            .as_ref()
            .is_some_and(super::ActiveStudy::is_running);
        is_running
            .then_some(LabEffect::Notice(notice))
            .into_iter()
            .collect()
    }

    fn calibration(&self, kind: DeviceKind) -> &Calibration {
        match kind {
            DeviceKind::Cpu => &self.cpu,
            DeviceKind::WebGpu => &self.gpu,
        }
    }

    fn calibration_mut(&mut self, kind: DeviceKind) -> &mut Calibration {
        match kind {
            DeviceKind::Cpu => &mut self.cpu,
            DeviceKind::WebGpu => &mut self.gpu,
        }
    }

    /// Whether the visitor's choice and the machine allow a device at all.
    fn may_use(&self, kind: DeviceKind) -> bool {
        let has_adapter = match (&self.adapter, self.choice) {
            (Some(Adapter::Usable { .. }), _) => true,
            // Computed on the CPU, and so only for who insists.
            (Some(Adapter::Software { .. }), DeviceChoice::WebGpu) => true,
            _ => false,
        };
        match (kind, self.choice) {
            (DeviceKind::Cpu, _) => true,
            (DeviceKind::WebGpu, DeviceChoice::Cpu) => false,
            (DeviceKind::WebGpu, _) => has_adapter && self.gpu != Calibration::Failed,
        }
    }

    /// What a study is trained on: what is chosen, else what finishes it first.
    pub(super) fn device(&self) -> DeviceKind {
        if !self.may_use(DeviceKind::WebGpu) {
            return DeviceKind::Cpu;
        }
        let Some(study) = self.active.as_ref().map(|active| &active.study) else {
            return DeviceKind::Cpu;
        };
        let seconds = |kind| Some(self.speed(kind)?.remaining(study, self.hands(kind)));
        match (
            self.choice,
            seconds(DeviceKind::Cpu),
            seconds(DeviceKind::WebGpu),
        ) {
            (DeviceChoice::WebGpu, ..) => DeviceKind::WebGpu,
            (_, Some(cpu), Some(gpu)) if gpu < cpu => DeviceKind::WebGpu,
            _ => DeviceKind::Cpu,
        }
    }

    /// Workers that a study gets on a device.
    pub(super) fn hands(&self, kind: DeviceKind) -> usize {
        match kind {
            DeviceKind::Cpu => self.workers,
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
        let kind = self
            .crew
            .members()
            .first()
            .map_or(DeviceKind::Cpu, |member| member.kind);
        // Better a guess that will be refined than none, once the study itself tells.
        let guess = Speed {
            seconds_per_work: f64::NAN,
            launch: launch(kind),
        };
        let speed = self.speed(kind).unwrap_or(guess).refined(study);
        let seconds = speed.remaining(study, self.hands(kind));
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
