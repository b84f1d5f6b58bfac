//! Files of others that somebody may take for a study: what they are, so that nobody has to guess why they are
//! not taken.

use serde_json::Value as Json;

use crate::hyperparams::catalog;

/// What a JSON file that is no study seems to be.
pub(super) fn kind_of_json(json: &Json) -> Option<&'static str> {
    let has = |key: &str| json.get(key).is_some();
    let is_settings = |object: &serde_json::Map<String, Json>| {
        !object.is_empty() && object.keys().all(|key| catalog::spec(key).is_some())
    };
    match json {
        _ if has("trial_id") && has("hyperparameters") => Some("a trial.json of KerasTuner"),
        _ if has("ongoing_trials") || has("tuner_id") => Some("an oracle.json of KerasTuner"),
        _ if has("class_name") => {
            Some("a configuration of Keras, which “Paste JSON” next to the hyperparameters accepts")
        }
        _ if has("_wandb") => Some("a summary of Weights & Biases"),
        Json::Object(object) if is_settings(object) => {
            Some("the settings of one run, which “Paste JSON” next to the hyperparameters accepts")
        }
        _ => None,
    }
}

/// What a text that is no JSON seems to be.
pub(super) fn kind_of_text(text: &str) -> Option<&'static str> {
    let head = text.trim_start().lines().next().unwrap_or_default();
    let columns: Vec<&str> = head
        .split([',', ';', '\t'])
        .map(|column| column.trim_matches(['"', ' ']))
        .collect();
    let has = |name: &str| columns.contains(&name);
    let begins = |start: &str| columns.iter().any(|column| column.starts_with(start));
    Some(match head {
        _ if head.starts_with("SQLite format") => "a database of SQLite, as Optuna keeps studies",
        _ if head.starts_with("{\"op_code\"") => "a journal of Optuna",
        _ if head.starts_with('<') => "a web page",
        _ if begins("params_") || has("number") && has("value") => {
            "the trials of an Optuna study as CSV"
        }
        _ if has("Name") && (has("State") || has("Runtime") || has("Created"))
            || has("_step")
            || has("Step") =>
        {
            "runs of Weights & Biases as CSV"
        }
        _ if has("outcome") && has("seed") && has("epoch") => {
            "the CSV of a study, which does not hold enough to continue from"
        }
        _ if columns.len() > 1 && !head.starts_with(['{', '[']) => "a table (CSV)",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{FileError, StudyFile};

    fn refusal(text: &str) -> String {
        StudyFile::from_json(text).unwrap_err().to_string()
    }

    #[test]
    fn the_files_of_others_are_known() {
        for (text, kind) in [
            (
                "number,value,datetime_start,datetime_complete,duration,params_lr,state\n0,0.9,2024-01-01,,,0.01,COMPLETE\n",
                "the trials of an Optuna study as CSV",
            ),
            (
                r#"{"trial_id": "00", "hyperparameters": {"space": [], "values": {"lr": 0.01}}, "metrics": {}, "score": 0.9,
                    "best_step": 3, "status": "COMPLETED", "message": null}"#,
                "a trial.json of KerasTuner",
            ),
            (
                r#"{"ongoing_trials": {}, "hyperparameters": {"space": [], "values": {}}, "start_order": ["0"], "end_order": []}"#,
                "an oracle.json of KerasTuner",
            ),
            (
                "\"Name\",\"State\",\"Notes\",\"User\",\"Tags\",\"Created\",\"Runtime\",\"Sweep\",\"lr\",\"val_accuracy\"\n",
                "runs of Weights & Biases as CSV",
            ),
            (
                "\"Step\",\"sunny-sun-1 - val_accuracy\",\"sunny-sun-1 - val_accuracy__MIN\"\n",
                "runs of Weights & Biases as CSV",
            ),
            (
                "learning_rate,seed,epoch,loss,accuracy,val_loss,val_accuracy,outcome\n",
                "the CSV of a study",
            ),
            ("epoch,accuracy,loss\n0,0.9,0.1\n", "a table (CSV)"),
            ("<!DOCTYPE html><title>404</title>", "a web page"),
            (
                r#"{"class_name": "Sequential", "config": {}}"#,
                "a configuration of Keras",
            ),
            (
                r#"{"epochs": 3, "optimizer": "sgd"}"#,
                "the settings of one run",
            ),
        ] {
            for text in [text.to_owned(), format!("\u{feff}{text}")] {
                let refusal = refusal(&text);
                assert!(refusal.contains(kind), "{text}: {refusal}");
                assert!(refusal.contains("Import the JSON that"), "{refusal}");
            }
        }
    }

    #[test]
    fn a_file_that_nobody_knows_is_no_study() {
        for text in ["", "learning rate", "{", "3", "{\"a\": 1}"] {
            let error = StudyFile::from_json(text).unwrap_err();
            assert!(matches!(error, FileError::NotAStudy(_)), "{text}: {error}");
        }
    }
}
