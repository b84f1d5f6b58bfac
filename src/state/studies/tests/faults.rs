//! Workers that die, images that are missing.

use super::*;

#[test]
fn a_worker_that_dies_costs_its_run_one_retry() {
    let mut state = running();
    let effects = state.hear_of_study(ONE, died());
    assert!(effects.contains(&Effect::EndWorker(ONE)));
    assert!(effects.contains(&Effect::StartWorker(ONE, DeviceKind::Cpu)));
    assert_eq!(started(&effects), [(ONE, 3)]);
    assert!(notices(&mut state)[0].contains("tried once more"));
    state.hear_of_study(ONE, ready());
    state.hear_of_study(ONE, died());
    assert!(notices(&mut state)[0].contains("It has failed"));
    assert_eq!(states(&state), ["failed", "running", "running", "waiting"]);
}

#[test]
fn workers_that_never_come_up_pause_the_study_instead_of_failing_it() {
    let mut state = state();
    start(&mut state);
    state.hear_of_study(ONE, died());
    state.hear_of_study(TWO, died());
    assert!(notices(&mut state)[0].contains("could not be started"));
    assert!(state.studies.active().unwrap().is_paused);
    assert!(!states(&state).contains(&"failed"));
    assert_eq!(started(&state.resume_study()), [(TWO, 4)]);
}

#[test]
fn missing_images_pause_the_study_and_cost_no_retry() {
    let mut state = running();
    let message = "train-0.bin.gz could not be loaded".to_owned();
    state.hear_of_study(
        ONE,
        TrainerEvent::LoadFailed {
            message: message.clone(),
        },
    );
    assert!(notices(&mut state)[0].contains("press Resume"));
    let run_id = Some(RunId(1));
    state.hear_of_study(ONE, TrainerEvent::Failed { run_id, message });
    assert_eq!(states(&state), ["waiting", "running", "waiting", "waiting"]);
    assert_eq!(state.studies.active().unwrap().study.trials()[0].lost, 0);
    assert_eq!(started(&state.resume_study()), [(ONE, 3)]);
}
