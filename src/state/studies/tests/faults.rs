//! Workers that die, images that are missing.

use super::*;

#[test]
fn a_worker_that_dies_costs_its_run_one_retry() {
    let mut lab = running();
    let effects = lab.hear_of_study(ONE, died());
    assert!(effects.contains(&Effect::EndWorker(ONE)));
    assert!(effects.contains(&Effect::StartWorker(ONE, DeviceKind::Cpu)));
    assert_eq!(started(&effects), [(ONE, 3)]);
    assert!(notices(&mut lab)[0].contains("tried once more"));
    lab.hear_of_study(ONE, ready());
    lab.hear_of_study(ONE, died());
    assert!(notices(&mut lab)[0].contains("It has failed"));
    assert_eq!(states(&lab), ["failed", "running", "running", "waiting"]);
}

#[test]
fn workers_that_never_come_up_pause_the_study_instead_of_failing_it() {
    let mut lab = lab();
    start(&mut lab);
    lab.hear_of_study(ONE, died());
    lab.hear_of_study(TWO, died());
    assert!(notices(&mut lab)[0].contains("could not be started"));
    assert!(lab.studies.active().unwrap().is_paused);
    assert!(!states(&lab).contains(&"failed"));
    assert_eq!(started(&lab.resume_study()), [(TWO, 4)]);
}

#[test]
fn missing_images_pause_the_study_and_cost_no_retry() {
    let mut lab = running();
    let message = "train-0.bin.gz could not be loaded".to_owned();
    lab.hear_of_study(
        ONE,
        TrainerEvent::LoadFailed {
            message: message.clone(),
        },
    );
    assert!(notices(&mut lab)[0].contains("press Resume"));
    let run_id = Some(RunId(1));
    lab.hear_of_study(ONE, TrainerEvent::Failed { run_id, message });
    assert_eq!(states(&lab), ["waiting", "running", "waiting", "waiting"]);
    assert_eq!(lab.studies.active().unwrap().study.trials()[0].lost, 0);
    assert_eq!(started(&lab.resume_study()), [(ONE, 3)]);
}
