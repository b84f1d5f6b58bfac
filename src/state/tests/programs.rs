//! What programs ask, and what they hear.

use super::*;
use crate::hyperparams::catalog::EPOCHS;
use crate::state::page_api::PageRequest;

fn ask(page: &mut State, request: PageRequest) -> Vec<Effect> {
    page.apply(Action::Page(request, study_id(1)))
}

/// The errors that programs hear of.
fn refusals(effects: &[Effect]) -> Vec<&str> {
    let refusals = effects.iter().filter_map(|effect| match effect {
        Effect::Publish(PageEvent::Error { message, .. }) => Some(message.as_str()),
        _ => None,
    });
    refusals.collect()
}

#[test]
fn a_programs_hyperparameters_are_trained_and_stand_in_the_form() {
    let mut page = ready_page();
    let given = HyperParams::default().with(&EPOCHS, 3.0);
    let hyperparameters = Some(given.clone());
    assert_eq!(
        refusals(&ask(&mut page, PageRequest::Start { hyperparameters })),
        [""; 0]
    );
    assert_eq!(page.runs.active().unwrap().hyperparams, given);
    assert_eq!(*page.form.hyperparams(), given);
}

#[test]
fn a_program_that_is_refused_hears_why_and_changes_nothing() {
    let mut page = ready_page();
    let before = page.clone();
    let wrong = HyperParams::default().with(&EPOCHS, 0.0);
    let hyperparameters = Some(wrong);
    let refused = ask(&mut page, PageRequest::Start { hyperparameters });
    assert!(refusals(&refused)[0].contains("epochs"), "{refused:?}");
    let refused = ask(&mut page, PageRequest::Stop);
    assert_eq!(refusals(&refused), ["there is no run to stop"]);
    let refused = ask(&mut page, PageRequest::StopStudy);
    assert_eq!(refusals(&refused), ["there is no study to stop"]);
    assert_eq!(page, before);
}

#[test]
fn a_program_stops_the_run_that_goes_on() {
    let mut page = ready_page();
    let hyperparameters = None;
    ask(&mut page, PageRequest::Start { hyperparameters });
    let run_id = page.runs.active().unwrap().id;
    let stop = TrainerCommand::Stop { run_id };
    let effects = ask(&mut page, PageRequest::Stop);
    assert!(effects.contains(&Effect::Send(WorkerId::MAIN, stop)));
}

#[test]
fn a_program_starts_the_study_which_is_shown_then_and_stops_it() {
    let mut page = ready_page();
    assert_eq!(refusals(&ask(&mut page, PageRequest::StartStudy)), [""; 0]);
    assert_eq!(page.view.shown, View::Study);
    assert!(page.studies.active().unwrap().is_running());
    ask(&mut page, PageRequest::StopStudy);
    assert!(page.studies.active().unwrap().study.is_finished());
    let again = ask(&mut page, PageRequest::StopStudy);
    assert_eq!(refusals(&again), ["there is no study to stop"]);
}

#[test]
fn a_study_that_cannot_be_started_is_refused_and_not_shown() {
    let mut page = ready_page();
    page.studies.editor.dimensions[0].list = "fast".to_owned();
    let refused = ask(&mut page, PageRequest::StartStudy);
    assert_eq!(refusals(&refused).len(), 1);
    assert_eq!(page.view.shown, View::SingleRun);
}
