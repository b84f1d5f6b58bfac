use super::*;
use crate::hyperparams::catalog::*;
use crate::hyperparams::{HyperParams, ParamSpec};
use crate::study::{Distribution, Pruner, Sampler, Score, StudyDefinition, StudyFile};

fn scripts(definition: StudyDefinition) -> [String; 3] {
    let plan = definition.check().unwrap();
    Tuner::ALL.map(|tuner| script(&plan, tuner))
}

fn swept(row: &'static ParamSpec, values: &str) -> StudyDefinition {
    StudyDefinition {
        space: vec![Distribution::parse(row, values)],
        ..StudyDefinition::default()
    }
}

fn assert_says(script: &str, lines: &[&str]) {
    for line in lines {
        assert!(script.contains(line), "{line}\n{script}");
    }
}

#[test]
fn a_learning_rate_study_is_what_anybody_would_write() {
    let [keras_tuner, optuna, ray] = scripts(swept(&LEARNING_RATE, "0.1, 0.01"));
    for script in [&keras_tuner, &optuna, &ray] {
        let rate = "optimizer=optimizers.Adam(learning_rate=p[\"learning_rate\"]),";
        assert_says(script, &[rate, "SEEDS = [42]"]);
        assert!(!script.contains("if p["), "{script}");
    }
    let choice = "\"learning_rate\": hp.Choice(\"learning_rate\", [0.1, 0.01]),";
    assert_says(&keras_tuner, &[choice, "keras_tuner.GridSearch"]);
    assert_says(
        &optuna,
        &[
            "\"learning_rate\": [0.1, 0.01],",
            "GridSampler(SPACE, seed=42)",
        ],
    );
    assert_says(&ray, &["\"learning_rate\": tune.grid_search([0.1, 0.01]),"]);
}

#[test]
fn a_number_of_layers_is_a_loop() {
    for script in scripts(swept(&N_LAYERS, "1, 2, 3")) {
        assert_says(&script, &["for _ in range(p[\"n_layers\"]):"]);
    }
}

#[test]
fn ranges_are_drawn_from_by_the_tuners_own_means() {
    let [keras_tuner, optuna, ray] = scripts(StudyDefinition {
        sampler: Sampler::QuasiRandom { settings: 12 },
        ..swept(&LEARNING_RATE, "0.0001..0.1 log")
    });
    let float = "hp.Float(\"learning_rate\", 0.0001, 0.1, sampling=\"log\")";
    assert_says(
        &keras_tuner,
        &[float, "max_trials=12", "no quasi-random search"],
    );
    let float = "trial.suggest_float(\"learning_rate\", 0.0001, 0.1, log=True)";
    assert_says(
        &optuna,
        &[float, "QMCSampler(scramble=True, seed=42)", "n_trials=12"],
    );
    assert_says(&ray, &["tune.loguniform(0.0001, 0.1)", "num_samples=12"]);
}

#[test]
fn each_tuner_prunes_as_the_study_does_or_says_that_it_does_not() {
    let with = |pruner| StudyDefinition {
        pruner,
        ..swept(&LEARNING_RATE, "0.1, 0.01")
    };
    let [keras_tuner, optuna, ray] = scripts(with(Pruner::MEDIAN));
    assert_says(&keras_tuner, &["nothing like the study's pruner"]);
    assert_says(
        &optuna,
        &["MedianPruner(n_startup_trials=4, n_warmup_steps=2)"],
    );
    assert_says(
        &ray,
        &[
            "MedianStoppingRule(",
            "grace_period=2",
            "min_samples_required=4",
            "min_time_slice=float(\"inf\")",
        ],
    );
    let [_, optuna, ray] = scripts(with(Pruner::HALVING));
    assert_says(
        &optuna,
        &["SuccessiveHalvingPruner(min_resource=2, reduction_factor=3)"],
    );
    assert_says(&ray, &["ASHAScheduler(", "max_t=11", "reduction_factor=3"]);
    let hyperband = Pruner::called("hyperband").unwrap();
    let [keras_tuner, optuna, ray] = scripts(with(hyperband));
    assert_says(&keras_tuner, &["nothing like the study's pruner"]);
    assert_says(
        &optuna,
        &["HyperbandPruner(", "min_resource=1", "max_resource=27"],
    );
    assert_says(&ray, &["ASHAScheduler(", "brackets=4", "grace_period=1"]);
    let classes: [&[&str]; 3] = [
        &["PercentilePruner(", "percentile=25.0", "n_startup_trials=4"],
        &["ThresholdPruner(lower=0.5, n_warmup_steps=2)"],
        &[
            "PatientPruner(",
            "wrapped_pruner=None",
            "patience=3",
            "min_delta=0.0",
        ],
    ];
    let [.., percentile, _, _, threshold, patience] = Pruner::ALL;
    for (pruner, class) in [percentile, threshold, patience].into_iter().zip(classes) {
        let [keras_tuner, optuna, ray] = scripts(with(pruner));
        assert_says(&keras_tuner, &["nothing like the study's pruner"]);
        assert_says(&optuna, class);
        assert_says(&ray, &["no scheduler like the study's pruner"]);
    }
}

#[test]
fn a_script_is_written_of_a_studys_file() {
    let plan = swept(&LEARNING_RATE, "0.1, 0.01").check().unwrap();
    let file = StudyFile::new(plan.clone(), Vec::new()).to_json();
    for tuner in Tuner::ALL {
        let written = script_of(&file, tuner.name());
        assert_eq!(written, Ok(script(&plan, tuner)));
    }
    assert!(script_of(&file, "hyperopt").is_err());
    assert!(script_of("{}", "optuna").is_err());
}

#[test]
fn a_script_judges_by_the_epoch_that_the_study_judges_by() {
    let restoring = HyperParams::default()
        .with(&EARLY_STOPPING, true)
        .with(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS, true);
    let with = |score| StudyDefinition {
        base: restoring.clone(),
        score,
        ..swept(&LEARNING_RATE, "0.1, 0.01")
    };
    for (score, said, returned) in [
        (
            Score::FinalWeights,
            "its final val_accuracy",
            "return kept(history.history",
        ),
        (
            Score::LastEpoch,
            "its last val_accuracy",
            "return history.history[\"val_accuracy\"][-1]",
        ),
        (
            Score::BestEpoch,
            "its best val_accuracy",
            "return max(history.history[\"val_accuracy\"])",
        ),
    ] {
        for script in scripts(with(score)) {
            assert_says(&script, &[said, returned]);
            let is_kept = score == Score::FinalWeights;
            assert_eq!(script.contains("def kept("), is_kept, "{script}");
        }
    }
}

#[test]
fn restored_weights_are_what_a_script_is_judged_by() {
    let stopping = HyperParams::default()
        .with(&EARLY_STOPPING, true)
        .with(&EARLY_STOPPING_START_FROM_EPOCH, 2.0);
    let with = |space: &str, base: &HyperParams| StudyDefinition {
        base: base.clone(),
        ..swept(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS, space)
    };
    let restored = "kept(history.history, monitor=\"val_loss\", start_from_epoch=2)";
    let last = "history.history[\"val_accuracy\"][-1]";
    for script in scripts(with("true", &stopping)) {
        assert_says(
            &script,
            &["def kept(history", &format!("return {restored}")],
        );
        assert!(!script.contains(last), "{script}");
    }
    for script in scripts(with("true, false", &stopping)) {
        assert_says(
            &script,
            &[restored, last, "p[\"early_stopping_restore_best_weights\"]"],
        );
    }
    for script in scripts(swept(&LEARNING_RATE, "0.1, 0.01")) {
        assert_says(&script, &[&format!("return {last}")]);
        assert!(!script.contains("kept("), "{script}");
    }
}

#[test]
fn every_setting_meets_the_studys_seeds() {
    let definition = StudyDefinition {
        base: HyperParams::default().with(&SEED, 7.0),
        seeds: 3,
        ..swept(&DROPOUT, "0, 0.5")
    };
    for script in scripts(definition) {
        assert_says(&script, &["SEEDS = [7, 8, 9]"]);
    }
}

#[test]
fn a_grid_with_twins_is_written_out_without_them() {
    let definition = StudyDefinition {
        space: vec![
            Distribution::list(&OPTIMIZER, ["sgd", "adam"]),
            Distribution::list(&MOMENTUM, [0.0, 0.9]),
        ],
        ..StudyDefinition::default()
    };
    for script in scripts(definition) {
        assert_says(&script, &["    {\"optimizer\": \"adam\"},\n]"]);
    }
}

#[test]
fn a_file_is_named_after_the_words_of_its_study() {
    let named = |name: &str| {
        let definition = StudyDefinition {
            name: name.to_owned(),
            ..StudyDefinition::default()
        };
        file_name(&definition, "csv")
    };
    let rate = "tuneground-learning-rate-quick.csv";
    assert_eq!(named("Learning rate (quick)"), rate);
    assert_eq!(named("../a\\b:c"), "tuneground-a-b-c.csv");
    assert_eq!(named("Größe"), "tuneground-gr-e.csv");
    assert_eq!(named("学习率"), "tuneground.csv");
}
