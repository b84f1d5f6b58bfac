//! Which hyperparameters mattered.

use std::collections::HashMap;

use super::{Study, Trial};
use crate::hyperparams::{Kind, ParamSpec, Scale, Value};
use crate::metrics::sorted_by_number;

/// The share of the variance in final test accuracy that a hyperparameter explains by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    pub row: &'static ParamSpec,
    /// 0 to 1. All shares together may be less: the rest is interaction.
    pub share: f64,
    /// The standard deviation of the share over the trees of the forest.
    pub spread: f64,
}

/// The share that two hyperparameters explain together, beyond what each explains by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Interaction {
    pub rows: [&'static ParamSpec; 2],
    /// As of an [`Importance`].
    pub share: f64,
    pub spread: f64,
}

/// The runs of a study, as a functional analysis of variance takes them.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportanceTable {
    /// Those that vary among the runs: two at least.
    pub rows: Vec<&'static ParamSpec>,
    /// Of each row the values in all runs.
    pub columns: Vec<Vec<f64>>,
    /// Each run's final test accuracy.
    pub target: Vec<f64>,
}

/// Runs below which a forest of trees says nothing.
pub const FEWEST_RUNS: usize = 8;

impl Study {
    /// Runs that were trained to their end and have learned something, which is what importances are drawn from.
    pub fn results(&self) -> usize {
        self.learned().count()
    }

    /// A run that names one digit, whatever it is shown, would have all that varies explain whether anything was learned.
    fn learned(&self) -> impl Iterator<Item = (&Trial, f64)> {
        let trials = self.trials().iter();
        let results = trials.filter_map(|trial| Some((trial, trial.result()?.val_accuracy)));
        results.filter(|(trial, _)| !self.names_one_digit(trial))
    }

    /// What importances are drawn from; nothing while those are too few, or where fewer than two hyperparameters vary
    /// among them.
    pub fn importance_table(&self) -> Option<ImportanceTable> {
        let (trials, target): (Vec<&Trial>, Vec<f64>) = self.learned().unzip();
        let is_flat = target.iter().all(|value| *value == target[0]);
        let varying = self.plan().definition().varying().into_iter();
        let (rows, columns): (Vec<&'static ParamSpec>, Vec<Vec<f64>>) = varying
            .map(|row| (row, self.feature(row, &trials)))
            .filter(|(_, values)| values.iter().any(|value| *value != values[0]))
            .unzip();
        let says_nothing = target.len() < FEWEST_RUNS || rows.len() < 2 || is_flat;
        (!says_nothing).then_some(ImportanceTable {
            rows,
            columns,
            target,
        })
    }

    fn feature(&self, row: &'static ParamSpec, trials: &[&Trial]) -> Vec<f64> {
        let settings = self.plan().settings();
        let mut places = HashMap::new();
        let values = trials
            .iter()
            .map(|trial| settings[trial.setting].value(row));
        let number = |(at, value): (usize, Option<Value>)| number(row, value, at, &mut places);
        values.enumerate().map(number).collect()
    }
}

impl Importance {
    /// Each row with its share and that share's spread, largest first.
    pub fn ranked(rows: &[&'static ParamSpec], shares: &[(f64, f64)]) -> Vec<Self> {
        let shares = rows.iter().zip(shares);
        let importance = |(&row, &(share, spread))| Self { row, share, spread };
        let importances = shares.map(importance).collect();
        sorted_by_number(importances, |one: &Self| -one.share)
    }
}

impl Interaction {
    /// Shares below that say nothing.
    const LEAST: f64 = 0.005;

    /// Those of pairs of these rows that say something, largest first. Of each pair the places of the two, the share and its
    /// spread.
    pub fn ranked(rows: &[&'static ParamSpec], pairs: &[Vec<f64>]) -> Vec<Self> {
        let interaction = |pair: &Vec<f64>| {
            let [one, other, share, spread] = *pair.first_chunk()?;
            let row = |at: f64| rows.get(at as usize).copied();
            Some(Self {
                rows: [row(one)?, row(other)?],
                share,
                spread,
            })
        };
        let found = pairs.iter().filter_map(interaction);
        let telling = found.filter(|it| it.share >= Self::LEAST);
        sorted_by_number(telling.collect(), |one: &Self| -one.share)
    }
}

/// The value of run `at` as a tree can split it: by its exponent on a log scale, a choice by the first run that has it.
fn number(
    row: &ParamSpec,
    value: Option<Value>,
    at: usize,
    places: &mut HashMap<String, usize>,
) -> f64 {
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
        _ => *places.entry(value.to_string()).or_insert(at) as f64,
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
    fn a_choice_is_told_by_the_first_run_that_has_it() {
        let table = study().importance_table().unwrap();
        let keys: Vec<&str> = table.rows.iter().map(|row| row.key).collect();
        assert_eq!(keys, ["optimizer", "n_nodes"]);
        assert_eq!(table.columns[0][..6], [0.0, 0.0, 0.0, 0.0, 4.0, 4.0]);
        assert_eq!(table.columns[1][0], 32.0_f64.ln());
        assert_eq!((table.target.len(), table.target[11]), (12, 0.7));
    }

    #[test]
    fn the_largest_share_comes_first() {
        let rows = study().importance_table().unwrap().rows;
        let ranked = Importance::ranked(&rows, &[(0.1, 0.02), (0.8, 0.05)]);
        let ranked: Vec<(&str, f64)> = ranked.iter().map(|it| (it.row.key, it.share)).collect();
        assert_eq!(ranked, [("n_nodes", 0.8), ("optimizer", 0.1)]);
    }

    #[test]
    fn interactions_come_largest_first_and_those_that_say_nothing_not_at_all() {
        let rows = study().importance_table().unwrap().rows;
        let pairs = [
            [0.0, 1.0, 0.1, 0.02],
            [0.0, 1.0, 0.001, 0.02],
            [1.0, 0.0, 0.3, 0.04],
            [0.0, 9.0, 0.5, 0.0],
        ];
        let ranked = Interaction::ranked(&rows, &pairs.map(Vec::from));
        let told = ranked
            .iter()
            .map(|it| (it.rows.map(|row| row.key), it.share));
        let expected = [
            (["n_nodes", "optimizer"], 0.3),
            (["optimizer", "n_nodes"], 0.1),
        ];
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_few_runs_say_nothing() {
        let few = finished(1, &[0.9, 0.8, 0.7, 0.6]);
        assert_eq!(few.importance_table(), None);
        assert_eq!(finished(2, &[]).importance_table(), None);
    }

    #[test]
    fn runs_that_name_one_digit_are_no_results_of_what_varies() {
        let mut finals = vec![0.9, 0.8, 0.7, 0.6, 0.91, 0.81, 0.71, 0.61];
        assert_eq!(finished(2, &finals).results(), 8);
        finals[2] = 0.1135;
        let study = finished(2, &finals);
        assert_eq!(study.results(), 7);
        assert_eq!(study.importance_table(), None, "seven runs are too few");
        finals.extend([0.92, 0.82]);
        let target = finished(3, &finals).importance_table().unwrap().target;
        assert_eq!(target.len(), 9);
        assert!(!target.contains(&0.1135));
    }

    #[test]
    fn results_that_are_all_alike_say_nothing() {
        assert_eq!(finished(2, &[0.5; 8]).importance_table(), None);
    }
}
