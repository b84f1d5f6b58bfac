//! When importances are asked for, and what becomes of the answer.

use super::*;

/// A study of two hyperparameters and 16 settings, trained by one worker.
fn running() -> State {
    let mut state = state();
    state.set_workers(1);
    state.studies.editor.dimensions[0].list = "0.1, 0.01, 0.001, 0.0001".to_owned();
    state.studies.editor.add(&N_NODES, &HyperParams::default());
    state.studies.editor.dimensions[1].list = "8, 16, 32, 64".to_owned();
    start(&mut state);
    state.hear_of_study(ONE, ready());
    state
}

/// Ends so many runs after those before, each with a result of its own.
fn finish_runs(state: &mut State, before: u32, count: u32) {
    for run in before + 1..=before + count {
        finish(state, ONE, run, f64::from(run) / 20.0);
    }
}

/// How many runs the analyst is asked about.
fn asked(effects: &[Effect]) -> Option<usize> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(WorkerId::ANALYST, TrainerCommand::ExplainVariance { target, .. }) => {
            Some(target.len())
        }
        _ => None,
    })
}

fn answer(state: &mut State, shares: &[f64]) -> Vec<Effect> {
    let shares = shares.to_vec();
    state.hear_of_study(
        WorkerId::ANALYST,
        TrainerEvent::VarianceExplained { shares },
    )
}

#[test]
fn a_study_under_way_asks_when_there_is_half_as_much_again_to_ask_about() {
    let mut state = running();
    finish_runs(&mut state, 0, 7);
    assert!(!state.wants_importances(), "seven runs say nothing");
    finish_runs(&mut state, 7, 1);
    assert_eq!(asked(&state.ask_for_importances()), Some(8));
    finish_runs(&mut state, 8, 4);
    assert!(!state.wants_importances(), "it has not been answered");
    answer(&mut state, &[0.7, 0.1]);
    assert_eq!(asked(&state.ask_for_importances()), Some(12));
    answer(&mut state, &[0.7, 0.1]);
    finish_runs(&mut state, 12, 3);
    assert!(!state.wants_importances(), "not at every run");
    state.pause_study();
    assert_eq!(
        asked(&state.ask_for_importances()),
        Some(15),
        "all there is"
    );
    answer(&mut state, &[0.7, 0.1]);
    assert!(!state.wants_importances());
}

#[test]
fn the_answer_stands_largest_first_with_its_runs_and_ends_the_analyst() {
    let mut state = running();
    finish_runs(&mut state, 0, 8);
    state.ask_for_importances();
    finish_runs(&mut state, 8, 1);
    let effects = answer(&mut state, &[0.2, 0.7]);
    assert_eq!(effects, [Effect::EndWorker(WorkerId::ANALYST)]);
    let (runs, importances) = state.studies.active().unwrap().importances().unwrap();
    let named: Vec<(&str, f64)> = importances
        .iter()
        .map(|importance| (importance.row.key, importance.share))
        .collect();
    assert_eq!(*runs, 8);
    assert_eq!(named, [("n_nodes", 0.7), ("learning_rate", 0.2)]);
}

#[test]
fn an_analyst_that_dies_or_cannot_tell_is_ended_and_not_asked_the_same_again() {
    let mut state = running();
    finish_runs(&mut state, 0, 8);
    state.ask_for_importances();
    state.hear_of_study(WorkerId::ANALYST, ready());
    let ended = [Effect::EndWorker(WorkerId::ANALYST)];
    assert_eq!(state.hear_of_study(WorkerId::ANALYST, died()), ended);
    assert!(!state.wants_importances());
    finish_runs(&mut state, 8, 4);
    assert!(state.wants_importances());
    state.ask_for_importances();
    assert_eq!(answer(&mut state, &[]), ended);
    assert_eq!(state.studies.active().unwrap().importances(), None);
}

#[test]
fn what_was_asked_of_one_study_is_no_answer_to_another() {
    let mut state = running();
    finish_runs(&mut state, 0, 8);
    state.ask_for_importances();
    state
        .start_over(&HyperParams::default(), id(2000.0))
        .unwrap();
    answer(&mut state, &[0.2, 0.7]);
    assert_eq!(state.studies.active().unwrap().importances(), None);
}
