use super::event::LONGEST_TOLD;
use super::request::LONGEST_ERROR;
use super::*;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::{EPOCHS, LEARNING_RATE, OPTIMIZER};
use crate::metrics::{EpochMetrics, Outcome};
use crate::protocol::RunId;
use crate::state::Ending;
use serde_json::json;

fn read(message: serde_json::Value) -> Result<PageRequest, String> {
    read_text(&message.to_string())
}

fn read_text(text: &str) -> Result<PageRequest, String> {
    PageRequest::from_json(text, |text| {
        serde_json::from_str(text).map_err(|error| error.to_string())
    })
}

#[test]
fn a_start_reads_its_hyperparameters_over_the_defaults() {
    let message = json!({"tuneground": "start", "hyperparameters": {"epochs": 3}});
    let hyperparameters = Some(HyperParams::default().with(&EPOCHS, 3.0));
    assert_eq!(read(message), Ok(PageRequest::Start { hyperparameters }));
}

#[test]
fn a_start_without_hyperparameters_leaves_them_to_the_form() {
    let hyperparameters = None;
    let message = json!({"tuneground": "start", "version": 1});
    assert_eq!(read(message), Ok(PageRequest::Start { hyperparameters }));
    for (name, request) in [
        ("stop", PageRequest::Stop),
        ("reset", PageRequest::Reset),
        ("start-study", PageRequest::StartStudy),
        ("stop-study", PageRequest::StopStudy),
        ("measure", PageRequest::Measure),
    ] {
        for version in [1, 2] {
            let message = json!({"tuneground": name, "version": version});
            assert_eq!(read(message), Ok(request.clone()));
        }
        assert_eq!(read(json!({"tuneground": name})), Ok(request));
    }
}

#[test]
fn a_set_has_what_was_written_defaults_among_them() {
    let given = json!({"learning_rate": 0.001, "optimizer": "adam"});
    let hyperparameters = vec![(&LEARNING_RATE, 0.001.into()), (&OPTIMIZER, "adam".into())];
    let message = json!({"tuneground": "set", "hyperparameters": given});
    assert_eq!(read(message), Ok(PageRequest::Set { hyperparameters }));
}

#[test]
fn what_is_malformed_is_refused_with_a_sentence_that_names_it() {
    for (message, named) in [
        (json!({"tuneground": "launch"}), "launch"),
        (json!({"tuneground": 7}), "7"),
        (json!({"tuneground": "start", "speed": 9}), "speed"),
        (json!({"tuneground": "start", "version": 3}), "version 3"),
        (json!({"tuneground": "start", "version": 0}), "version 0"),
        (json!({"tuneground": "set"}), "set"),
        (
            json!({"tuneground": "set", "hyperparameters": {"speed": 9}}),
            "speed",
        ),
        (
            json!({"tuneground": "reset", "hyperparameters": {}}),
            "reset",
        ),
        (
            json!({"tuneground": "start", "hyperparameters": {"speed": 9}}),
            "speed",
        ),
        (
            json!({"tuneground": "start", "hyperparameters": {"epochs": null}}),
            "null",
        ),
        (
            json!({"tuneground": "start", "hyperparameters": null}),
            "null",
        ),
        (
            json!({"tuneground": "start", "hyperparameters": [3]}),
            "map",
        ),
        (json!({"tuneground": "stop", "hyperparameters": {}}), "stop"),
        (
            json!({"tuneground": "start-study", "hyperparameters": {}}),
            "start-study",
        ),
    ] {
        let error = read(message.clone()).unwrap_err();
        assert!(error.contains(named), "{message}: {error}");
        assert!(!error.contains("line 1"), "{error}");
    }
}

#[test]
fn what_is_no_object_or_too_long_is_refused_in_a_sentence_of_bounded_length() {
    let long = "ä".repeat(40_000);
    for text in [
        "",
        "null",
        "7",
        "[\"stop\"]",
        "[\"start\", {}]",
        &json!({ "tuneground": long }).to_string(),
        &json!({ "tuneground": "start", "hyperparameters": { &long[..60_000]: 1 } }).to_string(),
        &format!("{{\"tuneground\": {}", "[".repeat(60_000)),
        &format!("{{\"tuneground\": {}", "[".repeat(100)),
    ] {
        let error = read_text(text).unwrap_err();
        assert!(!error.is_empty() && error.chars().count() <= LONGEST_ERROR + 1);
    }
}

#[test]
fn every_event_carries_its_name_the_version_and_the_id_of_the_link() {
    let metrics = EpochMetrics {
        epoch: 3,
        loss: 0.2,
        accuracy: 0.94,
        val_loss: 0.21,
        val_accuracy: 0.951,
        elapsed_ms: 1234.0,
        learning_rate: Some(0.001),
        penalty: None,
        val_penalty: None,
    };
    let event = PageEvent::epoch_end(RunId(1), &metrics);
    let event = serde_json::to_value(event.addressed(None)).unwrap();
    let expected = json!({
        "tuneground": "epoch-end", "version": 2, "run": 1, "epoch": 3, "loss": 0.2,
        "accuracy": 0.94, "val_loss": 0.21, "val_accuracy": 0.951, "elapsed_ms": 1234.0,
        "learning_rate": 0.001
    });
    assert_eq!(event, expected);
    for (event, expected) in [
        (
            PageEvent::error("no"),
            json!({"tuneground": "error", "version": 2, "id": "a", "message": "no"}),
        ),
        (
            PageEvent::drawn(9),
            json!({"tuneground": "drawn", "version": 2, "id": "a", "runs": 9}),
        ),
        (
            PageEvent::Resize {
                width: 720,
                height: 421,
            },
            json!({"tuneground": "resize", "version": 2, "id": "a", "width": 720, "height": 421}),
        ),
    ] {
        assert_eq!(
            serde_json::to_value(event.addressed(Some("a"))).unwrap(),
            expected
        );
    }
}

#[test]
fn an_error_ends_somewhere_whatever_was_sent() {
    let long = "x".repeat(100_000);
    let many: serde_json::Map<String, serde_json::Value> =
        (0..9000).map(|at| (format!("k{at}"), json!(1))).collect();
    for message in [
        json!({"tuneground": "start", long.clone(): 1}),
        json!({"tuneground": [long]}),
        json!({"tuneground": "start", "hyperparameters": many}),
    ] {
        let PageEvent::Error { message, .. } = PageEvent::error(read(message).unwrap_err()) else {
            panic!("no error");
        };
        assert!(
            message.chars().count() <= LONGEST_TOLD + 1,
            "{}",
            message.len()
        );
    }
}

#[test]
fn an_outcome_is_told_by_its_name_and_explained_where_there_is_more_to_say() {
    let failed = Ending::Failed {
        message: "no".into(),
    };
    let diverged = Outcome::Diverged { epoch: 1, step: 3 };
    for (ending, outcome, message) in [
        (Ending::Trained(Outcome::Completed), "completed", None),
        (
            Ending::Trained(diverged),
            "diverged",
            Some("at epoch 1, step 3"),
        ),
        (failed, "failed", Some("no")),
    ] {
        let event = PageEvent::train_end(RunId(1), &ending, &[]);
        let event = serde_json::to_value(event).unwrap();
        assert_eq!(event["outcome"], outcome);
        assert_eq!(event.get("message").and_then(|it| it.as_str()), message);
    }
}
