//! The test's run against runs that others make.

use super::*;
use crate::dataset::{IMAGE_PIXELS, Images};
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::*;
use crate::training::device::open_cpu;
use crate::training::{Tick, fit};

/// Images of ten kinds of stripes, each a digit.
fn dataset(train: usize) -> Arc<Dataset> {
    let images = |count: usize| {
        let pixel = |at: usize| {
            let (image, place) = (at / IMAGE_PIXELS, at % IMAGE_PIXELS);
            if place % 10 == image % 10 {
                200
            } else {
                (image * 7 + place) as u8 % 50
            }
        };
        Arc::new(Images {
            pixels: (0..count * IMAGE_PIXELS).map(pixel).collect(),
            labels: (0..count).map(|image| (image % 10) as u8).collect(),
        })
    };
    Arc::new(Dataset {
        train: vec![images(train)],
        test: images(10),
    })
}

/// 10 batches an epoch.
fn params() -> HyperParams {
    HyperParams::default()
        .with(&TRAIN_IMAGES, 200.0)
        .with(&BATCH_SIZE, 20.0)
        .with(&HIDDEN_UNITS, "8")
        .with(&EPOCHS, 10.0)
        .with(&DROPOUT, 0.2)
}

fn tested(params: &HyperParams) -> RangeTest {
    let mut test = RangeTest::new(params.check().unwrap(), dataset(200), &open_cpu());
    while !pollster::block_on(test.step()).unwrap() {}
    test
}

#[test]
fn the_losses_are_those_of_a_run_whose_rate_is_set_before_each_step() {
    let found = tested(&params());
    let losses = found.curve().losses();
    assert!(losses.len() > 40, "over several epochs: {}", losses.len());
    let mut plain = Trainer::new(
        params().check().unwrap(),
        dataset(200),
        &open_cpu(),
        Reads::Every(1),
    );
    let mut expected = Vec::new();
    while expected.len() < losses.len() {
        plain.set_learning_rate(RangeCurve::rate(expected.len()));
        if let Tick::Trained(steps) = pollster::block_on(plain.tick()).unwrap() {
            expected.extend(steps.iter().map(|step| step.loss));
        }
    }
    assert_eq!(losses, expected);
}

#[test]
fn the_same_setting_comes_to_the_same_curve_whatever_its_rate_is_and_another_seed_does_not() {
    let found = tested(&params());
    assert!(found.curve().proposal().is_some(), "{:?}", found.curve());
    let other_rate = tested(&params().with(&LEARNING_RATE, 0.5));
    assert_eq!(found.curve(), other_rate.curve());
    assert_ne!(found.curve(), tested(&params().with(&SEED, 7.0)).curve());
}

#[test]
fn a_schedule_changes_nothing() {
    let found = tested(&params().with(&LR_SCHEDULE, "cosine_decay"));
    assert_eq!(found.curve(), tested(&params()).curve());
}

#[test]
fn an_update_of_several_batches_has_their_mean_loss() {
    let accumulated = params().with(&GRADIENT_ACCUMULATION_STEPS, 2.0);
    let trainer = Trainer::new(
        accumulated.check().unwrap(),
        dataset(200),
        &open_cpu(),
        Reads::Every(1),
    );
    let losses = pollster::block_on(fit(trainer)).unwrap().step_losses;
    // Before the first update the weights are those of both runs.
    let mean = (losses[0] + losses[1]) / 2.0;
    assert_eq!(tested(&accumulated).curve().losses()[0], mean);
}

/// Units that are 0 would learn no more, and their loss would not explode.
#[test]
fn a_rate_at_which_the_loss_explodes_ends_the_test() {
    let linear = params()
        .with(&OPTIMIZER, "sgd")
        .with(&LOSS, "mean_squared_error")
        .with(&ACTIVATION, "linear")
        .with(&OUTPUT_ACTIVATION, "linear");
    let found = tested(&linear);
    let curve = found.curve();
    assert!(curve.has_exploded(), "{curve:?}");
    assert!(curve.losses().len() < 100, "{curve:?}");
}
