//! Whole studies through `fit`: the post's experiments in their quick forms, and what holds for any study.
//!
//! A run is the same each time on one machine, and other CPUs round otherwise; so the orderings below are
//! asked for with room: at most about half of the least difference that two seeds have shown.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

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

/// Forty steps of Adam are enough for every one of these networks to read most digits; how wide and how deep they
/// are decides about the last percents alone.
#[test]
fn every_size_of_network_learns() {
    let all = accuracies::<9>("layers-nodes");
    assert!(all.iter().all(|accuracy| *accuracy > 0.85), "{all:?}");
}

/// Adam gives every weight a step of about the rate's size, however small its gradient, and steadied by a mean.
/// SGD's step is the rate times the gradient, which at .01 is tiny; Adagrad's shrink with all that went before.
/// RMSprop, which steadies nothing, jumps about at this rate, so no more is asked of it than to stay behind Adam.
#[test]
fn adam_is_far_ahead_of_plain_steps_at_the_same_rate() {
    let [adam, adagrad, rmsprop, sgd] = accuracies("optimizer");
    let all = [adam, adagrad, rmsprop, sgd];
    assert!(adam > sgd + 0.15 && adam > rmsprop, "{all:?}");
    assert!(adam > adagrad + 0.05 && adagrad > sgd + 0.05, "{all:?}");
}

/// A smaller batch makes more steps in an epoch: fifteen times as many after the first one.
#[test]
fn small_batches_are_ahead_after_as_many_epochs() {
    let curves = curves("batch-size");
    let after_first: Vec<f64> = curves.iter().map(|curve| curve[0].val_accuracy).collect();
    assert!(after_first[0] > after_first[3] + 0.1, "{after_first:?}");
    assert!(
        after_first[0] > after_first[1] && after_first[1] > after_first[2],
        "{after_first:?}"
    );
}

/// At .1 Adam's first steps throw the weights so far that most units never fire again. At .0001 eighty steps do
/// not lead far from where they began.
#[test]
fn a_rate_too_high_is_worst_and_one_too_low_comes_late() {
    let [too_high, high, low, too_low] = accuracies("learning-rate");
    let all = [too_high, high, low, too_low];
    assert!(too_high + 0.05 < too_low, "{all:?}");
    assert!(too_low + 0.05 < low && low < high, "{all:?}");
}

/// A momentum of m makes the steps 1 / (1 − m) times as long in the end: a hundred times at .99, which so small a
/// rate needs. At .5 and .1 eighty steps hardly lead away from chance.
#[test]
fn the_more_momentum_the_farther_sgd_comes_in_eighty_steps() {
    let [most, more, less, least] = accuracies("momentum");
    let all = [most, more, less, least];
    assert!(
        most > more + 0.05 && more > less + 0.1 && more > least + 0.1,
        "{all:?}"
    );
}

/// A penalty pulls every weight to zero. At .1 the pull of L1, the same for small weights as for large ones, is
/// stronger than what the loss has to say, so nothing is left to read digits with.
#[test]
fn the_larger_the_penalty_the_worse_and_a_large_l1_leaves_chance() {
    let all = accuracies::<8>("weight-regularization");
    let (l1, l2) = all.split_at(4);
    assert!(l1[0] < 0.3, "{all:?}");
    assert!(
        l1[0] + 0.1 < l1[1] && l1[1] + 0.02 < l1[2] && l1[2] < l1[3] + 0.01,
        "{all:?}"
    );
    assert!(l2[0] + 0.02 < l2[1] && l2[1] < l2[2] + 0.01, "{all:?}");
}

/// Training accuracy is taken with units dropped, test accuracy with all of them.
#[test]
fn the_more_dropout_the_smaller_the_gap_to_the_test_set() {
    let curves = curves("dropout");
    let gaps: Vec<f64> = curves
        .iter()
        .map(|curve| last(curve).accuracy - last(curve).val_accuracy)
        .collect();
    assert!(
        gaps.windows(2).all(|pair| pair[1] + 0.005 < pair[0]),
        "{gaps:?}"
    );
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
    let head = "learning_rate,seed,epoch,loss,accuracy,val_loss,val_accuracy,epoch_learning_rate,is_result,outcome";
    assert_eq!(rows[0].join(","), head);
    let mut expected = Vec::new();
    for rate in ["0.01", "0.001"] {
        for seed in ["42", "43"] {
            expected.extend(["1", "2", "3"].map(|epoch| vec![rate, seed, epoch]));
        }
    }
    let found: Vec<_> = rows[1..].iter().map(|row| row[..3].to_vec()).collect();
    assert_eq!(found, expected);
    for row in &rows[1..] {
        let is_last = (row[2] == "3").to_string();
        assert_eq!(row[7..], [row[0], &is_last, "completed"]);
    }
}

#[test]
fn a_run_that_diverges_has_its_row_and_the_study_goes_on() {
    let mut definition = tiny();
    let base = definition.base.with(&OPTIMIZER, "sgd");
    // A penalty whose every step overshoots, further each time.
    definition.base = base.with(&ACTIVATION, "linear").with(&L2, 1.0);
    definition.space = vec![Distribution::list(&LEARNING_RATE, [10.0, 0.01])];
    let csv = train(definition, 1).to_csv();
    assert!(csv.contains(",,,,,,false,diverged\n"), "{csv}");
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
fn fit_goes_on_from_the_results_of_a_study_before_it_was_changed() {
    let before = train(tiny(), 1);
    let log = before.revised(before.plan().clone()).log;
    let results = written(
        "results.json",
        &StudyFile::new(before.plan().clone(), log).to_json(),
    );
    let changed = || StudyDefinition {
        space: vec![Distribution::list(&LEARNING_RATE, [0.003, 0.01])],
        seeds: 3,
        ..tiny()
    };
    let plan = changed().check().unwrap();
    let study = written("changed.json", &StudyFile::new(plan, Vec::new()).to_json());
    let output = fit(&["--study", &study, "--from", &results]);
    let from_the_start = train(changed(), 2).to_csv();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), from_the_start);
    let progress = String::from_utf8(output.stderr).unwrap();
    let trained = progress.lines().count();
    assert_eq!(trained, 4, "two of six were there: {progress}");
}

#[test]
fn fit_keeps_what_it_has_trained_and_goes_on_from_there() {
    let whole = train(tiny(), 1);
    let plan = || tiny().check().unwrap();
    let study = written(
        "kept-study.json",
        &StudyFile::new(plan(), Vec::new()).to_json(),
    );
    // As somebody leaves it who breaks off in the second run.
    let mut log = whole.revised(plan()).log;
    let end = |event: &StudyEvent| matches!(event, StudyEvent::TrialEnd { .. });
    log.truncate(log.iter().position(end).unwrap() + 1);
    log.push(StudyEvent::TrialBegin { trial: 1 });
    let kept = written("kept.json", &StudyFile::new(plan(), log).to_json());
    let arguments = ["--study", &study, "--keep", &kept, "--jobs", "1"];
    for missing in [3, 0] {
        let output = fit(&arguments);
        assert_eq!(String::from_utf8(output.stdout).unwrap(), whole.to_csv());
        let progress = String::from_utf8(output.stderr).unwrap();
        assert_eq!(progress.lines().count(), missing, "{progress}");
    }
    let file = StudyFile::from_json(&fs::read_to_string(&kept).unwrap()).unwrap();
    let study = file.study().unwrap();
    assert_eq!(study.to_csv(), whole.to_csv());
    let spans: Vec<_> = study.trials().iter().map(|trial| trial.span).collect();
    assert!(spans[0].is_none(), "nobody looked at the clock then");
    assert!(spans[1..].iter().all(|span| {
        span.is_some_and(|it| it.worker == 1 && it.to_ms > it.from_ms && it.from_ms > 1.7e12)
    }));
    fs::remove_file(&kept).unwrap();
    fit(&arguments);
    assert!(fs::exists(&kept).unwrap(), "there was none, so it is begun");
    let changed = StudyDefinition { seeds: 3, ..tiny() };
    let other = written(
        "other-kept.json",
        &StudyFile::new(changed.check().unwrap(), Vec::new()).to_json(),
    );
    let said = refusal(&["--study", arguments[1], "--keep", &other]);
    assert!(
        said.contains("another study than the one to be trained"),
        "{said}"
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
        (
            ["--study", &wrong],
            "l2 must be a number from 0 to 1, got -1",
        ),
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
