//! Single runs as JSON, in the words in which `fit` prints a run.

use serde::Serialize;

use super::csv::RunResults;
use crate::hyperparams::HyperParams;
use crate::metrics::{EpochMetrics, Outcome};

#[derive(Serialize)]
struct RunRecord<'a> {
    run: &'a str,
    /// Nothing of a run that was trained elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    hyperparameters: Option<&'a HyperParams>,
    /// What it is then.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    history: &'a [EpochMetrics],
    outcome: &'a str,
    /// Where it stopped early or diverged.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// The epoch whose weights it has kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_epoch: Option<usize>,
}

/// Runs as a JSON array, each with every hyperparameter that applies, its epochs as far as it has come, and how it
/// stands. Accuracies are fractions, `elapsed_ms` is since the run began.
pub fn runs_to_json(runs: &[RunResults]) -> String {
    let records: Vec<RunRecord> = runs.iter().map(record).collect();
    // Numbers, texts and lists always have a JSON form.
    serde_json::to_string_pretty(&records).unwrap_or_default()
}

fn record<'a>(run: &RunResults<'a>) -> RunRecord<'a> {
    RunRecord {
        run: run.name,
        hyperparameters: run.hyperparams,
        source: run.source,
        history: &run.history.epochs,
        outcome: run.state,
        message: run.outcome.and_then(Outcome::place),
        kept_epoch: run.kept,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::hyperparams::catalog::*;
    use crate::metrics::History;
    use crate::study::testing::epoch;

    #[test]
    fn runs_leave_with_their_settings_epochs_and_ends() {
        let mut hyperparams = HyperParams::default();
        hyperparams.set(&N_NODES, 16.0);
        let mut diverged = epoch(2, 0.1);
        diverged.loss = f64::NAN;
        let history = History {
            epochs: vec![epoch(1, 0.9), diverged],
            ..History::default()
        };
        let run = RunResults {
            name: "\"Run\" 1",
            hyperparams: Some(&hyperparams),
            source: None,
            history: &history,
            kept: Some(1),
            state: "diverged",
            outcome: Some(Outcome::Diverged { epoch: 2, step: 3 }),
        };
        let read: Value = serde_json::from_str(&runs_to_json(&[run])).unwrap();
        let [read] = read.as_array().unwrap().as_slice() else {
            panic!("{read}");
        };
        assert_eq!(read["run"], "\"Run\" 1");
        assert_eq!(read["hyperparameters"]["n_nodes"], json!(16));
        assert_eq!(read["hyperparameters"]["optimizer"], "adam");
        assert_eq!(read["history"][0]["val_accuracy"], json!(0.9));
        assert_eq!(read["history"][1]["loss"], "NaN");
        assert_eq!(read["outcome"], "diverged");
        assert_eq!(read["message"], "at epoch 2, step 3");
        assert_eq!(read["kept_epoch"], json!(1));
        assert_eq!(runs_to_json(&[]), "[]");
        let foreign = RunResults {
            hyperparams: None,
            source: Some("a Keras history"),
            ..run
        };
        let read: Value = serde_json::from_str(&runs_to_json(&[foreign])).unwrap();
        assert_eq!(read[0]["source"], "a Keras history");
        assert!(read[0].get("hyperparameters").is_none());
    }
}
