//! Workers that help with a run.

use super::*;
use crate::hyperparams::catalog::{BATCH_NORM, BATCH_SIZE};

/// A page on a machine with so many cores, whose run on these hyperparameters has begun, and what followed.
fn begun_with(cores: usize, params: HyperParams) -> (State, Vec<Effect>) {
    let mut state = State::new(DeviceChoice::Auto, params.clone(), cores);
    state.probed(no_gpu());
    state.hear_of_runs(ready(DeviceKind::Cpu));
    state.start_run(params, Pace::Through).unwrap();
    let effects = state.hear_of_runs(begun(RunId(1)));
    (state, effects)
}

fn large() -> HyperParams {
    HyperParams::default().with(&BATCH_SIZE, 1000.0)
}

fn started(effects: &[Effect]) -> Vec<WorkerId> {
    let started = effects.iter().filter_map(|effect| match effect {
        Effect::StartWorker(id, DeviceKind::Cpu) => Some(*id),
        _ => None,
    });
    started.collect()
}

#[test]
fn the_other_cores_help_with_a_run_whose_batches_are_cut() {
    for (cores, helpers) in [(1, 0), (2, 1), (3, 2), (8, 3)] {
        let (state, effects) = begun_with(cores, large());
        let ids: Vec<WorkerId> = (0..helpers).map(WorkerId::helper).collect();
        assert_eq!(started(&effects), ids, "{cores} cores");
        for id in ids {
            let is_told = |effect: &Effect| {
                let Effect::Send(
                    to,
                    TrainerCommand::Help {
                        run_id,
                        hyperparams,
                    },
                ) = effect
                else {
                    return false;
                };
                (*to, *run_id) == (id, RunId(1)) && hyperparams.batch_size == 1000
            };
            assert!(effects.iter().any(is_told), "{effects:?}");
        }
        let why = state.device_why();
        let said = format!(
            "{}. {} workers share each batch.",
            state.devices.why,
            helpers + 1
        );
        assert_eq!(why == said, helpers > 0, "{why}");
    }
}

#[test]
fn a_run_whose_batches_stay_whole_has_no_help_and_the_page_says_why() {
    let (state, effects) = begun_with(4, large().with(&BATCH_NORM, "after_activation"));
    assert_eq!(started(&effects), []);
    assert!(
        state
            .device_why()
            .contains("batch normalization looks at the whole batch")
    );
    let (state, effects) = begun_with(4, HyperParams::default());
    assert_eq!(started(&effects), [], "batches of 128");
    assert_eq!(state.device_why(), state.devices.why);
}

#[test]
fn helpers_go_when_their_run_ends_however_it_does() {
    let ends: [fn(&mut State) -> Vec<Effect>; 3] = [
        |state| {
            let (run_id, outcome) = (RunId(1), Outcome::Completed);
            state.hear_of_runs(TrainerEvent::TrainEnd { run_id, outcome })
        },
        |state| state.delete_run(RunId(1)),
        |state| {
            let (run_id, message) = (Some(RunId(1)), String::new());
            state.hear_of_runs(TrainerEvent::Failed { run_id, message })
        },
    ];
    for end in ends {
        let (mut state, _) = begun_with(2, large());
        let effects = end(&mut state);
        let ended = Effect::EndWorker(WorkerId::helper(0));
        assert!(effects.contains(&ended), "{effects:?}");
        assert_eq!(state.workers.helpers().count(), 0);
    }
}

#[test]
fn a_helper_that_fails_is_done_without() {
    let message = || String::from("gone");
    for event in [
        TrainerEvent::Failed {
            run_id: None,
            message: message(),
        },
        TrainerEvent::Unavailable { reason: message() },
        TrainerEvent::LoadFailed { message: message() },
    ] {
        let (mut state, _) = begun_with(2, large());
        let (id, notices) = (WorkerId::helper(0), state.notices.clone());
        let effects = state.hear_of_helper(id, &event);
        assert_eq!(effects, [Effect::EndWorker(id)]);
        assert_eq!((state.phase(), &state.notices), (Phase::Running, &notices));
    }
    let (mut state, _) = begun_with(2, large());
    let effects = state.hear_of_helper(WorkerId::helper(0), &ready(DeviceKind::Cpu));
    assert_eq!(effects, []);
}

#[test]
fn a_gpu_needs_no_help_until_the_cpu_takes_over_its_run() {
    let mut state = State::new(DeviceChoice::WebGpu, large(), 2);
    state.probed(usable());
    state.hear_of_runs(ready(DeviceKind::WebGpu));
    state.start_run(large(), Pace::Through).unwrap();
    let effects = state.hear_of_runs(begun(RunId(1)));
    assert_eq!(started(&effects), []);
    state.lose_worker("the device was lost");
    state.hear_of_runs(ready(DeviceKind::Cpu));
    let effects = state.hear_of_runs(begun(RunId(1)));
    assert_eq!(started(&effects), [WorkerId::helper(0)]);
}
