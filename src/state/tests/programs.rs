//! What programs ask, and what they hear.

use super::*;
use crate::hyperparams::catalog::{EPOCHS, MOMENTUM, OPTIMIZER};
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

fn set_rows(rows: &[(&'static crate::hyperparams::ParamSpec, f64)]) -> PageRequest {
    let hyperparameters = rows.iter().map(|(row, value)| (*row, (*value).into()));
    PageRequest::Set {
        hyperparameters: hyperparameters.collect(),
    }
}

#[test]
fn a_program_sets_what_it_names_over_what_is_there_and_starts_nothing() {
    let mut page = ready_page();
    page.apply(set(&EPOCHS, 3.0));
    let effects = ask(&mut page, set_rows(&[(&LEARNING_RATE, 0.5)]));
    assert_eq!(effects, []);
    let expected = HyperParams::default()
        .with(&EPOCHS, 3.0)
        .with(&LEARNING_RATE, 0.5);
    assert_eq!(*page.form.hyperparams(), expected);
    ask(&mut page, set_rows(&[(&LEARNING_RATE, 0.001)]));
    assert_eq!(
        page.form.number(&LEARNING_RATE),
        Some(0.001),
        "a default counts"
    );
    let effects = ask(&mut page, set_rows(&[(&TRAIN_IMAGES, 60_000.0)]));
    let train_images = 60_000;
    let load = TrainerCommand::Load {
        train_images,
        data: DataId::default(),
    };
    assert_eq!(effects, [Effect::Send(WorkerId::MAIN, load)]);
}

#[test]
fn of_what_a_program_sets_all_is_right_or_nothing_is_set() {
    let mut page = ready_page();
    let before = page.clone();
    let wrong = set_rows(&[(&LEARNING_RATE, 0.5), (&EPOCHS, 0.0), (&MOMENTUM, 7.0)]);
    let refused = ask(&mut page, wrong);
    let said = refusals(&refused)[0];
    assert!(
        said.contains("epochs") && said.contains("momentum"),
        "{said}"
    );
    assert_eq!(page, before);
}

#[test]
fn a_run_in_progress_takes_a_learning_rate_that_a_program_sets() {
    let mut page = ready_page();
    let hyperparameters = None;
    ask(&mut page, PageRequest::Start { hyperparameters });
    let run_id = page.runs.active().unwrap().id;
    let effects = ask(&mut page, set_rows(&[(&LEARNING_RATE, 0.5)]));
    let learning_rate = 0.5;
    let command = TrainerCommand::SetLearningRate {
        run_id,
        learning_rate,
    };
    assert_eq!(effects, [Effect::Send(WorkerId::MAIN, command)]);
}

#[test]
fn a_program_goes_back_to_what_the_link_said_last() {
    let (link, errors) = Link::parse("#epochs=3&optimizer=sgd&id=fig");
    let mut page = State::open(link.clone(), &errors, 3);
    page.apply(set(&EPOCHS, 7.0));
    let hyperparameters = None;
    ask(&mut page, PageRequest::Start { hyperparameters });
    ask(&mut page, PageRequest::Reset);
    assert_eq!(page.form.hyperparams(), &link.hyperparams);
    assert!(page.runs.active().is_none());

    let (link, errors) = Link::parse("#epochs=5&id=other");
    page.apply(Action::Link(Box::new(link), errors));
    page.apply(Action::Form(FormAction::Set(&OPTIMIZER, "lion".into())));
    ask(&mut page, PageRequest::Reset);
    assert_eq!(page.form.number(&EPOCHS), Some(5.0));
    assert!(!page.form.is_changed(&OPTIMIZER));
    assert_eq!(page.opened.id.as_deref(), Some("other"));
}

#[test]
fn the_id_of_a_link_stays_in_the_address() {
    let (link, errors) = Link::parse("#epochs=3&id=fig");
    let mut page = State::open(link, &errors, 3);
    page.apply(set(&EPOCHS, 7.0));
    assert!(page.link().to_hash().ends_with("&id=fig"));
}

#[test]
fn a_program_that_starts_runs_for_ever_does_not_fill_the_page() {
    let mut page = ready_page();
    for _ in 0..150 {
        let hyperparameters = None;
        ask(&mut page, PageRequest::Start { hyperparameters });
        let run_id = page.runs.active().unwrap().id;
        let outcome = Outcome::Completed;
        let end = TrainerEvent::TrainEnd { run_id, outcome };
        page.apply(Action::Worker(WorkerId::MAIN, end));
    }
    let kept: Vec<u32> = page.runs.iter().map(|run| run.id.0).collect();
    assert_eq!(kept, (50..=150).collect::<Vec<u32>>());
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
