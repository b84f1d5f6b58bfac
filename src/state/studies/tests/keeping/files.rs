//! Studies as files.

use super::*;

#[test]
fn an_event_that_does_not_fit_is_left_out() {
    let (mut state, mut stored) = (state(), Vec::new());
    store(&start(&mut state), &mut stored);
    stored[0].events.push(StudyEvent::TrialEnd {
        trial: 3,
        outcome: Outcome::Completed,
    });
    let mut reopened = page();
    reopened.take_stored(stored);
    reopened.go_on_with_study(id(1000.0));
    assert_eq!(
        states(&reopened),
        ["running", "running", "waiting", "waiting"]
    );
}

#[test]
fn an_exported_study_comes_back_by_its_file() {
    let mut state = running();
    finish(&mut state, ONE, 1, 0.9);
    let file = state.studies.active().unwrap().file().to_json();
    let mut other = page();
    let effects = other.import_study(&file, id(5.0)).unwrap();
    assert!(
        started(&effects).is_empty(),
        "an import does not train by itself"
    );
    assert_eq!(
        states(&other),
        ["completed", "waiting", "waiting", "waiting"]
    );
    assert!(other.studies.active().unwrap().is_paused);
    assert_eq!(started(&other.resume_study()).len(), 2);
}

#[test]
fn a_file_that_is_no_study_is_refused_and_nothing_is_lost() {
    let mut state = running();
    let before = state.clone();
    assert!(state.import_study("{}", id(5.0)).is_err());
    assert_eq!(state, before);
}
