//! Whole studies through `fit`: the post's experiments in their quick forms, and what holds for any study.
//!
//! A run is the same each time on one machine, and other CPUs round otherwise; so the orderings below are
//! asked for with room: at most about half of the least difference that three seeds have shown.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use tuneground::dataset::{Dataset, read_dataset};
use tuneground::fit::train_study;
use tuneground::hyperparams::HyperParams;
use tuneground::hyperparams::catalog::*;
use tuneground::metrics::EpochMetrics;
use tuneground::study::experiments::Experiment;
use tuneground::study::{Distribution, Pruner, Study, StudyDefinition, StudyEvent, StudyFile};

fn shards() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("public/mnist")
}

/// The first 10,000 training images, and the test images.
fn dataset() -> &'static Arc<Dataset> {
    static DATASET: OnceLock<Arc<Dataset>> = OnceLock::new();
    DATASET.get_or_init(|| Arc::new(read_dataset(&shards(), 10_000).unwrap()))
}

fn train(definition: StudyDefinition, jobs: usize) -> Study {
    let study = Study::new(definition.check().unwrap());
    train_study(study, dataset(), jobs, &|_| ()).unwrap()
}

/// The curve of every setting of an experiment's quick form, in the order of its values.
fn curves(key: &str) -> Vec<Vec<EpochMetrics>> {
    let definition = Experiment::named(key).unwrap().definition(true);
    let study = train(definition, 1);
    // One seed: a trial a setting.
    let trials = study.trials().iter();
    let curves: Vec<_> = trials.map(|trial| trial.history.epochs.clone()).collect();
    for (setting, curve) in study.plan().settings().iter().zip(&curves) {
        let last = curve.last().unwrap();
        println!(
            "{}: {:.4}, train {:.4}",
            setting.label(),
            last.val_accuracy,
            last.accuracy
        );
    }
    curves
}

/// The final test accuracies of an experiment's quick form, in the order of its values.
fn accuracies<const SETTINGS: usize>(key: &str) -> [f64; SETTINGS] {
    let finals: Vec<f64> = curves(key)
        .iter()
        .map(|curve| last(curve).val_accuracy)
        .collect();
    finals.try_into().unwrap()
}

fn last(curve: &[EpochMetrics]) -> EpochMetrics {
    *curve.last().unwrap()
}

// ---- the post's experiments, on 10,000 images: two steps an epoch, but for the batch sizes

/// Forty steps of Adam.
#[test]
fn layers_and_nodes() {
    let all = accuracies::<9>("layers-nodes");
    println!("{all:?}");
}

#[test]
fn optimizer() {
    let [adam, adagrad, rmsprop, sgd] = accuracies("optimizer");
    println!("{adam} {adagrad} {rmsprop} {sgd}");
}

#[test]
fn batch_size() {
    curves("batch-size");
}

#[test]
fn learning_rate() {
    let [a, b, c, d] = accuracies("learning-rate");
    println!("{a} {b} {c} {d}");
}

#[test]
fn momentum() {
    curves("momentum");
}

#[test]
fn weight_regularization() {
    curves("weight-regularization");
}

#[test]
fn dropout() {
    curves("dropout");
}

// ---- what holds for any study

/// Two rates, tiny networks: seconds.
fn tiny() -> StudyDefinition {
    StudyDefinition {
        base: HyperParams::default()
            .with(&N_NODES, 16.0)
            .with(&TRAIN_IMAGES, 1000.0)
            .with(&BATCH_SIZE, 100.0)
            .with(&EPOCHS, 3.0),
        space: vec![Distribution::list(&LEARNING_RATE, [0.01, 0.001])],
        seeds: 2,
        ..StudyDefinition::default()
    }
}

#[test]
fn the_same_study_gives_the_same_csv_twice_and_on_any_number_of_threads() {
    let csv = train(tiny(), 1).to_csv();
    for jobs in [1, 2, 3] {
        assert_eq!(csv, train(tiny(), jobs).to_csv(), "{jobs}");
    }
}

#[test]
fn the_csv_has_a_row_for_each_epoch_of_each_run() {
    let csv = train(tiny(), 2).to_csv();
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let head = "learning_rate,seed,epoch,loss,accuracy,val_loss,val_accuracy,outcome";
    assert_eq!(rows[0].join(","), head);
    let mut expected = Vec::new();
    for rate in ["0.01", "0.001"] {
        for seed in ["42", "43"] {
            expected.extend(["1", "2", "3"].map(|epoch| vec![rate, seed, epoch]));
        }
    }
    let found: Vec<_> = rows[1..].iter().map(|row| row[..3].to_vec()).collect();
    assert_eq!(found, expected);
    assert!(rows[1..].iter().all(|row| row[7] == "completed"));
}

#[test]
fn a_run_that_diverges_has_its_row_and_the_study_goes_on() {
    let mut definition = tiny();
    let base = definition.base.with(&OPTIMIZER, "sgd");
    // A penalty whose every step overshoots, further each time.
    definition.base = base.with(&ACTIVATION, "linear").with(&L2, 1.0);
    definition.space = vec![Distribution::list(&LEARNING_RATE, [10.0, 0.01])];
    let csv = train(definition, 1).to_csv();
    assert!(csv.contains(",,,,,diverged\n"), "{csv}");
    assert!(csv.contains("\n0.01,43,3,"), "{csv}");
}

/// Six rates, the best first, so that those after it lag behind.
fn pruned(pruner: Pruner) -> StudyDefinition {
    let rates = [0.01, 0.02, 0.005, 1e-4, 1e-5, 0.003];
    StudyDefinition {
        space: vec![Distribution::list(&LEARNING_RATE, rates)],
        pruner,
        ..tiny()
    }
}

#[test]
fn pruned_studies_come_to_the_same_on_any_number_of_threads() {
    let median = Pruner::Median {
        startup_trials: 2,
        warmup_epochs: 1,
    };
    let halving = Pruner::SuccessiveHalving {
        min_epochs: 1,
        reduction_factor: 2,
    };
    for pruner in [median, halving] {
        let study = train(pruned(pruner), 1);
        let counts = study.counts();
        assert!(counts.pruned > 0 && counts.complete > 0, "{counts:?}");
        let csv = study.to_csv();
        assert!(csv.contains(",pruned\n"), "{csv}");
        for jobs in [2, 5] {
            assert_eq!(
                csv,
                train(pruned(pruner), jobs).to_csv(),
                "{pruner:?}, {jobs}"
            );
        }
    }
}

// ---- the command line

fn fit(arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_fit"));
    let program = program.args(arguments).arg("--data").arg(shards());
    program.output().unwrap()
}

/// A file of this test run, with this text.
fn written(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Runs `fit`, which has to refuse, and returns its message.
fn refusal(arguments: &[&str]) -> String {
    let output = fit(arguments);
    assert!(!output.status.success() && output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn fit_trains_an_exported_study_anew_and_prints_its_csv() {
    let study = train(tiny(), 1);
    let plan = study.plan().clone();
    // As if somebody had not wanted half of it.
    let log = vec![StudyEvent::SettingDropped { setting: 1 }];
    let file = written("study.json", &StudyFile::new(plan, log).to_json());
    let output = fit(&["--study", &file, "--jobs", "2"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), study.to_csv());
    let progress = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<&str> = progress.lines().collect();
    assert_eq!(lines.len(), 4, "a line for each run: {progress}");
    assert!(
        lines[3].starts_with("4 of 4: learning_rate=0."),
        "{progress}"
    );
}

#[test]
fn what_is_wrong_with_a_study_is_said() {
    let not_json = written("not-json.json", "learning rate: high");
    let run = written("run.json", "{\"learning_rate\": 0.1}");
    let head = "\"format\": \"tuneground-study\", \"version\"";
    let later = written("later.json", &format!("{{{head}: 99}}"));
    let space = "[{\"hyperparameter\": \"l2\", \"values\": [0.1, -1]}]";
    let wrong = format!("{{{head}: 1, \"search_space\": {space}}}");
    let wrong = written("wrong.json", &wrong);
    for (arguments, message) in [
        (["--study", "nowhere.json"], "nowhere.json"),
        (["--study", &not_json], "this is not a study"),
        (["--study", &run], "this is not a study"),
        (["--study", &later], "version 99"),
        (["--study", &wrong], "l2: found -1"),
        (["--preset", "speed"], "layers-nodes, optimizer"),
    ] {
        let said = refusal(&arguments);
        assert!(
            said.starts_with("fit: ") && said.contains(message),
            "{said}"
        );
    }
    let said = refusal(&["--preset", "dropout", "--init", "w.safetensors"]);
    assert!(said.contains("not with a study"), "{said}");
}
