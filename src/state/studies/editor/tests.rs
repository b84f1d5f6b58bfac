use super::*;
use crate::hyperparams::catalog::*;
use crate::hyperparams::{Kind, Value};
use crate::state::studies::Shape;
use crate::study::Distribution;
use crate::study::experiments::EXPERIMENTS;

fn base() -> HyperParams {
    HyperParams::default()
}

#[test]
fn every_row_can_be_added_and_has_values_that_are_allowed() {
    for row in CATALOG.iter().copied().filter(|row| **row != SEED) {
        let mut editor = StudyEditor::default();
        editor.add(row, &base());
        let is_idle_text = matches!(row.kind, Kind::OptionalNumber | Kind::List(_));
        assert!(
            is_idle_text || editor.dimensions[0].errors().is_empty(),
            "{}",
            row.key
        );
        assert!(
            is_idle_text || editor.dimensions[0].distribution().len() >= 2,
            "{}",
            row.key
        );
    }
}

#[test]
fn what_an_experiment_sweeps_stands_in_the_editor() {
    for experiment in &EXPERIMENTS {
        let mut editor = StudyEditor::default();
        let base = editor.take_experiment(experiment, None);
        let plan = editor.plan(&base).unwrap();
        assert_eq!(plan, experiment.definition(true).check().unwrap());
    }
}

#[test]
fn an_experiment_leaves_seeds_and_pruner_alone() {
    let mut editor = StudyEditor {
        seeds: "3".to_owned(),
        quick: false,
        ..StudyEditor::default()
    };
    editor.take_experiment(&EXPERIMENTS[0], None);
    assert_eq!((editor.seeds.as_str(), editor.quick), ("3", false));
}

#[test]
fn what_is_typed_wrong_stays_and_is_named() {
    let mut editor = StudyEditor::default();
    editor.add(&LEARNING_RATE, &base());
    editor.dimensions[0].list = "0.1, fast".to_owned();
    let errors = editor.dimensions[0].errors();
    assert!(errors[0].contains("got “fast”"), "{errors:?}");
    assert_eq!(editor.plan(&base()).unwrap_err().len(), 1);
    editor.dimensions[0].shape = Shape::LogRange;
    editor.dimensions[0].low = "nought".to_owned();
    assert!(!editor.dimensions[0].errors().is_empty());
}

#[test]
fn ticking_a_choice_keeps_their_order() {
    let mut editor = StudyEditor::default();
    editor.add(&OPTIMIZER, &base());
    let dimension = &mut editor.dimensions[0];
    dimension.toggle(&Value::from("sgd"));
    dimension.toggle(&Value::from("adam"));
    dimension.toggle(&Value::from("sgd"));
    assert!(
        dimension.list.starts_with("sgd, rmsprop"),
        "{}",
        dimension.list
    );
    assert!(!dimension.list.contains(" adam,"), "{}", dimension.list);
}

#[test]
fn a_swept_row_is_not_offered_twice_and_the_seed_never() {
    let mut editor = StudyEditor::default();
    let offered = |editor: &StudyEditor, row: &ParamSpec| editor.free_rows(&base()).contains(&row);
    assert!(
        offered(&editor, &OPTIMIZER) && !offered(&editor, &SEED) && !offered(&editor, &MOMENTUM)
    );
    editor.add(&OPTIMIZER, &base());
    assert!(!offered(&editor, &OPTIMIZER));
    assert!(
        offered(&editor, &MOMENTUM),
        "some of the optimizers have one"
    );
}

#[test]
fn what_does_nothing_beside_what_is_swept_is_not_offered_and_says_so_where_it_is_there() {
    let mut editor = StudyEditor::default();
    editor.add(&N_LAYERS, &base());
    editor.add(&HIDDEN_UNITS, &base());
    let idle = |editor: &StudyEditor| editor.idle(&base());
    let offers = |editor: &StudyEditor, row: &ParamSpec| editor.free_rows(&base()).contains(&row);
    editor.dimensions[1].list = "; 64, 32".to_owned();
    assert!(
        offers(&editor, &N_NODES) && !idle(&editor)[0],
        "the first lists no layers"
    );
    editor.dimensions[1].list = "64, 32; 128".to_owned();
    assert!(!offers(&editor, &N_NODES) && offers(&editor, &ACTIVATION));
    assert!(idle(&editor)[0] && !idle(&editor)[1]);
    editor.remove(1);
    assert!(offers(&editor, &N_NODES) && !idle(&editor)[0]);
}

#[test]
fn an_experiment_is_quick_as_long_as_it_trains_so() {
    let mut editor = StudyEditor::default();
    let base = editor.take_experiment(&EXPERIMENTS[1], None);
    let quick = |base: &HyperParams| editor.experiment(base).map(|(it, quick)| (it.key, quick));
    assert_eq!(quick(&base), Some(("optimizer", true)));
    for (row, value) in [(&EPOCHS, 3.0), (&TRAIN_IMAGES, 2000.0)] {
        let edited = base.clone().with(row, value);
        assert_eq!(quick(&edited), Some(("optimizer", false)), "{}", row.key);
        assert_eq!(editor.definition(&edited).name, "Optimizer");
    }
    assert!(StudyEditor::default().experiment(&base).is_none());
}

#[test]
fn a_study_is_called_by_what_it_sweeps_until_it_has_a_name() {
    let mut editor = StudyEditor::default();
    let name = |editor: &StudyEditor| editor.definition(&base()).name;
    assert_eq!(name(&editor), "Study");
    editor.add(&LEARNING_RATE, &base());
    editor.add(&L2, &base());
    assert_eq!(name(&editor), "learning rate × L2 penalty");
    let back = StudyEditor::from(&editor.definition(&base()));
    assert_eq!(back.name, "", "a link does not make it a name");
    let quick = editor.take_experiment(&EXPERIMENTS[0], None);
    assert_eq!(editor.definition(&quick).name, "Layers × nodes (quick)");
    editor.remove(0);
    assert_eq!(
        name(&editor),
        "nodes per layer",
        "it is no longer the experiment"
    );
}

#[test]
fn a_study_of_before_that_nobody_named_is_called_by_what_it_sweeps() {
    let definition = StudyDefinition {
        space: vec![Distribution::parse(&DROPOUT, "0, 0.5")],
        ..StudyDefinition::default()
    };
    let editor = StudyEditor::from(&definition);
    assert_eq!(editor.definition(&base()).name, "dropout");
}

#[test]
fn cards_are_told_apart_by_what_they_sweep_and_not_by_how_many_there_are() {
    let mut editor = StudyEditor::default();
    let [optimizer, batch_size] = [1, 2].map(|at| {
        editor.take_experiment(&EXPERIMENTS[at], None);
        editor.swept()
    });
    assert_eq!(
        (optimizer, batch_size),
        (vec!["optimizer"], vec!["batch_size"])
    );
}

#[test]
fn from_an_experiment_there_is_a_way_back_to_a_blank_study() {
    let mut editor = StudyEditor::default();
    for experiment in &EXPERIMENTS {
        editor.take_experiment(experiment, None);
        assert!(!editor.is_blank());
        editor.clear();
        assert_eq!(editor, StudyEditor::default());
    }
}

#[test]
fn before_anything_was_asked_for_nothing_is_wrong() {
    let mut editor = StudyEditor::default();
    assert!(editor.is_blank() && editor.study(&base()).is_err());
    editor.add(&LEARNING_RATE, &base());
    assert!(!editor.is_blank() && editor.study(&base()).is_ok());
}

#[test]
fn of_many_errors_the_first_are_told_and_the_rest_are_counted() {
    let values = vec!["2"; 900].join(", ");
    let editor = StudyEditor::from(&StudyDefinition {
        space: vec![Distribution::parse(&L2, &values)],
        ..StudyDefinition::default()
    });
    let errors = editor.study(&base()).unwrap_err();
    assert_eq!(errors.len(), MOST_NAMED + 1);
    assert_eq!(errors[MOST_NAMED], "… and 890 more.");
}

#[test]
fn a_definition_comes_back_from_the_editor() {
    let definition = StudyDefinition {
        name: "Mine".to_owned(),
        space: vec![
            Distribution::parse(&LEARNING_RATE, "0.0001..0.1 log x4"),
            Distribution::parse(&N_NODES, "32, 64"),
        ],
        sampler: Sampler::QuasiRandom { settings: 7 },
        seeds: 2,
        pruner: Pruner::MEDIAN,
        ..StudyDefinition::default()
    };
    assert_eq!(
        StudyEditor::from(&definition).definition(&definition.base),
        definition
    );
}
