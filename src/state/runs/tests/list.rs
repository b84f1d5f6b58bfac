//! The list of runs, and how they differ.

use super::super::*;
use crate::hyperparams::catalog::{ACTIVATION, LEARNING_RATE, MOMENTUM, OPTIMIZER};
use crate::metrics::Outcome;

fn runs(all: &[HyperParams]) -> Runs {
    let mut runs = Runs::default();
    for hyperparams in all {
        runs.start(hyperparams.clone());
    }
    runs
}

fn differences(runs: &Runs) -> Vec<String> {
    runs.iter()
        .map(|run| runs.differences(run).join(", "))
        .collect()
}

#[test]
fn runs_are_told_apart_by_the_rows_in_which_they_differ() {
    let base = HyperParams::default().with(&ACTIVATION, "tanh");
    let slow = base.clone().with(&LEARNING_RATE, 1e-5);
    let sgd = base.clone().with(&OPTIMIZER, "sgd").with(&MOMENTUM, 0.9);
    let found = differences(&runs(&[base, slow, sgd]));
    assert_eq!(
        found,
        [
            "optimizer Adam, learning rate 0.001",
            "optimizer Adam, learning rate 1e-5",
            "optimizer SGD, learning rate 0.001"
        ]
    );
}

#[test]
fn a_run_alone_is_told_from_the_defaults() {
    let found = differences(&runs(&[HyperParams::default().with(&ACTIVATION, "tanh")]));
    assert_eq!(found, ["activation Tanh"]);
}

#[test]
fn a_colour_that_has_become_free_is_used_again() {
    let mut runs = runs(&[HyperParams::default(), HyperParams::default()]);
    runs.take(RunId(1));
    let id = runs.start(HyperParams::default());
    let run = runs.get(id).unwrap();
    assert_eq!((run.id, run.color), (RunId(3), 0));
}

#[test]
fn events_of_unknown_runs_are_dropped() {
    let mut runs = runs(&[HyperParams::default()]);
    let before = runs.clone();
    runs.apply(&TrainerEvent::TrainEnd {
        run_id: RunId(9),
        outcome: Outcome::Completed,
    });
    assert_eq!(runs, before);
}

#[test]
fn a_diverged_run_suggests_a_tenth_of_its_learning_rate() {
    let mut runs = runs(&[HyperParams::default().with(&LEARNING_RATE, 3.0)]);
    assert_eq!(runs.get(RunId(1)).unwrap().suggested_learning_rate(), None);
    let outcome = Outcome::Diverged { epoch: 1, step: 3 };
    let run_id = RunId(1);
    runs.apply(&TrainerEvent::TrainEnd { run_id, outcome });
    let run = runs.get(run_id).unwrap();
    assert_eq!(run.suggested_learning_rate(), Some(0.3));
    assert_eq!(run.state(), "diverged at epoch 1, step 3");
}

#[test]
fn an_empty_name_is_not_taken() {
    let mut runs = runs(&[HyperParams::default()]);
    runs.rename(RunId(1), "  wide net ");
    runs.rename(RunId(1), "  ");
    assert_eq!(runs.get(RunId(1)).unwrap().name, "wide net");
}

#[test]
fn a_name_is_short_and_turns_nothing_around() {
    let mut runs = Runs::default();
    let id = runs.start(HyperParams::default());
    runs.rename(id, &format!("\u{202e}{}", "long ".repeat(1000)));
    let name = runs.get(id).unwrap().name.clone();
    assert_eq!((name.chars().count(), &name[..9]), (79, "long long"));
    runs.rename(id, "\u{2066}");
    assert_eq!(runs.get(id).unwrap().name, name, "nobody could see it");
}
