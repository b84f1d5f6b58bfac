//! CPU or GPU, and how fast they are.

use super::*;
use crate::hyperparams::CheckedHyperParams;
use crate::study::Work;

fn no_gpu() -> Adapter {
    let reason = "no".to_owned();
    Adapter::None { reason }
}

fn usable() -> Adapter {
    Adapter::Usable {
        name: "GPU".to_owned(),
    }
}

#[test]
fn a_study_on_the_gpu_has_one_worker_and_falls_back_to_the_cpu() {
    let mut state = state();
    state.probed(usable());
    state.choose(DeviceChoice::WebGpu);
    let effects = start(&mut state);
    assert!(effects.contains(&Effect::StartWorker(ONE, DeviceKind::WebGpu)));
    assert_eq!(started(&effects), [(ONE, 1)]);
    let reason = "no adapter".to_owned();
    let effects = state.hear_of_study(ONE, TrainerEvent::Unavailable { reason });
    assert!(notices(&mut state)[0].contains("continues on the CPU"));
    assert_eq!(started(&effects).len(), 2);
    assert!(
        state
            .workers
            .of_study()
            .all(|member| member.kind == DeviceKind::Cpu)
    );
    assert_eq!(state.studies.active().unwrap().study.trials()[0].lost, 0);
}

/// Somebody looks at studies, on a machine with this adapter.
fn seen(adapter: Adapter) -> State {
    let mut state = state();
    state.probed(adapter);
    state.view.shown = View::Study;
    state
}

/// What the short run takes for an epoch where a whole epoch of the defaults takes so many milliseconds.
fn short(effects: &[Effect], ms: f64) -> f64 {
    let work = |params: &CheckedHyperParams| Work::of_epoch(params, Work(0.0)).0;
    let whole = HyperParams::default().check().unwrap();
    let share = effects.iter().find_map(|effect| match effect {
        Effect::Send(_, TrainerCommand::Start { hyperparams, .. }) => {
            Some(work(hyperparams) / work(&whole))
        }
        _ => None,
    });
    ms * share.unwrap()
}

/// Runs a calibration that takes so many milliseconds an epoch.
fn calibrate(state: &mut State, id: WorkerId, run: u32, ms: f64) -> Vec<Effect> {
    for (at, elapsed_ms) in [(1, 1000.0), (2, 1000.0 + ms)] {
        let mut event = epoch(run, at, 0.5);
        if let TrainerEvent::EpochEnd { metrics, .. } = &mut event {
            metrics.elapsed_ms = elapsed_ms;
        }
        state.hear_of_study(id, event);
    }
    state.hear_of_study(id, end(run))
}

#[test]
fn a_calibration_tells_how_long_a_study_takes() {
    let mut state = seen(no_gpu());
    let base = HyperParams::default();
    let study = state.studies.editor.study(&base).unwrap();
    assert_eq!(state.estimate(&study).time, None);
    let effects = state.calibrate();
    assert_eq!(started(&effects), [(ONE, 1)]);
    calibrate(&mut state, ONE, 1, short(&effects, 250.0));
    let estimate = state.estimate(&study);
    assert_eq!(estimate.size, "4 × 1 seed = 4 runs");
    // Ten epochs of a quarter of a second, four times, by two workers.
    assert_eq!(estimate.time.unwrap(), "about 5.0 s on this machine");
    assert!(state.calibrate().is_empty(), "once is enough");
}

#[test]
fn a_calibration_goes_on_until_the_program_is_fast_and_its_first_half_does_not_count() {
    let mut state = seen(no_gpu());
    let effects = state.calibrate();
    let later = short(&effects, 100.0);
    let stop = Effect::Send(ONE, TrainerCommand::Stop { run_id: RunId(1) });
    let mut elapsed_ms = 0.0;
    for at in 1..=60 {
        elapsed_ms += if at < 5 { 2.0 * later } else { later };
        let mut event = epoch(1, at, 0.5);
        if let TrainerEvent::EpochEnd { metrics, .. } = &mut event {
            metrics.elapsed_ms = elapsed_ms;
        }
        let study = state.studies.editor.study(&HyperParams::default()).unwrap();
        assert_eq!(state.estimate(&study).time, None, "too early");
        let is_stopped = state.hear_of_study(ONE, event).contains(&stop);
        assert_eq!(is_stopped, elapsed_ms >= 500.0, "{elapsed_ms} ms");
        if is_stopped {
            break;
        }
    }
    state.hear_of_study(ONE, end(1));
    let study = state.studies.editor.study(&HyperParams::default()).unwrap();
    let time = state.estimate(&study).time;
    assert_eq!(time.unwrap(), "about 2.0 s on this machine");
}

#[test]
fn a_calibration_that_diverges_is_not_begun_again() {
    let diverged = TrainerEvent::TrainEnd {
        run_id: RunId(1),
        outcome: Outcome::Diverged { epoch: 1, step: 1 },
    };
    let mut state = seen(no_gpu());
    state.calibrate();
    assert!(started(&state.hear_of_study(ONE, diverged.clone())).is_empty());
    // One that has come to an epoch has told something.
    let mut state = seen(no_gpu());
    state.calibrate();
    state.hear_of_study(ONE, epoch(1, 1, 0.5));
    assert!(started(&state.hear_of_study(ONE, diverged)).is_empty());
    let study = state.studies.editor.study(&HyperParams::default()).unwrap();
    assert!(state.estimate(&study).time.is_some());
}

#[test]
fn a_calibration_is_not_lost_to_a_study_that_comes_onto_the_page() {
    let mut state = seen(no_gpu());
    let begun = state.calibrate();
    start(&mut state);
    state.hear_of_study(ONE, ready());
    let effects = calibrate(&mut state, ONE, 1, short(&begun, 250.0));
    assert_eq!(started(&effects).len(), 1, "the worker then trains");
    let next = state.studies.editor.study(&HyperParams::default()).unwrap();
    let time = state.estimate(&next).time;
    assert_eq!(time.unwrap(), "about 5.0 s on this machine");
}

#[test]
fn a_machine_that_was_not_measured_is_known_by_the_study_on_the_page() {
    let mut state = running();
    let next = state.studies.editor.study(&HyperParams::default()).unwrap();
    assert_eq!(state.estimate(&next).time, None);
    let mut event = epoch(1, 1, 0.5);
    if let TrainerEvent::EpochEnd { metrics, .. } = &mut event {
        metrics.elapsed_ms = 2000.0;
    }
    state.hear_of_study(ONE, event);
    let time = state.estimate(&next).time;
    assert_eq!(time.unwrap(), "about 40 s on this machine");
}

#[test]
fn the_device_that_finishes_a_study_first_is_taken() {
    for (gpu_ms, kind) in [(20.0, DeviceKind::WebGpu), (2000.0, DeviceKind::Cpu)] {
        let mut state = seen(usable());
        state.calibrate();
        let next = calibrate(&mut state, ONE, 1, 250.0);
        let (gpu, run) = started(&next)[0];
        assert!(next.contains(&Effect::StartWorker(gpu, DeviceKind::WebGpu)));
        calibrate(&mut state, gpu, run, gpu_ms);
        start(&mut state);
        assert!(state.workers.jobs().count() > 0);
        assert!(
            state.workers.of_study().all(|member| member.kind == kind),
            "{gpu_ms}"
        );
    }
}
