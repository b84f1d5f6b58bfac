//! Whole runs of the training core on the CPU, natively and, through `wasm_cpu`, in a browser's worker.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

use std::sync::{Arc, OnceLock};

use tuneground::dataset::{Dataset, TEST_SHARD, TRAIN_SHARDS, decode_shard};
use tuneground::hyperparams::catalog::*;
use tuneground::hyperparams::{HyperParams, Kind};
use tuneground::metrics::Outcome;
use tuneground::study::kept_epoch;
use tuneground::training::device::open_cpu;
use tuneground::training::{Reads, Trained, Trainer, fit};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// The first shard and the test images, built in so that a browser has them too.
pub fn dataset() -> Arc<Dataset> {
    static DATASET: OnceLock<Arc<Dataset>> = OnceLock::new();
    let read = || {
        let train = include_bytes!("../public/mnist/train-0.bin.gz");
        let test = include_bytes!("../public/mnist/test.bin.gz");
        Arc::new(Dataset {
            train: vec![Arc::new(decode_shard(&TRAIN_SHARDS[0], train).unwrap())],
            test: Arc::new(decode_shard(&TEST_SHARD, test).unwrap()),
        })
    };
    DATASET.get_or_init(read).clone()
}

/// Two hidden layers of 16 on 1,000 images: quick, and it learns.
fn small() -> HyperParams {
    HyperParams::default()
        .with(&N_NODES, 16.0)
        .with(&TRAIN_IMAGES, 1000.0)
        .with(&BATCH_SIZE, 100.0)
        .with(&LEARNING_RATE, 0.01)
        .with(&EPOCHS, 3.0)
}

fn run(params: &HyperParams) -> Trained {
    run_reading(params, 1)
}

/// A run that reads the results of so many steps together.
fn run_reading(params: &HyperParams, read_every: usize) -> Trained {
    let trainer = Trainer::new(
        params.check().unwrap(),
        dataset(),
        &open_cpu(),
        Reads::Every(read_every),
    );
    // On the CPU nothing ever waits, so this works in a browser too.
    pollster::block_on(fit(trainer)).unwrap()
}

/// A curve without its times, bit for bit.
fn curve(trained: &Trained) -> Vec<[u64; 4]> {
    let bits = trained.epochs.iter().map(|epoch| {
        [
            epoch.loss,
            epoch.accuracy,
            epoch.val_loss,
            epoch.val_accuracy,
        ]
        .map(f64::to_bits)
    });
    bits.collect()
}

#[test]
fn every_optimizer_learns() {
    for optimizer in Optimizer::ALL {
        let learning_rate = match optimizer {
            Optimizer::Sgd => 0.1,
            Optimizer::RmsProp => 0.01,
            Optimizer::Adagrad => 0.05,
            Optimizer::Adadelta => 2.0,
            Optimizer::Adam | Optimizer::AdamW | Optimizer::Nadam => 0.01,
            Optimizer::Adamax => 0.02,
            Optimizer::Lion => 0.001,
            Optimizer::Adafactor => 0.05,
            Optimizer::Ftrl => 0.5,
            Optimizer::Lamb | Optimizer::Muon => 0.02,
        };
        let params = small()
            .with(&OPTIMIZER, optimizer.name())
            .with(&LEARNING_RATE, learning_rate)
            .with(&BATCH_SIZE, 20.0);
        // FTRL begins again from weights near 0, from which hidden layers hardly get away.
        let params = match optimizer {
            Optimizer::Ftrl => params.with(&N_LAYERS, 0.0),
            _ => params,
        };
        let trained = run(&params);
        let (first, last) = (trained.epochs[0], trained.epochs[2]);
        assert!(last.loss < first.loss, "{optimizer:?}: {last:?}");
        assert!(last.val_accuracy > 0.6, "{optimizer:?}: {last:?}");
        assert_eq!(trained.outcome, Outcome::Completed);
    }
}

#[test]
fn the_same_seed_gives_the_same_curve_and_another_seed_another() {
    let params = small()
        .with(&DROPOUT, 0.25)
        .with(&INPUT_DROPOUT, 0.1)
        .with(&GAUSSIAN_NOISE, 0.1)
        .with(&KERNEL_INITIALIZER, "he_normal")
        .with(&BATCH_NORM, "before_activation");
    let curve_of_42 = curve(&run(&params));
    assert_eq!(curve_of_42, curve(&run(&params)));
    assert_ne!(curve_of_42, curve(&run(&params.with(&SEED, 43.0))));
}

#[test]
fn the_epochs_of_a_longer_run_begin_like_a_shorter_one() {
    let short = curve(&run(&small().with(&EPOCHS, 1.0)));
    assert_eq!(curve(&run(&small()))[..1], short);
}

#[test]
fn the_last_partial_batch_is_trained_on() {
    let params = small().with(&TRAIN_IMAGES, 950.0).with(&EPOCHS, 1.0);
    assert_eq!(run(&params).step_losses.len(), 10);
}

#[test]
fn a_batch_larger_than_the_training_images_is_all_of_them() {
    let params = small().with(&BATCH_SIZE, 5000.0);
    assert_eq!(run(&params).step_losses.len(), 3);
}

#[test]
fn a_penalty_is_part_of_the_loss_in_training_and_in_validation() {
    let base = small().with(&EPOCHS, 1.0).with(&LEARNING_RATE, 1e-6);
    let (plain, with_l2) = (run(&base), run(&base.with(&L2, 0.01)));
    let added = with_l2.epochs[0].loss - plain.epochs[0].loss;
    // Glorot: Σw² is fan_in · fan_out · 2 / (fan_in + fan_out): 31.4 and 16 in the two hidden layers.
    assert!((added - 0.474).abs() < 0.02, "{added}");
    let added_in_validation = with_l2.epochs[0].val_loss - plain.epochs[0].val_loss;
    assert!(
        (added - added_in_validation).abs() < 1e-3,
        "{added_in_validation}"
    );
}

#[test]
fn dropout_and_noise_are_off_in_evaluation() {
    // With next to no learning, the same network is judged with and without what disturbs it.
    let base = small().with(&EPOCHS, 1.0).with(&LEARNING_RATE, 1e-6);
    let plain = run(&base);
    for (row, value) in [
        (&DROPOUT, 0.9),
        (&INPUT_DROPOUT, 0.9),
        (&GAUSSIAN_NOISE, 1.0),
    ] {
        let disturbed = run(&base.clone().with(row, value));
        let key = row.key;
        assert!(
            disturbed.epochs[0].loss > plain.epochs[0].loss + 0.1,
            "{key}"
        );
        let off = disturbed.epochs[0].val_loss - plain.epochs[0].val_loss;
        assert!(off.abs() < 1e-3, "{key}: {off}");
    }
}

#[test]
fn a_held_out_split_is_neither_trained_on_nor_the_test_set() {
    let base = small().with(&EPOCHS, 1.0);
    let split = run(&base.clone().with(&VALIDATION_SPLIT, 0.2));
    assert_eq!(split.step_losses.len(), 8);
    let of_800 = run(&base.with(&TRAIN_IMAGES, 800.0));
    // The same training, judged by other images.
    assert_eq!(split.step_losses, of_800.step_losses);
    assert_eq!(split.weights, of_800.weights);
    assert_ne!(split.epochs[0].val_loss, of_800.epochs[0].val_loss);
    // Of 200 images.
    let hits = split.epochs[0].val_accuracy * 200.0;
    assert!((hits - hits.round()).abs() < 1e-4, "{hits}");
}

#[test]
fn every_epoch_tells_the_rate_of_its_last_update() {
    let rates = |params: &HyperParams| -> Vec<f64> {
        let epochs = run(params).epochs.into_iter();
        epochs.filter_map(|epoch| epoch.learning_rate).collect()
    };
    assert_eq!(rates(&small()), [0.01; 3]);
    // As Keras' History has it: the rate of the epoch after which it is reduced, not the one before the next.
    let plateau = small()
        .with(&LR_SCHEDULE, "reduce_lr_on_plateau")
        .with(&REDUCE_LR_MIN_DELTA, 10.0)
        .with(&REDUCE_LR_PATIENCE, 1.0)
        .with(&REDUCE_LR_FACTOR, 0.5);
    assert_eq!(rates(&plateau), [0.01, 0.01, 0.005]);
    // Ten steps an epoch; the last of each is step 9, 19 and 29.
    let decay = small()
        .with(&LR_SCHEDULE, "exponential_decay")
        .with(&DECAY_STEPS, 1.0)
        .with(&DECAY_RATE, 0.5);
    let expected = [9, 19, 29].map(|step| 0.01 * 0.5_f64.powi(step));
    for (found, expected) in rates(&decay).iter().zip(expected) {
        assert!((found / expected - 1.0).abs() < 1e-9, "{found} {expected}");
    }
}

#[test]
fn a_run_that_no_longer_gets_better_stops_early() {
    let params = small()
        .with(&EARLY_STOPPING, true)
        .with(&EARLY_STOPPING_MIN_DELTA, 10.0);
    let stopped = run(&params);
    let outcome = Outcome::EarlyStopped {
        epoch: 2,
        best_epoch: 1,
    };
    assert_eq!((stopped.outcome, stopped.epochs.len()), (outcome, 2));
    let restored = run(&params
        .clone()
        .with(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS, true));
    let first = run(&small().with(&EPOCHS, 1.0));
    assert_eq!(restored.weights, first.weights);
    let restoring = params.with(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS, true);
    let kept = kept_epoch(restoring.early_stopping(), outcome, &restored.epochs);
    assert_eq!(kept.map(|epoch| epoch.epoch), Some(1));
    assert_ne!(stopped.weights, first.weights);
}

#[test]
fn every_initializer_and_every_loss_trains() {
    let base = small().with(&EPOCHS, 1.0);
    for row in [&KERNEL_INITIALIZER, &LOSS, &ACTIVATION] {
        let Kind::Choice(choices) = row.kind else {
            panic!("{} is a choice", row.key)
        };
        for choice in choices {
            let trained = run(&base.clone().with(row, choice.value));
            assert_eq!(trained.outcome, Outcome::Completed, "{}", choice.value);
            let (first, last) = (trained.step_losses[0], trained.step_losses[9]);
            assert!(last < first, "{}: {first} → {last}", choice.value);
        }
    }
}

/// Its loss leaves the numbers within the first epochs.
fn diverging() -> HyperParams {
    small()
        .with(&OPTIMIZER, "sgd")
        .with(&ACTIVATION, "linear")
        .with(&L2, 1.0)
        .with(&LEARNING_RATE, 10.0)
}

#[test]
fn a_run_whose_loss_leaves_the_numbers_says_where_and_keeps_its_curve() {
    let trained = run(&diverging());
    let Outcome::Diverged { epoch, step } = trained.outcome else {
        panic!("{:?}", trained.outcome)
    };
    assert_eq!(trained.epochs.len(), epoch - 1);
    assert_eq!(trained.step_losses.len(), (epoch - 1) * 10 + step - 1);
    assert!(trained.step_losses.iter().all(|loss| loss.is_finite()));
}

#[test]
fn the_steps_before_a_divergence_are_told_however_many_are_read_together() {
    let one_by_one = run(&diverging());
    assert!(one_by_one.step_losses.len() > 1, "there are steps to lose");
    for read_every in [3, 8, 100] {
        let together = run_reading(&diverging(), read_every);
        assert_eq!(together.outcome, one_by_one.outcome, "{read_every}");
        assert_eq!(together.step_losses, one_by_one.step_losses, "{read_every}");
    }
}

#[test]
fn penalties_are_told_apart_from_the_loss() {
    // One batch an epoch: the training loss is that of the weights that the seed has given.
    let plain = small().with(&BATCH_SIZE, 1000.0).with(&EPOCHS, 1.0);
    let untouched = run(&plain).epochs[0];
    assert_eq!((untouched.penalty, untouched.val_penalty), (None, None));
    let weighed = plain
        .clone()
        .with(&L2, 0.01)
        .with(&BIAS_L1, 0.1)
        .with(&PENALTY_LAYERS, "all");
    let active = weighed.clone().with(&ACTIVITY_L1, 0.001);
    for params in [&weighed, &active] {
        let trainer = |params: &HyperParams| {
            let params = params.check().unwrap();
            Trainer::new(params, dataset(), &open_cpu(), Reads::Every(1))
        };
        let initial = pollster::block_on(trainer(params).model().named_tensors()).unwrap();
        let trained = run(params);
        let epoch = trained.epochs[0];
        let (penalty, val_penalty) = (epoch.penalty.unwrap(), epoch.val_penalty.unwrap());
        let mut judge = trainer(&plain);
        judge.set_weights(trained.weights.clone()).unwrap();
        let (data_loss, _) = pollster::block_on(judge.evaluate()).unwrap();
        near(epoch.loss - penalty, untouched.loss);
        near(epoch.val_loss - val_penalty, data_loss);
        let by_hand = [&initial, &trained.weights].map(|weights| {
            let terms = weights.iter().flat_map(|tensor| {
                let is_kernel = tensor.name.ends_with("kernel");
                let term = move |weight: f64| match is_kernel {
                    true => 0.01 * weight * weight,
                    false => 0.1 * weight.abs(),
                };
                tensor.values.iter().map(move |it| term(f64::from(*it)))
            });
            terms.sum::<f64>()
        });
        if params == &weighed {
            near(penalty, by_hand[0]);
            near(val_penalty, by_hand[1]);
        } else {
            assert!(penalty > by_hand[0] + 1e-3 && val_penalty > by_hand[1] + 1e-3);
        }
    }
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 2e-5, "{found} is not {expected}");
}
