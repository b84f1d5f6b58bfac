//! Runs from their start to their end.

mod help;
mod kept;
mod list;
mod models;
mod pairs;
mod turn;
mod worker;

use crate::hyperparams::catalog::{EPOCHS, LEARNING_RATE, TRAIN_IMAGES};
use crate::hyperparams::{DataId, HyperParams};
use crate::metrics::{EpochMetrics, Outcome, StepMetrics};
use crate::protocol::{
    Adapter, DeviceInfo, DeviceKind, Pace, RunId, TrainerCommand, TrainerEvent, WorkerId,
};
use crate::state::{
    DeviceChoice, Effect, Ending, NoticeAction, Phase, RunPhase, STOP_PATIENCE, State,
};

/// A page with the default settings in its form.
fn page_of(choice: DeviceChoice) -> State {
    State::new(choice, HyperParams::default(), 3)
}

fn usable() -> Adapter {
    Adapter::Usable {
        name: "Test".into(),
    }
}

fn no_gpu() -> Adapter {
    Adapter::None {
        reason: "no".into(),
    }
}

fn ready(kind: DeviceKind) -> TrainerEvent {
    let name = "Test".into();
    TrainerEvent::Ready {
        device: DeviceInfo { kind, name },
    }
}

fn begun(run_id: RunId) -> TrainerEvent {
    TrainerEvent::TrainBegin {
        run_id,
        epochs: 10,
        steps_per_epoch: 79,
    }
}

fn epoch_end(run_id: RunId, epoch: usize, val_accuracy: f64) -> TrainerEvent {
    TrainerEvent::EpochEnd {
        run_id,
        metrics: EpochMetrics {
            epoch,
            loss: 0.3,
            accuracy: 0.9,
            val_loss: 0.3,
            val_accuracy,
            elapsed_ms: 1000.0 * epoch as f64,
            learning_rate: None,
            penalty: None,
            val_penalty: None,
        },
        images_per_second: 10_000.0,
        steps: vec![],
    }
}

fn end(run_id: RunId, outcome: Outcome) -> TrainerEvent {
    TrainerEvent::TrainEnd { run_id, outcome }
}

fn dead_worker() -> TrainerEvent {
    TrainerEvent::Failed {
        run_id: None,
        message: "lost".into(),
    }
}

/// A page with a worker that is ready and has its images; it trains on the GPU where there is one.
fn at_work_on(adapter: Adapter) -> State {
    let mut page = page_of(DeviceChoice::WebGpu);
    page.probed(adapter);
    let kind = page.runs_device().unwrap();
    page.hear_of_runs(ready(kind));
    page.hear_of_runs(TrainerEvent::Loaded {
        train_images: 10_000,
    });
    page
}

/// The same in the first epoch of a run.
fn training_on(adapter: Adapter) -> (State, RunId) {
    let mut page = at_work_on(adapter);
    page.start_run(HyperParams::default(), Pace::Through)
        .unwrap();
    let id = page.runs.active().unwrap().id;
    page.hear_of_runs(begun(id));
    (page, id)
}

fn commands(effects: &[Effect]) -> Vec<&TrainerCommand> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send(WorkerId::MAIN, command) => Some(command),
            _ => None,
        })
        .collect()
}

fn workers(effects: &[Effect]) -> Vec<DeviceKind> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::StartWorker(WorkerId::MAIN, kind) => Some(*kind),
            _ => None,
        })
        .collect()
}

fn published(effects: &[Effect]) -> Vec<String> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Publish(event) => Some(serde_json::to_value(event).unwrap()),
            _ => None,
        })
        .map(|event| event["tuneground"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_run_goes_from_start_to_its_end_and_programs_hear_of_it() {
    let mut page = at_work_on(no_gpu());
    let effects = page.train(&HyperParams::default()).unwrap();
    assert!(matches!(
        commands(&effects)[1],
        TrainerCommand::Start {
            pace: Pace::Through,
            ..
        }
    ));
    let id = page.runs.active().unwrap().id;
    assert_eq!(published(&page.hear_of_runs(begun(id))), ["train-begin"]);
    assert_eq!(page.phase(), Phase::Running);
    assert_eq!(
        published(&page.hear_of_runs(epoch_end(id, 1, 0.9))),
        ["epoch-end"]
    );
    let effects = page.hear_of_runs(end(id, Outcome::Completed));
    assert_eq!(published(&effects), ["train-end"]);
    let said = Effect::Announce("Run 1 completed, test accuracy 90.00 %.".into());
    assert!(effects.contains(&said), "{effects:?}");
    assert_eq!(page.phase(), Phase::Idle);
}

#[test]
fn a_run_that_goes_on_from_its_checkpoint_says_so() {
    let (mut page, run_id) = training_on(no_gpu());
    let epochs = 12;
    page.hear_of_runs(TrainerEvent::WentOn { run_id, epochs });
    let told = page
        .notices
        .list()
        .iter()
        .any(|it| it.message.contains("Run 1 goes on after epoch 12"));
    assert!(told);
}

#[test]
fn train_pauses_and_resumes_a_run() {
    let (mut page, run_id) = training_on(no_gpu());
    let effects = page.train(&HyperParams::default()).unwrap();
    assert_eq!(commands(&effects), [&TrainerCommand::Pause { run_id }]);
    page.hear_of_runs(TrainerEvent::Paused { run_id });
    assert_eq!(page.phase(), Phase::Paused);
    let pace = Pace::Through;
    let effects = page.train(&HyperParams::default()).unwrap();
    let resume = TrainerCommand::Resume { run_id, pace };
    assert_eq!(commands(&effects), [&resume]);
}

#[test]
fn step_goes_one_epoch_at_a_time() {
    let mut page = at_work_on(no_gpu());
    page.step(&HyperParams::default()).unwrap();
    let run_id = page.runs.active().unwrap().id;
    assert_eq!(page.runs.active().unwrap().pace, Pace::OneEpoch);
    page.hear_of_runs(begun(run_id));
    assert_eq!(page.step(&HyperParams::default()), Ok(vec![]));
    page.hear_of_runs(TrainerEvent::Paused { run_id });
    let pace = Pace::OneEpoch;
    let effects = page.step(&HyperParams::default()).unwrap();
    let resume = TrainerCommand::Resume { run_id, pace };
    assert_eq!(commands(&effects), [&resume]);
}

#[test]
fn a_second_start_is_refused_and_changes_nothing() {
    let (mut page, _) = training_on(no_gpu());
    let before = page.clone();
    let refusal = page.start_run(HyperParams::default(), Pace::Through);
    assert_eq!(refusal, Err("Run 1 is running; send stop first".into()));
    assert_eq!(page, before);
}

#[test]
fn wrong_hyperparameters_are_refused_and_change_nothing() {
    let mut page = at_work_on(no_gpu());
    let before = page.clone();
    let wrong = HyperParams::default().with(&EPOCHS, 0.0);
    let refusal = page.start_run(wrong, Pace::Through).unwrap_err();
    assert!(refusal.starts_with("epochs must be"), "{refusal}");
    assert_eq!(page, before);
}

#[test]
fn a_reset_stops_the_run_and_throws_it_away() {
    let (mut page, run_id) = training_on(no_gpu());
    let effects = page.reset_run();
    assert_eq!(commands(&effects), [&TrainerCommand::Stop { run_id }]);
    assert_eq!(page.runs.iter().count(), 0);
    assert_eq!(page.hear_of_runs(epoch_end(run_id, 1, 0.9)), []);
    assert_eq!(page.phase(), Phase::Idle);
}

#[test]
fn a_reset_keeps_a_run_that_has_ended() {
    let (mut page, run_id) = training_on(no_gpu());
    page.hear_of_runs(end(run_id, Outcome::Completed));
    assert_eq!(page.reset_run(), []);
    assert_eq!(page.runs.iter().count(), 1);
    assert_eq!(page.current_run(), None);
}

#[test]
fn a_learning_rate_changed_in_a_run_is_sent_and_marked() {
    let (mut page, run_id) = training_on(no_gpu());
    page.hear_of_runs(epoch_end(run_id, 1, 0.9));
    page.hear_of_runs(TrainerEvent::Progress {
        run_id,
        epoch: 2,
        step: 5,
        images_per_second: 1.0,
        steps: vec![],
    });
    assert_eq!(page.set_learning_rate(0.001), [], "it is the same");
    page.set_learning_rate(0.02);
    let effects = page.set_learning_rate(0.01);
    let learning_rate = 0.01;
    let change = TrainerCommand::SetLearningRate {
        run_id,
        learning_rate,
    };
    assert_eq!(commands(&effects), [&change]);
    let run = page.runs.get(run_id).unwrap();
    assert_eq!(run.marks(), ["learning rate changed to 0.01 at epoch 2"]);
    let started_with = run.hyperparams.get(&LEARNING_RATE).number();
    assert_eq!(started_with, Some(0.001), "the settings stay as started");
}

#[test]
fn a_learning_rate_changed_between_runs_concerns_the_next_one_only() {
    let (mut page, run_id) = training_on(no_gpu());
    page.hear_of_runs(end(run_id, Outcome::Completed));
    assert_eq!(page.set_learning_rate(0.5), []);
    assert!(page.runs.get(run_id).unwrap().marks().is_empty());
}

#[test]
fn what_cannot_be_trained_is_not_started() {
    let mut page = at_work_on(no_gpu());
    let wrong = HyperParams::default().with(&EPOCHS, 0.0);
    let refusal = page.start_run(wrong, Pace::Through).unwrap_err();
    assert!(refusal.contains("epochs"), "{refusal}");
    assert_eq!(page.runs.iter().count(), 0);
}

#[test]
fn progress_tells_the_share_the_speed_and_the_time_to_go() {
    let (mut page, run_id) = training_on(no_gpu());
    let step = StepMetrics {
        epoch: 0.5,
        images: 128,
        loss: 2.0,
        accuracy: 0.3,
    };
    page.hear_of_runs(TrainerEvent::Progress {
        run_id,
        epoch: 2,
        step: 79 / 2,
        images_per_second: 10_000.0,
        steps: vec![step],
    });
    let run = page.current_run().unwrap();
    assert!((run.progress.fraction() - 118.0 / 790.0).abs() < 1e-12);
    let to_go = 10_000.0 * 10.0 * (1.0 - 118.0 / 790.0) / 10_000.0 * 1000.0;
    assert!((run.remaining_ms().unwrap() - to_go).abs() < 1e-6);
    assert_eq!(run.history.first_epoch_steps, [step]);
}
