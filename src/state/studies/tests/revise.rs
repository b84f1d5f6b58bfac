//! Changing the study on the page.

use super::*;
use crate::state::EditorAction;

/// Two workers at the first two of four learning rates, the first of which has come through an epoch.
fn under_way() -> State {
    let mut state = running();
    state.hear_of_study(ONE, epoch(1, 1, 0.5));
    state
}

fn sweep(state: &mut State, list: &str) {
    let field = DimensionField::List;
    state.apply_to_editor(EditorAction::Type(0, field, list.to_owned()));
}

fn told(state: &State) -> Option<String> {
    let form = HyperParams::default();
    let study = state.studies.editor.study(&form).unwrap();
    state.estimate(&study).revision
}

fn rates(state: &State) -> Vec<(String, &'static str)> {
    let study = &state.studies.active().unwrap().study;
    let trials = study.trials().iter();
    let told = |trial: &crate::study::Trial| {
        let setting = study.setting_of(trial);
        (
            setting.label().replace("learning_rate=", ""),
            trial.state.name(),
        )
    };
    trials.map(told).collect()
}

#[test]
fn runs_under_way_that_still_belong_go_on_and_others_are_taken_from_their_workers() {
    let mut state = under_way();
    assert_eq!(told(&state), None, "it is the one that is under way");
    sweep(&mut state, "0.5, 0.1");
    let expected = "“Change this study” keeps 1 run of it and trains 1 more.";
    assert_eq!(told(&state).as_deref(), Some(expected));
    let effects = state.revise_study().unwrap();
    let sent = sent(&effects);
    assert_eq!(
        sent[0],
        &TrainerCommand::Stop { run_id: RunId(2) },
        "0.01 is no longer wanted"
    );
    assert_eq!(started(&effects), [(TWO, 3)], "0.5 is new");
    let expected = [("0.5".to_owned(), "running"), ("0.1".to_owned(), "running")];
    assert_eq!(rates(&state), expected);
    // What its worker tells of it is told of its new number.
    state.hear_of_study(ONE, epoch(1, 2, 0.6));
    state.hear_of_study(ONE, end(1));
    assert_eq!(states(&state), ["running", "completed"]);
    assert_eq!(told(&state), None);
}

#[test]
fn a_study_that_has_ended_goes_on_with_what_is_missing() {
    let mut state = running();
    for (worker, run) in [(ONE, 1), (TWO, 2), (ONE, 3), (TWO, 4)] {
        state.hear_of_study(worker, epoch(run, 1, 0.5));
        state.hear_of_study(worker, end(run));
    }
    let name = |state: &State| {
        let active = state.studies.active().unwrap();
        active.study.plan().definition().name.clone()
    };
    assert_eq!(name(&state), "learning rate");
    sweep(&mut state, "0.1, 0.02, 0.0001");
    let effects = state.revise_study().unwrap();
    let states = states(&state);
    assert_eq!(states, ["completed", "running", "completed"]);
    assert!(effects.contains(&Effect::Announce(
        "learning rate changed: 2 runs kept, 1 to train.".to_owned()
    )));
    assert_eq!(name(&state), "learning rate", "it is no second study");
    let published =
        |effect: &&Effect| matches!(effect, Effect::Publish(PageEvent::StudyBegin { .. }));
    assert_eq!(effects.iter().filter(published).count(), 1);
}

#[test]
fn the_browser_keeps_the_changed_study_in_place_of_the_one_before() {
    let mut state = under_way();
    let id = state.studies.active().unwrap().id;
    sweep(&mut state, "0.1, 0.5");
    let effects = state.revise_study().unwrap();
    let stored = effects.iter().find_map(|effect| match effect {
        Effect::Store(StoreCommand::Create {
            id,
            definition,
            events,
            ..
        }) => Some((*id, definition.clone(), events.len())),
        _ => None,
    });
    let (kept, definition, events) = stored.expect("it is stored whole");
    assert_eq!(
        (kept, events),
        (id, 2),
        "the first run's beginning and its epoch"
    );
    assert!(definition.contains("0.5"), "{definition}");
}

#[test]
fn what_cannot_be_trained_changes_nothing() {
    let mut state = under_way();
    sweep(&mut state, "0.1, fast");
    let before = state.clone();
    assert!(state.revise_study().is_err());
    assert_eq!(state, before);
    assert!(
        page()
            .revise_study()
            .is_ok_and(|effects| effects.is_empty())
    );
}

#[test]
fn a_paused_study_stays_paused() {
    let mut state = under_way();
    state.pause_study();
    sweep(&mut state, "0.1, 0.5");
    let effects = state.revise_study().unwrap();
    assert_eq!(started(&effects), []);
    assert!(state.studies.active().unwrap().is_paused);
    let resumed = state.resume_study();
    assert_eq!(started(&resumed), [(TWO, 3)]);
}

#[test]
fn a_name_that_was_given_stays() {
    let mut state = under_way();
    state.studies.editor.name = "Steps".to_owned();
    state.start_study(id(9e6)).unwrap();
    sweep(&mut state, "0.1, 0.5");
    state.revise_study().unwrap();
    let active = state.studies.active().unwrap();
    assert_eq!(active.study.plan().definition().name, "Steps");
}

#[test]
fn seeds_that_are_added_are_in_the_editor_that_holds_the_study_and_in_no_other() {
    let mut state = under_way();
    state.add_seed();
    assert_eq!(state.studies.editor.seeds, "2");
    assert_eq!(told(&state), None, "it is the same study");
    assert_eq!(state.study_start(), StudyStart::UnderWay);
    sweep(&mut state, "0.1, 0.01, 0.5");
    let expected = "“Change this study” keeps 2 runs of it and trains 4 more.";
    assert_eq!(told(&state).as_deref(), Some(expected));
    state.add_seed();
    assert_eq!(state.studies.editor.seeds, "2", "that is another study");
    state.revise_study().unwrap();
    let study = &state.studies.active().unwrap().study;
    assert_eq!((study.seeds(), study.trials().len()), (2, 6));
    assert_eq!(told(&state), None);
}
