//! Results of other tools, from the files that those write: what they are is seen by what is in them. Read by the program
//! that goes the page's errands, so none of it is a part of the page.
//!
//! | file | concern |
//! |---|---|
//! | `text` | JSON and numbers as Python writes them, tables with their separators |
//! | `history` | Keras' history, as JSON and by `CSVLogger`: a run |
//! | `optuna`, `keras_tuner`, `table` | a study: Optuna's data frame, KerasTuner's trials, runs as W&B exports them and tables like those |
//! | `trials`, `axis` | trials of any tool, and what is plotted and told of them |
//! | `doubts` | what is proposed and asked |
//! | `found` | what was found, and how the page hears of it |
//! | `metric` | which of a table's columns are results, by their names |

mod axis;
mod doubts;
mod found;
mod history;
mod keras_tuner;
mod metric;
mod optuna;
mod table;
mod text;
mod trials;

use serde_json::{Map, Value as Json};

use crate::protocol::FileText;
pub use found::{Findings, Run, Study};
use text::{Sheet, quoted};

/// Answers that somebody has given to doubts: each the question and the answer.
pub type Choices = [(String, String)];

/// Runs and studies that are taken from files at once; what is beyond these is told of.
const MOST: usize = 50;
/// Files that are said not to be taken.
const MOST_NOTES: usize = 6;

/// Reads files, each for what it is; several trials of KerasTuner are one study.
pub fn read(files: &[FileText], choices: &Choices) -> Findings {
    let mut found = Findings::default();
    let mut trials = keras_tuner::Folders::default();
    let mut in_vain = 0;
    for file in files {
        let (name, text) = (file.name.as_str(), file.text.trim_start_matches('\u{feff}'));
        let taken = match text.trim_start().chars().next() {
            None => Err("it is empty".to_owned()),
            Some('{' | '[') => read_json(name, text, &mut found, &mut trials),
            Some(_) => read_table(name, text, choices, &mut found),
        };
        match taken {
            Ok(()) => {}
            // A folder has much in it that is no result.
            Err(_) if name.contains('/') => in_vain += 1,
            Err(error) => {
                let name = quoted(text::base(name));
                found.notes.push(format!("{name} was not taken: {error}."));
            }
        }
    }
    trials.close(&mut found);
    if in_vain > 0 && found == Findings::default() {
        let note = format!("Of {in_vain} files in the folder none could be read: {KNOWN}.");
        found.notes.push(note);
    }
    bound(&mut found);
    found
}

/// What is read at all, as a clause.
const KNOWN: &str = "Optuna’s trials_dataframe().to_csv(), KerasTuner’s trial.json files, the CSV of W&B’s runs table, and a Keras history, as JSON or of CSVLogger, can be read";

fn read_json(
    name: &str,
    text: &str,
    found: &mut Findings,
    trials: &mut keras_tuner::Folders,
) -> Result<(), String> {
    let object: Map<String, Json> = match text::json(text)? {
        Json::Object(object) => object,
        _ => return Err(format!("it is a list; {KNOWN}")),
    };
    let has = |key: &str| object.contains_key(key);
    if has("trial_id") && has("hyperparameters") {
        return trials.take(name, &object);
    }
    if object.get("format").and_then(Json::as_str) == Some("tuneground-study") {
        return Err("it is a study of Tuneground’s: use “Import a study”".to_owned());
    }
    if has("ongoing_trials") || has("tried_so_far") {
        return Err("it is what KerasTuner remembers of all trials, without their results: take the folder with its trial.json files".to_owned());
    }
    found.runs.push(history::of_json(name, &object)?);
    Ok(())
}

fn read_table(
    name: &str,
    text: &str,
    choices: &Choices,
    found: &mut Findings,
) -> Result<(), String> {
    let sheet = Sheet::read(text)?;
    if optuna::is_it(&sheet) {
        found
            .studies
            .push(optuna::study(name, text, &sheet, choices)?);
    } else if history::is_it(&sheet) {
        found.runs.push(history::of_table(name, &sheet)?);
    } else {
        found
            .studies
            .push(table::study(name, text, &sheet, choices)?);
    }
    Ok(())
}

fn bound(found: &mut Findings) {
    let more = found.notes.len().saturating_sub(MOST_NOTES);
    if more > 0 {
        found.notes.truncate(MOST_NOTES);
        found
            .notes
            .push(format!("The same goes for {more} more files."));
    }
    if found.runs.len().max(found.studies.len()) > MOST {
        found.runs.truncate(MOST);
        found.studies.truncate(MOST);
        found.notes.push(format!(
            "There were more than {MOST} at once, and the rest was left out: take them in portions."
        ));
    }
}

#[cfg(test)]
mod tests;
