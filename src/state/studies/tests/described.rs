//! Names, notes and copies of studies, and their runs among the single ones.

use super::*;
use crate::state::StudyAction;
use crate::state::studies::ActiveStudy;
use crate::study::StudyFile;

fn active(state: &State) -> &ActiveStudy {
    state.studies.active().unwrap()
}

fn called(state: &State) -> [&str; 2] {
    let definition = active(state).study.plan().definition();
    [&definition.name, &definition.note]
}

/// What the browser is told of it.
fn described(effects: &[Effect]) -> StudyFile {
    let [Effect::Store(StoreCommand::Describe { definition, .. })] = effects else {
        panic!("{effects:?}");
    };
    StudyFile::from_json(definition).unwrap()
}

#[test]
fn a_study_has_the_name_and_the_note_that_somebody_gives_it() {
    let mut state = running();
    assert_eq!(called(&state), ["learning rate", ""]);
    let effects = state.apply_to_study(StudyAction::Rename("  Rates\u{202e} of mine ".to_owned()));
    assert_eq!(called(&state), ["Rates of mine", ""]);
    assert_eq!(described(&effects).plan.definition().name, "Rates of mine");
    let note = "too low\ntry 0.3\r\n".to_owned();
    let effects = state.apply_to_study(StudyAction::Note(note));
    assert_eq!(called(&state), ["Rates of mine", "too low\ntry 0.3"]);
    assert_eq!(
        described(&effects).plan.definition().note,
        "too low\ntry 0.3"
    );
    let file = StudyFile::from_json(&active(&state).file().to_json()).unwrap();
    assert_eq!(file.plan.definition().note, "too low\ntry 0.3");
    // It is the study in the editor still, and goes on.
    assert!(active(&state).is_running());
    let plan = state.studies.editor.plan(state.form.hyperparams()).unwrap();
    assert_eq!(state.revision_told(&plan), None);
    state.put_aside();
    let saved = &state.studies.saved()[0];
    assert_eq!(
        [&saved.name, &saved.note],
        ["Rates of mine", "too low\ntry 0.3"]
    );
}

#[test]
fn a_changed_study_keeps_the_note_and_the_name_that_was_given() {
    let mut state = running();
    state.apply_to_study(StudyAction::Rename("Mine".to_owned()));
    state.apply_to_study(StudyAction::Note("why".to_owned()));
    state.studies.editor.dimensions[0].list = "0.1, 0.2".to_owned();
    state.revise_study().unwrap();
    assert_eq!(called(&state), ["Mine", "why"]);
}

#[test]
fn without_a_name_it_is_called_by_what_it_varies() {
    let mut state = running();
    state.apply_to_study(StudyAction::Rename("Mine".to_owned()));
    state.apply_to_study(StudyAction::Rename(" \n".to_owned()));
    assert_eq!(called(&state)[0], "learning rate");
    assert!(
        page()
            .apply_to_study(StudyAction::Rename("Mine".to_owned()))
            .is_empty()
    );
    assert!(
        page()
            .apply_to_study(StudyAction::Note("why".to_owned()))
            .is_empty()
    );
}

#[test]
fn a_copy_has_all_that_was_trained_and_leaves_the_study_as_it_is() {
    let mut state = state();
    let base = HyperParams::default().with(&EPOCHS, 1.0);
    state.start_over(&base, id(1000.0)).unwrap();
    for id in [ONE, TWO] {
        state.hear_of_study(id, ready());
    }
    finish(&mut state, ONE, 1, 0.9);
    state.apply_to_study(StudyAction::Note("why".to_owned()));
    let first = active(&state).id;
    let copy = id(2000.0);
    state.apply_to_study(StudyAction::Duplicate(first, copy));
    assert_eq!(active(&state).id, copy);
    assert_eq!(called(&state), ["learning rate 2", "why"]);
    assert_eq!(
        states(&state),
        ["completed", "waiting", "waiting", "waiting"]
    );
    assert!(active(&state).is_paused, "nobody has asked for more");
    state.apply_to_study(StudyAction::Rename("Mine".to_owned()));
    assert_eq!(state.studies.saved()[0].id, first);
    // Of one that is saved it is the same.
    let third = id(3000.0);
    state.apply_to_study(StudyAction::Duplicate(first, third));
    assert_eq!(
        (active(&state).id, called(&state)[0]),
        (third, "learning rate 2")
    );
    assert_eq!(state.studies.saved().len(), 2);
    let nobody = state.apply_to_study(StudyAction::Duplicate(id(9.0), id(10.0)));
    assert!(nobody.is_empty());
    assert_eq!(active(&state).id, third);
}

#[test]
fn a_settings_runs_are_put_among_the_single_ones_once() {
    let mut state = running();
    state.hear_of_study(ONE, epoch(1, 1, 0.4));
    let effects = state.apply_to_study(StudyAction::OpenRuns(0));
    assert_eq!(state.runs.iter().count(), 0, "it goes on");
    assert!(matches!(&effects[..], [Effect::Announce(_)]));
    state.skip_trial(0);
    state.apply_to_study(StudyAction::OpenRuns(0));
    state.apply_to_study(StudyAction::OpenRuns(0));
    let [run] = &state.runs.iter().collect::<Vec<_>>()[..] else {
        panic!();
    };
    assert_eq!(run.name, "learning_rate=0.1, seed 42");
    assert_eq!(run.history.epochs.len(), 1);
    assert_eq!(run.came_to(), Some(Outcome::Stopped));
    assert_eq!(run.hyperparams.number(&LEARNING_RATE), Some(0.1));
    assert_eq!(run.checked, run.hyperparams.check().unwrap());
    assert!(page().apply_to_study(StudyAction::OpenRuns(0)).is_empty());
}
