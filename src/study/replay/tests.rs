use super::*;
use crate::study::testing::{epoch, plan_of_epochs, whole_trial};

/// Four trials of two epochs each.
fn plan() -> Plan {
    plan_of_epochs(1, 2)
}

fn begin(trial: usize) -> StudyEvent {
    StudyEvent::TrialBegin { trial }
}

fn ended(trial: usize, last: f64) -> Vec<StudyEvent> {
    whole_trial(trial, &[0.5, last])
}

/// The last test accuracy of each trial that has a result.
fn results(study: &Study) -> Vec<Option<f64>> {
    let results = study.trials().iter().map(Trial::result);
    results.map(|last| Some(last?.val_accuracy)).collect()
}

/// As the page of before wrote it: a trial was cut off, and began again when the page was opened.
fn resumed_log() -> Vec<StudyEvent> {
    [
        ended(0, 0.6),
        ended(1, 0.7)[..2].to_vec(),
        ended(1, 0.8),
        ended(2, 0.9),
        ended(3, 0.95),
    ]
    .concat()
}

#[test]
fn a_run_that_begins_while_it_is_under_way_was_cut_off_and_begins_again() {
    let study = Study::replay(plan(), &resumed_log()).unwrap();
    let expected = [0.6, 0.8, 0.9, 0.95].map(Some);
    assert_eq!(results(&study), expected);
    let (healed, log) = Study::heal(plan(), resumed_log());
    assert_eq!(healed, study);
    assert_eq!(Study::replay(plan(), &log), Ok(study));
    assert!(log.contains(&StudyEvent::TrialRequeued { trial: 1 }));
}

#[test]
fn runs_that_were_trained_again_and_again_keep_their_first_results() {
    let mut log = resumed_log();
    for _ in 0..3 {
        log.extend([ended(1, 0.1), ended(2, 0.2), ended(3, 0.3)].concat());
    }
    let (healed, kept) = Study::heal(plan(), log);
    assert_eq!(results(&healed), [0.6, 0.8, 0.9, 0.95].map(Some));
    assert_eq!(Study::replay(plan(), &kept), Ok(healed));
}

#[test]
fn a_run_with_a_hole_in_its_log_is_trained_again_and_the_others_are_kept() {
    let whole: Vec<StudyEvent> = (0..4).flat_map(|trial| ended(trial, 0.9)).collect();
    for hole in 0..whole.len() {
        let mut log = whole.clone();
        log.remove(hole);
        let (mut healed, kept) = Study::heal(plan(), log);
        healed.interrupt();
        let mut expected = [Some(0.9); 4];
        expected[hole / 4] = None;
        assert_eq!(results(&healed), expected, "{hole}");
        assert_eq!(Study::replay(plan(), &kept), Ok(healed));
    }
}

#[test]
fn what_comes_after_a_healed_log_is_read_as_it_was_meant() {
    let mut stored = resumed_log();
    stored.truncate(stored.len() - 1);
    stored.insert(5, ended(3, 0.4)[3].clone());
    let (mut shown, _) = Study::heal(plan(), stored.clone());
    let then = [vec![StudyEvent::TrialRequeued { trial: 3 }], ended(3, 0.95)].concat();
    for event in then {
        shown.apply(&event).unwrap();
        stored.push(event);
        assert_eq!(Study::heal(plan(), stored.clone()).0, shown);
    }
}

/// Why a log of one trial is not taken.
fn refusal(log: &[StudyEvent]) -> String {
    let (at, error) = Study::replay(plan(), log).unwrap_err();
    assert_eq!(at, log.len() - 1, "{error}");
    error.to_string()
}

fn with(change: impl Fn(&mut EpochMetrics)) -> Vec<StudyEvent> {
    let mut metrics = epoch(1, 0.5);
    change(&mut metrics);
    vec![begin(0), StudyEvent::EpochEnd { trial: 0, metrics }]
}

#[test]
fn numbers_that_no_run_has_are_refused() {
    let told = [
        (with(|it| it.val_accuracy = 7.0), "a val_accuracy of 7;"),
        (
            with(|it| it.val_accuracy = f64::NAN),
            "a val_accuracy of NaN;",
        ),
        (with(|it| it.accuracy = -0.1), "an accuracy of -0.1;"),
        (with(|it| it.elapsed_ms = -1.0), "an elapsed_ms of -1;"),
        (
            with(|it| it.elapsed_ms = f64::INFINITY),
            "an elapsed_ms of inf;",
        ),
        (
            with(|it| it.elapsed_ms = 1e300),
            "it must be a number from 0 to a year",
        ),
        (
            with(|it| it.learning_rate = Some(-1.0)),
            "a learning_rate of -1;",
        ),
        (
            with(|it| it.epoch = 0),
            "an epoch of 0; it must be a whole number from 1 to 2",
        ),
    ];
    for (log, expected) in told {
        let found = refusal(&log);
        assert!(found.contains(expected), "{found}");
        let (mut healed, _) = Study::heal(plan(), log);
        healed.interrupt();
        assert_eq!(healed, Study::new(plan()));
    }
}

#[test]
fn a_loss_may_be_any_number_or_none() {
    for loss in [f64::NAN, f64::INFINITY, -3.0, 1e300] {
        let log = with(|it| (it.loss, it.val_loss) = (loss, loss));
        assert!(Study::replay(plan(), &log).is_ok());
    }
}

#[test]
fn a_run_has_as_many_epochs_as_were_planned() {
    let end = |outcome| StudyEvent::TrialEnd { trial: 0, outcome };
    let two = &ended(0, 0.9)[..3];
    let third = StudyEvent::EpochEnd {
        trial: 0,
        metrics: epoch(3, 0.9),
    };
    assert!(
        refusal(&[two, &[third]].concat())
            .contains("an epoch of 3; it must be a whole number from 1 to 2")
    );
    assert!(
        refusal(&[&two[..2], &[end(Outcome::Completed)]].concat())
            .contains("epochs of 1; it must be 2")
    );
    let (epoch, best_epoch) = (2, 3);
    assert!(
        refusal(&[two, &[end(Outcome::EarlyStopped { epoch, best_epoch })]].concat())
            .contains("best_epoch of 3")
    );
    let (epoch, best_epoch) = (1, 1);
    assert!(
        refusal(&[two, &[end(Outcome::EarlyStopped { epoch, best_epoch })]].concat())
            .contains("it must be 2, its last")
    );
    let (epoch, step) = (9, 1);
    assert!(
        refusal(&[two, &[end(Outcome::Diverged { epoch, step })]].concat())
            .contains("a divergence in an epoch of 9")
    );
    let (epoch, step) = (2, 1);
    assert!(
        Study::replay(
            plan(),
            &[&two[..2], &[end(Outcome::Diverged { epoch, step })]].concat()
        )
        .is_ok()
    );
}
