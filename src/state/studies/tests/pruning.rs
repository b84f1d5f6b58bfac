//! Runs that are judged by earlier ones.

use super::*;

fn with_pruner() -> State {
    let mut lab = lab();
    lab.studies.editor.pruner = Pruner::Median {
        startup_trials: 1,
        warmup_epochs: 1,
    };
    start(&mut lab);
    lab
}

fn paused(run: u32) -> TrainerEvent {
    TrainerEvent::Paused { run_id: RunId(run) }
}

#[test]
fn a_run_that_lags_behind_is_pruned_once_it_can_be_judged() {
    let mut lab = with_pruner();
    lab.hear_of_study(TWO, epoch(2, 1, 0.4));
    assert!(
        lab.hear_of_study(TWO, paused(2)).is_empty(),
        "it waits for the first"
    );
    lab.hear_of_study(ONE, epoch(1, 1, 0.5));
    let effects = lab.hear_of_study(ONE, paused(1));
    let pace = Pace::OneEpoch;
    assert!(sent(&effects).contains(&&TrainerCommand::Resume {
        run_id: RunId(1),
        pace
    }));
    assert!(sent(&effects).contains(&&TrainerCommand::Stop { run_id: RunId(2) }));
    assert_eq!(started(&effects), [(TWO, 3)]);
    assert_eq!(states(&lab), ["running", "pruned", "running", "waiting"]);
}

#[test]
fn a_run_that_waits_for_one_that_nobody_trains_makes_room_for_it() {
    let mut lab = with_pruner();
    for id in [ONE, TWO] {
        lab.hear_of_study(id, ready());
    }
    lab.set_workers(1);
    lab.hear_of_study(TWO, epoch(2, 1, 0.4));
    lab.hear_of_study(TWO, paused(2));
    let effects = lab.hear_of_study(ONE, died());
    assert_eq!(started(&effects).len(), 1, "the first run is trained again");
    assert_eq!(states(&lab), ["running", "waiting", "waiting", "waiting"]);
}

#[test]
fn a_pruned_study_that_is_paused_judges_nobody() {
    let mut lab = with_pruner();
    lab.pause_study();
    lab.hear_of_study(ONE, epoch(1, 1, 0.5));
    assert!(sent(&lab.hear_of_study(ONE, paused(1))).is_empty());
    let resumed = lab.resume_study();
    let pace = Pace::OneEpoch;
    for run in [1, 2] {
        assert!(sent(&resumed).contains(&&TrainerCommand::Resume {
            run_id: RunId(run),
            pace
        }));
    }
}
