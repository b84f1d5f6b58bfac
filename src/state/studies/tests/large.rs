//! A study of as many settings as there may be. Work that grew with their square took seconds here, at every run's end.

use std::time::{Duration, Instant};

use super::*;
use crate::state::SortKey;
use crate::study::testing::{apply, whole_trial};
use crate::study::{Distribution, MOST_RUNS, Sampler, StudyDefinition, Values};

/// Three swept hyperparameters, a thousand settings that have all ended, a thousand values of the first.
fn large() -> ActiveStudy {
    let range = |row, low, high, log| {
        let count = MOST_RUNS;
        let values = Values::Range {
            low,
            high,
            count,
            log,
        };
        Distribution::new(row, values)
    };
    let definition = StudyDefinition {
        space: vec![
            range(&LEARNING_RATE, 1e-4, 0.1, true),
            range(&DROPOUT, 0.0, 0.5, false),
            Distribution::list(&OPTIMIZER, ["sgd", "adam", "nadam"]),
        ],
        sampler: Sampler::Random {
            settings: MOST_RUNS,
        },
        ..StudyDefinition::default()
    };
    let mut active = ActiveStudy::new(id(1.0), definition.check().unwrap());
    for trial in 0..MOST_RUNS {
        // Above what a network comes to that predicts one digit.
        let value = 0.5 + trial as f64 / (2 * MOST_RUNS) as f64;
        apply(&mut active.study, &whole_trial(trial, &[value]));
    }
    active
}

#[test]
fn everything_that_is_shown_of_a_thousand_settings_is_there_in_a_moment() {
    let active = large();
    let begin = Instant::now();
    let (slices, parallel) = (active.slices(), active.parallel().unwrap());
    let (panels, rows) = (active.panels(), active.results(SortKey::Final, true));
    let (table, winner) = (active.study.importance_table(), active.winner());
    // A hundred times what it takes; looking everything up among all others took minutes.
    let most = Duration::from_secs(2);
    assert!(begin.elapsed() < most, "{:?}", begin.elapsed());
    assert_eq!(
        (panels.len(), rows.len(), parallel.lines.len()),
        (1000, 1000, 1000)
    );
    let runs: usize = slices[0].points.iter().map(|point| point.runs.len()).sum();
    assert_eq!((slices.len(), runs), (3, 1000));
    assert_eq!(table.map(|table| table.target.len()), Some(1000));
    assert!(winner.is_some());
}

#[test]
fn only_the_rows_that_are_shown_are_written_the_best_of_all_first() {
    let active = large();
    let rows = active.first_results(SortKey::Final, true, 100);
    assert_eq!(rows.len(), 100);
    assert_eq!(rows, active.results(SortKey::Final, true)[..100]);
    assert_eq!(rows[0].setting, 999);
}
