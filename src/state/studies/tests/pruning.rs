//! Runs that are judged by earlier ones.

use super::*;

fn with_pruner() -> State {
    let mut state = state();
    state.studies.editor.pruner = Pruner::Median {
        startup_trials: 1,
        warmup_epochs: 1,
    };
    start(&mut state);
    state
}

fn paused(run: u32) -> TrainerEvent {
    TrainerEvent::Paused { run_id: RunId(run) }
}

#[test]
fn a_run_that_lags_behind_is_pruned_once_it_can_be_judged() {
    let mut state = with_pruner();
    state.hear_of_study(TWO, epoch(2, 1, 0.4));
    assert!(
        state.hear_of_study(TWO, paused(2)).is_empty(),
        "it waits for the first"
    );
    state.hear_of_study(ONE, epoch(1, 1, 0.5));
    let effects = state.hear_of_study(ONE, paused(1));
    let pace = Pace::OneEpoch;
    assert!(sent(&effects).contains(&&TrainerCommand::Resume {
        run_id: RunId(1),
        pace
    }));
    assert!(sent(&effects).contains(&&TrainerCommand::Stop { run_id: RunId(2) }));
    assert_eq!(started(&effects), [(TWO, 3)]);
    assert_eq!(states(&state), ["running", "pruned", "running", "waiting"]);
    // Nine of its ten epochs, of 100 ms each.
    let counts = state.study_progress().unwrap().counts;
    assert!(
        counts.ends_with("1 pruned, 9 epochs spared by pruning (about 0.9 s)"),
        "{counts}"
    );
}

#[test]
fn a_run_that_waits_for_one_that_nobody_trains_makes_room_for_it() {
    let mut state = with_pruner();
    for id in [ONE, TWO] {
        state.hear_of_study(id, ready());
    }
    state.set_workers(1);
    state.hear_of_study(TWO, epoch(2, 1, 0.4));
    state.hear_of_study(TWO, paused(2));
    let effects = state.hear_of_study(ONE, died());
    assert_eq!(started(&effects).len(), 1, "the first run is trained again");
    assert_eq!(states(&state), ["running", "waiting", "waiting", "waiting"]);
}

#[test]
fn a_pruned_study_that_is_paused_judges_nobody() {
    let mut state = with_pruner();
    state.pause_study();
    state.hear_of_study(ONE, epoch(1, 1, 0.5));
    assert!(sent(&state.hear_of_study(ONE, paused(1))).is_empty());
    let resumed = state.resume_study();
    let pace = Pace::OneEpoch;
    for run in [1, 2] {
        assert!(sent(&resumed).contains(&&TrainerCommand::Resume {
            run_id: RunId(run),
            pace
        }));
    }
}
