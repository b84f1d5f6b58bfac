//! A saved model is what its run has come to: evaluated by a forward pass written here in plain floats, and taken back
//! into a trainer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

#[path = "models/forward.rs"]
mod forward;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use forward::{evaluate, logits};
use tuneground::dataset::{Dataset, read_dataset};
use tuneground::fit;
use tuneground::hyperparams::HyperParams;
use tuneground::hyperparams::catalog::*;
use tuneground::metrics::EpochMetrics;
use tuneground::model::Model;
use tuneground::model::files::{Format, read, write};
use tuneground::training::device::open_cpu;
use tuneground::training::model::weights;
use tuneground::training::{Reads, Tick, Trainer};

fn shards() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("public/mnist")
}

fn dataset() -> Arc<Dataset> {
    static DATASET: OnceLock<Arc<Dataset>> = OnceLock::new();
    let read = || Arc::new(read_dataset(&shards(), 1000).unwrap());
    DATASET.get_or_init(read).clone()
}

/// A short run on a thousand images, with these rows.
fn params(rows: &str) -> HyperParams {
    let common =
        "train_images=1000 batch_size=100 learning_rate=0.01 epochs=3 hidden_units=16,12:tanh";
    let pairs = common.split(' ').chain(rows.split_whitespace());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap());
    HyperParams::from_named(pairs).unwrap()
}

fn trainer(params: &HyperParams) -> Trainer {
    let params = params.check().unwrap();
    Trainer::new(params, dataset(), &open_cpu(), Reads::Every(1))
}

/// Trains to the end; the epochs, and the trainer with the weights that it keeps.
fn trained(params: &HyperParams) -> (Vec<EpochMetrics>, Trainer) {
    let mut trainer = trainer(params);
    let mut epochs = Vec::new();
    loop {
        if let Tick::EpochEnd { metrics, outcome } = pollster::block_on(trainer.tick()).unwrap() {
            epochs.push(metrics);
            if outcome.is_some() {
                return (epochs, trainer);
            }
        }
    }
}

/// What is kept of each of these runs: the last epoch's weights, the first one's (the best one where more loss is
/// better), or averages that no epoch was evaluated with.
const RUNS: [(&str, Kept); 6] = [
    ("", Kept::Last),
    ("batch_norm=before_activation use_bias=false", Kept::Last),
    (
        "batch_norm=after_activation batch_norm_renorm=true",
        Kept::Last,
    ),
    (
        "early_stopping=true early_stopping_patience=9 early_stopping_mode=max \
         early_stopping_restore_best_weights=true",
        Kept::First,
    ),
    ("use_ema=true ema_momentum=0.9", Kept::Averages),
    (
        "n_layers=0 hidden_units= optimizer=muon exclude_layers=output",
        Kept::Last,
    ),
];

#[derive(Clone, Copy, PartialEq)]
enum Kept {
    Last,
    First,
    Averages,
}

#[test]
fn a_saved_model_gives_the_accuracy_and_the_loss_that_its_run_ended_with() {
    for (rows, kept) in RUNS {
        let params = params(rows);
        let (epochs, trainer) = trained(&params);
        let found = pollster::block_on(trainer.evaluate()).unwrap();
        let loss_of = |epoch: Option<&EpochMetrics>| epoch.unwrap().val_loss;
        let (first, last) = (loss_of(epochs.first()), loss_of(epochs.last()));
        match kept {
            Kept::Last => assert_eq!(found.0, last, "{rows}"),
            Kept::First => assert!(found.0 == first && first != last, "{rows}"),
            Kept::Averages => assert_ne!(found.0, last, "{rows}"),
        }
        let variables = pollster::block_on(trainer.variables()).unwrap();
        let model = Model::new(params, variables).unwrap();
        for format in Format::ALL {
            let name = format!("model.{}", format.extension());
            assert!(
                read(&name, &write(&model, format)).as_ref() == Ok(&model),
                "{rows}: {format:?}"
            );
        }
        let (loss, accuracy) = evaluate(&model, &dataset().test);
        assert_eq!(accuracy, found.1, "{rows}");
        assert!(
            (loss - found.0).abs() < 1e-6,
            "{rows}: {loss}, not {}",
            found.0
        );
    }
}

#[test]
fn a_trainer_takes_a_saved_model_back_bit_for_bit() {
    for (rows, _) in RUNS {
        let params = params(rows);
        let (_, first) = trained(&params);
        let variables = pollster::block_on(first.variables()).unwrap();
        let model = Model::new(params.clone(), variables.clone()).unwrap();
        let mut second = trainer(&params);
        second.set_weights(weights(&model)).unwrap();
        assert_eq!(
            pollster::block_on(second.variables()).unwrap(),
            variables,
            "{rows}"
        );
    }
}

/// A file of this test's own.
fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("tuneground-models-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

#[test]
fn fit_saves_a_model_and_begins_with_one() {
    let config = file("config.json");
    fs::write(&config, serde_json::to_string(&params("")).unwrap()).unwrap();
    for format in Format::ALL {
        let saved = file(&format!("model.{}", format.extension()));
        let run = |more: [&Path; 1], option: &str| {
            let arguments = [
                config.as_path(),
                Path::new("--data"),
                &shards(),
                Path::new(option),
            ];
            let arguments = arguments.into_iter().chain(more).map(Into::into);
            let report = fit::run(arguments).unwrap();
            serde_json::from_str::<serde_json::Value>(&report).unwrap()
        };
        let report = run([&saved], "--save");
        let bytes = fs::read(&saved).unwrap();
        let model = read(&saved.to_string_lossy(), &bytes).unwrap();
        assert_eq!(model.hyperparams, params(""));
        let (_, accuracy) = evaluate(&model, &dataset().test);
        assert_eq!(report["history"][2]["val_accuracy"], accuracy);
        let more = run([&saved], "--init");
        let loss = |report: &serde_json::Value, epoch: usize| {
            report["history"][epoch]["loss"].as_f64().unwrap()
        };
        assert!(
            loss(&more, 0) < loss(&report, 1),
            "it goes on from where it was"
        );
    }
}

/// `models/make.py` has written both.
#[test]
fn a_model_that_keras_has_written_is_read_with_its_setting() {
    let bytes = include_bytes!("models/keras.keras");
    let model = read("keras.keras", bytes).unwrap();
    let expected = HyperParams::default()
        .with(&N_LAYERS, 1.0)
        .with(&N_NODES, 3.0)
        .with(&BATCH_NORM, "before_activation")
        .with(&BATCH_NORM_MOMENTUM, 0.5)
        .with(&L2, 0.001)
        .with(&DROPOUT, 0.1)
        .with(&GAUSSIAN_NOISE, 0.1)
        .with(&OPTIMIZER, "sgd")
        .with(&LEARNING_RATE, 0.1)
        .with(&MOMENTUM, 0.9);
    assert_eq!(model.hyperparams, expected);
    let outputs: Vec<Vec<f64>> = serde_json::from_str(include_str!("models/keras.json")).unwrap();
    for (at, expected) in outputs.iter().enumerate() {
        let dataset = dataset();
        let (pixels, _) = dataset.test.image(at as u32);
        let pixels = pixels.iter().map(|pixel| f64::from(*pixel) / 255.0);
        let grown: Vec<f64> = logits(&model, pixels.collect())
            .into_iter()
            .map(f64::exp)
            .collect();
        let sum: f64 = grown.iter().sum();
        for (part, expected) in grown.iter().zip(expected) {
            assert!((part / sum - expected).abs() < 1e-6, "image {at}");
        }
    }
}
