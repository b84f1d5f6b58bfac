//! "Continue elsewhere": a study as a Python script for a tuner that is not of this page.
//!
//! Each script is complete. It loads MNIST, trains as "Copy as Keras" does (the model's code is made of that,
//! see `merge`), draws from the same search space by the tuner's own means, trains each setting with the
//! study's seeds and says how good it was on average. What a tuner has no equivalent for, a comment says.
//!
//! | file | concern |
//! |---|---|
//! | `cases` | settings that stand for all that can be tried, each with its Keras code |
//! | `merge`, `shape`, `branch`, `statements` | the code of many settings as one |
//! | `train`, `kept` | `train(p, seed)`, and what it returns |
//! | `space` | what is tried |
//! | `keras_tuner`, `optuna`, `ray_tune` | the scripts |
//! | `text` | what they have in common |

mod branch;
mod cases;
mod kept;
mod keras_tuner;
mod merge;
mod optuna;
mod ray_tune;
mod shape;
mod space;
mod statements;
#[cfg(test)]
mod tests;
mod text;
mod train;

use super::Plan;

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

    /// A name for the script.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::KerasTuner => "study_keras_tuner.py",
            Self::Optuna => "study_optuna.py",
            Self::RayTune => "study_ray_tune.py",
        }
    }
}

/// The study as a script for a tuner.
pub fn script(plan: &Plan, tuner: Tuner) -> String {
    match tuner {
        Tuner::KerasTuner => keras_tuner::script(plan),
        Tuner::Optuna => optuna::script(plan),
        Tuner::RayTune => ray_tune::script(plan),
    }
}
