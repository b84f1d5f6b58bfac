use super::*;
use crate::hyperparams::catalog::*;
use crate::study::testing::{apply, definition, epoch, finished, plan_of_epochs, whole_trial};
use crate::study::{Distribution, Plan, StudyFile};

/// Four settings that have met two seeds each; the first three are close.
fn study() -> Study {
    finished(2, &[0.9, 0.89, 0.88, 0.5, 0.92, 0.91, 0.93, 0.52])
}

fn seeded(settings: &[usize], seeds: usize, look: usize) -> StudyEvent {
    StudyEvent::LeadersSeeded {
        settings: settings.to_vec(),
        seeds,
        look,
        of: 6,
    }
}

fn seeds(study: &Study) -> Vec<usize> {
    let settings = 0..study.plan().settings().len();
    settings.map(|at| study.trials_of(at).len()).collect()
}

/// Trains whatever waits to this accuracy.
fn train(study: &mut Study, accuracy: f64) -> Vec<StudyEvent> {
    let mut log = Vec::new();
    while let Some(assignment) = study.ask() {
        let events = whole_trial(assignment.trial, &[0.1, accuracy]);
        apply(study, &events);
        log.extend(events);
    }
    log
}

#[test]
fn leaders_alone_get_another_seed_until_one_is_left() {
    let mut study = study();
    let question = study.leaders_question().unwrap();
    assert_eq!((question.settings.len(), question.looks), (4, 6));
    assert_eq!(question.settings[2], [(42, 0.88), (43, 0.93)]);
    let first = study.led_by(&[0, 2, 1]).unwrap();
    assert_eq!(first, seeded(&[0, 1, 2], 3, 1));
    apply(&mut study, &[first]);
    assert_eq!(seeds(&study), [3, 3, 3, 2]);
    assert_eq!((study.seeds(), study.looks()), (2, 6));
    assert_eq!(study.leaders(), Some((vec![0, 1, 2], 3)));
    assert!(!study.wants_leaders() && !study.is_finished());
    assert_eq!(study.leaders_question(), None);
    assert_eq!(study.trials()[8].seed, 44);
    train(&mut study, 0.9);
    assert!(study.wants_leaders() && !study.is_finished());
    let question = study.leaders_question().unwrap();
    assert_eq!((question.settings.len(), question.looks), (3, 6));
    let second = study.led_by(&[2, 0]).unwrap();
    assert_eq!(second, seeded(&[0, 2], 4, 2));
    apply(&mut study, &[second]);
    train(&mut study, 0.9);
    let last = study.led_by(&[1]).unwrap();
    assert_eq!(last, seeded(&[2], 4, 3), "nobody is left to tell it from");
    apply(&mut study, &[last]);
    assert_eq!(seeds(&study), [4, 3, 4, 2]);
    assert!(study.is_finished() && !study.has_open_race());
    assert_eq!(study.last_race(), Some((&[2][..], [3, 6])));
}

#[test]
fn the_last_look_adds_no_seed_however_many_lead() {
    let mut study = study();
    for look in 1..6 {
        let event = study.led_by(&[0, 1]).unwrap();
        assert_eq!(event, seeded(&[0, 1], 2 + look, look));
        apply(&mut study, &[event]);
        train(&mut study, 0.9);
    }
    let last = study.led_by(&[0, 1]).unwrap();
    assert_eq!(last, seeded(&[0, 1], 7, 6));
    apply(&mut study, &[last]);
    assert!(study.is_finished());
    assert_eq!(seeds(&study), [7, 7, 2, 2]);
}

#[test]
fn where_the_best_is_told_from_all_no_race_begins() {
    assert_eq!(study().led_by(&[2]), None);
}

#[test]
fn a_race_has_so_many_settings_at_most() {
    let rates: Vec<f64> = (1..=12).map(|at| f64::from(at) / 100.0).collect();
    let mut wide = definition(1);
    wide.space = vec![Distribution::list(&LEARNING_RATE, rates)];
    let mut study = Study::new(wide.check().unwrap());
    train(&mut study, 0.9);
    let places: Vec<usize> = (0..12).rev().collect();
    let Some(StudyEvent::LeadersSeeded { settings, .. }) = study.led_by(&places) else {
        panic!();
    };
    assert_eq!(settings, [4, 5, 6, 7, 8, 9, 10, 11]);
}

#[test]
fn who_has_met_fewer_seeds_does_not_win_until_all_have_met_as_many() {
    let mut study = study();
    assert_eq!(study.winner().unwrap().setting, 0);
    apply(&mut study, &[seeded(&[0, 1], 3, 1)]);
    assert_eq!(study.lead_table().unwrap().settings, [0, 1]);
    train(&mut study, 0.6);
    apply(&mut study, &[seeded(&[0], 3, 2)]);
    let winner = study.winner().unwrap();
    let runner_up = winner.runner_up.unwrap();
    assert_eq!((winner.setting, runner_up.setting), (0, 1));
    let table = study.lead_table().unwrap();
    assert_eq!((table.settings, table.looks), (vec![0, 1], 6));
    apply(&mut study, &[StudyEvent::SeedsSet { seeds: 3 }]);
    assert_eq!(seeds(&study), [3; 4], "who has it gets no other");
    train(&mut study, 0.95);
    assert_eq!(study.winner().unwrap().setting, 2);
    assert_eq!(study.lead_table().unwrap().looks, 6, "they were taken");
    assert_eq!(study.last_race(), None);
}

#[test]
fn somebody_may_end_a_race() {
    let mut study = study();
    apply(&mut study, &[seeded(&[0, 1], 3, 1)]);
    let skip = |trial| StudyEvent::TrialSkipped { trial };
    apply(&mut study, &[skip(8), skip(9), StudyEvent::SamplerStopped]);
    assert!(study.is_finished());
    let again = study.apply(&StudyEvent::SamplerStopped);
    assert!(again.is_err(), "there is nothing to end");
}

#[test]
fn what_cannot_be_of_this_study_is_refused_and_changes_nothing() {
    let mut study = study();
    let open = |study: &mut Study| apply(study, &[seeded(&[0, 1], 3, 1)]);
    let refused = |study: &Study, event: StudyEvent, why: &str| {
        let mut changed = study.clone();
        let error = changed.apply(&event).unwrap_err().to_string();
        assert!(error.contains(why), "{event:?}: {error}");
        assert_eq!(&changed, study);
    };
    for (event, why) in [
        (seeded(&[1, 0], 3, 1), "each once and in order"),
        (seeded(&[0, 0], 3, 1), "each once and in order"),
        (seeded(&[0, 4], 3, 1), "not settings of this study"),
        (seeded(&[0, 1], 3, 0), "none of so many"),
        (seeded(&[0, 1], 3, 7), "none of so many"),
        (seeded(&[0, 1], 3, 2), "no race is open"),
        (seeded(&[0], 3, 1), "no race is open"),
        (seeded(&[0, 1], 2, 1), "so many seeds"),
        (seeded(&[0, 1], 4, 1), "so many seeds"),
        (seeded(&[0, 1], 2, 6), "so many seeds"),
        (seeded(&[0, 1], 21, 6), "so many seeds"),
        (seeded(&[], 3, 6), "so many seeds"),
    ] {
        refused(&study, event, why);
    }
    let mut dropped = study.clone();
    apply(&mut dropped, &[StudyEvent::SettingDropped { setting: 1 }]);
    refused(&dropped, seeded(&[0, 1], 3, 1), "was dropped");
    assert_eq!(dropped.leaders_question().unwrap().settings.len(), 3);
    open(&mut study);
    refused(&study, seeded(&[0, 1], 4, 2), "have not ended");
    refused(&study, seeded(&[0, 2], 4, 2), "race that is open");
    train(&mut study, 0.9);
    refused(&study, seeded(&[0, 1], 4, 3), "race that is open");
    refused(&study, seeded(&[0, 1], 3, 2), "so many seeds");
}

#[test]
fn a_race_waits_for_the_end_and_for_somebody_to_tell_apart() {
    let trouble = |study: &Study| study.leaders_trouble().unwrap_or_default();
    assert!(trouble(&finished(1, &[0.9])).contains("once every run has ended"));
    let one = finished(1, &[0.9, 0.1135, 0.098, 0.0892]);
    assert!(trouble(&one).contains("Only one setting can win"));
    let mut full = finished(1, &[0.9, 0.8, 0.7, 0.6]);
    apply(&mut full, &[StudyEvent::SeedsSet { seeds: 20 }]);
    train(&mut full, 0.9);
    assert!(trouble(&full).contains("at most 20 seeds"));
    assert_eq!(full.leaders_question(), None);
}

/// A study of runs of two epochs with a race, and its log.
fn raced() -> (Plan, Vec<StudyEvent>, Study) {
    let plan = plan_of_epochs(2, 2);
    let mut study = Study::new(plan.clone());
    let mut log = train(&mut study, 0.8);
    for (places, accuracy) in [(&[0, 1, 2][..], 0.9), (&[0, 2], 0.7), (&[1], 0.0)] {
        let event = study.led_by(places).unwrap();
        study.apply(&event).unwrap();
        log.push(event);
        log.extend(train(&mut study, accuracy));
    }
    (plan, log, study)
}

#[test]
fn any_beginning_of_the_log_gives_the_study_as_it_was() {
    let (plan, log, whole) = raced();
    for end in 0..=log.len() {
        let study = Study::replay(plan.clone(), &log[..end]).unwrap();
        let mut expected = Study::new(plan.clone());
        apply(&mut expected, &log[..end]);
        expected.interrupt();
        assert_eq!(study, expected, "after {end} events");
        // What remains is of the same study: it goes on from there.
        let (mut healed, _) = Study::heal(plan.clone(), log[..end].to_vec());
        apply(&mut healed, &log[end..]);
        assert_eq!(healed, whole);
    }
}

#[test]
fn a_file_with_leaders_has_a_version_of_its_own() {
    let (plan, log, study) = raced();
    let file = StudyFile::new(plan.clone(), log);
    let json = file.to_json();
    assert!(json.contains("\"version\": 5"), "{json}");
    let read = StudyFile::from_json(&json).unwrap();
    assert_eq!(read.study().unwrap(), study);
    let without = StudyFile::new(plan, Vec::new()).to_json();
    assert!(without.contains("\"version\": 1"), "{without}");
    let older = json.replace("\"version\": 5", "\"version\": 6");
    let error = StudyFile::from_json(&older).unwrap_err().to_string();
    assert!(error.contains("version 6"), "{error}");
}

#[test]
fn a_changed_study_keeps_the_seeds_of_its_leaders() {
    let (_, _, study) = raced();
    assert_eq!(seeds(&study), [4, 3, 4, 2]);
    let mut wider = study.plan().definition().clone();
    wider.space[1] = Distribution::list(&N_NODES, [256.0, 64.0, 128.0]);
    let plan = wider.check().unwrap();
    assert_eq!(study.shared_with(&plan), [13, 4]);
    let revision = study.revised(plan.clone());
    assert_eq!(seeds(&revision.study), [2, 4, 3, 2, 4, 2]);
    assert_eq!(revision.study.looks(), 6, "they were taken");
    assert_eq!(revision.study.counts().complete, 13);
    assert!(!revision.study.has_open_race());
    assert_eq!(Study::replay(plan, &revision.log).unwrap(), revision.study);
    // Of a setting that is new nobody has looked.
    let mut revised = revision.study;
    train(&mut revised, 0.99);
    assert_eq!(revised.winner().map(|winner| winner.setting), None, "a tie");
    // With other seeds they are other runs.
    let mut later = study.plan().definition().clone();
    later.base = later.base.with(&SEED, 43.0);
    let later = study.revised(later.check().unwrap()).study;
    assert_eq!(seeds(&later), [2; 4]);
}

#[test]
fn a_run_of_a_leader_that_is_under_way_goes_on() {
    let mut study = Study::new(plan_of_epochs(2, 2));
    train(&mut study, 0.8);
    apply(&mut study, &[seeded(&[0, 1], 3, 1)]);
    let trial = 8;
    let metrics = epoch(1, 0.8);
    apply(
        &mut study,
        &[
            StudyEvent::TrialBegin { trial },
            StudyEvent::EpochEnd { trial, metrics },
        ],
    );
    let mut reversed = study.plan().definition().clone();
    reversed.space[0] = Distribution::list(&LEARNING_RATE, [0.01, 0.1]);
    let revision = study.revised(reversed.check().unwrap());
    assert_eq!(revision.moved, [(8, 8)]);
    // That of the other has not begun, and a changed study has no race.
    assert_eq!(seeds(&revision.study), [2, 2, 3, 2]);
}
