//! How long a study will take: by counting its arithmetic, and by the speed that was measured.

use serde::{Deserialize, Serialize};

use super::{Study, Trial, TrialState};
use crate::hyperparams::CheckedHyperParams;

/// The work of runs, in multiply-adds of the CPU worker. Other work is counted as so many of them as take
/// the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Work(pub f64);

/// What is not a multiply-add of a dense layer, in as many of them as take the same time: fitted to steps of 19 shapes,
/// of 1 to 5 layers, 32 to 512 nodes and batches of 32 to 5000, in Chromium; it is within 10 % of each.
mod cost {
    /// A step, for each layer.
    pub const LAYER: f64 = 450e3;
    /// An image on its way into a batch.
    pub const IMAGE: f64 = 19e3;
    /// An image that is given noise, beyond that.
    pub const NOISE: f64 = 60e3;
    /// An optimizer's update, for each weight.
    pub const UPDATE: f64 = 37.0;
    /// A weight of the first layer, for an image, in one direction: four fifths of its products are with 0, and left out.
    pub const SPARSE: f64 = 0.3;
}
const PIXELS: usize = 28 * 28;
const CLASSES: usize = 10;

impl Work {
    /// The work of one epoch, its evaluation included. On a GPU a step costs `launch` more, whatever its size.
    pub fn of_epoch(params: &CheckedHyperParams, launch: Self) -> Self {
        let units = params.hidden_layers.iter().map(|layer| layer.units);
        let widths: Vec<usize> = units.chain([CLASSES]).collect();
        let first = (PIXELS * widths[0]) as f64;
        let others = widths.windows(2).map(|pair| (pair[0] * pair[1]) as f64);
        let others: f64 = others.sum();
        let has_noise = params.gaussian_noise > 0.0;
        let (first_of_image, noise) = match has_noise {
            true => (first, cost::NOISE),
            false => (cost::SPARSE * first, 0.0),
        };
        // Forward, and backward twice; the images themselves need no gradient.
        let an_image = 2.0 * first_of_image + 3.0 * others + cost::IMAGE + noise;
        let a_step = cost::UPDATE * (first + others) + cost::LAYER * (widths.len() - 1) as f64;
        let held_out = params.train_images - params.images_per_epoch();
        let evaluated = if held_out > 0 {
            held_out as f64
        } else {
            params.data.test_images() as f64
        };
        let steps = params.steps_per_epoch() as f64;
        Self(
            an_image * params.images_per_epoch() as f64
                + (a_step + launch.0) * steps
                + (cost::SPARSE * first + others) * evaluated,
        )
    }

    fn of_epochs_left(params: &CheckedHyperParams, done: usize, launch: Self) -> Self {
        let epochs = params.epochs.saturating_sub(done) as f64;
        Self(Self::of_epoch(params, launch).0 * epochs)
    }
}

/// What is known of the time that a study takes on one kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speed {
    /// Of one worker, while all of them work.
    pub seconds_per_work: f64,
    /// Of a step on a GPU; nothing on the CPU.
    pub launch: Work,
}

impl Speed {
    /// By what an epoch of these hyperparameters has taken, in seconds.
    pub fn measured(params: &CheckedHyperParams, seconds: f64, launch: Work) -> Self {
        let work = Work::of_epoch(params, launch);
        Self {
            seconds_per_work: seconds / work.0.max(1.0),
            launch,
        }
    }

    /// Refined by the epochs that a study has come through, once they say more than a calibration.
    #[must_use]
    pub fn refined(self, study: &Study) -> Self {
        let (mut seconds, mut work) = (0.0, 0.0);
        for trial in study.trials() {
            let Some(last) = trial.history.last() else {
                continue;
            };
            seconds += last.elapsed_ms / 1e3;
            let checked = &study.setting_of(trial).checked;
            work += Work::of_epoch(checked, self.launch).0 * last.epoch as f64;
        }
        if seconds < ENOUGH_SECONDS {
            return self;
        }
        Self {
            seconds_per_work: seconds / work,
            ..self
        }
    }

    /// Seconds until a study's last trial has ended, with so many workers: each takes the next one in line when its own
    /// has ended, so a long one at the end is waited for by all others.
    pub fn remaining(&self, study: &Study, workers: usize) -> f64 {
        let mut busy = vec![0.0_f64; workers.max(1)];
        for trial in study.trials() {
            let first_free = busy.iter_mut().min_by(|a, b| a.total_cmp(b));
            if let Some(busy) = first_free {
                *busy += self.work_left(study, trial);
            }
        }
        let last = busy.iter().copied().fold(0.0, f64::max);
        let to_draw = self.work_to_draw(study).0 / busy.len() as f64;
        (last + to_draw) * self.seconds_per_work
    }

    /// Of the settings that are still to be drawn, each as much as those that are there on average.
    fn work_to_draw(&self, study: &Study) -> Work {
        let settings = study.plan().settings();
        let works = settings.iter();
        let works = works.map(|it| Work::of_epochs_left(&it.checked, 0, self.launch).0);
        let mean = works.sum::<f64>() / settings.len().max(1) as f64;
        Work(mean * (study.to_draw() * study.seeds()) as f64)
    }

    fn work_left(&self, study: &Study, trial: &Trial) -> f64 {
        if trial.state.has_ended() {
            return 0.0;
        }
        let done = if trial.state == TrialState::Running {
            trial.epochs()
        } else {
            0
        };
        let checked = &study.setting_of(trial).checked;
        Work::of_epochs_left(checked, done, self.launch).0
    }
}

/// Training that says more of a machine's speed than the calibration does.
const ENOUGH_SECONDS: f64 = 1.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;
    use crate::study::Distribution;
    use crate::study::testing::{apply, definition, finished, plan, whole_trial};

    fn work(params: &HyperParams) -> f64 {
        Work::of_epoch(&params.check().unwrap(), Work(0.0)).0
    }

    fn post() -> HyperParams {
        HyperParams::default().with(&TRAIN_IMAGES, 60_000.0)
    }

    /// Microseconds of a step, as the benchmark takes them apart: 739 of the defaults at batch 128, 4,870 at 1000, 27,575
    /// with 4 × 256 nodes, 1,375 with one layer of 32.
    #[test]
    fn the_work_explains_the_steps_that_were_measured() {
        let step = |layers: f64, nodes: f64, batch: f64| {
            let params = post().with(&N_LAYERS, layers).with(&N_NODES, nodes);
            let params = params.with(&BATCH_SIZE, batch).check().unwrap();
            let evaluated = 10_000.0 * evaluation(layers, nodes);
            (Work::of_epoch(&params, Work(0.0)).0 - evaluated) / params.steps_per_epoch() as f64
        };
        let usual = step(2.0, 128.0, 1000.0) / 4_870.0;
        for (layers, nodes, batch, microseconds) in [
            (2.0, 128.0, 128.0, 739.0),
            (4.0, 256.0, 1000.0, 27_575.0),
            (1.0, 32.0, 1000.0, 1_375.0),
        ] {
            let ratio = step(layers, nodes, batch) / microseconds / usual;
            assert!((ratio - 1.0).abs() < 0.1, "{layers} × {nodes}: {ratio}");
        }
    }

    /// Of one image.
    fn evaluation(layers: f64, nodes: f64) -> f64 {
        0.3 * 784.0 * nodes + nodes * nodes * (layers - 1.0) + 10.0 * nodes
    }

    #[test]
    fn with_noise_no_pixel_is_0_so_all_products_are_made() {
        let ratio = work(&post().with(&GAUSSIAN_NOISE, 0.1)) / work(&post());
        assert!((1.5..2.5).contains(&ratio), "{ratio}");
    }

    #[test]
    fn a_launch_makes_small_batches_dear() {
        let checked = post().check().unwrap();
        let launch = Work(1e9);
        let dear = Work::of_epoch(&checked, launch).0;
        let steps = checked.steps_per_epoch() as f64;
        assert_eq!(dear - Work::of_epoch(&checked, Work(0.0)).0, steps * 1e9);
    }

    const UNIT: Speed = Speed {
        seconds_per_work: 1e-9,
        launch: Work(0.0),
    };

    #[test]
    fn two_workers_need_half_the_time() {
        // Learning rates, of which each run takes as long as the others.
        let mut definition = definition(2);
        definition.space.truncate(1);
        let study = Study::new(definition.check().unwrap());
        let one = UNIT.remaining(&study, 1);
        assert!((UNIT.remaining(&study, 2) - one / 2.0).abs() < 1e-9);
        let many = UNIT.remaining(&study, 1000);
        assert!(many > 0.0 && many < one, "no faster than the longest run");
    }

    #[test]
    fn a_long_run_at_the_end_is_waited_for() {
        let mut definition = definition(1);
        definition.space = vec![Distribution::list(&EPOCHS, [10.0, 11.0, 40.0])];
        let study = Study::new(definition.check().unwrap());
        // Of 61 epochs one worker has 10 and then 40, the other 11.
        let one = UNIT.remaining(&study, 1);
        assert!((UNIT.remaining(&study, 2) / one - 50.0 / 61.0).abs() < 1e-9);
    }

    #[test]
    fn what_has_ended_takes_no_more_time() {
        let mut study = Study::new(plan(1));
        let before = UNIT.remaining(&study, 1);
        apply(&mut study, &whole_trial(0, &[0.5, 0.6]));
        assert!(UNIT.remaining(&study, 1) < before);
        assert_eq!(UNIT.remaining(&finished(1, &[0.1, 0.2, 0.3, 0.4]), 1), 0.0);
    }

    #[test]
    fn what_a_study_has_trained_refines_the_speed() {
        let slow = Speed {
            seconds_per_work: 1.0,
            ..UNIT
        };
        let little = slow.refined(&finished(1, &[0.5]));
        assert_eq!(little, slow, "two epochs of a tenth of a second say little");
        let mut study = Study::new(plan(1));
        let accuracies = [0.5; 20];
        apply(&mut study, &whole_trial(0, &accuracies));
        let checked = &study.plan().settings()[0].checked;
        let expected = 0.1 / Work::of_epoch(checked, Work(0.0)).0;
        assert!((slow.refined(&study).seconds_per_work / expected - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_calibration_predicts_its_own_epoch() {
        let checked = post().check().unwrap();
        let speed = Speed::measured(&checked, 1.5, Work(0.0));
        assert!((speed.seconds_per_work * work(&post()) - 1.5).abs() < 1e-9);
    }
}
