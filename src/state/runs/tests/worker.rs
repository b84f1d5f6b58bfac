//! Workers that are chosen, lost and replaced, and images that do not come.

use std::time::Duration;

use super::*;
use crate::hyperparams::catalog::DATA;
use crate::state::runs::control::STEPS_AT_ONCE;

#[test]
fn the_first_worker_loads_the_images_that_the_form_wants() {
    let mut page = page_of(DeviceChoice::Auto);
    assert_eq!(page.phase(), Phase::Loading);
    let effects = page.probed(no_gpu());
    let train_images = 10_000;
    assert_eq!(
        effects,
        [
            Effect::StartWorker(WorkerId::MAIN, DeviceKind::Cpu),
            Effect::WatchStart(1),
            Effect::Send(
                WorkerId::MAIN,
                TrainerCommand::Load {
                    train_images,
                    data: DataId::default()
                }
            ),
        ]
    );
    page.hear_of_runs(TrainerEvent::Loaded { train_images });
    assert_eq!(page.phase(), Phase::Idle);
}

#[test]
fn a_stop_that_is_answered_needs_no_fresh_worker() {
    let (mut page, run_id) = training_on(no_gpu());
    assert!(page.stop_run().contains(&Effect::WatchStop(run_id)));
    page.hear_of_runs(end(run_id, Outcome::Stopped));
    assert_eq!(page.stop_unanswered(run_id, STOP_PATIENCE), []);
}

#[test]
fn a_stop_that_is_not_answered_ends_the_worker_and_keeps_the_run() {
    let (mut page, run_id) = training_on(no_gpu());
    page.hear_of_runs(epoch_end(run_id, 1, 0.9));
    page.stop_run();
    let effects = page.stop_unanswered(run_id, STOP_PATIENCE);
    assert_eq!(workers(&effects), [DeviceKind::Cpu]);
    assert_eq!(published(&effects), ["train-end"]);
    let run = page.runs.get(run_id).unwrap();
    assert_eq!(
        run.phase,
        RunPhase::Ended(Ending::Trained(Outcome::Stopped))
    );
    assert_eq!(run.history.epochs.len(), 1);
}

#[test]
fn a_machine_that_slept_gives_its_worker_another_chance_to_stop() {
    let (mut page, run_id) = training_on(no_gpu());
    page.stop_run();
    let asleep = Duration::from_secs(20);
    let effects = page.stop_unanswered(run_id, asleep);
    assert_eq!(effects, [Effect::WatchStop(run_id)]);
    assert!(page.notices.list().is_empty());
    page.hear_of_runs(end(run_id, Outcome::Stopped));
    assert_eq!(page.stop_unanswered(run_id, STOP_PATIENCE), []);
}

#[test]
fn a_gpu_that_dies_hands_its_run_to_the_cpu_with_the_same_seed() {
    let (mut page, run_id) = training_on(usable());
    assert_eq!(page.runs.active().unwrap().device, DeviceKind::WebGpu);
    page.hear_of_runs(epoch_end(run_id, 1, 0.9));
    let effects = page.hear_of_runs(dead_worker());
    assert_eq!(workers(&effects), [DeviceKind::Cpu]);
    let start = TrainerCommand::Start {
        run_id,
        hyperparams: Box::new(HyperParams::default().check().unwrap()),
        pace: Pace::Through,
        keeping: crate::protocol::Keeping::UntilStopped,
        hands_out: true,
        begins_with: None,
    };
    assert!(commands(&effects).contains(&&start), "{effects:?}");
    let run = page.runs.active().unwrap();
    assert!(run.restarted_on_cpu && run.history.epochs.is_empty());
    assert_eq!(run.device, DeviceKind::Cpu);
    assert!(page.devices.why.contains("lost"));
}

#[test]
fn a_run_that_fails_on_a_gpu_goes_to_the_cpu_unless_its_images_are_missing() {
    for (train_images, expected) in [(10_000, vec![DeviceKind::Cpu]), (20_000, vec![])] {
        let mut page = at_work_on(usable());
        let hyperparams = HyperParams::default().with(&TRAIN_IMAGES, f64::from(train_images));
        page.start_run(hyperparams, Pace::Through).unwrap();
        let run_id = page.runs.active().map(|run| run.id);
        page.hear_of_runs(begun(run_id.unwrap()));
        let message = "lost".into();
        let effects = page.hear_of_runs(TrainerEvent::Failed { run_id, message });
        assert_eq!(workers(&effects), expected);
    }
}

#[test]
fn a_gpu_that_gave_up_is_not_tried_again_until_it_is_chosen() {
    let (mut page, run_id) = training_on(usable());
    page.hear_of_runs(dead_worker());
    page.hear_of_runs(ready(DeviceKind::Cpu));
    page.hear_of_runs(begun(run_id));
    let effects = page.hear_of_runs(end(run_id, Outcome::Completed));
    assert_eq!(workers(&effects), []);
    let effects = page.choose(DeviceChoice::WebGpu);
    assert_eq!(workers(&effects), [DeviceKind::WebGpu]);
}

#[test]
fn a_gpu_worker_that_cannot_open_its_device_gives_way_to_the_cpu() {
    let mut page = page_of(DeviceChoice::WebGpu);
    page.probed(usable());
    let reason = "no device".to_owned();
    let effects = page.hear_of_runs(TrainerEvent::Unavailable { reason });
    assert_eq!(workers(&effects), [DeviceKind::Cpu]);
    assert!(page.devices.why.contains("no device"));
}

#[test]
fn a_cpu_worker_that_dies_is_replaced_and_its_run_kept_as_failed() {
    let (mut page, run_id) = training_on(no_gpu());
    page.hear_of_runs(epoch_end(run_id, 1, 0.9));
    let effects = page.hear_of_runs(dead_worker());
    assert_eq!(workers(&effects), [DeviceKind::Cpu]);
    let run = page.runs.get(run_id).unwrap();
    assert_eq!(run.state(), "failed: lost");
    assert_eq!(run.history.epochs.len(), 1);
    assert!(published(&effects).contains(&"error".to_owned()));
}

#[test]
fn a_cpu_worker_that_never_worked_is_not_started_for_ever() {
    let mut page = page_of(DeviceChoice::Cpu);
    page.probed(no_gpu());
    assert_eq!(workers(&page.hear_of_runs(dead_worker())), []);
    assert_eq!(page.phase(), Phase::Idle);
    assert!(
        page.start_run(HyperParams::default(), Pace::Through)
            .is_err()
    );
    let notice = &page.notices.list()[0];
    assert_eq!(notice.action, Some(NoticeAction::Retry));
    assert_eq!(workers(&page.retry()), [DeviceKind::Cpu]);
    assert!(page.notices.list().is_empty());
}

#[test]
fn images_that_do_not_come_offer_a_retry_and_fail_the_run_that_waits() {
    let mut page = at_work_on(no_gpu());
    page.start_run(HyperParams::default(), Pace::Through)
        .unwrap();
    let message = "train-2 is missing".to_owned();
    let effects = page.hear_of_runs(TrainerEvent::LoadFailed { message });
    assert_eq!(published(&effects), ["error", "train-end"]);
    assert_eq!(page.phase(), Phase::Idle);
    assert_eq!(page.trouble_on(10_000), None, "these are there");
    assert!(page.trouble_on(20_000).is_some());
    let train_images = 10_000;
    let load = TrainerCommand::Load {
        train_images,
        data: DataId::default(),
    };
    assert_eq!(commands(&page.retry()), [&load]);
    page.hear_of_runs(TrainerEvent::Loaded { train_images });
    assert!(page.notices.list().is_empty());
}

#[test]
fn own_images_that_are_not_here_are_asked_for_and_never_replaced_by_mnist() {
    let data = DataId::new(200, 50, &"ab".repeat(32));
    let mut page = at_work_on(no_gpu());
    page.form.set(&DATA, data.name());
    page.form.set(&TRAIN_IMAGES, 200.0);
    let load = TrainerCommand::Load {
        train_images: 200,
        data: data.clone(),
    };
    assert_eq!(commands(&page.want_images_of_form()), [&load]);
    assert_eq!(page.phase(), Phase::Loading);
    let message = data.missing();
    page.hear_of_runs(TrainerEvent::LoadFailed { message });
    let notice = &page.notices.list()[0].message;
    assert!(notice.contains(data.sha256()) && notice.contains("bring the same files"));
    assert!(page.trouble().is_some(), "those of MNIST do not count");
    // They were brought.
    assert_eq!(commands(&page.want_images_of_form()), [&load]);
    page.hear_of_runs(TrainerEvent::Loaded { train_images: 200 });
    assert_eq!(page.trouble(), None);
    assert!(page.notices.list().is_empty());
    let started = page.start_run(page.form.hyperparams().clone(), Pace::Through);
    let started = started.unwrap();
    let [_, TrainerCommand::Start { hyperparams, .. }] = commands(&started)[..] else {
        panic!("a run: {started:?}");
    };
    assert_eq!(hyperparams.data, data);
    let run = page.runs.active().unwrap();
    let told = page.runs.differences(run);
    assert_eq!(
        told,
        ["training images 200", "own images 200-50-ababababababa…"]
    );
}

#[test]
fn another_device_waits_for_the_end_of_the_run() {
    let (mut page, run_id) = training_on(usable());
    assert_eq!(page.choose(DeviceChoice::Cpu), []);
    let effects = page.hear_of_runs(end(run_id, Outcome::Completed));
    assert_eq!(workers(&effects), [DeviceKind::Cpu]);
}

#[test]
fn the_same_device_chosen_by_hand_keeps_its_worker() {
    let mut page = at_work_on(no_gpu());
    assert_eq!(page.choose(DeviceChoice::Cpu), []);
    assert_eq!(page.devices.why, "The CPU was chosen by hand.");
}

#[test]
fn a_worker_that_takes_over_hands_out_the_weights_of_the_run_that_is_looked_into() {
    let (mut page, run_id) = training_on(usable());
    let film = |run_id| TrainerCommand::Film { run_id, steps: 0 };
    let effects = page.watch_run(Some(run_id));
    assert_eq!(commands(&effects), [&film(Some(run_id))]);
    let effects = page.hear_of_runs(dead_worker());
    assert!(
        commands(&effects).contains(&&film(Some(run_id))),
        "{effects:?}"
    );
    let run_id = Some(run_id);
    let steps = STEPS_AT_ONCE;
    let effects = page.watch_steps();
    assert_eq!(
        commands(&effects),
        [&TrainerCommand::Film { run_id, steps }]
    );
    let run_id = page.runs.active().unwrap().id;
    assert_eq!(commands(&page.watch_run(None)), [&film(None)]);
    page.hear_of_runs(end(run_id, Outcome::Stopped));
    let effects = page
        .start_run(HyperParams::default(), Pace::Through)
        .unwrap();
    let told = commands(&effects);
    assert!(
        !told
            .iter()
            .any(|it| matches!(it, TrainerCommand::Film { .. })),
        "{told:?}"
    );
}

#[test]
fn a_run_can_be_looked_into_from_its_first_weights_on() {
    let mut page = at_work_on(no_gpu());
    let next = page.runs.next_id();
    page.watch_run(Some(next));
    let effects = page
        .start_run(HyperParams::default(), Pace::Through)
        .unwrap();
    assert_eq!(page.runs.active().map(|run| run.id), Some(next));
    let told = commands(&effects);
    let at = |is_it: fn(&TrainerCommand) -> bool| told.iter().position(|it| is_it(it));
    let film = at(|it| {
        matches!(
            it,
            TrainerCommand::Film {
                run_id: Some(_),
                ..
            }
        )
    });
    let start = at(|it| matches!(it, TrainerCommand::Start { .. }));
    assert!(film.is_some() && film < start, "{told:?}");
}
