use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::*;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::*;
use crate::metrics::Outcome;
use crate::study::testing::{apply, diverged_trial, epoch};
use crate::study::{Distribution, Pruner, Sampler, StudyDefinition, StudyFile};

/// Learning rate (in exponents) × layers × optimizer, and a momentum that one of the optimizers knows.
fn definition(settings: usize, round: usize, seeds: usize) -> StudyDefinition {
    definition_by(Learner::Tpe, settings, round, seeds)
}

fn definition_by(learner: Learner, settings: usize, round: usize, seeds: usize) -> StudyDefinition {
    StudyDefinition {
        base: HyperParams::default().with(&EPOCHS, 2.0),
        space: vec![
            Distribution::parse(&LEARNING_RATE, "1e-4..1 log"),
            Distribution::parse(&N_LAYERS, "1..6"),
            Distribution::list(&OPTIMIZER, ["sgd", "adam", "lion"]),
            Distribution::parse(&MOMENTUM, "0..0.99"),
        ],
        sampler: Sampler::Adaptive {
            learner,
            settings,
            round,
        },
        seeds,
        ..StudyDefinition::default()
    }
}

fn study(definition: StudyDefinition) -> Study {
    Study::new(definition.check().unwrap())
}

/// What a run comes to, and a little more or less by its seed.
fn accuracy(study: &Study, trial: usize) -> f64 {
    let trial = &study.trials()[trial];
    let setting = study.setting_of(trial);
    let number = |row| setting.value(row).and_then(|value| value.number());
    let rate = number(&LEARNING_RATE).unwrap().log10();
    let layers = number(&N_LAYERS).unwrap();
    let momentum = number(&MOMENTUM).map_or(0.2, |it| (it - 0.9).abs());
    let miss = (rate + 2.0).powi(2) / 20.0 + (layers - 3.0).powi(2) / 100.0 + momentum / 5.0;
    (0.98 - miss + f64::from(trial.seed % 7) / 1000.0).max(0.05)
}

/// A run from its beginning to its end.
fn run(study: &Study, trial: usize) -> Vec<StudyEvent> {
    let last = accuracy(study, trial);
    let metrics = [epoch(1, last / 2.0), epoch(2, last)];
    let epochs = metrics.map(|metrics| StudyEvent::EpochEnd { trial, metrics });
    let outcome = Outcome::Completed;
    let mut events = vec![StudyEvent::TrialBegin { trial }];
    events.extend(epochs);
    events.push(StudyEvent::TrialEnd { trial, outcome });
    events
}

fn draw(study: &Study) -> Option<StudyEvent> {
    let question = crate::protocol::Question {
        draw: Some(study.draw_question()?),
        ..Default::default()
    };
    Some(study.drawn(&crate::analysis::answer(&question).points))
}

/// Trains whatever waits, the trial that `pick` names of each number that wait, and draws when it is time to.
fn train(study: &mut Study, mut pick: impl FnMut(usize) -> usize) -> Vec<StudyEvent> {
    let mut log = Vec::new();
    loop {
        let is_waiting = |trial: &&Trial| trial.state == TrialState::Waiting;
        let waiting: Vec<usize> = study
            .trials()
            .iter()
            .filter(is_waiting)
            .map(|it| it.number)
            .collect();
        let events = match (waiting.len(), draw(study)) {
            (_, Some(drawn)) => vec![drawn],
            (0, None) => return log,
            (count, None) => run(study, waiting[pick(count)]),
        };
        apply(study, &events);
        log.extend(events);
    }
}

fn in_order(study: &mut Study) -> Vec<StudyEvent> {
    train(study, |_| 0)
}

/// What has been tried, in order.
fn labels(study: &Study) -> Vec<String> {
    study.plan().settings().iter().map(Setting::label).collect()
}

#[test]
fn a_study_begins_with_random_settings_and_grows_by_rounds() {
    for learner in Learner::ALL {
        let mut study = study(definition_by(learner, 20, 4, 1));
        assert_eq!((study.trials().len(), study.runs()), (10, 20));
        assert_eq!(study.counts().to_draw, 10);
        assert_eq!(study.draw_question(), None, "there are no results yet");
        let log = in_order(&mut study);
        let drawn: Vec<usize> = log
            .iter()
            .filter_map(|event| match event {
                StudyEvent::SettingsDrawn { settings } => Some(settings.len()),
                _ => None,
            })
            .collect();
        assert_eq!(drawn, [4, 4, 2]);
        assert!(study.is_finished() && study.counts().to_draw == 0);
        assert_eq!(study.plan().settings().len(), 20);
        let mean = |trials: &[Trial]| {
            let finals = trials.iter().filter_map(|trial| trial.val_accuracy(2));
            finals.sum::<f64>() / trials.len() as f64
        };
        let (startup, drawn) = study.trials().split_at(10);
        assert!(
            mean(drawn) > mean(startup),
            "{learner:?}: {} {}",
            mean(drawn),
            mean(startup)
        );
    }
}

#[test]
fn the_order_in_which_runs_end_does_not_matter() {
    for learner in Learner::ALL {
        let mut expected = study(definition_by(learner, 22, 4, 2));
        in_order(&mut expected);
        for seed in 0..6 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let mut own = study(definition_by(learner, 22, 4, 2));
            train(&mut own, |waiting| rng.next_u64() as usize % waiting);
            assert_eq!(labels(&own), labels(&expected), "{learner:?}, {seed}");
            assert_eq!(own, expected);
        }
    }
}

#[test]
fn another_seed_draws_others() {
    let mut one = study(definition(18, 4, 1));
    in_order(&mut one);
    let mut definition = definition(18, 4, 1);
    definition.base = definition.base.with(&SEED, 7.0);
    let mut other = study(definition);
    in_order(&mut other);
    assert_ne!(labels(&one)[10..], labels(&other)[10..]);
}

#[test]
fn every_prefix_of_a_log_replays_and_goes_on_to_the_same() {
    for learner in Learner::ALL {
        let mut whole = study(definition_by(learner, 16, 3, 2));
        let log = in_order(&mut whole);
        for length in 0..=log.len() {
            let plan = definition_by(learner, 16, 3, 2).check().unwrap();
            let mut replayed = Study::replay(plan.clone(), &log[..length]).unwrap();
            let (healed, same) = Study::heal(plan, log[..length].to_vec());
            assert_eq!(same, log[..length]);
            assert_eq!(healed.plan(), replayed.plan());
            if length % 9 == 0 {
                in_order(&mut replayed);
                assert_eq!(replayed, whole, "{learner:?}, {length}");
            }
        }
    }
}

#[test]
fn a_file_has_the_settings_that_were_drawn_and_needs_no_sampler() {
    for learner in Learner::ALL {
        let mut study = study(definition_by(learner, 14, 4, 1));
        let log = in_order(&mut study);
        let json = StudyFile::new(study.plan().clone(), log).to_json();
        assert!(json.contains(&format!("\"kind\": \"{}\"", learner.name())));
        let version = if learner == Learner::Tpe { 3 } else { 4 };
        assert!(json.contains(&format!("\"version\": {version}")));
        let file = StudyFile::from_json(&json).unwrap();
        assert_eq!(file.to_json(), json);
        assert_eq!(file.study().unwrap(), study);
        let unsaid = json.replace(",\n    \"round\": 4", "");
        assert!(unsaid.len() < json.len());
        assert_eq!(StudyFile::from_json(&unsaid).unwrap().plan, file.plan);
    }
}

#[test]
fn a_setting_of_the_log_that_does_not_fit_is_refused() {
    let mut study = study(definition(20, 4, 1));
    let first = study.plan().settings()[0].clone();
    let early = StudyEvent::SettingsDrawn { settings: vec![] };
    let refused = study.apply(&early).unwrap_err();
    assert!(refused.to_string().contains("have not ended"), "{refused}");
    for trial in 0..10 {
        let events = run(&study, trial);
        apply(&mut study, &events);
    }
    let good = "learning_rate:0.01; n_layers:3; optimizer:sgd; momentum:0.5";
    for (settings, words) in [
        (
            &["learning_rate:2; n_layers:3; optimizer:sgd; momentum:0.5"][..],
            "belong",
        ),
        (
            &["learning_rate:0.01; n_layers:3.5; optimizer:sgd; momentum:0.5"],
            "belong",
        ),
        (
            &["learning_rate:0.0123456; n_layers:3; optimizer:lion"],
            "belong",
        ),
        (
            &["learning_rate:0.01; n_layers:3; optimizer:nadam"],
            "belong",
        ),
        (
            &["learning_rate:0.01; n_layers:3; optimizer:lion; l2:0.1"],
            "belong",
        ),
        (
            &["learning_rate:0.01; learning_rate:0.1; optimizer:lion"],
            "belong",
        ),
        (&["fast"], "belong"),
        (
            &["learning_rate:0.01; n_layers:3; optimizer:adam; momentum:0.5"],
            "would be drawn",
        ),
        (
            &["n_layers:3; learning_rate:0.01; optimizer:lion"],
            "would be drawn",
        ),
        (
            &["learning_rate:.01; n_layers:3; optimizer:lion"],
            "would be drawn",
        ),
        (&[good, good], "is there already"),
        (&[written(&first.values).as_str()], "is there already"),
        (&[good; 5], "more than a round"),
    ] {
        let before = study.clone();
        let settings = settings.iter().map(|text| (*text).to_owned()).collect();
        let settings_drawn = StudyEvent::SettingsDrawn { settings };
        let refused = study.apply(&settings_drawn).unwrap_err().to_string();
        assert!(refused.contains(words), "{words}: {refused}");
        assert_eq!(study, before);
    }
    let settings = vec![good.to_owned()];
    apply(&mut study, &[StudyEvent::SettingsDrawn { settings }]);
    assert_eq!(
        study.plan().settings()[10].label(),
        "learning_rate=0.01 n_layers=3 optimizer=sgd momentum=0.5"
    );
    let mut grid = Study::new(crate::study::testing::plan(1));
    for event in [early, StudyEvent::SamplerStopped] {
        let refused = grid.apply(&event).unwrap_err().to_string();
        assert!(refused.contains("has all of its settings"), "{refused}");
    }
}

/// Ten settings of which one was left out, some were pruned, and some came to nothing.
fn of_all_kinds(learner: Learner) -> Study {
    let mut definition = definition_by(learner, 20, 4, 1);
    definition.pruner = Pruner::MEDIAN;
    let mut study = study(definition);
    for trial in 0..10 {
        let begins = StudyEvent::TrialBegin { trial };
        let comes_to = |at: usize, accuracy: f64| StudyEvent::EpochEnd {
            trial,
            metrics: epoch(at, accuracy),
        };
        let outcome = Outcome::Completed;
        let ends = StudyEvent::TrialEnd { trial, outcome };
        let pruned = StudyEvent::TrialPruned { trial };
        let message = "no memory".to_owned();
        let events = match trial {
            0 => diverged_trial(trial).to_vec(),
            1 => vec![begins, comes_to(1, 0.9), pruned],
            2 => vec![begins, comes_to(1, 0.5), comes_to(2, 0.4), pruned],
            3 => vec![StudyEvent::TrialSkipped { trial }],
            4 => vec![begins, StudyEvent::TrialFailed { trial, message }],
            5 => vec![begins, comes_to(1, 0.8), pruned],
            _ => vec![
                begins,
                comes_to(1, 0.1),
                comes_to(2, trial as f64 / 10.0),
                ends,
            ],
        };
        apply(&mut study, &events);
    }
    study
}

#[test]
fn what_came_to_nothing_is_the_worst_and_what_was_pruned_comes_before_it() {
    let study = of_all_kinds(Learner::Tpe);
    let question = study.draw_question().unwrap();
    assert_eq!(question.ranking, [9, 8, 7, 6, 2, 1, 5, 0, 4]);
    assert_eq!(question.scores, [0.0; 0], "TPE goes by the ranking");
    assert_eq!(
        question.points.len(),
        10,
        "what was skipped is not drawn again"
    );
}

#[test]
fn who_goes_by_scores_is_told_those_of_settings_that_came_to_their_end() {
    let question = of_all_kinds(Learner::Gp).draw_question().unwrap();
    assert_eq!(question.ranking, [9, 8, 7, 6, 2, 1, 5, 0, 4]);
    assert_eq!(question.scores, [0.9, 0.8, 0.7, 0.6]);
    assert_eq!((question.count, question.spare), (4, 4 * SPARE));
}

#[test]
fn a_setting_is_judged_by_all_of_its_seeds() {
    let mut study = study(definition(12, 1, 3));
    let finals = [0.9, 0.5, 0.4, 0.6, 0.7, 0.8];
    for trial in 0..30 {
        let last = if trial < 20 { 0.1 } else { finals[trial % 6] };
        let metrics = [epoch(1, 0.1), epoch(2, last)];
        let epochs = metrics.map(|metrics| StudyEvent::EpochEnd { trial, metrics });
        let outcome = Outcome::Completed;
        apply(&mut study, &[StudyEvent::TrialBegin { trial }]);
        apply(&mut study, &epochs);
        apply(&mut study, &[StudyEvent::TrialEnd { trial, outcome }]);
    }
    let means: Vec<f64> = (0..10).map(|setting| finals[(20 + setting) % 6]).collect();
    let ranking = study.draw_question().unwrap().ranking;
    assert!(
        ranking
            .windows(2)
            .all(|pair| means[pair[0]] >= means[pair[1]]),
        "{ranking:?}"
    );
}

#[test]
fn a_space_that_has_been_tried_ends_the_study() {
    let mut study = study(StudyDefinition {
        space: vec![
            Distribution::list(&LEARNING_RATE, [0.1, 0.01]),
            Distribution::list(&OPTIMIZER, ["sgd", "adam", "lion"]),
            Distribution::list(&MOMENTUM, [0.0, 0.9]),
        ],
        ..definition(40, 4, 1)
    });
    assert_eq!(study.runs(), 2 * 3 * 2, "the space has no more");
    let log = in_order(&mut study);
    // Momentum tells the runs of one optimizer apart alone.
    assert_eq!(study.plan().settings().len(), 2 * 4);
    assert!(study.is_finished() && study.runs() == 8);
    let none = StudyEvent::SettingsDrawn { settings: vec![] };
    assert!(log.contains(&none));
    assert!(!study.was_stopped(&log), "it has ended by itself");
    let counts: BTreeMap<String, usize> =
        labels(&study)
            .into_iter()
            .fold(BTreeMap::new(), |mut counts, label| {
                *counts.entry(label).or_default() += 1;
                counts
            });
    assert!(counts.values().all(|count| *count == 1));
}

#[test]
fn a_study_that_was_stopped_draws_no_more_and_another_seed_is_for_what_is_there() {
    let mut study = study(definition(20, 4, 1));
    let events = run(&study, 0);
    apply(&mut study, &events);
    let skipped = (1..10).map(|trial| StudyEvent::TrialSkipped { trial });
    let mut log = events;
    log.extend(skipped);
    log.push(StudyEvent::SamplerStopped);
    apply(&mut study, &log[4..]);
    assert!(study.is_finished() && study.was_stopped(&log));
    assert_eq!(draw(&study), None);
    apply(&mut study, &[StudyEvent::SeedsSet { seeds: 2 }]);
    assert_eq!((study.trials().len(), study.runs()), (20, 20));
}

#[test]
fn a_seed_that_is_added_is_waited_for_and_met_by_every_setting_to_come() {
    let mut study = study(definition(16, 3, 1));
    for trial in 0..10 {
        let events = run(&study, trial);
        apply(&mut study, &events);
    }
    let drawn = draw(&study).unwrap();
    apply(&mut study, &[StudyEvent::SeedsSet { seeds: 2 }]);
    assert_eq!(study.runs(), 32);
    assert!(
        study.apply(&drawn).is_err(),
        "its runs are no longer all there are"
    );
    in_order(&mut study);
    assert!((0..16).all(|setting| study.trials_of(setting).len() == 2));
}

/// Trains a study to a point, changes it, and trains the rest.
fn changed(before: StudyDefinition, events: usize, after: StudyDefinition) -> (Study, usize) {
    let mut old = study(before);
    let log = in_order(&mut old);
    let mut old =
        Study::replay(old.plan().clone().at_start(), &log[..events.min(log.len())]).unwrap();
    old.interrupt();
    let plan = after.check().unwrap();
    let [told, _] = old.shared_with(&plan);
    let revision = old.revised(plan.clone());
    let mut revised = revision.study;
    assert_eq!(revised.counts().trained(), told);
    let mut replayed = Study::replay(plan, &revision.log).unwrap();
    replayed.interrupt();
    assert_eq!(replayed, revised, "its log says it all");
    in_order(&mut revised);
    (revised, told)
}

fn from_the_start(definition: StudyDefinition) -> Study {
    let mut study = study(definition);
    in_order(&mut study);
    study
}

#[test]
fn changed_half_way_it_comes_to_what_it_would_have_come_to_from_the_start() {
    for learner in Learner::ALL {
        let definition = |settings, round, seeds| definition_by(learner, settings, round, seeds);
        let before = || definition(20, 4, 1);
        let shorter = StudyDefinition {
            space: before().space[..3].to_vec(),
            ..before()
        };
        // Only what draws each setting for itself draws the first of a larger round as it did before.
        let [larger, smaller] = match learner {
            Learner::Tpe => [14, 12],
            Learner::Gp | Learner::CmaEs => [10, 10],
        };
        for (after, kept_of_all) in [
            (definition(30, 4, 1), 20),
            (definition(12, 4, 1), 12),
            (definition(20, 6, 1), larger),
            (definition(20, 2, 1), smaller),
            (definition(20, 4, 2), 10),
            (shorter, 0),
        ] {
            let expected = from_the_start(after.clone());
            for events in [0, 7, 4 * 10, 4 * 10 + 3, 4 * 12 + 1, 1000] {
                let (revised, kept) = changed(before(), events, after.clone());
                assert_eq!(labels(&revised), labels(&expected), "{learner:?}, {events}");
                assert_eq!(revised, expected);
                if events == 1000 {
                    assert!(kept >= kept_of_all, "{kept} of {kept_of_all}");
                }
            }
        }
    }
}

#[test]
fn seeds_that_were_added_stay_with_all_settings_when_more_are_asked_for() {
    let mut old = study(definition(20, 4, 1));
    in_order(&mut old);
    apply(&mut old, &[StudyEvent::SeedsSet { seeds: 2 }]);
    in_order(&mut old);
    let plan = definition(26, 4, 2).check().unwrap();
    let revised = old.revised(plan).study;
    assert_eq!(revised.counts().trained(), 40);
}
