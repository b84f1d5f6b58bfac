//! Which hyperparameters mattered: functional analysis of variance (Hutter, Hoos and Leyton-Brown 2014), as
//! Optuna has it, by the crate `fanova`.

use fanova::{FanovaOptions, RandomForestOptions};

use super::{Study, Trial};
use crate::hyperparams::{Kind, Row, Scale, Value};

/// The share of the variance in final test accuracy that a hyperparameter explains by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    pub row: &'static Row,
    /// 0 to 1. All shares together may be less: the rest is interaction.
    pub share: f64,
}

/// Runs below which a forest of trees says nothing.
const FEWEST_RUNS: usize = 8;

impl Study {
    /// The importances, largest first, with the number of runs they are drawn from; nothing while those are
    /// too few, or where fewer than two hyperparameters vary among them.
    pub fn importances(&self) -> Option<(usize, Vec<Importance>)> {
        let trials: Vec<&Trial> = self
            .trials()
            .iter()
            .filter(|trial| trial.result().is_some())
            .collect();
        let target: Vec<f64> = trials
            .iter()
            .filter_map(|trial| Some(trial.result()?.val_accuracy))
            .collect();
        let is_flat = target.iter().all(|value| *value == target[0]);
        let features: Vec<(&'static Row, Vec<f64>)> = self
            .plan()
            .definition()
            .varying()
            .into_iter()
            .map(|row| (row, self.feature(row, &trials)))
            .filter(|(_, values)| values.iter().any(|value| *value != values[0]))
            .collect();
        if target.len() < FEWEST_RUNS || features.len() < 2 || is_flat {
            return None;
        }
        let columns = features
            .iter()
            .map(|(_, values)| values.as_slice())
            .collect();
        // The same runs always give the same shares.
        let forest = RandomForestOptions::new().seed(0);
        let mut fitted = FanovaOptions::new()
            .random_forest(forest)
            .fit(columns, &target)
            .ok()?;
        let mut importances: Vec<Importance> = (0..)
            .zip(&features)
            .map(|(at, (row, _))| Importance {
                row,
                share: fitted.quantify_importance(&[at]).mean,
            })
            .collect();
        importances.sort_by(|one, other| other.share.total_cmp(&one.share));
        Some((target.len(), importances))
    }

    fn feature(&self, row: &'static Row, trials: &[&Trial]) -> Vec<f64> {
        let settings = self.plan().settings();
        let values: Vec<Option<Value>> = trials
            .iter()
            .map(|trial| settings[trial.setting].value(row))
            .collect();
        values
            .iter()
            .map(|value| number(row, value.as_ref(), &values))
            .collect()
    }
}

/// A value as a tree can split it: by its exponent on a log scale, a choice by its place.
fn number(row: &Row, value: Option<&Value>, all: &[Option<Value>]) -> f64 {
    /// Where it means nothing: apart from all that means something.
    const NOWHERE: f64 = -1e3;
    let Some(value) = value else {
        return NOWHERE;
    };
    match (value.number(), row.kind) {
        (
            Some(number),
            Kind::Integer {
                scale: Scale::Log, ..
            }
            | Kind::Real {
                scale: Scale::Log | Scale::ZeroThenLog { .. },
                ..
            },
        ) => number.max(1e-12).ln(),
        (Some(number), _) => number,
        _ => all
            .iter()
            .position(|other| other.as_ref() == Some(value))
            .unwrap_or_default() as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;
    use crate::study::testing::{apply, finished, whole_trial};
    use crate::study::{Distribution, StudyDefinition};

    /// A study of two hyperparameters whose accuracy follows the first alone.
    fn study() -> Study {
        let definition = StudyDefinition {
            space: vec![
                Distribution::list(&OPTIMIZER, ["sgd", "adam", "lion"]),
                Distribution::list(&N_NODES, [32.0, 64.0, 128.0, 256.0]),
            ],
            ..StudyDefinition::default()
        };
        let mut study = Study::new(definition.check().unwrap());
        for trial in 0..12 {
            let setting = study.trials()[trial].setting;
            apply(
                &mut study,
                &whole_trial(trial, &[0.3 + 0.2 * (setting / 4) as f64]),
            );
        }
        study
    }

    #[test]
    fn what_decides_is_what_matters() {
        let (n, importances) = study().importances().unwrap();
        assert_eq!((n, importances[0].row.key), (12, "optimizer"));
        assert!(importances[0].share > 0.9, "{importances:?}");
        assert!(importances[1].share < 0.05, "{importances:?}");
    }

    #[test]
    fn the_same_runs_give_the_same_shares() {
        assert_eq!(study().importances(), study().importances());
    }

    #[test]
    fn a_few_runs_say_nothing() {
        assert_eq!(finished(1, &[0.9, 0.8, 0.7, 0.6]).importances(), None);
        assert_eq!(finished(2, &[]).importances(), None);
    }

    #[test]
    fn results_that_are_all_alike_say_nothing() {
        assert_eq!(finished(2, &[0.5; 8]).importances(), None);
    }
}
