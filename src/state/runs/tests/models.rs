//! Models that come in files, and runs that begin with weights of others.

use super::*;
use crate::hyperparams::catalog::{BATCH_NORM, DROPOUT, HIDDEN_UNITS, USE_BIAS};
use crate::protocol::Keeping;
use crate::state::{Action, Run, RunAction, RunCells, Runs, kept_loaded};

const FILE: &str = "<m>.keras";

/// A page with a model of its form's setting.
fn with_model(adapter: Adapter) -> (State, RunId) {
    let mut page = at_work_on(adapter);
    let kept = kept_loaded(FILE.to_owned(), HyperParams::default(), [0.125, 0.97]);
    assert_eq!(page.runs.bring(&kept), 1);
    let id = page.runs.iter().next_back().unwrap().id;
    (page, id)
}

fn train_on(page: &mut State, id: RunId) -> (RunId, Vec<Effect>) {
    let effects = page.apply(Action::Run(RunAction::TrainOn(id)));
    (page.runs.active().unwrap().id, effects)
}

fn cells(page: &State, id: RunId) -> RunCells {
    RunCells::of(page.runs.get(id).unwrap(), &page.runs)
}

fn reloaded(page: &State) -> Runs {
    let mut reloaded = Runs::default();
    reloaded.take_kept(&page.runs.to_keep().unwrap());
    reloaded
}

/// Of each `Start` the run whose weights it begins with, and whether it is written down.
fn starts(effects: &[Effect]) -> Vec<(Option<RunId>, Keeping)> {
    let start = |command: &&TrainerCommand| match command {
        TrainerCommand::Start {
            begins_with,
            keeping,
            ..
        } => Some((*begins_with, *keeping)),
        _ => None,
    };
    commands(effects).iter().filter_map(start).collect()
}

#[test]
fn a_loaded_model_is_a_row_with_what_it_came_to_here_and_without_curves() {
    let (page, id) = with_model(no_gpu());
    let run = page.runs.get(id).unwrap();
    assert_eq!(run.name, "Loaded: <m>.keras");
    assert_eq!(page.phase(), Phase::Idle);
    let cells = cells(&page, id);
    assert_eq!(
        (cells.last.as_str(), cells.outcome.as_str()),
        ("97.00 %", "loaded")
    );
    let nothing = [&cells.best, &cells.epochs, &cells.time, &cells.device];
    assert_eq!(nothing, [""; 4], "it was not trained here");
    assert!(
        cells.marks[0].contains("from the file <m>.keras"),
        "{cells:?}"
    );
    assert!(page.shown_runs().is_empty());
    assert_eq!(page.finished_runs(), [], "no address tells of it");
}

#[test]
fn a_model_is_deleted_and_brought_back_as_any_run() {
    let (mut page, id) = with_model(no_gpu());
    page.apply(Action::Run(RunAction::Delete(id)));
    assert_eq!(page.runs.get(id), None);
    assert!(page.notices.offers(NoticeAction::UndoDelete));
    page.undo_delete_run();
    let run = page.runs.get(id).unwrap();
    assert_eq!(
        run.loaded.as_deref(),
        Some(FILE),
        "its weights are found by its id"
    );
}

#[test]
fn training_on_begins_with_its_weights_and_says_so() {
    let (mut page, id) = with_model(no_gpu());
    let (run, effects) = train_on(&mut page, id);
    // What is written down is found by its setting, which another run may have.
    assert_eq!(starts(&effects), [(Some(id), Keeping::Nothing)]);
    page.hear_of_runs(begun(run));
    page.hear_of_runs(epoch_end(run, 1, 0.98));
    page.hear_of_runs(end(run, Outcome::Completed));
    let marks = cells(&page, run).marks;
    assert!(
        marks[0].contains("began with the weights of Loaded: <m>.keras"),
        "{marks:?}"
    );
    assert!(marks[0].contains("no link holds"), "{marks:?}");
    assert_eq!(page.shown_runs().len(), 1);
    assert_eq!(
        page.finished_runs(),
        [],
        "its setting alone does not lead to it"
    );
    // From there on, too; and the first run's weights are found after it was renamed.
    page.runs.rename(id, "First");
    let (again, effects) = train_on(&mut page, run);
    assert_eq!(starts(&effects), [(Some(run), Keeping::Nothing)]);
    assert!(again > run);
}

#[test]
fn a_run_of_the_seed_is_none_that_was_trained_on() {
    let mut page = at_work_on(no_gpu());
    let effects = page.train(&HyperParams::default()).unwrap();
    assert_eq!(starts(&effects), [(None, Keeping::UntilStopped)]);
    assert!(page.runs.active().unwrap().is_its_setting());
}

#[test]
fn the_form_may_say_anything_but_another_network() {
    let default = HyperParams::default;
    for (form, fits) in [
        (
            default().with(&LEARNING_RATE, 0.5).with(&DROPOUT, 0.5),
            true,
        ),
        (default().with(&HIDDEN_UNITS, "100"), false),
        (default().with(&USE_BIAS, false), false),
        (default().with(&BATCH_NORM, "before_activation"), false),
    ] {
        let (mut page, id) = with_model(no_gpu());
        page.fill_form(form.clone());
        page.apply(Action::Run(RunAction::TrainOn(id)));
        assert_eq!(
            page.runs.active().is_some(),
            fits,
            "{}",
            form.to_permalink()
        );
        let told = page
            .notices
            .list()
            .iter()
            .map(|notice| notice.message.as_str());
        let told: String = told.collect();
        assert_eq!(told.contains("press Restore"), !fits, "{told}");
    }
}

#[test]
fn a_gpu_that_dies_hands_over_the_weights_that_a_run_began_with_too() {
    let (mut page, id) = with_model(usable());
    let (run, _) = train_on(&mut page, id);
    page.hear_of_runs(begun(run));
    let effects = page.hear_of_runs(dead_worker());
    assert_eq!(starts(&effects), [(Some(id), Keeping::Nothing)]);
    let run = page.runs.get(run).unwrap();
    assert!(run.restarted_on_cpu && run.trained_on.is_some());
}

#[test]
fn after_a_reload_rows_and_marks_are_there_and_no_weights() {
    let (mut page, id) = with_model(no_gpu());
    let (run, _) = train_on(&mut page, id);
    page.hear_of_runs(begun(run));
    page.hear_of_runs(epoch_end(run, 1, 0.98));
    page.hear_of_runs(end(run, Outcome::Completed));
    let again = reloaded(&page);
    let marks = |runs: &Runs, id| runs.get(id).map(Run::marks).unwrap();
    for id in [id, run] {
        assert_eq!(marks(&again, id), marks(&page.runs, id));
        // So nobody offers to train its setting again for them.
        assert!(!again.get(id).unwrap().begins_at_its_seed());
    }
}

#[test]
fn a_run_that_is_gone_is_not_trained_on() {
    let mut page = at_work_on(no_gpu());
    assert_eq!(page.train_on(RunId(9)), Ok(vec![]));
}
