mod analysis;
mod by_hand;
mod described;
mod devices;
#[cfg(feature = "analysis")]
mod draw;
mod faults;
mod final_test;
mod keeping;
mod large;
#[cfg(feature = "analysis")]
mod leaders;
mod model;
mod programme;
mod pruning;
mod reload;
mod revise;
mod shown;
mod start;
mod told;

use super::*;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::*;
use crate::metrics::{EpochMetrics, Outcome};
use crate::protocol::{
    Adapter, DeviceInfo, DeviceKind, Pace, RunId, TrainerCommand, TrainerEvent, WorkerId,
};
use crate::state::{DeviceChoice, Effect, Form, Job, NoticeAction, PageEvent, State, Task, View};
use crate::study::{Pruner, StudyError, StudyEvent, TrialState};

const ONE: WorkerId = WorkerId(1);
const TWO: WorkerId = WorkerId(2);

impl State {
    /// Starts the study in the editor over these hyperparameters.
    fn start_over(
        &mut self,
        base: &HyperParams,
        id: StudyId,
    ) -> Result<Vec<Effect>, Vec<StudyError>> {
        self.form = Form::from(base.clone());
        self.start_study(id)
    }
}

/// A page on a machine of three cores.
fn page() -> State {
    State::new(DeviceChoice::Auto, HyperParams::default(), 3)
}

/// A study that was begun then.
fn id(begun_ms: f64) -> StudyId {
    StudyId::new(begun_ms, 7)
}

/// A state of two workers with a study of four settings in its editor.
fn state() -> State {
    let mut state = page();
    let base = HyperParams::default();
    state.studies.editor.add(&LEARNING_RATE, &base);
    state.studies.editor.dimensions[0].list = "0.1, 0.01, 0.001, 0.0001".to_owned();
    state
}

fn start(state: &mut State) -> Vec<Effect> {
    state
        .start_over(&HyperParams::default(), id(1000.0))
        .unwrap()
}

fn running() -> State {
    let mut state = state();
    start(&mut state);
    for id in [ONE, TWO] {
        state.hear_of_study(id, ready());
    }
    state
}

fn ready() -> TrainerEvent {
    let device = DeviceInfo {
        kind: DeviceKind::Cpu,
        name: "SIMD".to_owned(),
    };
    TrainerEvent::Ready { device }
}

fn epoch(run: u32, epoch: usize, val_accuracy: f64) -> TrainerEvent {
    TrainerEvent::EpochEnd {
        run_id: RunId(run),
        metrics: EpochMetrics {
            epoch,
            loss: 1.0,
            accuracy: val_accuracy,
            val_loss: 1.0,
            val_accuracy,
            elapsed_ms: 100.0 * epoch as f64,
            learning_rate: None,
            penalty: None,
            val_penalty: None,
        },
        images_per_second: 1.0,
        steps: Vec::new(),
    }
}

fn end(run: u32) -> TrainerEvent {
    TrainerEvent::TrainEnd {
        run_id: RunId(run),
        outcome: Outcome::Completed,
    }
}

fn died() -> TrainerEvent {
    TrainerEvent::Failed {
        run_id: None,
        message: "it broke".to_owned(),
    }
}

/// The runs that effects start, by worker.
fn started(effects: &[Effect]) -> Vec<(WorkerId, u32)> {
    let run = |effect: &Effect| match effect {
        Effect::Send(id, TrainerCommand::Start { run_id, .. }) => Some((*id, run_id.0)),
        _ => None,
    };
    effects.iter().filter_map(run).collect()
}

fn sent(effects: &[Effect]) -> Vec<&TrainerCommand> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send(_, command) => Some(command),
            _ => None,
        })
        .collect()
}

/// What was told since this was asked last.
fn notices(state: &mut State) -> Vec<String> {
    let notices = std::mem::take(&mut state.notices);
    let said = notices.list().iter().map(|notice| notice.message.clone());
    said.collect()
}

fn states(state: &State) -> Vec<&'static str> {
    let trials = state.studies.active().unwrap().study.trials().iter();
    trials.map(|trial| trial.state.name()).collect()
}

/// Runs a trial of worker `id` to its end.
fn finish(state: &mut State, id: WorkerId, run: u32, val_accuracy: f64) -> Vec<Effect> {
    state.hear_of_study(id, epoch(run, 1, val_accuracy));
    state.hear_of_study(id, end(run))
}

#[test]
fn a_study_starts_a_worker_per_core_but_one_and_gives_each_a_run() {
    let mut state = state();
    let effects = start(&mut state);
    let workers: Vec<&Effect> = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::StartWorker(..)))
        .collect();
    assert_eq!(workers.len(), 2);
    assert_eq!(started(&effects), [(ONE, 1), (TWO, 2)]);
    assert_eq!(states(&state), ["running", "running", "waiting", "waiting"]);
}

#[test]
fn a_study_of_one_run_needs_one_worker() {
    let mut state = state();
    state.studies.editor.dimensions[0].list = "0.1".to_owned();
    assert_eq!(started(&start(&mut state)), [(ONE, 1)]);
    assert_eq!(state.workers.count(), 1);
}

#[test]
fn what_is_wrong_starts_nothing() {
    let mut state = state();
    state.studies.editor.dimensions[0].list = "fast".to_owned();
    let before = state.clone();
    assert!(state.start_over(&HyperParams::default(), id(0.0)).is_err());
    assert_eq!(state, before);
}

#[test]
fn a_worker_that_has_ended_its_run_gets_the_next() {
    let mut state = running();
    assert_eq!(started(&finish(&mut state, TWO, 2, 0.9)), [(TWO, 3)]);
    assert_eq!(
        states(&state),
        ["running", "completed", "running", "waiting"]
    );
}

#[test]
fn workers_go_when_there_is_no_more_for_them() {
    let mut state = running();
    finish(&mut state, ONE, 1, 0.9);
    finish(&mut state, TWO, 2, 0.9);
    let third = finish(&mut state, ONE, 3, 0.9);
    assert!(third.contains(&Effect::EndWorker(ONE)));
    let last = finish(&mut state, TWO, 4, 0.9);
    assert!(last.contains(&Effect::EndWorker(TWO)));
    assert!(
        last.iter()
            .any(|effect| matches!(effect, Effect::Announce(_)))
    );
    assert!(state.workers.count() == 0);
    assert_eq!(state.study_progress().unwrap().state, "Finished");
}

#[test]
fn news_of_a_run_that_is_no_longer_there_changes_nothing() {
    let mut state = running();
    finish(&mut state, ONE, 1, 0.9);
    let before = state.clone();
    for event in [epoch(1, 2, 0.5), end(1), end(99)] {
        state.hear_of_study(ONE, event.clone());
        state.hear_of_study(WorkerId(9), event);
    }
    assert_eq!(state, before);
}

#[test]
fn a_paused_study_begins_nothing_and_goes_on_where_it_was() {
    let mut state = running();
    let paused = state.pause_study();
    assert_eq!(sent(&paused).len(), 2);
    assert!(state.pause_study().is_empty(), "once is enough");
    let ended = finish(&mut state, ONE, 1, 0.9);
    assert!(started(&ended).is_empty());
    let resumed = state.resume_study();
    let pace = Pace::Through;
    assert!(sent(&resumed).contains(&&TrainerCommand::Resume {
        run_id: RunId(2),
        pace
    }));
    assert_eq!(started(&resumed), [(ONE, 3)]);
}

#[test]
fn a_stopped_study_skips_what_has_not_ended() {
    let mut state = running();
    finish(&mut state, ONE, 1, 0.9);
    let effects = state.stop_study();
    assert_eq!(sent(&effects).len(), 2, "both workers are told");
    assert_eq!(
        states(&state),
        ["completed", "skipped", "skipped", "skipped"]
    );
    assert!(state.workers.count() == 0);
}

#[test]
fn a_skipped_run_makes_room_for_the_next() {
    let mut state = running();
    let effects = state.skip_trial(0);
    assert!(sent(&effects).contains(&&TrainerCommand::Stop { run_id: RunId(1) }));
    assert_eq!(started(&effects), [(ONE, 3)]);
    assert_eq!(states(&state), ["skipped", "running", "running", "waiting"]);
}

#[test]
fn a_dropped_setting_stops_its_runs() {
    let mut state = running();
    let effects = state.drop_setting(1);
    assert_eq!(started(&effects), [(TWO, 3)]);
    assert_eq!(states(&state), ["running", "skipped", "running", "waiting"]);
}

#[test]
fn seeds_may_be_added_to_a_study_that_was_finished() {
    let mut state = running();
    state.stop_study();
    let effects = state.add_seed();
    assert_eq!(started(&effects).len(), 2);
    assert_eq!(states(&state).len(), 8);
}

#[test]
fn fewer_workers_end_their_runs_first() {
    let mut state = running();
    assert!(state.set_workers(1).is_empty(), "both are at work");
    let effects = finish(&mut state, TWO, 2, 0.9);
    assert!(effects.contains(&Effect::EndWorker(TWO)));
    assert_eq!(started(&effects), []);
    let more = state.set_workers(9);
    assert_eq!(state.workers.wanted(), 3, "as many as there are cores");
    assert_eq!(started(&more).len(), 2);
}

#[test]
fn programs_hear_of_a_study_of_each_of_its_runs_and_of_its_end() {
    let told = |effects: Vec<Effect>| -> Vec<serde_json::Value> {
        let told = effects.into_iter().filter_map(|effect| match effect {
            Effect::Publish(event) => serde_json::to_value(event.addressed(None)).ok(),
            _ => None,
        });
        told.collect()
    };
    let mut state = state();
    state.studies.editor.dimensions[0].list = "0.1, 0.01".to_owned();
    let begun = told(start(&mut state));
    assert_eq!(
        (begun.len(), &begun[0]["tuneground"]),
        (1, &"study-begin".into())
    );
    assert_eq!(begun[0]["runs"], 2);
    let first = told(finish(&mut state, ONE, 1, 0.9));
    let expected = serde_json::json!({
        "tuneground": "trial-end", "version": 2, "trial": 0, "setting": {"learning_rate": 0.1},
        "seed": 42, "outcome": "completed", "epochs": 1, "val_accuracy": 0.9
    });
    assert_eq!(first, [expected]);
    let last = told(state.stop_study());
    let names: Vec<&serde_json::Value> = last.iter().map(|event| &event["tuneground"]).collect();
    assert_eq!(names, ["trial-end", "study-end"]);
    assert_eq!(last[0]["outcome"], "skipped");
    assert_eq!(last[1]["winner"], serde_json::json!({"learning_rate": 0.1}));
}
