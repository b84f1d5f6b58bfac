//! From one of the post's experiments to the next, by hand.

use super::*;
use crate::state::StudyAction;
use crate::study::experiments::EXPERIMENTS;
use crate::study::testing::{apply, whole_trial};

/// Trains the study in the editor; its settings come to these accuracies.
fn train(state: &mut State, at: f64, accuracies: &[f64]) {
    state.start_study(id(at)).unwrap();
    let settings = state.studies.active().unwrap().study.plan().settings();
    assert_eq!(settings.len(), accuracies.len());
    go_on(state, accuracies);
}

/// The same with the settings that come first.
fn go_on(state: &mut State, accuracies: &[f64]) {
    let study = &mut state.studies.active.as_mut().unwrap().study;
    for (trial, accuracy) in accuracies.iter().enumerate() {
        let events = whole_trial(trial, &[*accuracy]);
        // Workers have begun the first of them.
        let begun = usize::from(study.trials()[trial].state == TrialState::Running);
        apply(study, &events[begun..]);
    }
}

/// A page on which the learning rate of Adam was found, and momentum is set up over it.
fn before_momentum() -> State {
    let mut state = page();
    let rates = EXPERIMENTS[3].definition(true);
    state
        .studies
        .editor
        .take_experiment(&EXPERIMENTS[3], Some(&rates.base));
    state.form = Form::from(rates.base);
    train(&mut state, 1000.0, &[0.3, 0.94, 0.97, 0.8]);
    state.apply_to_study(StudyAction::Use(2, Some(&EXPERIMENTS[4])));
    assert_eq!(state.before_told(), None, "of the one that found it");
    state
}

#[test]
fn an_experiment_that_comes_to_no_more_can_be_left_out() {
    let mut state = before_momentum();
    state.start_study(id(2000.0)).unwrap();
    go_on(&mut state, &[0.9, 0.8]);
    assert_eq!(state.before_told(), None, "before its end");
    let mut state = before_momentum();
    train(&mut state, 2000.0, &[0.96, 0.95, 0.9, 0.8]);
    let told = state.before_told().unwrap();
    assert!(told.contains("96.00 % to 97.00 %"), "{told}");
    let base = |state: &State, row| state.form.hyperparams().get(row);
    assert_eq!(base(&state, &OPTIMIZER), "sgd".into());

    state.apply_to_study(StudyAction::LeaveAsBefore(&EXPERIMENTS[5]));
    assert_eq!(base(&state, &OPTIMIZER), "adam".into());
    let found = EXPERIMENTS[3].definition(true).check().unwrap();
    let found = found.settings()[2].hyperparams.get(&LEARNING_RATE);
    assert_eq!(base(&state, &LEARNING_RATE), found);
    let next = state.studies.editor.experiment(state.form.hyperparams());
    assert_eq!(next.unwrap().0.key, EXPERIMENTS[5].key);
}

#[test]
fn more_than_before_or_from_something_else_is_compared_with_nothing() {
    let mut state = before_momentum();
    train(&mut state, 2000.0, &[0.96, 0.95, 0.98, 0.8]);
    assert_eq!(state.before_told(), None);

    let mut state = before_momentum();
    state.form.set(&N_NODES, 7.0);
    train(&mut state, 2000.0, &[0.96, 0.95, 0.9, 0.8]);
    assert_eq!(state.before_told(), None);

    let mut state = page();
    assert_eq!(state.before_told(), None);
    let effects = state.apply_to_study(StudyAction::LeaveAsBefore(&EXPERIMENTS[5]));
    assert!(effects.is_empty());
}
