//! Starting a study beside another one, and ending one by hand.

use super::*;
use crate::state::{SortKey, StudyAction};
use crate::study::experiments::EXPERIMENTS;

/// What is said of how far the study on the page has come.
fn told(state: &State) -> (&'static str, String, f64) {
    let progress = state.study_progress().unwrap();
    (progress.state, progress.place, progress.share)
}

fn take(state: &mut State, experiment: usize) {
    let base = state
        .studies
        .editor
        .take_experiment(&EXPERIMENTS[experiment], None);
    state.form = Form::from(base);
}

#[test]
fn while_a_study_is_under_way_only_another_one_can_be_started() {
    let mut state = state();
    assert_eq!(state.study_start(), StudyStart::Free);
    start(&mut state);
    assert_eq!(state.study_start(), StudyStart::UnderWay);
    state.pause_study();
    assert_eq!(state.study_start(), StudyStart::UnderWay);
    state.studies.editor.dimensions[0].list = "0.5, 0.05".to_owned();
    assert_eq!(state.study_start(), StudyStart::PutsAside);
    state.stop_study();
    assert_eq!(state.study_start(), StudyStart::Another);
    state.put_aside();
    assert_eq!(state.study_start(), StudyStart::Free);
}

#[test]
fn what_is_shown_is_told_from_what_the_editor_holds_until_it_is_the_same() {
    let mut state = page();
    take(&mut state, 0);
    state.start_study(id(1000.0)).unwrap();
    state.stop_study();
    assert_eq!(state.study_start().note(), None);
    let next = Some(&EXPERIMENTS[1]);
    state.apply_to_study(StudyAction::Use(0, next));
    let note = state.study_start().note().unwrap();
    assert!(note.contains("another study") && note.contains("“Add a seed”"));
    // More seeds make no other study of it.
    state.put_aside();
    state.open_study(id(1000.0));
    state.add_seed();
    state.stop_study();
    assert_eq!(state.study_start(), StudyStart::Free);
    // Nor is a value in the form that is changed a study that was trained.
    state.form.set(&crate::hyperparams::catalog::EPOCHS, 3.0);
    assert_eq!(state.study_start(), StudyStart::Another);
}

#[test]
fn every_experiment_that_is_opened_again_is_what_the_editor_holds() {
    for (at, experiment) in EXPERIMENTS.iter().enumerate() {
        let mut state = page();
        take(&mut state, at);
        state.start_study(id(1000.0)).unwrap();
        state.stop_study();
        state.put_aside();
        state.open_study(id(1000.0));
        assert_eq!(state.study_start().note(), None, "{}", experiment.name);
    }
}

#[test]
fn a_study_is_the_same_whatever_number_its_name_has() {
    let mut state = page();
    take(&mut state, 1);
    let name = |state: &State| {
        let active = state.studies.active().unwrap();
        active.study.plan().definition().name.clone()
    };
    state.start_study(id(1000.0)).unwrap();
    assert_eq!(name(&state), "Optimizer (quick)");
    state.hear_of_study(ONE, epoch(1, 1, 0.5));
    state.start_study(id(9000.0)).unwrap();
    assert_eq!(name(&state), "Optimizer (quick) 2");
    assert!(notices(&mut state)[0].contains("“Optimizer (quick)” was paused"));
    assert_eq!(state.study_start(), StudyStart::UnderWay);
    // Opened again, it is not numbered twice.
    state.open_study(id(1000.0));
    state.open_study(id(9000.0));
    assert_eq!(state.study_start(), StudyStart::UnderWay);
    state.start_study(id(20_000.0)).unwrap();
    assert_eq!(name(&state), "Optimizer (quick) 3");
}

#[test]
fn the_next_experiment_trains_as_long_as_somebody_has_said_and_otherwise_as_it_does() {
    for (changed, epochs, images, name) in [
        (vec![], 40.0, 10_000.0, "Optimizer (quick)"),
        (vec![(&EPOCHS, 6.0)], 6.0, 10_000.0, "Optimizer"),
        (
            vec![(&EPOCHS, 6.0), (&TRAIN_IMAGES, 3000.0)],
            6.0,
            3000.0,
            "Optimizer",
        ),
    ] {
        let mut state = page();
        take(&mut state, 0);
        let base = state.form.hyperparams().clone();
        let base = changed
            .into_iter()
            .fold(base, |base, (row, value)| base.with(row, value));
        state.start_over(&base, id(1000.0)).unwrap();
        state.apply_to_study(StudyAction::Use(0, Some(&EXPERIMENTS[1])));
        let next = state.form.hyperparams();
        let trained = [&EPOCHS, &TRAIN_IMAGES].map(|row| next.get(row).number().unwrap());
        assert_eq!(trained, [epochs, images]);
        assert_eq!(state.studies.editor.definition(next).name, name);
    }
}

#[test]
fn a_study_that_somebody_ends_is_stopped_and_not_finished() {
    let mut state = state();
    let base = HyperParams::default().with(&EPOCHS, 1.0);
    state.start_over(&base, id(1000.0)).unwrap();
    state.drop_setting(3);
    assert_eq!(told(&state).1, "0 of 3 runs", "of those that are wanted");
    finish(&mut state, ONE, 1, 0.9);
    let effects = state.stop_study();
    assert_eq!(told(&state), ("Stopped", "1 of 4 runs".to_owned(), 0.25));
    let said = "learning rate was stopped: 1 of 4 runs.".to_owned();
    assert!(effects.contains(&Effect::Announce(said)));
    state.put_aside();
    assert_eq!(state.studies.saved[0].standing(), "1 of 4 runs, stopped");
    let stored = StoredStudy::from(state.studies.saved[0].clone());
    let read = SavedStudy::read(stored).unwrap();
    assert_eq!(read.standing(), "1 of 4 runs, stopped");
}

#[test]
fn a_study_that_goes_on_without_a_run_is_finished_when_the_others_are() {
    let mut state = running();
    state.skip_trial(0);
    state.drop_setting(3);
    finish(&mut state, TWO, 2, 0.9);
    finish(&mut state, ONE, 3, 0.9);
    let finished = ("Finished", "2 of 2 runs".to_owned(), 1.0);
    assert_eq!(told(&state), finished);
    // Dropping what has ended skips nothing.
    state.drop_setting(1);
    assert_eq!(told(&state), finished);
    assert_eq!(
        state.study_progress().unwrap().counts,
        "2 completed, 2 skipped"
    );
}

#[test]
fn a_run_that_was_broken_off_is_stopped_and_not_skipped() {
    let mut state = running();
    state.hear_of_study(ONE, epoch(1, 1, 0.9));
    state.stop_study();
    let counts = state.study_progress().unwrap().counts;
    assert_eq!(counts, "1 stopped, 3 skipped");
    let rows = state.studies.active().unwrap();
    let rows = rows.results(SortKey::Setting, false);
    let said = |at: usize| (rows[at].outcome.as_str(), rows[at].epochs.as_str());
    assert_eq!((said(0), said(1)), (("stopped", "1"), ("skipped", "–")));
}

#[test]
fn runs_of_a_paused_study_are_paused_too() {
    let mut state = running();
    state.pause_study();
    assert_eq!(
        state.study_progress().unwrap().counts,
        "2 paused, 2 waiting"
    );
}
