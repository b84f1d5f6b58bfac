//! Files as the tools have written them, and files that are broken.

use super::*;
use crate::protocol::{Found, PlotResults};

macro_rules! file {
    ($name:literal) => {
        FileText {
            name: $name.to_owned(),
            text: include_str!(concat!("../../tests/foreign/", $name)).to_owned(),
        }
    };
}

fn text(name: &str, text: &str) -> FileText {
    FileText {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

fn only_run(file: FileText) -> Run {
    let mut found = read(&[file], &[]);
    assert_eq!((found.studies.len(), found.runs.len()), (0, 1), "{found:?}");
    assert_eq!(found.notes, [""; 0]);
    found.runs.remove(0)
}

fn study_with(file: FileText, choices: &Choices) -> (Study, PlotResults) {
    only_study(&[file], choices)
}

fn only_study(files: &[FileText], choices: &Choices) -> (Study, PlotResults) {
    let mut found = read(files, choices);
    assert_eq!((found.studies.len(), found.runs.len()), (1, 0), "{found:?}");
    assert_eq!(found.notes, [""; 0]);
    let study = found.studies.remove(0);
    let results = PlotResults::from_text(&study.results).unwrap();
    (study, results)
}

fn refusal(file: FileText) -> String {
    let found = read(&[file], &[]);
    assert_eq!((found.studies.len(), found.runs.len()), (0, 0), "{found:?}");
    found.notes.join(" ")
}

fn choose(question: &str, answer: &str) -> (String, String) {
    (question.to_owned(), answer.to_owned())
}

#[test]
fn a_history_is_a_run_whichever_way_keras_wrote_it() {
    let json = only_run(file!("history.json"));
    assert_eq!(json.name, "history");
    assert_eq!(json.epochs.len(), 5);
    assert_eq!(json.epochs[0].epoch, 1);
    assert_eq!(json.epochs[4].numbers()[3], 0.75);
    assert_eq!(json.epochs[0].learning_rate, Some(0.0010000000474974513));
    assert_eq!(json.about, "read from “history.json”, a Keras history");
    for file in [file!("csv_logger.csv"), file!("csv_logger_semicolon.csv")] {
        let csv = only_run(file);
        let numbers = |run: &Run| run.epochs.iter().map(|it| it.numbers()).collect::<Vec<_>>();
        assert_eq!(numbers(&csv), numbers(&json), "{}", csv.about);
        assert_eq!(csv.epochs[0].learning_rate, None);
    }
}

#[test]
fn losses_that_are_no_numbers_are_read_and_what_has_no_curve_is_named() {
    let run = only_run(file!("history_nan.json"));
    assert_eq!(run.epochs.len(), 2);
    assert!(run.epochs[1].loss.is_nan() && run.epochs[1].val_accuracy.is_nan());
    assert!(
        run.about.ends_with("a Keras history; not shown: mae"),
        "{}",
        run.about
    );
    let under = only_run(text(
        "a.json",
        r#"{"epoch": [0], "history": {"acc": [0.5, 0.75]}}"#,
    ));
    assert_eq!(under.epochs[1].accuracy, 0.75);
}

#[test]
fn a_data_frame_of_optunas_is_a_study() {
    let (study, results) = study_with(file!("optuna.csv"), &[]);
    assert_eq!(study.name, "optuna");
    assert_eq!(
        study.axes,
        ["learning_rate", "momentum", "optimizer", "units"]
    );
    assert_eq!(
        study.plots,
        ["history", "contour", "rank", "edf", "timeline"]
    );
    assert_eq!(results.runs.len(), 24);
    let states = |state: &str| results.runs.iter().filter(|run| run.state == state).count();
    assert_eq!(
        [states("completed"), states("pruned"), states("failed")],
        [20, 3, 1]
    );
    let scored = results.runs.iter().filter(|run| run.score.is_finite());
    assert_eq!(scored.count(), 20, "what was pruned has no result");
    assert_eq!(results.runs[0].score, 0.9409735864579397);
    assert_eq!(results.runs[7].name, "Trial 7");
    assert_eq!((results.is_lower_better, results.is_number), (false, false));
    let axes: Vec<_> = results
        .axes
        .iter()
        .map(|it| (it.is_log, it.is_names))
        .collect();
    assert_eq!(
        axes,
        [(true, false), (false, false), (false, true), (false, false)]
    );
    let adam = &results.settings[results.runs[1].setting];
    assert_eq!(adam.places[1], None, "Adam has no momentum");
    assert!(!adam.label.contains("momentum"), "{}", adam.label);
    assert_eq!(
        results.runs[3].span.unwrap().worker,
        1,
        "one after the other"
    );
    assert!(study.about[0].starts_with(
        "“optuna.csv”, Optuna’s data frame: 24 trials, 20 completed, 3 pruned, 1 failed."
    ));
    assert!(
        study.about.iter().any(|it| it.contains("user_attrs_note")),
        "{:?}",
        study.about
    );
    assert_eq!(
        study.doubts,
        [["Better in “value” is", "more", "more", "less"]]
    );
    assert_eq!(study.table.matches("<tr>").count(), 25);
}

#[test]
fn whether_less_is_better_is_asked_where_no_file_says() {
    let (study, results) = study_with(
        file!("optuna.csv"),
        &[choose("Better in “value” is", "less")],
    );
    assert!(results.is_lower_better && results.is_number);
    assert_eq!(study.doubts[0][1], "less");
    assert!(
        study.about[1].ends_with("less is taken for better."),
        "{:?}",
        study.about
    );
    let (_, same) = study_with(
        file!("optuna.csv"),
        &[choose("Better in “value” is", "sideways")],
    );
    assert!(!same.is_lower_better, "what is no answer is none");
}

#[test]
fn folders_of_keras_tuner_are_a_study_each() {
    let digits = [
        file!("keras_tuner/digits/trial_0/trial.json"),
        file!("keras_tuner/digits/trial_1/trial.json"),
        file!("keras_tuner/digits/trial_2/trial.json"),
        file!("keras_tuner/digits/trial_3/trial.json"),
        file!("keras_tuner/digits/trial_3/trial.json"),
    ];
    let (study, results) = only_study(&digits, &[]);
    assert_eq!(study.name, "digits");
    assert_eq!(results.score, "val_accuracy");
    assert_eq!(results.runs.len(), 4, "the same file may come twice");
    assert_eq!(results.runs[0].score, 0.703125);
    assert!(!results.is_lower_better);
    let rate = results
        .axes
        .iter()
        .find(|it| it.name == "learning_rate")
        .unwrap();
    assert!(
        rate.is_log,
        "as its space says, however near its values are"
    );
    let bands = [
        file!("keras_tuner/bands/trial_0000/trial.json"),
        file!("keras_tuner/bands/trial_0001/trial.json"),
        file!("keras_tuner/bands/trial_0005/trial.json"),
    ];
    let (study, results) = only_study(&bands, &[]);
    assert_eq!(
        (study.name.as_str(), results.score.as_str()),
        ("bands", "val_loss")
    );
    assert!(results.is_lower_better && results.is_number);
    assert!(
        study.axes.iter().any(|it| it == "tuner/epochs"),
        "{:?}",
        study.axes
    );
    assert!(!study.axes.iter().any(|it| it == "tuner/bracket"));
    let both: Vec<FileText> = digits.into_iter().chain(bands).collect();
    assert_eq!(read(&both, &[]).studies.len(), 2);
}

#[test]
fn runs_of_a_sweep_are_a_study_and_what_is_a_result_is_proposed_and_asked() {
    let (study, results) = study_with(file!("wandb.csv"), &[]);
    assert_eq!(results.score, "val_acc");
    assert_eq!(
        study.axes,
        ["batch_size", "dropout", "learning_rate", "optimizer"]
    );
    assert_eq!(results.runs[1].name, "Run apt-sweep-7");
    let states: Vec<&str> = results.runs.iter().map(|run| run.state.as_str()).collect();
    assert_eq!(
        states[2..6],
        ["failed", "completed", "completed", "running"]
    );
    assert!(results.runs[2].score.is_nan());
    assert!(
        study.about.iter().any(|it| it.contains("epochs=5")),
        "{:?}",
        study.about
    );
    let answers: Vec<(&str, &str)> = study
        .doubts
        .iter()
        .map(|it| (it[0].as_str(), it[1].as_str()))
        .collect();
    assert_eq!(
        answers[..2],
        [
            ("The result is", "val_acc"),
            ("Better in “val_acc” is", "more")
        ]
    );
    assert!(
        answers.contains(&("“val_loss” is", "left out")),
        "{answers:?}"
    );
    assert!(
        answers.contains(&("“batch_size” is", "a hyperparameter")),
        "{answers:?}"
    );
    let choices = [
        choose("The result is", "val_loss"),
        // Of the result before: it says nothing of this one.
        choose("Better in “val_acc” is", "more"),
        choose("“dropout” is", "left out"),
        choose("“epoch” is", "a hyperparameter"),
    ];
    let (again, results) = study_with(text("wandb.csv", &study.text), &choices);
    assert_eq!(
        (results.score.as_str(), results.is_lower_better),
        ("val_loss", true)
    );
    assert!(
        !again.axes.contains(&"dropout".to_owned()),
        "{:?}",
        again.axes
    );
}

#[test]
fn any_table_with_a_run_in_each_line_is_taken_with_questions() {
    let (study, results) = study_with(text("mine.csv", "lr;score\n0.1;3\n0.2;4\n0.1;5\n"), &[]);
    assert_eq!(
        (study.axes.as_slice(), results.score.as_str()),
        (&["lr".to_owned()][..], "score")
    );
    assert_eq!(results.runs[2].name, "Line 4");
    let settings: Vec<usize> = results.runs.iter().map(|run| run.setting).collect();
    assert_eq!(
        settings,
        [0, 1, 0],
        "trials of the same values are of one setting"
    );
    assert_eq!(
        study.plots,
        ["history", "edf"],
        "nothing lies over two hyperparameters"
    );
}

#[test]
fn what_cannot_be_read_says_what_it_is_and_what_to_do() {
    for (file, says) in [
        (file!("optuna_two.csv"), "several objectives"),
        (file!("optuna_multi_index.csv"), "multi_index=False"),
        (text("e.csv", " \n"), "“e.csv” was not taken: it is empty."),
        (text("a.txt", "hello"), "neither JSON nor a table"),
        (text("a.json", "{\"loss\": [1,"), "it is no JSON"),
        (text("a.json", "[1, 2]"), "it is a list"),
        (text("a.json", "{\"a\": 1}"), "no lists of numbers"),
        (
            text("a.json", "{\"mae\": [1]}"),
            "neither a loss nor an accuracy in it, but mae",
        ),
        (text("a.json", "{\"loss\": []}"), "no epoch"),
        (
            text("a.json", r#"{"format": "tuneground-study"}"#),
            "use “Import a study”",
        ),
        (
            text("oracle.json", r#"{"ongoing_trials": {}}"#),
            "trial.json files",
        ),
        (
            text("trial.json", r#"{"trial_id": "1", "hyperparameters": {}}"#),
            "no values",
        ),
        (
            text("a.csv", "epoch,loss\n0,1\n1,2\n0,1\n"),
            "more than one run",
        ),
        (
            text("a.csv", "name,note\na,b\nc,d\n"),
            "none of its columns holds numbers",
        ),
        (
            text("a.csv", "number,state,params_x\n0,COMPLETE,1\n"),
            "without the column value",
        ),
    ] {
        let said = refusal(file);
        assert!(said.contains(says), "{says}: {said}");
        assert!(said.ends_with('.') && said.starts_with('“'), "{said}");
    }
}

#[test]
fn one_bad_file_does_not_keep_the_others_out() {
    let found = read(
        &[
            text("a.txt", "x"),
            file!("history.json"),
            file!("optuna.csv"),
        ],
        &[],
    );
    assert_eq!(
        (found.runs.len(), found.studies.len(), found.notes.len()),
        (1, 1, 1)
    );
    let many: Vec<FileText> = (0..60).map(|_| file!("history.json")).collect();
    let found = read(&many, &[]);
    assert_eq!(found.runs.len(), MOST);
    assert!(found.notes[0].contains("in portions"), "{:?}", found.notes);
    let bad: Vec<FileText> = (0..9).map(|_| text("a.txt", "x")).collect();
    let notes = read(&bad, &[]).notes;
    assert_eq!(
        (notes.len(), notes[6].as_str()),
        (7, "The same goes for 3 more files.")
    );
}

#[test]
fn what_else_lies_in_a_folder_is_passed_over_unless_it_is_all_there_is() {
    let other = text("digits/oracle.json", r#"{"ongoing_trials": {}}"#);
    let trial = file!("keras_tuner/digits/trial_0/trial.json");
    let found = read(&[other.clone(), trial], &[]);
    assert_eq!((found.studies.len(), found.notes.len()), (1, 0));
    let found = read(&[other], &[]);
    assert!(
        found.notes[0].starts_with("Of 1 files in the folder none could be read: Optuna"),
        "{:?}",
        found.notes
    );
}

#[test]
fn no_markup_comes_out_of_a_file() {
    let evil = "number,value,params_<b>,state\n0,1,<img src=x>,COMPLETE\n1,2,\"\"\"q&\",COMPLETE\n";
    let (study, _) = study_with(text("<i>.csv", evil), &[]);
    assert!(
        study.table.contains("&lt;b&gt;") && !study.table.contains("<img"),
        "{}",
        study.table
    );
    assert!(study.table.contains("&quot;q&amp;"));
}

#[test]
fn the_page_hears_of_a_study_with_its_questions_and_of_runs_as_it_keeps_them() {
    let files = [
        file!("wandb.csv"),
        file!("history.json"),
        text("a.txt", "x"),
    ];
    let told = read(&files, &[]).told(|run| run.name);
    let found: Vec<Found> = told.into_iter().filter_map(Found::of).collect();
    let [Found::Run(run), Found::Study(study), Found::Note(note)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!((run.as_str(), study.name.as_str()), ("history", "wandb"));
    assert!(note.contains("a.txt"));
    assert_eq!(study.plots, "history contour rank edf");
    assert_eq!(study.axes.lines().count(), 4);
    let select = "<label>The result is <select data-doubt=\"The result is\">";
    assert!(study.html.contains(select), "{}", study.html);
    assert!(study.html.contains("<option selected>val_acc</option>"));
}
