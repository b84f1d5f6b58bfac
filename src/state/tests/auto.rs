//! With two devices to choose from, the page measures them and takes the faster one.

use super::*;
use crate::hyperparams::catalog::{BATCH_SIZE, N_NODES};
use crate::metrics::EpochMetrics;
use crate::protocol::{Pace, RunId};

/// A page on which the CPU has the images, on a machine with this adapter.
fn page_with(choice: DeviceChoice, adapter: Adapter) -> (State, Vec<Effect>) {
    let link = Link {
        device: choice,
        ..Link::default()
    };
    let mut page = State::open(link, &[], 3);
    let found = page.apply(Action::Device(DeviceAction::Found(adapter)));
    assert_eq!(
        measured(&found),
        None,
        "not before the page is ready to train"
    );
    page.apply(ready(WorkerId::MAIN));
    let loaded = TrainerEvent::Loaded {
        train_images: 10_000,
    };
    let effects = page.apply(Action::Worker(WorkerId::MAIN, loaded));
    (page, effects)
}

/// The short run that was begun: by which worker, on what.
fn measured(effects: &[Effect]) -> Option<(WorkerId, DeviceKind, RunId)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(id, TrainerCommand::Start { run_id, .. }) if *id != WorkerId::MAIN => {
            let started = effects.iter().find_map(|effect| match effect {
                Effect::StartWorker(other, kind) if other == id => Some(*kind),
                _ => None,
            });
            Some((*id, started?, *run_id))
        }
        _ => None,
    })
}

/// What single runs get a new worker of.
fn changed_to(effects: &[Effect]) -> Option<DeviceKind> {
    effects.iter().find_map(|effect| match effect {
        Effect::StartWorker(WorkerId::MAIN, kind) => Some(*kind),
        _ => None,
    })
}

fn epoch_end(run_id: RunId, epoch: usize, elapsed_ms: f64) -> TrainerEvent {
    TrainerEvent::EpochEnd {
        run_id,
        metrics: EpochMetrics {
            epoch,
            loss: 1.0,
            accuracy: 0.5,
            val_loss: 1.0,
            val_accuracy: 0.5,
            elapsed_ms,
            learning_rate: None,
            penalty: None,
            val_penalty: None,
        },
        images_per_second: 1.0,
        steps: Vec::new(),
    }
}

/// Runs a measurement to its end: so many milliseconds for its second epoch.
fn measure(
    page: &mut State,
    (id, _, run_id): (WorkerId, DeviceKind, RunId),
    ms: f64,
) -> Vec<Effect> {
    for event in [
        epoch_end(run_id, 1, 500.0),
        epoch_end(run_id, 2, 500.0 + ms),
    ] {
        page.apply(Action::Worker(id, event));
    }
    let outcome = Outcome::Completed;
    page.apply(Action::Worker(
        id,
        TrainerEvent::TrainEnd { run_id, outcome },
    ))
}

#[test]
fn the_cpu_trains_until_both_are_measured_and_then_the_faster_one() {
    for (gpu_ms, expected) in [(20.0, Some(DeviceKind::WebGpu)), (500.0, None)] {
        let (mut page, effects) = page_with(DeviceChoice::Auto, usable());
        assert!(
            page.devices.why.contains("not been measured"),
            "{}",
            page.devices.why
        );
        let cpu = measured(&effects).unwrap();
        assert_eq!(cpu.1, DeviceKind::Cpu);
        let effects = measure(&mut page, cpu, 100.0);
        assert!(effects.contains(&Effect::EndWorker(cpu.0)));
        let gpu = measured(&effects).unwrap();
        assert_eq!(gpu.1, DeviceKind::WebGpu);
        let effects = measure(&mut page, gpu, gpu_ms);
        assert_eq!(measured(&effects), None, "once is enough");
        assert_eq!(changed_to(&effects), expected);
        assert!(
            page.devices.why.contains("times faster"),
            "{}",
            page.devices.why
        );
    }
}

#[test]
fn nothing_is_measured_where_there_is_nothing_to_choose() {
    let software = Adapter::Software {
        name: "llvmpipe".to_owned(),
    };
    for (choice, adapter) in [
        (DeviceChoice::Auto, no_gpu()),
        (DeviceChoice::Auto, software),
        (DeviceChoice::Cpu, usable()),
        (DeviceChoice::WebGpu, usable()),
    ] {
        let (_, effects) = page_with(choice, adapter);
        assert_eq!(measured(&effects), None, "{choice:?}");
    }
}

#[test]
fn a_network_of_another_size_is_measured_too_and_may_change_the_device() {
    let (mut page, effects) = page_with(DeviceChoice::Auto, usable());
    let effects = measure(&mut page, measured(&effects).unwrap(), 100.0);
    measure(&mut page, measured(&effects).unwrap(), 500.0);
    page.apply(set(&N_NODES, 512.0));
    let effects = page.apply(Action::Form(FormAction::Settle(&N_NODES)));
    let effects = measure(&mut page, measured(&effects).unwrap(), 1000.0);
    let effects = measure(&mut page, measured(&effects).unwrap(), 250.0);
    assert_eq!(changed_to(&effects), Some(DeviceKind::WebGpu));
    page.apply(set(&N_NODES, 128.0));
    let effects = page.apply(Action::Form(FormAction::Settle(&N_NODES)));
    assert_eq!(changed_to(&effects), Some(DeviceKind::Cpu));
    assert_eq!(measured(&effects), None, "both sizes are known");
}

#[test]
fn a_run_that_is_begun_spoils_a_measurement_which_is_made_again_after_it() {
    let (mut page, effects) = page_with(DeviceChoice::Auto, usable());
    let cpu = measured(&effects).unwrap();
    let effects = page.apply(Action::Run(RunAction::Train));
    assert_eq!(changed_to(&effects), None);
    let effects = measure(&mut page, cpu, 100.0);
    assert_eq!(measured(&effects), None, "not beside the run");
    let run_id = page.runs.active().unwrap().id;
    let begin = TrainerEvent::TrainBegin {
        run_id,
        epochs: 10,
        steps_per_epoch: 79,
    };
    page.apply(Action::Worker(WorkerId::MAIN, begin));
    for event in [epoch_end(run_id, 1, 900.0), epoch_end(run_id, 2, 1000.0)] {
        page.apply(Action::Worker(WorkerId::MAIN, event));
    }
    let outcome = Outcome::Completed;
    let end = TrainerEvent::TrainEnd { run_id, outcome };
    let effects = page.apply(Action::Worker(WorkerId::MAIN, end));
    let again = measured(&effects).unwrap();
    assert_eq!(again.1, DeviceKind::WebGpu, "the run has told of the CPU");
}

#[test]
fn a_gpu_that_cannot_be_measured_is_left_alone_until_a_device_is_chosen() {
    let (mut page, effects) = page_with(DeviceChoice::Auto, usable());
    let effects = measure(&mut page, measured(&effects).unwrap(), 100.0);
    let (gpu, ..) = measured(&effects).unwrap();
    let effects = page.apply(unavailable(gpu));
    assert_eq!(measured(&effects), None);
    assert_eq!(changed_to(&effects), None);
    let choose = Action::Device(DeviceAction::Choose(DeviceChoice::Auto));
    let effects = page.apply(choose);
    assert_eq!(measured(&effects).unwrap().1, DeviceKind::WebGpu);
}

/// As long as one step of a large batch or network takes, nobody wants to wait for ten thousand images.
#[test]
fn what_measures_is_short_and_of_the_size_that_is_asked_for() {
    for (batch, images, expected) in [
        (128.0, 1280, 128),
        (10.0, 1000, 10),
        (2000.0, 10_000, 2000),
        (30_000.0, 10_000, 10_000),
    ] {
        let base = HyperParams::default().with(&TRAIN_IMAGES, 60_000.0);
        let mut page = State::new(DeviceChoice::Auto, base.with(&BATCH_SIZE, batch), 3);
        page.apply(Action::Device(DeviceAction::Found(usable())));
        page.view.shown = View::Study;
        let begun = page.calibrate();
        let start = begun.iter().find_map(|effect| match effect {
            Effect::Send(
                _,
                TrainerCommand::Start {
                    hyperparams, pace, ..
                },
            ) => Some((hyperparams, pace)),
            _ => None,
        });
        let (hyperparams, pace) = start.unwrap();
        let found = (hyperparams.train_images, hyperparams.batch_size);
        assert_eq!(found, (images, expected));
        assert_eq!((hyperparams.epochs, *pace), (60, Pace::Through));
    }
}
