//! When the analyst is asked, and what becomes of its answer.

use super::*;
use crate::protocol::{Answer, Lead, Question};

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

/// What the analyst is asked.
fn asked(effects: &[Effect]) -> Option<&Question> {
    effects.iter().find_map(|effect| match effect {
        Effect::Ask(question) => Some(&**question),
        _ => None,
    })
}

/// How many runs the analyst is asked about.
fn runs_asked(state: &mut State) -> Option<usize> {
    let effects = state.ask_analyst();
    let importance = asked(&effects)?.importance.as_ref();
    Some(importance.map_or(0, |it| it.target.len()))
}

fn answer(state: &mut State, shares: &[f64], lead: Option<Lead>) {
    let shares = shares.iter().map(|share| (*share, 0.05)).collect();
    state.hear_of_analyst(Ok(Answer {
        shares,
        pairs: vec![vec![0.0, 1.0, 0.15, 0.02]],
        pairs_left_out: 2,
        lead,
        ..Answer::default()
    }));
}

fn die(state: &mut State) {
    state.hear_of_analyst(Err("it broke".to_owned()));
}

#[test]
fn a_study_under_way_asks_when_there_is_half_as_much_again_to_ask_about() {
    let mut state = running();
    finish_runs(&mut state, 0, 7);
    assert_eq!(
        runs_asked(&mut state),
        None,
        "seven runs of one seed say nothing"
    );
    finish_runs(&mut state, 7, 4);
    assert_eq!(runs_asked(&mut state), Some(11));
    finish_runs(&mut state, 11, 1);
    assert!(!state.wants_analysis(), "it has not been answered");
    answer(&mut state, &[0.7, 0.1], None);
    assert!(!state.wants_analysis(), "not at every run");
    finish_runs(&mut state, 12, 1);
    state.pause_study();
    assert_eq!(runs_asked(&mut state), Some(13), "all there is");
    answer(&mut state, &[0.7, 0.1], None);
    assert!(!state.wants_analysis());
}

#[test]
fn the_answer_stands_largest_first_with_its_runs() {
    let mut state = running();
    finish_runs(&mut state, 0, 8);
    state.ask_analyst();
    finish_runs(&mut state, 8, 1);
    answer(&mut state, &[0.2, 0.7], None);
    let (runs, importances) = state.studies.active().unwrap().importances().unwrap();
    let named: Vec<(&str, f64)> = importances
        .iter()
        .map(|importance| (importance.row.key, importance.share))
        .collect();
    assert_eq!(*runs, 8);
    assert_eq!(named, [("n_nodes", 0.7), ("learning_rate", 0.2)]);
    let (interactions, left_out) = state.studies.active().unwrap().interactions();
    let keys = interactions[0].rows.map(|row| row.key);
    assert_eq!(keys, ["learning_rate", "n_nodes"]);
    assert_eq!(
        (interactions.len(), interactions[0].share, *left_out),
        (1, 0.15, 2)
    );
}

#[test]
fn an_analyst_that_dies_or_cannot_tell_is_not_asked_the_same_again() {
    let mut state = running();
    finish_runs(&mut state, 0, 8);
    state.ask_analyst();
    die(&mut state);
    assert!(!state.wants_analysis());
    finish_runs(&mut state, 8, 4);
    assert!(state.wants_analysis());
    state.ask_analyst();
    answer(&mut state, &[], None);
    assert_eq!(state.studies.active().unwrap().importances(), None);
}

#[test]
fn what_was_asked_of_one_study_is_no_answer_to_another() {
    let mut state = running();
    finish_runs(&mut state, 0, 8);
    state.ask_analyst();
    state
        .start_over(&HyperParams::default(), id(2000.0))
        .unwrap();
    answer(&mut state, &[0.2, 0.7], None);
    assert_eq!(state.studies.active().unwrap().importances(), None);
}

/// A study of two settings and two seeds, trained by one worker, with these results.
fn of_two_seeds(results: &[f64]) -> State {
    let mut state = state();
    state.set_workers(1);
    state.studies.editor.dimensions[0].list = "0.1, 0.01".to_owned();
    state.studies.editor.seeds = "2".to_owned();
    start(&mut state);
    state.hear_of_study(ONE, ready());
    for (run, result) in (1..).zip(results) {
        finish(&mut state, ONE, run, *result);
    }
    state
}

fn lead() -> Lead {
    Lead {
        difference: 0.11,
        verdict: " over 2 seeds: this may be chance.".to_owned(),
    }
}

fn said(state: &State) -> String {
    let winner = state.studies.active().unwrap().winner().unwrap();
    winner.lead.unwrap()
}

#[test]
fn a_lead_is_judged_when_the_study_ends_and_the_table_says_what_came_of_it() {
    let mut state = of_two_seeds(&[0.7, 0.8, 0.72, 0.84]);
    assert!(said(&state).contains("is not known yet"));
    let effects = state.ask_analyst();
    let question = asked(&effects).unwrap();
    assert_eq!(question.importance, None);
    let asked_lead = question.lead.as_ref().unwrap();
    assert_eq!((asked_lead.winner, asked_lead.runner_up), (1, 0));
    assert_eq!(asked_lead.settings[1], [(42, 0.8), (43, 0.84)]);
    assert!(said(&state).contains("is not known yet"));
    answer(&mut state, &[], Some(lead()));
    assert_eq!(
        said(&state),
        "11.00 percentage points ahead of learning_rate=0.1 over 2 seeds: this may be chance."
    );
}

#[test]
fn a_verdict_stays_while_a_newer_one_is_on_its_way_but_not_for_another_winner() {
    let mut state = of_two_seeds(&[0.7, 0.8, 0.72, 0.84]);
    state.ask_analyst();
    answer(&mut state, &[], Some(lead()));
    state.add_seed();
    finish(&mut state, ONE, 5, 0.75);
    assert!(said(&state).contains("over 2 seeds"), "{}", said(&state));
    finish(&mut state, ONE, 6, 0.1);
    assert!(
        said(&state).contains("is not known yet"),
        "{}",
        said(&state)
    );
}

#[test]
fn without_an_analyst_nobody_knows() {
    let mut state = of_two_seeds(&[0.7, 0.8, 0.72, 0.84]);
    state.ask_analyst();
    die(&mut state);
    assert!(said(&state).ends_with("could not be worked out: it broke."));
}
