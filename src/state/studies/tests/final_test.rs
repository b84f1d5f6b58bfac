//! The one look at the test images that a winner gets.

use super::*;
use crate::state::{RunPhase, StudyAction};

/// A study over this base whose first of two learning rates has won.
fn won(base: HyperParams) -> State {
    let mut state = page();
    state.studies.editor.add(&LEARNING_RATE, &base);
    state.studies.editor.dimensions[0].list = "0.1, 0.01".to_owned();
    state.start_over(&base, id(1000.0)).unwrap();
    for (run, accuracy) in [(1, 0.9), (2, 0.8)] {
        let worker = WorkerId(run);
        state.hear_of_study(worker, ready());
        state.hear_of_study(worker, epoch(run, 1, accuracy));
        state.hear_of_study(worker, end(run));
    }
    state
}

fn held_out() -> HyperParams {
    HyperParams::default().with(&VALIDATION_SPLIT, 0.2)
}

#[test]
fn a_winner_that_was_picked_by_images_held_out_is_trained_on_all_and_tested() {
    let mut state = won(held_out());
    let active = state.studies.active().unwrap();
    assert_eq!((active.flattery(), active.is_untested(0)), (None, true));
    let effects = state.apply_to_study(StudyAction::Test(0));
    let trained = sent(&effects)
        .into_iter()
        .find_map(|command| match command {
            TrainerCommand::Start { hyperparams, .. } => Some(hyperparams),
            _ => None,
        });
    let trained = trained.expect("it is trained");
    assert_eq!(
        (trained.learning_rate, trained.validation_split),
        (0.1, 0.0)
    );
    assert_eq!(state.view.shown, View::SingleRun);
    assert_eq!(
        state.form.hyperparams(),
        &held_out(),
        "the study is over it"
    );
    let run = state.runs.active().unwrap();
    assert_eq!(run.name, "Test of learning_rate=0.1");
    let RunId(number) = run.id;
    assert_eq!(run.marks(), [""; 0], "nothing is known yet");
    state.hear_of_runs(epoch(number, 1, 0.9773));
    state.hear_of_runs(end(number));
    let run = state.runs.iter().next().unwrap();
    assert!(matches!(run.phase, RunPhase::Ended(_)));
    let expected = "tested once, on images that it was not picked by: 95 % interval 97.42 % to 98.00 %, by 10000 images";
    assert_eq!(run.marks(), [expected]);
    let effects = state.conclude_test();
    let active = state.studies.active().unwrap();
    assert!(active.was_tested(0) && !active.is_untested(0));
    let told = active.test_told(0).unwrap();
    assert!(
        told.ends_with("97.73 %, 95 % interval 97.42 % to 98.00 %."),
        "{told}"
    );
    assert!(is_kept(&effects), "after a reload, and in its file");
    assert_eq!(state.conclude_test(), [], "once");
    assert!(
        state.apply_to_study(StudyAction::Test(0)).is_empty(),
        "once"
    );
}

fn is_kept(effects: &[Effect]) -> bool {
    let is_test = |effect: &Effect| {
        matches!(
            effect,
            Effect::Store(StoreCommand::Append {
                event: StudyEvent::SettingTested { setting: 0, accuracy },
                ..
            }) if *accuracy == 0.9773
        )
    };
    effects.iter().any(is_test)
}

#[test]
fn a_test_that_ends_when_its_study_has_left_the_page_is_kept_with_it() {
    let mut state = won(held_out());
    state.apply_to_study(StudyAction::Test(0));
    let RunId(number) = state.runs.active().unwrap().id;
    state.put_aside();
    state.hear_of_runs(epoch(number, 1, 0.9773));
    assert_eq!(state.conclude_test(), [], "it has not ended");
    state.hear_of_runs(end(number));
    assert!(is_kept(&state.conclude_test()));
    state.open_study(id(1000.0));
    assert!(state.studies.active().unwrap().test_told(0).is_some());
}

#[test]
fn a_test_that_was_broken_off_may_be_made_again() {
    let mut state = won(held_out());
    state.apply_to_study(StudyAction::Test(0));
    let RunId(number) = state.runs.active().unwrap().id;
    assert!(!state.studies.active().unwrap().is_untested(0));
    let outcome = Outcome::Stopped;
    let run_id = RunId(number);
    state.hear_of_runs(TrainerEvent::TrainEnd { run_id, outcome });
    assert_eq!(state.conclude_test(), []);
    let active = state.studies.active().unwrap();
    assert!(active.is_untested(0) && active.test_told(0).is_none());
}

#[test]
fn what_was_picked_by_the_test_images_is_said_to_be_flattered_and_cannot_be_tested() {
    let mut state = won(HyperParams::default());
    let active = state.studies.active().unwrap();
    assert!(active.flattery().is_some() && !active.is_untested(0));
    assert!(state.apply_to_study(StudyAction::Test(0)).is_empty());
    assert!(state.runs.iter().next().is_none());
}

#[test]
fn while_another_run_is_trained_the_winner_is_not_tested() {
    let mut state = won(held_out());
    state.start_run(held_out(), Pace::Through).unwrap();
    assert!(state.apply_to_study(StudyAction::Test(0)).is_empty());
    let told = notices(&mut state);
    assert!(told[0].contains("Run 1 has not ended"), "{told:?}");
    assert!(state.studies.active().unwrap().is_untested(0));
}

#[test]
fn what_watches_the_images_that_judge_it_cannot_be_tested() {
    for base in [
        held_out().with(&EARLY_STOPPING, true),
        held_out().with(&LR_SCHEDULE, "reduce_lr_on_plateau"),
    ] {
        assert!(!won(base).studies.active().unwrap().is_untested(0));
    }
}
