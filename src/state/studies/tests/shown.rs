//! What progress, table and panels say.

use super::*;
use crate::state::SortKey;

#[test]
fn progress_counts_epochs_and_says_what_each_worker_does() {
    let mut state = running();
    state.hear_of_study(ONE, epoch(1, 1, 0.9));
    let progress = state.study_progress().unwrap();
    assert_eq!(progress.place, "0 of 4 runs");
    assert_eq!(progress.counts, "2 running, 2 waiting");
    assert!((progress.share - 0.1 / 4.0).abs() < 1e-9);
    let lines = state.worker_lines();
    assert_eq!(lines[0].name, "Worker 1 · CPU");
    assert_eq!(lines[0].what, "learning_rate=0.1, seed 42");
    assert!((lines[0].share - 0.1).abs() < 1e-9);
}

#[test]
fn the_table_sorts_by_a_column_with_what_is_missing_last() {
    let mut state = running();
    finish(&mut state, ONE, 1, 0.7);
    finish(&mut state, TWO, 2, 0.9);
    let active = state.studies.active().unwrap();
    let order = |sort, descending| -> Vec<usize> {
        active
            .results(sort, descending)
            .iter()
            .map(|row| row.setting)
            .collect()
    };
    assert_eq!(order(SortKey::Final, true), [1, 0, 2, 3]);
    assert_eq!(order(SortKey::Final, false), [0, 1, 2, 3]);
    let best = &active.results(SortKey::Final, true)[0];
    assert_eq!(
        (best.final_val_accuracy.as_str(), best.is_winner),
        ("90.00 %", true)
    );
    assert_eq!(best.values, ["0.01"]);
}

#[test]
fn a_winner_by_one_seed_is_not_sold_as_an_effect() {
    let mut state = running();
    finish(&mut state, ONE, 1, 0.7);
    finish(&mut state, TWO, 2, 0.9);
    let winner = state.studies.active().unwrap().winner().unwrap();
    assert_eq!(winner.result, "learning_rate=0.01: 90.00 % over 1 seed");
    assert!(
        winner
            .lead
            .unwrap()
            .contains("One seed says nothing about chance")
    );
}

#[test]
fn settings_that_came_to_the_same_are_called_that_and_none_has_won() {
    let mut state = running();
    finish(&mut state, ONE, 1, 0.9);
    finish(&mut state, TWO, 2, 0.9);
    let active = state.studies.active().unwrap();
    let tied = active.winner().unwrap();
    assert!(tied.is_tied);
    assert_eq!(
        tied.result,
        "learning_rate=0.1 and learning_rate=0.01: 90.00 % over 1 seed"
    );
    assert!(tied.lead.unwrap().starts_with("Their runs are identical"));
    let rows = active.results(SortKey::Setting, false);
    assert!(rows.iter().all(|row| !row.is_winner));
    // Both stand out among the best, and neither among the other.
    let panels = active.panels();
    assert!(
        panels[..2]
            .iter()
            .all(|panel| panel.is_top && !panel.is_winner)
    );
}

#[test]
fn runs_on_held_out_images_are_not_beside_the_posts_numbers_of_the_test_set() {
    let mut state = page();
    let experiment = crate::study::experiments::Experiment::named("learning-rate").unwrap();
    let base = state.studies.editor.take_experiment(experiment, None);
    state
        .start_over(&base.with(&VALIDATION_SPLIT, 0.1), id(1.0))
        .unwrap();
    let active = state.studies.active().unwrap();
    assert_eq!(active.held_out(), "validation");
    let rows = active.results(SortKey::Setting, false);
    assert!(rows.iter().all(|row| row.reported.is_none()));
}

#[test]
fn the_posts_numbers_stand_beside_ours() {
    let mut state = page();
    let experiment = crate::study::experiments::Experiment::named("learning-rate").unwrap();
    let base = state.studies.editor.take_experiment(experiment, None);
    state.start_over(&base, id(1.0)).unwrap();
    let rows = state
        .studies
        .active()
        .unwrap()
        .results(SortKey::Setting, false);
    let reported: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.reported.as_deref())
        .collect();
    assert_eq!(reported, ["30.24 %", "97.57 %", "97.52 %", "84.10 %"]);
}

#[test]
fn panels_have_the_posts_titles_and_a_grid_has_rows_and_columns() {
    let mut state = page();
    let experiment = crate::study::experiments::Experiment::named("layers-nodes").unwrap();
    let base = state.studies.editor.take_experiment(experiment, None);
    state.start_over(&base, id(1.0)).unwrap();
    state.hear_of_study(ONE, epoch(1, 1, 0.97734));
    let active = state.studies.active().unwrap();
    assert_eq!(active.title(0), "n_layers=2 n_nodes=64 val_acc=0.9773");
    assert_eq!(active.title(1), "n_layers=2 n_nodes=128");
    let shape = shape(active.study.plan());
    assert_eq!(shape.columns, 3);
    assert_eq!(shape.row_heads, ["n_layers=2", "n_layers=3", "n_layers=4"]);
}

#[test]
fn a_panels_mean_is_of_the_seeds_that_the_table_counts() {
    let mut state = state();
    state.studies.editor.seeds = "2".to_owned();
    state.studies.editor.dimensions[0].list = "0.1".to_owned();
    start(&mut state);
    let title = |state: &State| state.studies.active().unwrap().title(0);
    state.hear_of_study(ONE, epoch(1, 1, 0.5));
    assert_eq!(title(&state), "learning_rate=0.1 val_acc=0.5000");
    finish(&mut state, TWO, 2, 0.9);
    assert_eq!(title(&state), "learning_rate=0.1 val_acc=0.9000");
    let rows = state
        .studies
        .active()
        .unwrap()
        .results(SortKey::Setting, false);
    assert_eq!(rows[0].final_val_accuracy, "90.00 %");
}

#[test]
fn only_the_panel_of_a_changed_setting_is_drawn_anew() {
    let mut state = running();
    let revisions = |state: &State| -> Vec<u64> {
        state
            .studies
            .active()
            .unwrap()
            .panels()
            .iter()
            .map(|panel| panel.revision)
            .collect()
    };
    let before = revisions(&state);
    state.hear_of_study(TWO, epoch(2, 1, 0.5));
    let after = revisions(&state);
    let changed: Vec<usize> = (0..4).filter(|at| before[*at] != after[*at]).collect();
    assert_eq!(changed, [1]);
}

#[test]
fn how_a_run_ended_is_marked_where_it_ended() {
    let mut state = running();
    state.hear_of_study(ONE, epoch(1, 1, 0.5));
    let (run_id, outcome) = (RunId(1), Outcome::Diverged { epoch: 2, step: 3 });
    state.hear_of_study(ONE, TrainerEvent::TrainEnd { run_id, outcome });
    let study = &state.studies.active().unwrap().study;
    assert_eq!(early_ends(study, 0), [(EarlyEnd::Diverged, 1, Some(0.5))]);
    assert_eq!(early_ends(study, 1), []);
    assert!(matches!(
        study.trials()[0].state,
        TrialState::Complete { .. }
    ));
}

#[test]
fn a_title_has_its_room_before_there_is_a_result_to_write_into_it() {
    let mut state = running();
    let kept = full_titles(state.studies.active().unwrap().study.plan());
    finish(&mut state, ONE, 1, 0.9);
    let written = state.studies.active().unwrap().title(0);
    assert!(written.contains("val_acc=0.9000"), "{written}");
    assert_eq!(kept[0].len(), written.len());
}

#[test]
fn the_runs_of_a_paused_study_are_called_paused() {
    let mut state = running();
    let outcomes = |state: &State| {
        let rows = state
            .studies
            .active()
            .unwrap()
            .results(SortKey::Setting, false);
        rows.into_iter().map(|row| row.outcome).collect::<Vec<_>>()
    };
    assert_eq!(
        outcomes(&state),
        ["running", "running", "waiting", "waiting"]
    );
    state.pause_study();
    assert_eq!(outcomes(&state), ["paused", "paused", "waiting", "waiting"]);
    state.resume_study();
    assert_eq!(outcomes(&state)[0], "running");
}
