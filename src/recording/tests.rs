//! Recordings to texts and back.

use super::testing::{history, recorded, recording};
use super::*;
use crate::hyperparams::catalog::{EPOCHS, N_NODES};
use crate::metrics::EpochMetrics;

fn read(text: &str) -> Read {
    Recording::from_text(text)
}

#[test]
fn a_recording_comes_back_from_its_text() {
    let recording = recording();
    let back = read(&recording.to_text());
    assert_eq!(back.unread, []);
    assert_eq!(back.recording, Some(recording));
}

#[test]
fn a_run_has_its_hyperparameters_and_its_curves_as_one_sees_them() {
    let base = HyperParams::default().with(&EPOCHS, 3.0);
    let params = recorded().hyperparams(&base);
    let values: Vec<String> = ["optimizer", "learning_rate", "epochs"]
        .map(|key| {
            params
                .get(crate::hyperparams::catalog::spec(key).unwrap())
                .to_string()
        })
        .into();
    assert_eq!(values, ["sgd", "0.05", "3"]);
    for (seen, exact) in recorded().history().epochs.iter().zip(&history().epochs) {
        assert_eq!(seen.epoch, exact.epoch);
        assert_eq!(seen.val_accuracy, exact.val_accuracy);
        assert!((seen.accuracy - exact.accuracy).abs() <= 0.5e-4);
        assert!((seen.val_loss / exact.val_loss - 1.0).abs() < 0.0025);
    }
}

#[test]
fn a_study_of_nine_panels_is_well_below_4_kb() {
    let epoch = |epoch: usize| EpochMetrics {
        epoch,
        loss: 2.3 / epoch as f64,
        accuracy: 1.0 - 0.713 / epoch as f64,
        val_loss: 2.1 / epoch as f64,
        val_accuracy: 1.0 - 0.654 / epoch as f64,
        elapsed_ms: 0.0,
        learning_rate: None,
        penalty: None,
        val_penalty: None,
    };
    let history = History {
        epochs: (1..=20).map(epoch).collect(),
        first_epoch_steps: Vec::new(),
    };
    let mut recording = recording();
    let run = |nodes: f64| {
        let values = vec![(&N_NODES, nodes.into())];
        RecordedRun::of("", values, &history, Outcome::Completed)
    };
    recording.runs = (1..=9).map(f64::from).map(run).collect();
    let length = recording.to_text().len();
    assert!(length < 3000, "{length}");
}

#[test]
fn it_knows_what_its_runs_are_over() {
    let made = recording().made;
    assert!(made.is_over(&HyperParams::default()));
    assert!(!made.is_over(&HyperParams::default().with(&EPOCHS, 3.0)));
}

#[test]
fn of_a_text_that_was_cut_the_runs_before_the_cut_are_read() {
    let text = recording().to_text();
    let back = read(&text[..text.len() - 3]);
    assert_eq!(back.unread, [Unread::Cut]);
    assert_eq!(back.recording.unwrap().runs, [recorded()]);
    for length in 0..text.len() {
        let back = read(&text[..length]);
        assert!(!back.unread.is_empty(), "{length}");
    }
}

#[test]
fn a_text_that_was_filled_up_is_whole() {
    let back = read(&(recording().to_text() + "=="));
    assert_eq!((back.recording, back.unread), (Some(recording()), vec![]));
}

#[test]
fn a_damaged_run_is_left_out_and_the_others_are_read() {
    let text = recording().to_text();
    let mut damaged = 0;
    for at in 0..text.len() {
        let mut altered: Vec<u8> = text.bytes().collect();
        altered[at] = if altered[at] == b'Q' { b'R' } else { b'Q' };
        let back = read(&String::from_utf8(altered).unwrap());
        if back.unread == [Unread::Damaged(1)] {
            damaged += 1;
            assert_eq!(back.recording.unwrap().runs.len(), 1);
        }
    }
    assert!(damaged > text.len() / 2, "{damaged}");
}

#[test]
fn what_is_no_recording_is_called_that() {
    for text in ["", "A", "!", "AQ", "hello, world", "AAAAAAAAAAAAAAAAAAAA"] {
        let back = read(text);
        assert!(!back.unread.is_empty(), "{text}");
        assert!(back.recording.is_none_or(|it| it.runs.is_empty()), "{text}");
    }
}

#[test]
fn a_later_version_is_named() {
    let back = read("CQAA");
    assert_eq!(back.unread, [Unread::Later(9)]);
    assert!(back.unread[0].to_string().contains("later version (9)"));
}
