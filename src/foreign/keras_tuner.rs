//! KerasTuner's folders: a `trial.json` for each trial.

use serde_json::{Map, Value as Json};

use super::axis::Param;
use super::found::{Findings, Study};
use super::metric::is_to_be_small;
use super::text::{named, quoted};
use super::trials::{Trial, Trials};
use crate::hyperparams::Value;
use crate::metrics::sorted_by_number;

/// Trials of a study at most.
const MOST_TRIALS: usize = 5_000;
/// What a tuner that gives trials more and more epochs writes among the hyperparameters. The epochs count.
const OF_TUNER: &str = "tuner/";
const EPOCHS: &str = "tuner/epochs";

/// Trials by the folder of their study.
#[derive(Debug, Default)]
pub struct Folders(Vec<(String, Vec<Read>)>);

/// A trial as it was read.
#[derive(Debug)]
struct Read {
    id: String,
    state: &'static str,
    score: f64,
    /// What each metric came to, whether it is to be small, by its name.
    metrics: Vec<(String, f64, bool)>,
    values: Vec<(String, String)>,
    /// Hyperparameters that are drawn by their logarithm.
    logs: Vec<String>,
    message: Option<String>,
}

impl Folders {
    /// Takes in a file.
    ///
    /// # Errors
    /// What is wrong with it, as a clause.
    pub fn take(&mut self, name: &str, object: &Map<String, Json>) -> Result<(), String> {
        let trial = Read::of(object)?;
        let folder = folder(name);
        let at = self.0.iter().position(|(it, _)| *it == folder);
        let at = at.unwrap_or_else(|| {
            self.0.push((folder, Vec::new()));
            self.0.len() - 1
        });
        let trials = &mut self.0[at].1;
        if trials.len() == MOST_TRIALS {
            return Err(format!("its study has more than {MOST_TRIALS} trials"));
        }
        // The same file may have come twice.
        trials.retain(|known| known.id != trial.id);
        trials.push(trial);
        Ok(())
    }

    /// Makes a study of each folder.
    pub fn close(self, found: &mut Findings) {
        let studies = self
            .0
            .into_iter()
            .map(|(folder, trials)| study(folder, trials));
        found.studies.extend(studies);
    }
}

/// `digits` of `my_dir/digits/trial_00/trial.json`.
fn folder(name: &str) -> String {
    let mut folders = name.rsplit(['/', '\\']).skip(2).map(named);
    let folder = folders.next().filter(|folder| !folder.is_empty());
    folder.unwrap_or_else(|| "KerasTuner".to_owned())
}

impl Read {
    fn of(object: &Map<String, Json>) -> Result<Self, String> {
        let text = |key: &str| object.get(key).and_then(Json::as_str);
        let hyperparameters = object.get("hyperparameters");
        let values = hyperparameters.and_then(|it| it.get("values")?.as_object());
        let (Some(id), Some(values)) = (text("trial_id"), values) else {
            return Err("it looks like KerasTuner’s trial.json, but has no trial_id or no values of its hyperparameters".to_owned());
        };
        let state = match text("status") {
            Some("COMPLETED") => "completed",
            Some("RUNNING") => "running",
            Some("IDLE") | None => "waiting",
            Some("STOPPED") => "pruned",
            Some(_) => "failed",
        };
        let counts = state == "completed";
        let score = object
            .get("score")
            .and_then(Json::as_f64)
            .filter(|_| counts);
        let space = hyperparameters.and_then(|it| it.get("space")?.as_array());
        let metrics = object
            .get("metrics")
            .and_then(|it| it.get("metrics")?.as_object());
        let value = |(key, value): (&String, &Json)| (named(key), cell(value));
        Ok(Self {
            id: named(id),
            state,
            score: score.unwrap_or(f64::NAN),
            metrics: metrics.into_iter().flatten().filter_map(metric).collect(),
            values: values.iter().map(value).collect(),
            logs: space.into_iter().flatten().filter_map(log).collect(),
            message: text("message").and_then(|it| it.lines().last()).map(named),
        })
    }
}

fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => named(text),
        Json::Number(number) => match number.as_f64() {
            Some(number) => Value::Number(number).to_string(),
            None => named(&number.to_string()),
        },
        other => named(&other.to_string()),
    }
}

/// What a metric was last, averaged over the runs of the trial.
fn metric((name, value): (&String, &Json)) -> Option<(String, f64, bool)> {
    let last = value.get("observations")?.as_array()?.last()?;
    let values = last
        .get("value")?
        .as_array()?
        .iter()
        .filter_map(Json::as_f64);
    let values: Vec<f64> = values.collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let is_small = value.get("direction").and_then(Json::as_str) == Some("min");
    Some((named(name), mean, is_small))
}

fn log(space: &Json) -> Option<String> {
    let config = space.get("config")?;
    let is_log = matches!(config.get("sampling")?.as_str()?, "log" | "reverse_log");
    is_log
        .then(|| config.get("name")?.as_str().map(named))
        .flatten()
}

/// The metric that the scores are, which no trial names: the one that came to the score in each.
fn objective(trials: &[Read]) -> Option<(String, bool)> {
    let scored = || trials.iter().filter(|trial| trial.score.is_finite());
    let is_of = |name: &String, trial: &Read| {
        let same = |(it, value, _): &(String, f64, bool)| it == name && *value == trial.score;
        trial.metrics.iter().any(same)
    };
    let known = scored().next()?.metrics.iter();
    let mut fitting = known.filter(|(name, ..)| scored().all(|trial| is_of(name, trial)));
    // Where several came to the same, what was held out is what counts.
    let first = fitting.next()?;
    let held_out = fitting.find(|(name, ..)| name.starts_with("val_"));
    let (name, _, is_small) = match first.0.starts_with("val_") {
        true => first,
        false => held_out.unwrap_or(first),
    };
    Some((name.clone(), *is_small))
}

fn study(folder: String, trials: Vec<Read>) -> Study {
    let order = |trial: &Read| trial.id.parse::<u32>().map_or(f64::INFINITY, f64::from);
    let trials = sorted_by_number(trials, order);
    let mut notes = Vec::new();
    let (score, is_lower_better) = objective(&trials).unwrap_or_else(|| {
        let scores: Vec<f64> = trials.iter().map(|trial| trial.score).collect();
        notes.push(
            "Its files do not say what the score is, nor whether it is to be great or small."
                .to_owned(),
        );
        ("score".to_owned(), is_to_be_small("", &scores))
    });
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in trials.iter().flat_map(|trial| &trial.values) {
        let counts = !name.starts_with(OF_TUNER) || name == EPOCHS;
        if counts && !names.contains(&name) {
            names.push(name);
        }
    }
    let param = |name: &String| {
        let of = |trial: &Read| trial.values.iter().find(|(it, _)| it == name).cloned();
        let cell = |trial: &Read| of(trial).map(|(_, cell)| cell).unwrap_or_default();
        Param {
            name: name.clone(),
            cells: trials.iter().map(cell).collect(),
            is_log: Some(trials.iter().any(|trial| trial.logs.contains(name))),
        }
    };
    let params = names.into_iter().map(param).collect();
    let failed = trials
        .iter()
        .find_map(|trial| Some((&trial.id, trial.message.as_ref()?)));
    notes.extend(failed.map(|(id, message)| format!("Trial {id} says: {message}.")));
    let trial = |trial: &Read| Trial {
        name: format!("Trial {}", trial.id),
        state: trial.state,
        score: trial.score,
        span: None,
    };
    let study = Trials {
        source: format!("{}, trials of KerasTuner", quoted(&folder)),
        name: folder,
        score,
        is_lower_better,
        params,
        trials: trials.iter().map(trial).collect(),
        notes,
    };
    study.study(Vec::new(), "")
}
