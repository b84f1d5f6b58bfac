//! Files of other tools, and the plots of what is in them.

use tuneground::charts::plots::Plots;
use tuneground::foreign::{Study, read};
use tuneground::protocol::{
    FileText, Plot, PlotAsk, PlotLook, PlotRequest, PlotResults, PlotSource,
};

use super::{END, owned, text};

pub fn check(input: &[u8]) -> String {
    let file = FileText {
        name: "file.csv".to_owned(),
        text: text(input).into_owned(),
    };
    let found = read(std::slice::from_ref(&file), &[]);
    let told = found.studies.iter().flat_map(|study| judge(&file, study));
    let runs = found.runs.iter().map(|run| run.about.clone());
    let told: Vec<String> = told.chain(runs).chain(found.notes.clone()).collect();
    assert!(!told.is_empty(), "something is said of every file");
    told.join(END)
}

/// What is told of a study that can be drawn and be read again with every other answer.
fn judge(file: &FileText, study: &Study) -> Vec<String> {
    assert!(
        !study.table.contains("<script"),
        "no markup comes out of a file"
    );
    let results = PlotResults::from_text(&study.results).expect("results come in again");
    assert_eq!(results.to_text(), study.results, "as they went out");
    let mut plots = Plots::new(|_, _, _| String::new());
    // A contour takes longer than all the others.
    for plot in [Plot::History, Plot::Rank, Plot::Edf, Plot::Timeline] {
        let look = PlotLook {
            width: 400,
            height: 300,
            axes: [0, 1],
            ..PlotLook::default()
        };
        let sources = [&study.results; 2].map(|it| PlotSource::Foreign(it.clone()));
        let ask = PlotAsk::Draw(look, sources.to_vec());
        let svg = plots.answer(PlotRequest { plot, ask }).svg;
        // A name may be that; what stands in quotes is numbers.
        let mut attributes = svg.split('"').skip(1).step_by(2);
        assert!(!attributes.any(|it| it.contains("NaN")), "{plot:?}");
    }
    for doubt in &study.doubts {
        let last = doubt.last().expect("a doubt has answers").clone();
        let choices = [(doubt[0].clone(), last)];
        let again = read(std::slice::from_ref(file), &choices);
        assert_eq!(
            again.studies.len(),
            1,
            "another answer keeps the study: {doubt:?}"
        );
    }
    study.about.clone()
}

pub fn seeds() -> Vec<Vec<u8>> {
    let files = [
        include_str!("../../foreign/optuna.csv"),
        include_str!("../../foreign/optuna_two.csv"),
        include_str!("../../foreign/wandb.csv"),
        include_str!("../../foreign/csv_logger_semicolon.csv"),
        include_str!("../../foreign/history.json"),
        include_str!("../../foreign/history_nan.json"),
        include_str!("../../foreign/keras_tuner/digits/trial_0/trial.json"),
    ];
    files.map(|file| file.as_bytes().to_vec()).to_vec()
}

pub fn words() -> Vec<String> {
    owned([
        "number",
        "value",
        "values_0",
        "params_x",
        "state",
        "COMPLETE",
        "PRUNED",
        "epoch",
        "loss",
        "val_accuracy",
        "Name",
        "finished",
        "nan",
        "inf",
        "1e308",
        "-1e308",
        "5e-324",
        "NaN",
        "-Infinity",
        "null",
        "[]",
        "trial_id",
        "tuner/epochs",
        "2026-11-27 13:12:04",
        "<script>",
        ";",
        "\t",
        ",",
        "\"",
    ])
}
