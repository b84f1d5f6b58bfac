//! How long a study will take: by counting its arithmetic, and by the speed that was measured.

use serde::{Deserialize, Serialize};

use super::{Study, Trial, TrialState};
use crate::hyperparams::CheckedHyperParams;

/// The work of runs, in multiply-adds of the CPU worker. Other work is counted as so many of them as take
/// the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Work(pub f64);

/// What an optimizer update costs per weight: measured as the difference between small and large batches.
const UPDATE: f64 = 97.0;
const PIXELS: usize = 28 * 28;
const CLASSES: usize = 10;
/// Images of the test set, which is evaluated after each epoch.
const TEST_IMAGES: f64 = 10_000.0;

impl Work {
    /// The work of one epoch, its evaluation included. On a GPU a step costs `launch` more, whatever its size.
    pub fn of_epoch(params: &CheckedHyperParams, launch: Self) -> Self {
        let units = params.hidden_layers.iter().map(|layer| layer.units);
        let widths: Vec<usize> = [PIXELS].into_iter().chain(units).chain([CLASSES]).collect();
        let layer = |pair: &[usize]| (pair[0] * pair[1]) as f64;
        let weights: f64 = widths.windows(2).map(layer).sum();
        // Forward, and backward twice; the images themselves need no gradient.
        let an_image = 3.0 * weights - layer(&widths[..2]);
        let held_out = params.train_images - params.images_per_epoch();
        let evaluated = if held_out > 0 {
            held_out as f64
        } else {
            TEST_IMAGES
        };
        let steps = params.steps_per_epoch() as f64;
        Self(
            an_image * params.images_per_epoch() as f64
                + (UPDATE * weights + launch.0) * steps
                + weights * evaluated,
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

    /// Seconds until a study's last trial has ended, with so many workers.
    pub fn remaining(&self, study: &Study, workers: usize) -> f64 {
        let works: Vec<f64> = study
            .trials()
            .iter()
            .map(|trial| self.work_left(study, trial))
            .collect();
        let all: f64 = works.iter().sum::<f64>() + self.work_to_draw(study).0;
        let longest = works.iter().copied().fold(0.0, f64::max);
        (all / workers.max(1) as f64).max(longest) * self.seconds_per_work
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
    use crate::study::testing::{apply, finished, plan, whole_trial};

    fn work(params: &HyperParams) -> f64 {
        Work::of_epoch(&params.check().unwrap(), Work(0.0)).0
    }

    fn post() -> HyperParams {
        HyperParams::default().with(&TRAIN_IMAGES, 60_000.0)
    }

    /// The epochs that were measured: 1.15 s at batch 1000, 1.44 s at 128, and 5.2 s with 4 × 256 nodes.
    #[test]
    fn the_work_explains_the_epochs_that_were_measured() {
        let large = work(&post().with(&BATCH_SIZE, 1000.0));
        let small = work(&post().with(&BATCH_SIZE, 128.0));
        let wide = post()
            .with(&BATCH_SIZE, 1000.0)
            .with(&N_LAYERS, 4.0)
            .with(&N_NODES, 256.0);
        assert!(
            (small / large - 1.44 / 1.15).abs() < 0.1,
            "{}",
            small / large
        );
        assert!(
            (work(&wide) / large - 5.2 / 1.15).abs() < 1.2,
            "{}",
            work(&wide) / large
        );
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
        let study = Study::new(plan(2));
        let one = UNIT.remaining(&study, 1);
        assert!((UNIT.remaining(&study, 2) - one / 2.0).abs() < 1e-9);
        let many = UNIT.remaining(&study, 1000);
        assert!(many > 0.0 && many < one, "no faster than the longest run");
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
