//! What leaves: a run as a Keras script or a program for burn, results as CSV, and a study as a Python script for a tuner that is
//! not of this page.
//!
//! Each script is complete. It loads MNIST, trains, and for a tuner draws from the same search space by the tuner's
//! own means, trains each setting with the study's seeds and says how good it was on average. What a tuner has no
//! equivalent for, a comment says. What hyperparameters are in Keras is the same for a run and for a study: in a study
//! a swept one is a symbol, and what a choice decides is asked in Python.
//!
//! | file | concern |
//! |---|---|
//! | `csv` | results of a study or of single runs: one row per epoch and run |
//! | `json` | single runs as JSON |
//! | `keras` | the script of a run |
//! | `burn` | the same as a program for burn |
//! | `train` | `train(p, seed)`: the same for all settings of a study, and what it returns |
//! | `branch`, `statements` | from what code is in each case to Python that asks which case it is |
//! | `space` | what is tried |
//! | `keras_tuner`, `optuna`, `ray_tune` | the scripts for tuners |
//! | `text` | what they have in common |

mod branch;
mod burn;
mod csv;
mod json;
mod keras;
mod keras_tuner;
mod optuna;
mod ray_tune;
mod space;
mod statements;
#[cfg(test)]
mod tests;
mod text;
mod train;

use crate::study::{Plan, StudyDefinition, StudyFile};
pub use burn::burn_program;
pub use csv::{RunResults, runs_to_csv};
pub use json::runs_to_json;
pub use keras::keras_script;

/// Where a study can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tuner {
    KerasTuner,
    Optuna,
    RayTune,
}

impl Tuner {
    pub const ALL: [Self; 3] = [Self::KerasTuner, Self::Optuna, Self::RayTune];

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::KerasTuner => "KerasTuner",
            Self::Optuna => "Optuna",
            Self::RayTune => "Ray Tune",
        }
    }

    /// Its name on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::KerasTuner => "keras-tuner",
            Self::Optuna => "optuna",
            Self::RayTune => "ray-tune",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tuner| tuner.name() == name)
    }

    /// A name for the script.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::KerasTuner => "study_keras_tuner.py",
            Self::Optuna => "study_optuna.py",
            Self::RayTune => "study_ray_tune.py",
        }
    }
}

/// A name for a file of a study: "tuneground-learning-rate-quick.csv".
pub fn file_name(definition: &StudyDefinition, ending: &str) -> String {
    file_named(&definition.name, ending)
}

/// The same of a study that was trained elsewhere.
pub fn file_named(name: &str, ending: &str) -> String {
    let name = name.to_ascii_lowercase();
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let words = ["tuneground"].into_iter().chain(words);
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("{}.{ending}", words.join("-"))
}

/// A study's file, without its results, as a script for the tuner of this name.
///
/// # Errors
/// What is wrong with either.
pub fn script_of(file: &str, tuner: &str) -> Result<String, String> {
    let file = StudyFile::from_json(file).map_err(|error| error.to_string())?;
    let tuner = Tuner::named(tuner).ok_or_else(|| format!("there is no tuner {tuner}"))?;
    Ok(script(&file.plan, tuner))
}

/// The study as a script for a tuner.
pub fn script(plan: &Plan, tuner: Tuner) -> String {
    let script = match tuner {
        Tuner::KerasTuner => keras_tuner::script(plan),
        Tuner::Optuna => optuna::script(plan),
        Tuner::RayTune => ray_tune::script(plan),
    };
    script.write(plan, tuner)
}
