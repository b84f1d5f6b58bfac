use super::*;
use crate::hyperparams::catalog::*;
use crate::study::testing::{self, apply, epoch, whole_trial};
use crate::study::{Distribution, StudyDefinition};

/// Learning rate × nodes, two values each, in runs of two epochs.
fn definition(seeds: usize) -> StudyDefinition {
    let mut definition = testing::definition(seeds);
    definition.base = definition.base.with(&EPOCHS, 2.0);
    definition
}

fn study(definition: &StudyDefinition) -> Study {
    Study::new(definition.clone().check().unwrap())
}

/// The test accuracies of a run's two epochs, which its hyperparameters and its seed alone decide, as in life.
fn accuracies(study: &Study, trial: usize) -> [f64; 2] {
    let trial = &study.trials()[trial];
    let params = &study.setting_of(trial).hyperparams;
    let rate = params.number(&LEARNING_RATE).unwrap();
    let nodes = params.number(&N_NODES).unwrap();
    let last = 0.5 + rate + nodes / 1e4 + f64::from(trial.seed) / 1e6;
    [last - 0.1, last]
}

/// Trains so many of the runs that wait, in order, with the pruner's judgements; all that there are where that is fewer.
fn train(study: &mut Study, runs: usize) -> Vec<StudyEvent> {
    let mut log = Vec::new();
    for _ in 0..runs {
        let Some(assignment) = study.ask() else { break };
        let trial = assignment.trial;
        let mut tell = |study: &mut Study, event: StudyEvent| {
            study.apply(&event).unwrap();
            log.push(event);
        };
        tell(study, StudyEvent::TrialBegin { trial });
        let [first, last] = accuracies(study, trial);
        let metrics = epoch(1, first);
        tell(study, StudyEvent::EpochEnd { trial, metrics });
        if study.verdict(trial) == Verdict::Prune {
            tell(study, StudyEvent::TrialPruned { trial });
            continue;
        }
        let metrics = epoch(2, last);
        tell(study, StudyEvent::EpochEnd { trial, metrics });
        let outcome = Outcome::Completed;
        tell(study, StudyEvent::TrialEnd { trial, outcome });
    }
    log
}

/// Judges from the second run and the first epoch on.
const MEDIAN: Pruner = Pruner::Median {
    startup_trials: 1,
    warmup_epochs: 0,
};

/// What a study may be changed into: more values, fewer, another dimension, more seeds, another base, another pruner.
fn changed() -> Vec<StudyDefinition> {
    let plain = || definition(2);
    let space = |rates: &[f64], nodes: &[f64]| StudyDefinition {
        space: vec![
            Distribution::list(&LEARNING_RATE, rates.to_vec()),
            Distribution::list(&N_NODES, nodes.to_vec()),
        ],
        ..plain()
    };
    let mut wider = plain();
    wider.space.push(Distribution::list(&DROPOUT, [0.0, 0.2]));
    let mut corrected = plain();
    corrected.base = corrected.base.with(&BATCH_SIZE, 50.0);
    let mut later = plain();
    later.base = later.base.with(&SEED, 43.0);
    let pruner = MEDIAN;
    vec![
        plain(),
        space(&[0.1, 0.05, 0.01], &[64.0, 128.0]),
        space(&[0.01], &[128.0, 256.0]),
        wider,
        definition(4),
        definition(1),
        corrected,
        later,
        StudyDefinition { pruner, ..plain() },
    ]
}

#[test]
fn changed_half_way_it_comes_to_what_it_would_have_come_to_from_the_start() {
    let pruned = StudyDefinition {
        pruner: MEDIAN,
        ..definition(2)
    };
    for before in [definition(2), pruned] {
        for (at, definition) in changed().into_iter().enumerate() {
            let mut whole = study(&definition);
            train(&mut whole, usize::MAX);
            for trained in 0..=8 {
                let mut study = study(&before);
                train(&mut study, trained);
                let revision = study.revised(definition.clone().check().unwrap());
                assert_eq!(revision.moved, []);
                let (mut revised, plan) = (revision.study, definition.clone().check().unwrap());
                assert_eq!(Study::replay(plan, &revision.log).unwrap(), revised);
                train(&mut revised, usize::MAX);
                assert_eq!(revised, whole, "change {at} after {trained} runs");
            }
        }
    }
}

#[test]
fn the_pruner_of_these_tests_prunes() {
    let mut study = study(&StudyDefinition {
        pruner: MEDIAN,
        ..definition(2)
    });
    train(&mut study, usize::MAX);
    assert!(study.counts().pruned > 0 && study.counts().complete > 0);
}

#[test]
fn only_what_is_missing_is_trained() {
    let more = StudyDefinition {
        space: vec![
            Distribution::list(&LEARNING_RATE, [0.01, 0.02, 0.1]),
            Distribution::list(&N_NODES, [64.0, 128.0]),
        ],
        ..definition(1)
    };
    let mut study = study(&definition(1));
    train(&mut study, 3);
    let plan = more.check().unwrap();
    assert_eq!(study.shared_with(&plan), [3, 3]);
    let revised = study.revised(plan).study;
    assert_eq!(
        (revised.counts().complete, revised.counts().waiting),
        (3, 3)
    );
    // 0.01 × 64, the third of the study before, is the first here.
    let first = revised.trials()[0].result().unwrap();
    assert_eq!(first, study.trials()[2].result().unwrap());
    assert_eq!(revised.ask().unwrap().trial, 1);
}

#[test]
fn seeds_that_were_added_are_kept_as_far_as_they_are_asked_for() {
    let mut study = study(&definition(1));
    study.apply(&StudyEvent::SeedsSet { seeds: 3 }).unwrap();
    train(&mut study, 12);
    let wider = |seeds: usize| {
        let mut wider = definition(seeds);
        wider.space[1] = Distribution::list(&N_NODES, [64.0, 128.0, 256.0]);
        wider.check().unwrap()
    };
    for (seeds, kept, missing) in [(1, 4, 2), (2, 8, 4), (3, 12, 6), (4, 12, 12)] {
        assert_eq!(study.shared_with(&wider(seeds)), [kept, missing]);
        let revised = study.revised(wider(seeds)).study;
        let counts = revised.counts();
        assert_eq!(
            (revised.seeds(), counts.complete, counts.waiting),
            (seeds, kept, missing)
        );
    }
}

#[test]
fn what_was_pruned_is_kept_as_long_as_it_would_be_pruned() {
    let pruned = StudyDefinition {
        pruner: MEDIAN,
        ..definition(2)
    };
    let mut study = study(&pruned);
    train(&mut study, usize::MAX);
    let counts = study.counts();
    let plain = definition(2).check().unwrap();
    assert_eq!(study.shared_with(&plain), [counts.complete, counts.pruned]);
    assert_eq!(study.revised(plain).study.counts().waiting, counts.pruned);
    assert_eq!(study.shared_with(study.plan()), [counts.all(), 0]);
}

#[test]
fn a_run_under_way_goes_on_and_what_was_left_out_is_trained_again() {
    let mut study = study(&definition(1));
    apply(&mut study, &whole_trial(0, &[0.8, 0.9]));
    apply(&mut study, &whole_trial(1, &[0.5, 0.6])[..2]);
    study.apply(&StudyEvent::TrialSkipped { trial: 2 }).unwrap();
    study
        .apply(&StudyEvent::SettingDropped { setting: 3 })
        .unwrap();
    let mut reversed = definition(1);
    reversed.space[0] = Distribution::list(&LEARNING_RATE, [0.01, 0.1]);
    let plan = reversed.check().unwrap();
    assert_eq!(study.shared_with(&plan), [2, 2]);
    let Revision { study, moved, .. } = study.revised(plan);
    assert_eq!(moved, [(1, 3)]);
    assert_eq!(study.trials()[3].state, TrialState::Running);
    assert_eq!(study.trials()[3].epochs(), 1);
    assert_eq!((study.counts().complete, study.counts().waiting), (1, 2));
    assert!(!study.is_dropped(1));
}
