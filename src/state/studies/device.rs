//! On what device a study is trained, and how long that takes.

use super::ActiveStudy;
use crate::protocol::DeviceKind;
use crate::state::speeds::{Training, launch};
use crate::state::{DeviceChoice, Effect, State};
use crate::study::{Speed, Study};

impl State {
    /// The GPU is not used any more until somebody chooses a device anew.
    pub(super) fn give_up_gpu(&mut self, message: &str) -> Vec<Effect> {
        self.devices.speeds.fail(DeviceKind::WebGpu);
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

    /// Whether a study may be trained on a device.
    fn may_use(&self, kind: DeviceKind) -> bool {
        let works = !self.devices.speeds.has_failed(kind);
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
        let seconds = |kind| {
            Some(
                self.speed(kind, study)?
                    .remaining(study, self.count_on(kind)),
            )
        };
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

    /// How fast a device trains a study, as far as it was measured.
    fn speed(&self, kind: DeviceKind, study: &Study) -> Option<Speed> {
        let setting = study.plan().settings().first()?;
        let speeds = &self.devices.speeds;
        speeds.of(kind, Training::Alone, &setting.checked)
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
        let speed = self.speed(kind, study).unwrap_or_else(|| by_page(guess));
        let speed = speed.refined(study);
        let seconds = speed.remaining(study, self.count_on(kind));
        seconds.is_finite().then_some(seconds)
    }
}
