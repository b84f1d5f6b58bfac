//! How fast the devices are: what was measured, and with which network in which batches.

use serde::{Deserialize, Serialize};

use crate::hyperparams::CheckedHyperParams;
use crate::protocol::DeviceKind;
use crate::study::{Speed, Work};

/// What was measured so far, for every device and every shape that has been trained.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Speeds {
    /// The latest last.
    measured: Vec<Measured>,
    /// Devices on which nothing can be measured.
    #[serde(skip)]
    failed: Vec<DeviceKind>,
}

/// What a browser keeps from one visit to the next: all this holds for one GPU.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptSpeeds<S> {
    pub gpu: String,
    pub speeds: S,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Measured {
    kind: DeviceKind,
    training: Training,
    shape: Shape,
    speed: Speed,
}

/// Who has trained when it was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Training {
    /// One worker by itself, as a study has them.
    Alone,
    /// A single run, which other workers may have helped with.
    SingleRun,
}

/// What a step's time depends on most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Shape {
    units: Vec<usize>,
    batch_size: usize,
    /// The work of a step, launches left out.
    step: f64,
}

/// Measurements that are kept: far more than anybody makes.
const MOST: usize = 100;
/// What launching a GPU's kernels for a step costs, in a CPU's multiply-adds: about half a millisecond. It says how a
/// GPU's time at one size follows from that at another.
const LAUNCH: Work = Work(7e6);

impl Shape {
    fn of(params: &CheckedHyperParams) -> Self {
        let epoch = Work::of_epoch(params, Work(0.0)).0;
        Self {
            units: params.hidden_layers.iter().map(|it| it.units).collect(),
            batch_size: params.batch_size,
            step: epoch / params.steps_per_epoch().max(1) as f64,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.units, self.batch_size) == (&other.units, other.batch_size)
    }

    /// 0 of the same shape; more, the less one tells of the other.
    fn distance(&self, other: &Self) -> f64 {
        if self.is_same(other) {
            return 0.0;
        }
        1.0 + (self.step / other.step).ln().abs()
    }
}

impl Measured {
    /// Whether this can have been measured: a browser's storage holds what anybody wrote there.
    fn is_sound(&self) -> bool {
        let numbers = [self.speed.seconds_per_work, self.shape.step];
        let launch = self.speed.launch.0;
        numbers.iter().all(|it| it.is_normal() && *it > 0.0) && launch.is_finite() && launch >= 0.0
    }
}

impl Speeds {
    /// Without what cannot have been measured, and no more than is kept.
    pub fn sound(mut self) -> Self {
        self.measured.retain(Measured::is_sound);
        self.measured.truncate(MOST);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.measured.is_empty()
    }

    /// Takes what an epoch of these hyperparameters has taken, in seconds.
    pub fn note(
        &mut self,
        kind: DeviceKind,
        training: Training,
        params: &CheckedHyperParams,
        seconds: f64,
    ) {
        let shape = Shape::of(params);
        let speed = Speed::measured(params, seconds, launch(kind));
        let is_older =
            |it: &Measured| it.kind == kind && it.training == training && it.shape.is_same(&shape);
        self.measured.retain(|it| !is_older(it));
        if self.measured.len() == MOST {
            self.measured.remove(0);
        }
        self.measured.push(Measured {
            kind,
            training,
            shape,
            speed,
        });
    }

    /// A device on which a measurement was tried in vain.
    pub fn fail(&mut self, kind: DeviceKind) {
        if !self.has_failed(kind) {
            self.failed.push(kind);
        }
    }

    pub fn has_failed(&self, kind: DeviceKind) -> bool {
        self.failed.contains(&kind)
    }

    /// What could not be measured may be tried again.
    pub fn forget_failures(&mut self) {
        self.failed.clear();
    }

    /// Whether this very shape has been measured, or cannot be.
    pub fn is_settled(&self, kind: DeviceKind, params: &CheckedHyperParams) -> bool {
        let shape = Shape::of(params);
        let is_it = |it: &Measured| it.kind == kind && it.shape.is_same(&shape);
        self.has_failed(kind) || self.measured.iter().any(is_it)
    }

    /// How fast a device trains this: by the shape itself, else by the one that is most like it.
    pub fn of(
        &self,
        kind: DeviceKind,
        training: Training,
        params: &CheckedHyperParams,
    ) -> Option<Speed> {
        let shape = Shape::of(params);
        let distance = |it: &Measured| {
            let far = it.shape.distance(&shape);
            // A study's workers are not helped; of a run what it came to itself tells most.
            let other = f64::from(u8::from(it.training != training));
            far + other * 1e-3
        };
        let of_kind = self.measured.iter().filter(|it| it.kind == kind);
        let meant = of_kind.filter(|it| training == Training::SingleRun || it.training == training);
        let nearest = meant.min_by(|one, other| distance(one).total_cmp(&distance(other)));
        nearest.map(|it| it.speed)
    }

    /// The device that trains a single run sooner, and how many times the other one's time is; `None` before both are
    /// known.
    pub fn faster(&self, params: &CheckedHyperParams) -> Option<(DeviceKind, f64)> {
        let seconds = |kind| {
            let speed = self.of(kind, Training::SingleRun, params)?;
            Some(speed.seconds_per_work * Work::of_epoch(params, speed.launch).0)
        };
        let (cpu, gpu) = (seconds(DeviceKind::Cpu)?, seconds(DeviceKind::WebGpu)?);
        Some(match gpu < cpu {
            true => (DeviceKind::WebGpu, cpu / gpu),
            false => (DeviceKind::Cpu, gpu / cpu),
        })
    }
}

/// What a step costs on a device beyond its arithmetic.
pub fn launch(kind: DeviceKind) -> Work {
    match kind {
        DeviceKind::Cpu => Work(0.0),
        DeviceKind::WebGpu => LAUNCH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::{BATCH_SIZE, N_LAYERS, N_NODES};

    fn network(layers: f64, nodes: f64, batch_size: f64) -> CheckedHyperParams {
        let params = HyperParams::default().with(&N_LAYERS, layers);
        let params = params.with(&N_NODES, nodes).with(&BATCH_SIZE, batch_size);
        params.check().unwrap()
    }

    fn seconds(speed: Speed, params: &CheckedHyperParams) -> f64 {
        speed.seconds_per_work * Work::of_epoch(params, speed.launch).0
    }

    #[test]
    fn a_shape_that_was_measured_is_known_and_others_follow_from_the_nearest() {
        use DeviceKind::Cpu;
        let (small, large) = (network(1.0, 16.0, 100.0), network(4.0, 512.0, 100.0));
        let mut speeds = Speeds::default();
        assert_eq!(speeds.of(Cpu, Training::Alone, &small), None);
        speeds.note(Cpu, Training::Alone, &small, 1.0);
        speeds.note(Cpu, Training::Alone, &large, 8.0);
        let told = |speeds: &Speeds, params| {
            seconds(speeds.of(Cpu, Training::Alone, params).unwrap(), params)
        };
        assert!((told(&speeds, &small) - 1.0).abs() < 1e-9);
        assert!((told(&speeds, &large) - 8.0).abs() < 1e-9);
        let near = network(4.0, 500.0, 100.0);
        let expected =
            8.0 * Work::of_epoch(&near, Work(0.0)).0 / Work::of_epoch(&large, Work(0.0)).0;
        assert!((told(&speeds, &near) - expected).abs() < 1e-9);
        assert!(speeds.is_settled(Cpu, &small) && !speeds.is_settled(Cpu, &near));
        speeds.note(Cpu, Training::Alone, &small, 2.0);
        assert!(
            (told(&speeds, &small) - 2.0).abs() < 1e-9,
            "the latest counts"
        );
    }

    #[test]
    fn what_helpers_did_tells_of_runs_and_not_of_studies() {
        use DeviceKind::Cpu;
        let params = network(2.0, 128.0, 1000.0);
        let mut speeds = Speeds::default();
        speeds.note(Cpu, Training::SingleRun, &params, 1.0);
        assert_eq!(speeds.of(Cpu, Training::Alone, &params), None);
        speeds.note(Cpu, Training::Alone, &params, 3.0);
        let told = |training| seconds(speeds.of(Cpu, training, &params).unwrap(), &params);
        assert!((told(Training::SingleRun) - 1.0).abs() < 1e-9);
        assert!((told(Training::Alone) - 3.0).abs() < 1e-9);
    }

    #[test]
    fn the_faster_device_is_told_with_how_much_faster_it_is() {
        use DeviceKind::{Cpu, WebGpu};
        let (small, large) = (network(1.0, 16.0, 100.0), network(4.0, 512.0, 100.0));
        let mut speeds = Speeds::default();
        speeds.note(Cpu, Training::Alone, &small, 1.0);
        assert_eq!(speeds.faster(&small), None);
        speeds.note(WebGpu, Training::Alone, &small, 3.0);
        speeds.note(Cpu, Training::Alone, &large, 10.0);
        speeds.note(WebGpu, Training::Alone, &large, 4.0);
        let told = |params| {
            let (kind, times) = speeds.faster(params).unwrap();
            (kind, (times * 1e6).round() / 1e6)
        };
        assert_eq!((told(&small), told(&large)), ((Cpu, 3.0), (WebGpu, 2.5)));
    }

    #[test]
    fn a_device_that_cannot_be_measured_is_tried_again_when_somebody_asks() {
        let params = network(1.0, 16.0, 100.0);
        let mut speeds = Speeds::default();
        speeds.fail(DeviceKind::WebGpu);
        assert!(speeds.is_settled(DeviceKind::WebGpu, &params));
        assert!(!speeds.is_settled(DeviceKind::Cpu, &params));
        speeds.forget_failures();
        assert!(!speeds.is_settled(DeviceKind::WebGpu, &params));
    }

    #[test]
    fn no_more_is_kept_than_anybody_needs() {
        let mut speeds = Speeds::default();
        for nodes in 1..=(MOST + 10) {
            let params = network(1.0, nodes as f64, 100.0);
            speeds.note(DeviceKind::Cpu, Training::Alone, &params, 1.0);
        }
        assert_eq!(speeds.measured.len(), MOST);
    }
}
