//! A run that goes on from a checkpoint comes to the same bits as one that was never interrupted: with every optimizer,
//! and with all else that is remembered from one epoch to the next.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

use std::sync::Arc;

use tuneground::dataset::{Dataset, Images, TEST_SHARD, TRAIN_SHARDS, decode_shard};
use tuneground::hyperparams::{CheckedHyperParams, HyperParams, Kind, catalog};
use tuneground::metrics::{EpochMetrics, Outcome};
use tuneground::training::device::open_cpu;
use tuneground::training::{CheckpointError, NamedTensor, Reads, Tick, Trainer};

/// What is remembered beside weights and the optimizer's memory of them.
const RUNS: &[&str] = &[
    "optimizer=adam amsgrad=true",
    "optimizer=rmsprop centered=true momentum=0.5",
    "optimizer=muon exclude_layers=output",
    // Seven batches an epoch: some are gathered at its end.
    "optimizer=adamw gradient_accumulation_steps=4",
    "use_ema=true ema_overwrite_frequency=5",
    "use_ema=true swap_ema_weights=true gradient_accumulation_steps=2",
    "dropout=0.3 input_dropout=0.1",
    "gaussian_noise=0.2 gaussian_dropout=0.2",
    "batch_norm=after_activation",
    "batch_norm=before_activation batch_norm_renorm=true batch_norm_renorm_momentum=0.8",
    "lr_schedule=reduce_lr_on_plateau reduce_lr_patience=1 reduce_lr_min_delta=1 reduce_lr_cooldown=2",
    "lr_schedule=cosine_decay decay_steps=30",
    "early_stopping=true early_stopping_patience=2 early_stopping_min_delta=0.2 early_stopping_restore_best_weights=true epochs=9",
    "batch_size=600 clipnorm=1 kernel_constraint=max_norm validation_split=0.2",
];

fn dataset() -> Arc<Dataset> {
    let train = include_bytes!("../public/mnist/train-0.bin.gz");
    let test = include_bytes!("../public/mnist/test.bin.gz");
    let test = decode_shard(&TEST_SHARD, test).unwrap();
    let test = Images {
        pixels: test.pixels[..200 * 784].to_vec(),
        labels: test.labels[..200].to_vec(),
    };
    Arc::new(Dataset {
        train: vec![Arc::new(decode_shard(&TRAIN_SHARDS[0], train).unwrap())],
        test: Arc::new(test),
    })
}

fn params(rows: &str) -> CheckedHyperParams {
    const BASE: &str = "train_images=700 batch_size=100 epochs=5 n_nodes=12 learning_rate=0.01";
    let rows = BASE.split(' ').chain(rows.split_whitespace());
    let params = rows.fold(HyperParams::default(), |params, row| {
        let (key, value) = row.split_once('=').unwrap();
        params.with(catalog::spec(key).expect(key), value)
    });
    params.check().unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn trainer(params: &CheckedHyperParams, dataset: &Arc<Dataset>) -> Trainer {
    Trainer::new(
        params.clone(),
        dataset.clone(),
        &open_cpu(),
        Reads::Every(1),
    )
}

/// Trains to the end of the next epoch; an outcome, where it was the last one.
fn train_epoch(trainer: &mut Trainer) -> Option<Outcome> {
    loop {
        match pollster::block_on(trainer.tick()).unwrap() {
            Tick::EpochEnd { outcome, .. } => return outcome,
            Tick::Diverged { epoch, step, .. } => return Some(Outcome::Diverged { epoch, step }),
            Tick::Trained(_) | Tick::Evaluating(_) => {}
        }
    }
}

fn checkpoint(trainer: &Trainer) -> Option<Vec<u8>> {
    pollster::block_on(trainer.checkpoint()).unwrap()
}

/// What a run has come to in the end, without the time it took.
#[derive(PartialEq)]
struct End {
    epochs: Vec<[u64; 4]>,
    rates: Vec<Option<f64>>,
    weights: Vec<NamedTensor>,
    outcome: Outcome,
}

fn end(mut trainer: Trainer) -> End {
    let outcome = loop {
        if let Some(outcome) = train_epoch(&mut trainer) {
            break outcome;
        }
    };
    let numbers = |it: &EpochMetrics| it.numbers().map(f64::to_bits);
    let epochs = trainer.epochs();
    let weights = pollster::block_on(trainer.model().named_tensors()).unwrap();
    End {
        epochs: epochs.iter().map(numbers).collect(),
        rates: epochs.iter().map(|it| it.learning_rate).collect(),
        weights,
        outcome,
    }
}

/// Interrupted after each of its epochs, the run comes to the same.
fn compare(rows: &str, dataset: &Arc<Dataset>) {
    let params = params(rows);
    let expected = end(trainer(&params, dataset));
    let mut whole = trainer(&params, dataset);
    for _ in 1..expected.epochs.len() {
        assert_eq!(train_epoch(&mut whole), None, "{rows}");
        let bytes = checkpoint(&whole).unwrap();
        let mut resumed = trainer(&params, dataset);
        resumed.go_on_from(&bytes).unwrap();
        assert_eq!(resumed.epochs(), whole.epochs(), "{rows}");
        assert_eq!(resumed.position(), whole.position(), "{rows}");
        assert!(resumed.elapsed() >= whole.elapsed(), "{rows}");
        assert!(end(resumed) == expected, "{rows}");
    }
}

#[test]
fn with_every_optimizer_a_run_goes_on_to_the_same_bits() {
    let dataset = dataset();
    let Kind::Choice(choices) = catalog::OPTIMIZER.kind else {
        panic!("an optimizer is a choice");
    };
    for optimizer in choices {
        compare(&format!("optimizer={}", optimizer.value), &dataset);
    }
}

#[test]
fn whatever_is_remembered_a_run_goes_on_to_the_same_bits() {
    let dataset = dataset();
    for rows in RUNS {
        compare(rows, &dataset);
    }
}

#[test]
fn there_is_a_checkpoint_between_two_epochs_alone() {
    let dataset = dataset();
    let mut trainer = trainer(&params(""), &dataset);
    assert_eq!(checkpoint(&trainer), None, "before the first step");
    train_epoch(&mut trainer);
    assert!(checkpoint(&trainer).is_some());
    pollster::block_on(trainer.tick()).unwrap();
    assert_eq!(checkpoint(&trainer), None, "in the middle of an epoch");
}

#[test]
fn a_damaged_checkpoint_and_another_runs_are_told_and_change_nothing() {
    let dataset = dataset();
    let mut whole = trainer(&params("seed=1"), &dataset);
    train_epoch(&mut whole);
    let bytes = checkpoint(&whole).unwrap();
    let is_told = |rows: &str, bytes: &[u8]| {
        let params = params(rows);
        let mut other = trainer(&params, &dataset);
        assert_eq!(other.go_on_from(bytes), Err(CheckpointError));
        assert!(end(other) == end(trainer(&params, &dataset)));
    };
    is_told("seed=2", &bytes);
    is_told("seed=1 epochs=6", &bytes);
    is_told("seed=1", &[]);
    is_told("seed=1", &bytes[..bytes.len() - 1]);
    let mut damaged = bytes.clone();
    damaged[bytes.len() / 2] ^= 1;
    is_told("seed=1", &damaged);
}
