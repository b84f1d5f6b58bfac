//! Figures that take turns.

use super::*;
use crate::hyperparams::Value;
use crate::hyperparams::catalog::OPTIMIZER;
use crate::state::page_api::PageRequest;
use crate::state::studies::StudyId;
use crate::state::{Action, DeviceAction, FigureLink, FormAction, PageEvent, RunAction};

/// A figure whose worker is ready.
fn figure() -> State {
    let (link, errors) = FigureLink::parse("#epochs=3");
    let mut figure = State::open_figure(link, &errors);
    figure.apply_in_figure(Action::Device(DeviceAction::Found(no_gpu())));
    hear(&mut figure, ready(DeviceKind::Cpu));
    figure
}

fn act(figure: &mut State, action: RunAction) -> Vec<Effect> {
    figure.apply_in_figure(Action::Run(action))
}

fn hear(figure: &mut State, event: TrainerEvent) -> Vec<Effect> {
    figure.apply_in_figure(Action::Worker(WorkerId::MAIN, event))
}

fn ask(figure: &mut State, request: PageRequest) -> Vec<Effect> {
    figure.apply_in_figure(Action::Page(request, StudyId::new(1.0, 1)))
}

/// A figure that waits for its turn to start.
fn waiting() -> (State, RunId) {
    let mut figure = figure();
    let effects = act(&mut figure, RunAction::Train);
    assert!(effects.contains(&Effect::AskForTurn), "{effects:?}");
    assert_eq!(runs_commands(&effects), Vec::<&TrainerCommand>::new());
    let run_id = figure.runs.active().unwrap().id;
    (figure, run_id)
}

/// A figure in the middle of its turn.
fn training() -> (State, RunId) {
    let (mut figure, run_id) = waiting();
    act(&mut figure, RunAction::HaveTurn);
    hear(&mut figure, begun(run_id));
    (figure, run_id)
}

/// What its worker is told of runs.
fn runs_commands(effects: &[Effect]) -> Vec<&TrainerCommand> {
    let commands = effects.iter().filter_map(|effect| match effect {
        Effect::Send(WorkerId::MAIN, TrainerCommand::Load { .. }) => None,
        Effect::Send(WorkerId::MAIN, command) => Some(command),
        _ => None,
    });
    commands.collect()
}

/// How the runs of which programs hear an end have ended.
fn outcomes(effects: &[Effect]) -> Vec<&'static str> {
    let outcomes = effects.iter().filter_map(|effect| match effect {
        Effect::Publish(PageEvent::TrainEnd { outcome, .. }) => Some(*outcome),
        _ => None,
    });
    outcomes.collect()
}

#[test]
fn a_run_begins_when_its_turn_has_come_and_gives_it_away_at_its_end() {
    let (mut figure, run_id) = waiting();
    let effects = act(&mut figure, RunAction::HaveTurn);
    let commands = runs_commands(&effects);
    assert!(
        matches!(commands[..], [TrainerCommand::Start { .. }]),
        "{commands:?}"
    );
    hear(&mut figure, begun(run_id));
    let outcome = Outcome::Completed;
    let effects = hear(&mut figure, TrainerEvent::TrainEnd { run_id, outcome });
    assert_eq!(effects.last(), Some(&Effect::LeaveTurn));
    let again = act(&mut figure, RunAction::Train);
    assert!(again.contains(&Effect::AskForTurn), "{again:?}");
}

#[test]
fn who_waits_for_long_is_told_what_for() {
    let (mut figure, _) = waiting();
    assert!(!figure.run_progress().place.contains("another figure"));
    let effects = act(&mut figure, RunAction::TurnIsLate);
    let said = "Waits for another figure on this page.";
    assert_eq!(effects, [Effect::Announce(said.to_owned())]);
    assert_eq!(figure.run_progress().place, said);
    assert!(figure.waits_for_turn());
    act(&mut figure, RunAction::HaveTurn);
    assert!(!figure.run_progress().place.contains("another figure"));
    assert!(!figure.waits_for_turn());
    assert_eq!(act(&mut figure, RunAction::TurnIsLate), []);
}

#[test]
fn a_stop_while_waiting_ends_the_run_and_the_waiting() {
    for stop in [
        |figure: &mut State| act(figure, RunAction::Stop),
        |figure: &mut State| ask(figure, PageRequest::Stop),
        // There is nothing yet that could be paused.
        |figure: &mut State| act(figure, RunAction::Train),
        |figure: &mut State| act(figure, RunAction::Reset),
    ] {
        let (mut figure, _) = waiting();
        let effects = stop(&mut figure);
        assert_eq!(outcomes(&effects), ["stopped"]);
        assert_eq!(effects.last(), Some(&Effect::LeaveTurn));
        assert!(
            !effects
                .iter()
                .any(|effect| matches!(effect, Effect::WatchStop(_))),
            "the worker has nothing to answer"
        );
        assert_eq!(act(&mut figure, RunAction::HaveTurn), [], "too late");
        assert!(figure.runs.active().is_none());
    }
}

#[test]
fn a_paused_run_lets_others_train_and_waits_again_to_go_on() {
    let (mut figure, run_id) = training();
    act(&mut figure, RunAction::Train);
    let effects = hear(&mut figure, TrainerEvent::Paused { run_id });
    assert_eq!(effects.last(), Some(&Effect::LeaveTurn));

    let effects = act(&mut figure, RunAction::Train);
    assert_eq!(effects, [Effect::AskForTurn]);
    assert_eq!(act(&mut figure, RunAction::Train), [], "once is enough");
    let effects = act(&mut figure, RunAction::HaveTurn);
    let pace = Pace::Through;
    let resume = TrainerCommand::Resume { run_id, pace };
    assert_eq!(runs_commands(&effects), [&resume]);
    let effects = hear(&mut figure, TrainerEvent::Resumed { run_id });
    assert!(!effects.contains(&Effect::LeaveTurn), "{effects:?}");
}

#[test]
fn a_paused_run_that_waits_can_be_stopped() {
    let (mut figure, run_id) = training();
    hear(&mut figure, TrainerEvent::Paused { run_id });
    act(&mut figure, RunAction::Train);
    let effects = act(&mut figure, RunAction::Stop);
    let stop = TrainerCommand::Stop { run_id };
    assert_eq!(runs_commands(&effects), [&stop], "the worker knows the run");
    assert_eq!(outcomes(&effects), ["stopped"]);
    assert_eq!(effects.last(), Some(&Effect::LeaveTurn));
}

#[test]
fn a_learning_rate_that_is_changed_while_waiting_is_trained_with() {
    let (mut figure, run_id) = waiting();
    let hyperparameters = vec![(&LEARNING_RATE, Value::Number(0.5))];
    let set = Action::Page(PageRequest::Set { hyperparameters }, StudyId::new(1.0, 1));
    assert_eq!(figure.apply_in_figure(set), []);
    let effects = act(&mut figure, RunAction::HaveTurn);
    let learning_rate = 0.5;
    let change = TrainerCommand::SetLearningRate {
        run_id,
        learning_rate,
    };
    assert_eq!(runs_commands(&effects).last(), Some(&&change));
}

#[test]
fn a_run_whose_worker_dies_keeps_its_turn_where_another_takes_over() {
    let (link, errors) = FigureLink::parse("#epochs=3&device=webgpu");
    let mut figure = State::open_figure(link, &errors);
    act(&mut figure, RunAction::Train);
    figure.apply_in_figure(Action::Device(DeviceAction::Found(usable())));
    hear(&mut figure, ready(DeviceKind::WebGpu));
    act(&mut figure, RunAction::HaveTurn);
    let run_id = None;
    let message = "gone".to_owned();
    let effects = hear(&mut figure, TrainerEvent::Failed { run_id, message });
    let commands = runs_commands(&effects);
    assert!(
        matches!(commands[..], [TrainerCommand::Start { .. }]),
        "{commands:?}"
    );
    assert!(!effects.contains(&Effect::LeaveTurn), "{effects:?}");
}

#[test]
fn a_page_of_its_own_takes_no_turns() {
    let mut page = page_of(DeviceChoice::Auto);
    page.apply(Action::Device(DeviceAction::Found(no_gpu())));
    let effects = page.apply(Action::Run(RunAction::Train));
    assert!(!effects.contains(&Effect::AskForTurn));
    let commands = runs_commands(&effects);
    assert!(
        matches!(commands[..], [TrainerCommand::Start { .. }]),
        "{commands:?}"
    );
}

#[test]
fn a_control_that_is_turned_in_the_middle_of_a_run_starts_the_next_one_in_the_same_turn() {
    let (mut figure, first) = training();
    let set = FormAction::Set(&OPTIMIZER, Value::from("sgd"));
    let effects = figure.apply_in_figure(Action::Form(set));
    assert_eq!(outcomes(&effects), ["stopped"]);
    let next = figure.runs.active().unwrap().id;
    assert_ne!(next, first);
    let started = runs_commands(&effects).into_iter().next_back();
    let is_next = |run_id: &RunId| *run_id == next;
    assert!(
        matches!(started, Some(TrainerCommand::Start { run_id, .. }) if is_next(run_id)),
        "{started:?}"
    );
    assert!(!effects.contains(&Effect::LeaveTurn), "{effects:?}");
}
