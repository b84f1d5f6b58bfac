//! What programs hear of studies: whoever hears that one began hears once that nothing more comes of it.

use super::*;

fn told(effects: &[Effect]) -> Vec<&'static str> {
    let name = |effect: &Effect| match effect {
        Effect::Publish(PageEvent::StudyBegin { .. }) => Some("begin"),
        Effect::Publish(PageEvent::TrialEnd { .. }) => Some("trial"),
        Effect::Publish(PageEvent::StudyEnd { finished, .. }) => {
            Some(if *finished { "end" } else { "aside" })
        }
        _ => None,
    };
    effects.iter().filter_map(name).collect()
}

/// Starts a study that is not the one of [`running`].
fn start_another(state: &mut State) -> Vec<Effect> {
    state.studies.editor.dimensions[0].list = "0.5, 0.05".to_owned();
    state
        .start_over(&HyperParams::default(), id(2000.0))
        .unwrap()
}

#[test]
fn a_study_that_makes_room_for_another_is_told_to_be_put_aside() {
    let mut state = running();
    let effects = start_another(&mut state);
    assert_eq!(told(&effects), ["aside", "begin"]);
}

#[test]
fn a_study_that_is_opened_with_runs_to_go_begins() {
    let mut state = running();
    let first = state.studies.active().unwrap().id;
    start_another(&mut state);
    assert_eq!(told(&state.open_study(first)), ["aside", "begin"]);
}

#[test]
fn the_runs_of_a_setting_that_is_dropped_have_ended() {
    let mut state = running();
    assert_eq!(told(&state.drop_setting(3)), ["trial"]);
    assert_eq!(told(&state.drop_setting(3)), Vec::<&str>::new());
}

#[test]
fn a_study_that_gets_another_seed_begins_again() {
    let mut state = running();
    assert_eq!(
        told(&state.stop_study()),
        ["trial", "trial", "trial", "trial", "end"]
    );
    assert_eq!(told(&state.add_seed()), ["begin"]);
    let first = state.studies.active().unwrap().id;
    assert_eq!(told(&state.delete_study(first)), ["aside"]);
}

#[test]
fn a_study_that_was_deleted_comes_back_with_its_log() {
    let mut state = running();
    for event in [epoch(1, 1, 0.9), end(1)] {
        state.hear_of_study(ONE, event);
    }
    let first = state.studies.active().unwrap().id;
    let effects = state.delete_study(first);
    assert!(matches!(
        effects.last(),
        Some(Effect::Store(StoreCommand::Delete { .. }))
    ));
    let offered = state.notices.list().last().unwrap().action;
    assert_eq!(offered, Some(NoticeAction::UndoDeleteStudy));
    assert!(state.studies.saved().is_empty());
    let effects = state.undo_delete_study();
    let [
        Effect::Store(StoreCommand::Restore(StoredStudy {
            id: back, events, ..
        })),
        _,
    ] = &effects[..]
    else {
        panic!("{effects:?}");
    };
    assert_eq!(*back, first);
    assert!(events.len() >= 3, "{events:?}");
    assert_eq!(state.studies.saved()[0].counts.complete, 1);
    assert_eq!(state.undo_delete_study(), [], "it is back already");
}

#[test]
fn studies_that_were_deleted_one_after_the_other_come_back_one_after_the_other() {
    let mut state = running();
    let first = state.studies.active().unwrap().id;
    start_another(&mut state);
    let ids = |state: &State| {
        state
            .studies
            .saved()
            .iter()
            .map(|it| it.id)
            .collect::<Vec<_>>()
    };
    state.put_aside();
    let before = ids(&state);
    state.delete_study(first);
    state.delete_study(id(2000.0));
    state.undo_delete_study();
    assert!(state.notices.offers(NoticeAction::UndoDeleteStudy));
    state.undo_delete_study();
    assert!(!state.notices.offers(NoticeAction::UndoDeleteStudy));
    assert_eq!(ids(&state), before);
}

#[test]
fn a_study_that_has_ended_is_not_told_of_when_it_goes_and_comes() {
    let mut state = running();
    state.stop_study();
    let first = state.studies.active().unwrap().id;
    start_another(&mut state);
    assert_eq!(told(&state.open_study(first)), ["aside"]);
}
