use super::*;
use crate::hyperparams::catalog::*;
use crate::state::studies::{StudyId, shape};
use crate::study::testing::{apply, whole_trial};
use crate::study::{Distribution, StudyDefinition, experiments::Experiment};

fn study(space: Vec<Distribution>, finals: &[f64]) -> ActiveStudy {
    let definition = StudyDefinition {
        space,
        ..StudyDefinition::default()
    };
    let mut active = ActiveStudy::new(StudyId::new(0.0, 0), definition.check().unwrap());
    for (trial, value) in finals.iter().enumerate() {
        apply(&mut active.study, &whole_trial(trial, &[*value]));
    }
    active
}

fn rates() -> Distribution {
    Distribution::list(&LEARNING_RATE, [0.1, 0.001, 0.01])
}

#[test]
fn a_slice_has_its_values_in_order() {
    let slices = study(vec![rates()], &[0.1, 0.7, 0.9]).slices();
    assert_eq!(slices[0].swept.labels, ["0.001", "0.01", "0.1"]);
    assert_eq!(slices[0].swept.spacing, Spacing::Log);
    let means: Vec<f64> = slices[0]
        .points
        .iter()
        .map(|point| point.spread.mean)
        .collect();
    assert_eq!(means, [0.7, 0.9, 0.1]);
}

#[test]
fn a_slice_says_the_numbers_of_a_point() {
    let layers = Distribution::list(&N_LAYERS, [1.0, 2.0]);
    let slices = study(vec![layers, rates()], &[0.2, 0.4, 0.6, 0.5]).slices();
    let said = |slice: usize, at: usize| slices[slice].reading(at).unwrap_or_default();
    assert_eq!(said(0, 0), "n_layers=1: 40.00 % ± 20.00 over 3 runs");
    assert_eq!(said(0, 1), "n_layers=2: 50.00 % over 1 run");
    assert_eq!(said(1, 0), "learning_rate=0.001: 40.00 % over 1 run");
    assert_eq!(said(0, 2), "", "there is no third");
    let empty = study(vec![rates()], &[]).slices();
    let none = "learning_rate=0.1: no run has ended with a number";
    assert_eq!(empty[0].reading(2).as_deref(), Some(none));
}

#[test]
fn a_slice_says_which_runs_its_mean_leaves_out() {
    let layers = Distribution::list(&N_LAYERS, [1.0, 2.0]);
    let finals = [0.2, 0.1135, 0.6, 0.1135, 0.098, 0.0892];
    let slices = study(vec![layers, rates()], &finals).slices();
    let said = |slice: usize, at: usize| slices[slice].reading(at).unwrap_or_default();
    assert_eq!(
        said(0, 0),
        "n_layers=1: 40.00 % ± 28.28 over 2 runs, without 1 that seems to predict one digit"
    );
    assert_eq!(
        said(0, 1),
        "n_layers=2: no run but 3 that seem to predict one digit"
    );
    assert_eq!(slices[0].points[1].runs.len(), 3, "their points stay");
}

#[test]
fn a_slice_goes_over_whatever_else_is_swept() {
    let layers = Distribution::list(&N_LAYERS, [1.0, 2.0]);
    let slices = study(vec![layers, rates()], &[0.2, 0.4, 0.6, 0.8, 0.8, 0.8]).slices();
    assert_eq!(slices[0].points[0].runs, [0.2, 0.4, 0.6]);
    assert_eq!(slices[1].points[2].runs, [0.2, 0.8]);
}

#[test]
fn two_hyperparameters_make_a_heat_map_with_holes_where_nothing_has_ended() {
    let layers = Distribution::list(&N_LAYERS, [1.0, 2.0]);
    let map = study(vec![layers, rates()], &[0.2, 0.4])
        .heat_map()
        .unwrap();
    let means: Vec<Option<f64>> = map
        .cells
        .iter()
        .map(|cell| cell.map(|spread| spread.mean))
        .collect();
    assert_eq!(means, [Some(0.2), Some(0.4), None, None, None, None]);
    assert_eq!(map.settings[1], Some(1));
    assert_eq!(study(vec![rates()], &[]).heat_map(), None);
}

#[test]
fn rows_and_columns_of_a_heat_map_run_as_those_of_the_panels() {
    let layers = Distribution::list(&N_LAYERS, [3.0, 1.0]);
    let active = study(vec![layers, rates()], &[]);
    let (map, panels) = (active.heat_map().unwrap(), shape(active.study.plan()));
    let heads = |swept: &Swept| -> Vec<String> {
        let labels = swept.labels.iter();
        labels
            .map(|label| format!("{}={label}", swept.row.key))
            .collect()
    };
    assert_eq!(heads(&map.rows), panels.row_heads);
    assert_eq!(heads(&map.columns), panels.column_heads);
}

#[test]
fn listed_settings_are_seen_along_each_hyperparameter_they_name() {
    let experiment = Experiment::named("weight-regularization").unwrap();
    let plan = experiment.definition(true).check().unwrap();
    let active = ActiveStudy::new(StudyId::new(0.0, 0), plan);
    assert_eq!(active.heat_map(), None);
    let slices = active.slices();
    assert_eq!(slices.len(), 2);
    assert_eq!(slices[0].swept.labels.len(), 4);
}

#[test]
fn three_hyperparameters_make_lines_with_a_gap_where_one_means_nothing() {
    let space = vec![
        Distribution::list(&OPTIMIZER, ["sgd", "adam"]),
        Distribution::list(&MOMENTUM, [0.5]),
        rates(),
    ];
    let parallel = study(space, &[0.1; 6]).parallel().unwrap();
    assert_eq!((parallel.axes.len(), parallel.lines.len()), (3, 6));
    assert_eq!(parallel.lines[0].values, [0.0, 0.5, 0.1]);
    assert!(parallel.lines[3].values[1].is_nan());
}
