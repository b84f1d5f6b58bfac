//! Whole runs of the training core on the CPU, natively and, through `wasm_cpu`, in a browser's worker.

use std::sync::{Arc, OnceLock};

use tuneground::dataset::{Dataset, TEST_SHARD, TRAIN_SHARDS, decode_shard};
use tuneground::hyperparams::HyperParams;
use tuneground::hyperparams::catalog::*;
use tuneground::metrics::Outcome;
use tuneground::training::device::open_cpu;
use tuneground::training::{Trained, Trainer, fit};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// The first shard and the test images, built in so that a browser has them too.
fn dataset() -> Arc<Dataset> {
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
    let trainer = Trainer::new(params.check().unwrap(), dataset(), &open_cpu(), 1);
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
    for (optimizer, learning_rate) in [
        ("sgd", 0.1),
        ("rmsprop", 0.01),
        ("adagrad", 0.05),
        ("adam", 0.01),
    ] {
        let params = small()
            .with(&OPTIMIZER, optimizer)
            .with(&LEARNING_RATE, learning_rate)
            .with(&BATCH_SIZE, 20.0);
        let trained = run(&params);
        let (first, last) = (trained.epochs[0], trained.epochs[2]);
        assert!(last.loss < first.loss, "{optimizer}: {last:?}");
        assert!(last.val_accuracy > 0.6, "{optimizer}: {last:?}");
        assert_eq!(trained.outcome, Outcome::Completed);
    }
}

#[test]
fn the_same_seed_gives_the_same_curve_and_another_seed_another() {
    let params = small().with(&DROPOUT, 0.25);
    let curve_of_42 = curve(&run(&params));
    assert_eq!(curve_of_42, curve(&run(&params)));
    assert_ne!(curve_of_42, curve(&run(&params.with(&SEED, 43.0))));
}

#[test]
fn every_hyperparameter_of_training_changes_the_curve() {
    let base = small().with(&EPOCHS, 1.0);
    let plain = curve(&run(&base));
    for changed in [
        base.clone().with(&N_LAYERS, 1.0),
        base.clone().with(&N_LAYERS, 0.0),
        base.clone().with(&N_NODES, 17.0),
        base.clone().with(&ACTIVATION, "tanh"),
        base.clone().with(&BATCH_SIZE, 50.0),
        base.clone().with(&TRAIN_IMAGES, 900.0),
        base.clone().with(&SHUFFLE, false),
        base.clone().with(&L1, 0.001),
        base.clone().with(&L2, 0.001),
        base.clone().with(&DROPOUT, 0.5),
        base.clone().with(&LEARNING_RATE, 0.02),
        base.clone().with(&BETA_1, 0.8),
        base.clone().with(&AMSGRAD, true).with(&BETA_2, 0.5),
        base.clone().with(&EPSILON, 0.1),
    ] {
        assert_ne!(curve(&run(&changed)), plain, "{changed:?}");
    }
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
fn dropout_is_off_in_evaluation() {
    // With next to no learning, the same network is judged with and without dropped outputs.
    let base = small().with(&EPOCHS, 1.0).with(&LEARNING_RATE, 1e-6);
    let (plain, dropped) = (run(&base), run(&base.with(&DROPOUT, 0.9)));
    assert!(dropped.epochs[0].loss > plain.epochs[0].loss + 0.1);
    assert!((dropped.epochs[0].val_loss - plain.epochs[0].val_loss).abs() < 1e-3);
}

#[test]
fn a_run_whose_loss_leaves_the_numbers_says_where_and_keeps_its_curve() {
    let params = small()
        .with(&OPTIMIZER, "sgd")
        .with(&ACTIVATION, "linear")
        .with(&L2, 1.0)
        .with(&LEARNING_RATE, 10.0);
    let trained = run(&params);
    let Outcome::Diverged { epoch, step } = trained.outcome else {
        panic!("{:?}", trained.outcome)
    };
    assert_eq!(trained.epochs.len(), epoch - 1);
    assert_eq!(trained.step_losses.len(), (epoch - 1) * 10 + step - 1);
    assert!(trained.step_losses.iter().all(|loss| loss.is_finite()));
}
