use super::*;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::{LEARNING_RATE, N_NODES, SEED};
use crate::metrics::Outcome;
use crate::study::Pruner;
use crate::study::testing::{
    apply, epoch, finished, plan, plan_of_epochs, pruned_study, whole_trial,
};

fn begin(study: &mut Study) -> usize {
    let assignment = study.ask().unwrap();
    let trial = assignment.trial;
    study.apply(&StudyEvent::TrialBegin { trial }).unwrap();
    trial
}

fn end_epoch(study: &mut Study, trial: usize, at: usize, value: f64) {
    let metrics = epoch(at, value);
    study
        .apply(&StudyEvent::EpochEnd { trial, metrics })
        .unwrap();
}

fn lost(trial: usize) -> StudyEvent {
    let message = "the worker died".to_owned();
    StudyEvent::TrialLost { trial, message }
}

#[test]
fn all_settings_meet_the_first_seed_before_any_meets_the_second() {
    let study = Study::new(plan(2));
    let order: Vec<(usize, u32)> = study
        .trials()
        .iter()
        .map(|trial| (trial.setting, trial.seed))
        .collect();
    assert_eq!(
        order,
        [
            (0, 42),
            (1, 42),
            (2, 42),
            (3, 42),
            (0, 43),
            (1, 43),
            (2, 43),
            (3, 43)
        ]
    );
}

#[test]
fn a_settings_trials_are_found_without_looking_through_all() {
    let mut study = Study::new(plan(2));
    study
        .apply(&StudyEvent::SettingDropped { setting: 1 })
        .unwrap();
    study.apply(&StudyEvent::SeedsSet { seeds: 3 }).unwrap();
    for setting in 0..5 {
        let of_setting = study.trials_of(setting);
        let expected = study
            .trials()
            .iter()
            .filter(|trial| trial.setting == setting);
        assert_eq!(of_setting.len(), [3, 2, 3, 3, 0][setting]);
        assert!(of_setting.eq(expected));
    }
}

#[test]
fn trials_are_asked_for_in_order_and_once() {
    let mut study = Study::new(plan(1));
    let asked: Vec<usize> = (0..4).map(|_| begin(&mut study)).collect();
    assert_eq!(asked, [0, 1, 2, 3]);
    assert_eq!(study.ask(), None);
    assert!(!study.is_finished());
}

#[test]
fn an_assignment_has_its_settings_values_and_its_seed() {
    let assigned = |setting: [f64; 2], seed: f64| {
        let [learning_rate, nodes] = setting;
        let params = HyperParams::default()
            .with(&LEARNING_RATE, learning_rate)
            .with(&N_NODES, nodes)
            .with(&SEED, seed);
        params.check().unwrap()
    };
    let mut study = Study::new(plan(2));
    assert_eq!(
        study.ask().unwrap().hyperparams,
        assigned([0.1, 64.0], 42.0)
    );
    for _ in 0..7 {
        begin(&mut study);
    }
    assert_eq!(
        study.ask().unwrap().hyperparams,
        assigned([0.01, 128.0], 43.0)
    );
}

#[test]
fn a_study_is_finished_when_every_trial_has_ended() {
    let study = finished(1, &[0.9, 0.8, 0.7, 0.6]);
    assert!(study.is_finished());
    assert_eq!(
        study.counts(),
        Counts {
            complete: 4,
            ..Counts::default()
        }
    );
    assert_eq!(study.trials()[2].result().unwrap().val_accuracy, 0.7);
}

#[test]
fn a_failing_trial_does_not_stop_the_study() {
    let mut study = Study::new(plan(1));
    let trial = begin(&mut study);
    let message = "no memory".to_owned();
    study
        .apply(&StudyEvent::TrialFailed { trial, message })
        .unwrap();
    assert_eq!(begin(&mut study), 1);
    assert_eq!(study.counts().failed, 1);
}

#[test]
fn the_death_of_a_worker_costs_one_retry() {
    let mut study = Study::new(plan(1));
    begin(&mut study);
    begin(&mut study);
    end_epoch(&mut study, 0, 1, 0.5);
    study.apply(&lost(0)).unwrap();
    assert!(study.trials()[0].history.epochs.is_empty());
    assert_eq!(begin(&mut study), 0, "first in line again");
    study.apply(&lost(0)).unwrap();
    assert_eq!(study.trials()[0].state.name(), "failed");
    assert_eq!(begin(&mut study), 2);
}

#[test]
fn a_trial_put_back_in_line_has_lost_no_retry() {
    let mut study = Study::new(plan(1));
    for _ in 0..3 {
        let trial = begin(&mut study);
        end_epoch(&mut study, trial, 1, 0.5);
        study.apply(&StudyEvent::TrialRequeued { trial }).unwrap();
        assert_eq!(study.ask().unwrap().trial, 0);
    }
    assert!(study.trials()[0].history.epochs.is_empty());
}

#[test]
fn what_was_under_way_is_back_in_line_after_a_replay_of_any_prefix() {
    let log: Vec<StudyEvent> = (0..4)
        .flat_map(|trial| whole_trial(trial, &[0.5, 0.6]))
        .collect();
    for length in 0..=log.len() {
        let study = Study::replay(plan_of_epochs(1, 2), &log[..length]).unwrap();
        let ended = length / 4;
        assert_eq!(study.counts().ended(), ended, "{length}");
        assert_eq!(study.counts().running, 0);
        assert_eq!(
            study.ask().map(|asked| asked.trial),
            (ended < 4).then_some(ended)
        );
        assert!(
            study.trials()[ended..]
                .iter()
                .all(|trial| trial.epochs() == 0)
        );
    }
}

#[test]
fn a_replay_of_everything_gives_the_same_study() {
    let mut study = Study::new(plan_of_epochs(2, 1));
    let mut log = whole_trial(0, &[0.5]);
    log.extend([
        StudyEvent::SettingDropped { setting: 3 },
        StudyEvent::TrialSkipped { trial: 1 },
        StudyEvent::SeedsSet { seeds: 4 },
    ]);
    apply(&mut study, &log);
    assert_eq!(Study::replay(plan_of_epochs(2, 1), &log), Ok(study));
}

#[test]
fn a_skipped_trial_is_not_trained() {
    let mut study = Study::new(plan(1));
    study.apply(&StudyEvent::TrialSkipped { trial: 0 }).unwrap();
    assert_eq!(begin(&mut study), 1);
    study.apply(&StudyEvent::TrialSkipped { trial: 1 }).unwrap();
    let error = study
        .apply(&StudyEvent::TrialSkipped { trial: 1 })
        .unwrap_err();
    assert_eq!(
        error,
        EventError::OutOfTurn {
            trial: 1,
            state: "skipped"
        }
    );
}

#[test]
fn a_dropped_setting_keeps_what_has_ended_and_gets_no_more_seeds() {
    let mut study = Study::new(plan(2));
    apply(&mut study, &whole_trial(1, &[0.5]));
    study
        .apply(&StudyEvent::SettingDropped { setting: 1 })
        .unwrap();
    let states = |study: &Study| -> Vec<&str> {
        study.trials_of(1).map(|trial| trial.state.name()).collect()
    };
    assert_eq!(states(&study), ["completed", "skipped"]);
    study.apply(&StudyEvent::SeedsSet { seeds: 3 }).unwrap();
    assert_eq!(states(&study).len(), 2);
    assert_eq!(study.trials().len(), 11);
    assert!(study.is_dropped(1) && !study.is_dropped(0));
}

#[test]
fn seeds_may_be_added_but_not_taken_away() {
    let mut study = finished(1, &[0.9, 0.8, 0.7, 0.6]);
    study.apply(&StudyEvent::SeedsSet { seeds: 3 }).unwrap();
    assert_eq!((study.seeds(), study.counts().waiting), (3, 8));
    assert_eq!(study.trials()[4].seed, 43);
    for seeds in [2, 21] {
        let error = study.apply(&StudyEvent::SeedsSet { seeds }).unwrap_err();
        assert_eq!(
            error,
            EventError::Seeds {
                seeds,
                have: 3,
                most: 20
            }
        );
    }
}

#[test]
fn it_is_said_why_no_seed_can_be_added() {
    let mut study = Study::new(plan(2));
    assert_eq!(study.seed_trouble(), None);
    let mut dropped = study.clone();
    for setting in 0..4 {
        let drop = StudyEvent::SettingDropped { setting };
        dropped.apply(&drop).unwrap();
    }
    assert!(dropped.seed_trouble().unwrap().contains("dropped"));
    let seeds = MOST_SEEDS;
    study.apply(&StudyEvent::SeedsSet { seeds }).unwrap();
    assert!(study.seed_trouble().unwrap().contains("20 seeds"));
    let seeds = seeds + 1;
    assert!(study.apply(&StudyEvent::SeedsSet { seeds }).is_err());
}

#[test]
fn seeds_beyond_the_largest_begin_again_at_zero() {
    use crate::hyperparams::catalog::SEED;
    let mut definition = crate::study::testing::definition(2);
    definition.base = definition.base.with(&SEED, f64::from(u32::MAX));
    let study = Study::new(definition.check().unwrap());
    assert_eq!(study.trials()[4].seed, 0);
}

#[test]
fn events_out_of_turn_change_nothing() {
    let mut study = Study::new(plan(1));
    begin(&mut study);
    let before = study.clone();
    let (trial, outcome) = (1, Outcome::Completed);
    for event in [
        StudyEvent::TrialBegin { trial: 0 },
        StudyEvent::TrialEnd { trial, outcome },
        StudyEvent::EpochEnd {
            trial: 0,
            metrics: epoch(2, 0.5),
        },
        StudyEvent::EpochEnd {
            trial: 9,
            metrics: epoch(1, 0.5),
        },
        StudyEvent::TrialPruned { trial: 3 },
        StudyEvent::SettingDropped { setting: 4 },
        StudyEvent::SeedsSet { seeds: 0 },
        lost(2),
    ] {
        assert!(study.apply(&event).is_err(), "{event:?}");
        assert_eq!(study, before);
    }
}

const MEDIAN: Pruner = Pruner::Median {
    startup_trials: 1,
    warmup_epochs: 1,
};

#[test]
fn a_trial_waits_for_the_earlier_ones_before_it_is_judged() {
    let mut study = pruned_study(MEDIAN);
    begin(&mut study);
    begin(&mut study);
    end_epoch(&mut study, 1, 1, 0.4);
    assert_eq!(study.verdict(1), Verdict::Wait);
    end_epoch(&mut study, 0, 1, 0.5);
    assert_eq!(study.verdict(0), Verdict::GoOn);
    assert_eq!(study.verdict(1), Verdict::Prune);
}

#[test]
fn a_trial_waits_for_those_of_its_bracket_alone() {
    let hyperband = Pruner::Hyperband {
        min_epochs: 1,
        max_epochs: 3,
        reduction_factor: 3,
    };
    assert_eq!(
        [0, 1, 2, 3].map(|trial| hyperband.bracket(trial)),
        [1, 0, 1, 0]
    );
    let mut study = pruned_study(hyperband);
    for _ in 0..4 {
        begin(&mut study);
    }
    end_epoch(&mut study, 3, 1, 0.4);
    assert_eq!(study.verdict(3), Verdict::Wait);
    end_epoch(&mut study, 1, 1, 0.5);
    assert_eq!(study.verdict(3), Verdict::Prune);
    end_epoch(&mut study, 2, 1, 0.1);
    assert_eq!(
        study.verdict(2),
        Verdict::GoOn,
        "its bracket begins at epoch 3"
    );
}

#[test]
fn a_trial_that_is_judged_by_itself_waits_for_nobody() {
    let mut study = pruned_study(Pruner::Threshold {
        lower: 0.5,
        warmup_epochs: 1,
    });
    begin(&mut study);
    begin(&mut study);
    end_epoch(&mut study, 1, 1, 0.4);
    assert_eq!(study.verdict(1), Verdict::Prune);
}

#[test]
fn an_earlier_trial_that_has_ended_is_not_waited_for() {
    let mut study = pruned_study(MEDIAN);
    begin(&mut study);
    begin(&mut study);
    study
        .apply(&StudyEvent::TrialFailed {
            trial: 0,
            message: String::new(),
        })
        .unwrap();
    end_epoch(&mut study, 1, 1, 0.4);
    assert_eq!(study.verdict(1), Verdict::GoOn);
}

#[test]
fn later_trials_have_no_say() {
    let mut study = pruned_study(MEDIAN);
    begin(&mut study);
    begin(&mut study);
    end_epoch(&mut study, 0, 1, 0.4);
    end_epoch(&mut study, 1, 1, 0.9);
    assert_eq!(study.verdict(0), Verdict::GoOn);
}

#[test]
fn a_pruned_trial_has_ended_without_a_result() {
    let mut study = pruned_study(MEDIAN);
    let trial = begin(&mut study);
    end_epoch(&mut study, trial, 1, 0.4);
    study.apply(&StudyEvent::TrialPruned { trial }).unwrap();
    assert_eq!(study.counts().pruned, 1);
    assert_eq!(study.trials()[0].result(), None);
}

#[test]
fn without_a_pruner_nobody_waits() {
    let mut study = Study::new(plan(1));
    begin(&mut study);
    begin(&mut study);
    end_epoch(&mut study, 1, 1, 0.1);
    assert_eq!(study.verdict(1), Verdict::GoOn);
}
