use serde_json::Value as Json;

use super::*;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::*;
use crate::study::plan::Alike;
use crate::study::testing::{definition, of_optimizers, plan, plan_of_epochs, whole_trial};
use crate::study::{Distribution, Pruner, Sampler, Score, StudyDefinition};

fn read(json: Json) -> Result<StudyFile, FileError> {
    StudyFile::from_json(&json.to_string())
}

fn error(json: Json) -> String {
    read(json).unwrap_err().to_string()
}

#[test]
fn a_study_comes_back_from_its_file_with_its_results() {
    let mut log = whole_trial(0, &[0.5, 0.9]);
    log.push(StudyEvent::SeedsSet { seeds: 3 });
    let file = StudyFile::new(plan_of_epochs(2, 2), log);
    let read = StudyFile::from_json(&file.to_json()).unwrap();
    assert_eq!(read, file);
    assert_eq!(read.study().unwrap().trials().len(), 12);
}

#[test]
fn results_come_back_to_the_last_digit() {
    let odd: Vec<f64> = (1..200)
        .map(|at| (f64::from(at) * 0.7).sin().abs() * 0.9)
        .collect();
    let file = StudyFile::new(plan_of_epochs(1, odd.len()), whole_trial(0, &odd));
    assert_eq!(StudyFile::from_json(&file.to_json()), Ok(file));
}

/// A study whose losses are not finite, but for one.
fn strange() -> StudyFile {
    let losses = [f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e300];
    let mut log = whole_trial(0, &[0.5; 4]);
    for (event, loss) in log[1..].iter_mut().zip(losses) {
        let StudyEvent::EpochEnd { metrics, .. } = event else {
            panic!("{event:?}");
        };
        (metrics.loss, metrics.val_loss) = (loss, loss);
    }
    StudyFile::new(plan_of_epochs(1, 4), log)
}

#[test]
fn losses_that_are_not_finite_come_back_as_themselves() {
    let text = strange().to_json();
    // Python's own words for them are no JSON, and are read all the same.
    let words = ["-Infinity", "Infinity", "NaN"];
    let from_python = words.iter().fold(text.clone(), |text, word| {
        text.replace(&format!("\"{word}\""), word)
    });
    assert_ne!(from_python, text);
    for text in [text.clone(), from_python] {
        let read = StudyFile::from_json(&text).unwrap();
        // NaN is not equal to itself.
        assert_eq!(format!("{:?}", read.log), format!("{:?}", strange().log));
        assert_eq!(read.to_json(), strange().to_json());
    }
}

#[test]
fn every_kind_of_study_comes_back() {
    let listed = vec![vec![(&L1, 0.1.into())], vec![(&L2, 0.1.into())]];
    for sampler in [
        Sampler::ShuffledGrid,
        Sampler::Random { settings: 3 },
        Sampler::QuasiRandom { settings: 3 },
        Sampler::Listed { settings: listed },
    ] {
        let mut definition = definition(1);
        definition.pruner = Pruner::HALVING;
        definition.score = Score::LastEpoch;
        definition.space[0] = Distribution::parse(&LEARNING_RATE, "1e-4..0.1 log x4");
        definition.base = definition.base.with(&OPTIMIZER, "sgd");
        if matches!(sampler, Sampler::Listed { .. }) {
            definition.space.clear();
        }
        definition.sampler = sampler;
        let file = StudyFile::new(definition.check().unwrap(), vec![]);
        assert_eq!(StudyFile::from_json(&file.to_json()), Ok(file));
    }
}

#[test]
fn what_a_swept_choice_brings_with_it_is_the_same_after_reading() {
    let file = StudyFile::new(of_optimizers().check().unwrap(), vec![]);
    let read = StudyFile::from_json(&file.to_json()).unwrap();
    assert_eq!(read.plan.settings(), file.plan.settings());
    assert_eq!(file.plan.settings().len(), 4, "AdamW decays, Adam does not");
}

#[test]
fn what_is_left_out_has_its_default() {
    let file = read(serde_json::json!({
        "format": StudyFile::FORMAT, "version": 1,
        "search_space": [{"hyperparameter": "l2", "values": [0, 0.1]}]
    }));
    let plan = file.unwrap().plan;
    assert_eq!((plan.runs(), plan.definition().seeds), (2, 1));
}

#[test]
fn what_is_no_study_is_refused_with_the_reason() {
    assert!(
        StudyFile::from_json("learning rate")
            .unwrap_err()
            .to_string()
            .starts_with("this is not a study")
    );
    for json in [serde_json::json!([1]), serde_json::json!({"a": 3})] {
        assert!(error(json).contains("does not say"));
    }
}

#[test]
fn a_later_version_is_refused_whatever_it_holds() {
    let found = error(serde_json::json!({"format": StudyFile::FORMAT, "version": 7, "news": true}));
    assert!(
        found.contains("version 7") && found.contains("newer Tuneground"),
        "{found}"
    );
}

#[test]
fn unknown_fields_and_keys_and_values_are_named() {
    let space = |dimension: Json| serde_json::json!({"format": StudyFile::FORMAT, "version": 1, "search_space": [dimension]});
    for (json, named) in [
        (
            serde_json::json!({"format": StudyFile::FORMAT, "version": 1, "speed": 9}),
            "speed",
        ),
        (
            space(serde_json::json!({"hyperparameter": "speed", "values": [9]})),
            "speed",
        ),
        (
            space(serde_json::json!({"hyperparameter": "l2", "values": [-1]})),
            "got -1",
        ),
        (
            space(serde_json::json!({"hyperparameter": "l2", "low": 0.1})),
            "either values",
        ),
        (
            space(serde_json::json!({"hyperparameter": "l2", "low": 0.5, "high": 0.1})),
            "lower end",
        ),
        (
            serde_json::json!({"format": StudyFile::FORMAT, "version": 1, "hyperparameters": {"epochs": null}}),
            "epochs",
        ),
    ] {
        let found = error(json.clone());
        assert!(found.contains(named), "{json}: {found}");
    }
}

#[test]
fn an_event_that_does_not_fit_is_named() {
    let file = StudyFile::new(plan(1), whole_trial(99, &[0.5]));
    let found = StudyFile::from_json(&file.to_json()).unwrap_err();
    assert_eq!(
        found.to_string(),
        "event 0 of this study does not fit: it names trial 99, and the study has 4"
    );
}

/// Two lists of layers that are the same, and another.
fn with_duplicates() -> StudyDefinition {
    StudyDefinition {
        space: vec![Distribution::list(&HIDDEN_UNITS, ["64, 32", "64,32", "16"])],
        base: HyperParams::default().with(&EPOCHS, 1.0),
        ..StudyDefinition::default()
    }
}

#[test]
fn a_log_of_before_numbers_its_trials_as_it_did() {
    let log = [0, 1, 2]
        .map(|trial| whole_trial(trial, &[0.5 + trial as f64 / 10.0]))
        .concat();
    let before = with_duplicates().check_by(Alike::Written).unwrap();
    let file = StudyFile::new(before, log.clone());
    let json = file.to_json();
    assert!(json.contains("\"version\": 1"), "{json}");
    assert_eq!(StudyFile::from_json(&json), Ok(file.clone()));
    let kept = StudyFile::new(file.plan.clone(), Vec::new()).to_json();
    assert_eq!(StudyFile::from_kept(&kept, log), Ok(file));
}

#[test]
fn a_new_study_with_duplicates_says_that_it_numbers_its_trials_without() {
    let plan = with_duplicates().check().unwrap();
    let file = StudyFile::new(
        plan,
        [0, 1].map(|trial| whole_trial(trial, &[0.5])).concat(),
    );
    let json = file.to_json();
    assert!(json.contains("\"version\": 2"), "{json}");
    assert_eq!(StudyFile::from_json(&json), Ok(file.clone()));
    let kept = StudyFile::new(file.plan.clone(), Vec::new()).to_json();
    assert_eq!(StudyFile::from_kept(&kept, file.log.clone()), Ok(file));
}

#[test]
fn a_definition_of_before_without_a_log_is_trained_without_its_duplicates() {
    let before = with_duplicates().check_by(Alike::Written).unwrap();
    let json = StudyFile::new(before, Vec::new()).to_json();
    assert_eq!(StudyFile::from_json(&json).unwrap().plan.runs(), 2);
}

#[test]
fn a_file_of_far_too_many_values_is_refused_at_once() {
    let values: Vec<f64> = (0..300_000).map(|at| f64::from(at) / 300_000.0).collect();
    let space = |dimension: Json| serde_json::json!({"format": StudyFile::FORMAT, "version": 1, "search_space": [dimension]});
    let listed = |setting: Json| {
        let settings = vec![setting; 300_000];
        serde_json::json!({"format": StudyFile::FORMAT, "version": 1, "sampler": {"kind": "listed", "settings": settings}})
    };
    let begun = std::time::Instant::now();
    for (json, told) in [
        (
            space(serde_json::json!({"hyperparameter": "dropout", "values": values})),
            "dropout: a list must have 1 to 1,000 values",
        ),
        (listed(serde_json::json!({"dropout": 0.5})), "got 300000"),
        (
            listed(serde_json::json!({"speed": 0.5})),
            "and 299,990 more",
        ),
        (
            space(
                serde_json::json!({"hyperparameter": "hidden_units", "values": ["1, ".repeat(100_000)]}),
            ),
            "hidden_units",
        ),
    ] {
        let found = error(json);
        assert!(found.contains(told) && found.len() < 2000, "{found}");
    }
    assert!(begun.elapsed().as_secs_f64() < 20.0);
}

#[test]
fn a_file_that_is_too_large_is_not_read_at_all() {
    let found = StudyFile::from_json(&" ".repeat(StudyFile::MOST_BYTES + 1)).unwrap_err();
    assert_eq!(found.to_string(), "it must be at most 100 MB, got 101 MB");
}

#[test]
fn names_and_messages_have_an_end() {
    let json = serde_json::json!({
        "format": StudyFile::FORMAT, "version": 1, "name": "n".repeat(5000),
        "search_space": [{"hyperparameter": "l2", "values": [0, 0.1]}],
        "events": [
            {"event": "trial-begin", "trial": 0},
            {"event": "trial-failed", "trial": 0, "message": "é".repeat(5000)}
        ]
    });
    let file = read(json).unwrap();
    assert_eq!(file.plan.definition().name.len(), 80);
    let turned = serde_json::json!({
        "format": StudyFile::FORMAT, "version": 1, "name": "\u{202e}deep\u{0}\n nets",
        "search_space": [{"hyperparameter": "l2", "values": [0, 0.1]}],
    });
    assert_eq!(read(turned).unwrap().plan.definition().name, "deep nets");
    let study = file.study().unwrap();
    let message = &study.trials()[0].state;
    assert_eq!(
        *message,
        super::super::TrialState::Failed {
            message: "é".repeat(1000)
        }
    );
}

#[test]
fn an_import_is_not_believed() {
    let log = |val_accuracy| {
        let mut log = whole_trial(0, &[0.5, 0.6]);
        if let StudyEvent::EpochEnd { metrics, .. } = &mut log[2] {
            metrics.val_accuracy = val_accuracy;
        }
        StudyFile::new(plan_of_epochs(1, 2), log).to_json()
    };
    assert!(StudyFile::from_json(&log(1.0)).is_ok());
    let found = StudyFile::from_json(&log(7.0)).unwrap_err();
    assert_eq!(
        found.to_string(),
        "event 2 of this study does not fit: trial 0 has a val_accuracy of 7; it must be a number from 0 to 1"
    );
}

#[test]
fn a_base_that_every_setting_overrides_comes_back_whatever_it_says() {
    for said in ["nan", "-inf", "1e999", "many"] {
        let file = read(serde_json::json!({
            "format": StudyFile::FORMAT, "version": 1, "hyperparameters": {"n_layers": said},
            "search_space": [{"hyperparameter": "n_layers", "values": [1, 2]}]
        }));
        let file = file.unwrap();
        assert_eq!(StudyFile::from_json(&file.to_json()), Ok(file), "{said}");
    }
}

#[test]
fn a_note_comes_back_and_has_a_version_of_its_own() {
    let mut noted = definition(1);
    noted.note = "rates too low\ntry 0.3".to_owned();
    let json = StudyFile::new(noted.check().unwrap(), vec![]).to_json();
    assert!(json.contains("\"version\": 5"), "{json}");
    let read = StudyFile::from_json(&json).unwrap();
    assert_eq!(read.plan.definition().note, "rates too low\ntry 0.3");
    let turned = json.replace("rates", "\\u202erates");
    assert_eq!(StudyFile::from_json(&turned), Ok(read));
    let long = json.replace("rates", &"x".repeat(5000));
    let note = StudyFile::from_json(&long)
        .unwrap()
        .plan
        .definition()
        .note
        .clone();
    assert_eq!(note.chars().count(), 1000);
}

/// A log of version 1 numbers its trials otherwise, also where a later page has added to it.
#[test]
fn a_log_that_tells_settings_apart_by_their_words_is_read_so_in_version_5() {
    let plan = with_duplicates().check_by(Alike::Written).unwrap();
    let mut log: Vec<StudyEvent> = Vec::new();
    let mut study = Study::new(plan.clone());
    while let Some(assignment) = study.ask() {
        let accuracy = 0.5 + assignment.trial as f64 / 100.0;
        let epochs = assignment.hyperparams.epochs;
        let events = whole_trial(assignment.trial, &vec![accuracy; epochs]);
        events.iter().for_each(|event| study.apply(event).unwrap());
        log.extend(events);
    }
    let last = plan.settings().len() - 1;
    let seeded = StudyEvent::LeadersSeeded {
        settings: vec![last - 1, last],
        seeds: 2,
        look: 1,
        of: 6,
    };
    study.apply(&seeded).unwrap();
    log.push(seeded);
    let json = StudyFile::new(plan, log).to_json();
    assert!(json.contains("\"numbering\": 1"), "{json}");
    let read = StudyFile::from_json(&json).unwrap();
    assert_eq!(read.study().unwrap(), study);
}
