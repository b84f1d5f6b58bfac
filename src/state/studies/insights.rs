//! What a study's results say of the hyperparameters: by one, by two, by many.

use std::collections::{HashMap, HashSet};

use super::ActiveStudy;
use super::results::percent;
use crate::hyperparams::{Kind, ParamSpec, Scale, Value};
use crate::metrics::{SampleStats, sorted_by_number};
use crate::state::text;
use crate::study::{Sampler, Setting, Study};

/// A swept hyperparameter as an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Swept {
    pub row: &'static ParamSpec,
    pub spacing: Spacing,
    /// Its values, in order, as they are to be read.
    pub labels: Vec<String>,
    /// The same as numbers; of names their places.
    pub values: Vec<f64>,
}

/// How the values of an axis lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spacing {
    Linear,
    Log,
    /// Names have no distances.
    Names,
}

/// In which order the values of an axis come; names always as they are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    BySize,
    /// As the settings have them.
    AsGiven,
}

/// The results along one hyperparameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    pub swept: Swept,
    /// For each value: over the seeds, and over whatever else is swept.
    pub points: Vec<SlicePoint>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SlicePoint {
    pub spread: SampleStats,
    /// Each run's final test accuracy.
    pub runs: Vec<f64>,
    /// Of these, those that seem to name one digit: they are no part of the spread.
    pub one_digit: usize,
}

impl SlicePoint {
    /// "97.73 % ± 0.12 over 3 runs, without 1 that seems to predict one digit".
    pub fn text(&self) -> String {
        let left_out = match self.one_digit {
            1 => "1 that seems to predict one digit".to_owned(),
            more => format!("{more} that seem to predict one digit"),
        };
        match (self.spread.n, self.one_digit) {
            (0, 0) => "no run has ended with a number".to_owned(),
            (0, _) => format!("no run but {left_out}"),
            (n, left) => {
                let said = percent(Some(self.spread));
                let said = format!("{said} over {}", text::plural(n, "run"));
                match left {
                    0 => said,
                    _ => format!("{said}, without {left_out}"),
                }
            }
        }
    }
}

impl Slice {
    /// The numbers of a point, for people: "learning_rate=0.01: 97.73 % ± 0.12 over 3 runs"; `None` where there is no
    /// such point.
    pub fn reading(&self, at: usize) -> Option<String> {
        let (label, point) = (self.swept.labels.get(at)?, self.points.get(at)?);
        Some(format!("{}={label}: {}", self.swept.row.key, point.text()))
    }
}

/// The results over two hyperparameters.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    /// From top to bottom.
    pub rows: Swept,
    /// From left to right.
    pub columns: Swept,
    /// ParamSpec by row; nothing where no run has ended.
    pub cells: Vec<Option<SampleStats>>,
    /// The setting of each cell.
    pub settings: Vec<Option<usize>>,
}

impl HeatMap {
    /// The numbers of a cell, for people.
    pub fn reading(&self, row: usize, column: usize) -> Option<String> {
        let (high, wide) = (self.rows.labels.get(row)?, self.columns.labels.get(column)?);
        let value = self.value(row, column)?;
        let (rows, columns) = (self.rows.row.key, self.columns.row.key);
        Some(format!("{rows}={high} {columns}={wide}: {value}"))
    }

    /// "97.73 % ± 0.12"; `None` where there is no such cell.
    pub fn value(&self, row: usize, column: usize) -> Option<String> {
        let spread = *self.cells.get(row * self.columns.labels.len() + column)?;
        Some(spread.map_or_else(|| "no run has ended".to_owned(), |it| percent(Some(it))))
    }
}

/// The results over any number of hyperparameters: a line a setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Parallel {
    pub axes: Vec<Swept>,
    pub lines: Vec<ParallelLine>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ParallelLine {
    pub setting: usize,
    /// A value on each axis; NaN where the hyperparameter means nothing.
    pub values: Vec<f64>,
    /// Mean final test accuracy.
    pub val_accuracy: f64,
}

/// Values of an axis beyond which a heat map's cells could not be told apart.
const MOST_CELLS: usize = 24;

/// A swept hyperparameter, and where each setting has its place among its values; nothing where it means nothing.
pub(super) struct Along {
    pub swept: Swept,
    pub places: Vec<Option<usize>>,
}

impl Along {
    fn of(row: &'static ParamSpec, settings: &[Setting], order: Order) -> Self {
        let named: Vec<Option<(String, &Value)>> = settings
            .iter()
            .map(|setting| named(setting, row).map(|value| (value.to_string(), value)))
            .collect();
        let swept = Swept::of(row, named.iter().flatten(), order);
        let labels = swept.labels.iter().enumerate();
        // Looking each value up among all others would take a second where there are a thousand.
        let known: HashMap<&str, usize> = labels.map(|(at, label)| (label.as_str(), at)).collect();
        let place = |named: &Option<(String, &Value)>| {
            let (label, _) = named.as_ref()?;
            known.get(label.as_str()).copied()
        };
        let places = named.iter().map(place).collect();
        Self { swept, places }
    }

    /// The value of a setting as a number, NaN where it has none.
    fn value(&self, setting: usize) -> f64 {
        self.places[setting].map_or(f64::NAN, |at| self.swept.values[at])
    }
}

impl Swept {
    /// Of these values, each once.
    pub fn of_values(row: &'static ParamSpec, values: &[&Value], by_size: bool) -> Self {
        let named: Vec<(String, &Value)> = values
            .iter()
            .map(|value| (value.to_string(), *value))
            .collect();
        let order = if by_size {
            Order::BySize
        } else {
            Order::AsGiven
        };
        Self::of(row, named.iter(), order)
    }

    /// Of all settings' values, with their labels.
    fn of<'a>(
        row: &'static ParamSpec,
        named: impl Iterator<Item = &'a (String, &'a Value)>,
        order: Order,
    ) -> Self {
        let spacing = match row.kind {
            Kind::Integer { scale, .. } | Kind::Real { scale, .. } if scale == Scale::Linear => {
                Spacing::Linear
            }
            Kind::Integer { .. } | Kind::Real { .. } => Spacing::Log,
            _ => Spacing::Names,
        };
        let mut seen = HashSet::new();
        let mut values: Vec<&(String, &Value)> =
            named.filter(|(label, _)| seen.insert(label)).collect();
        if spacing != Spacing::Names && order == Order::BySize {
            let number = |(_, value): &(String, &Value)| value.number().unwrap_or(f64::NAN);
            values = sorted_by_number(values, |one| number(one));
        }
        let number =
            |(at, (_, value)): (usize, &&(String, &Value))| value.number().unwrap_or(at as f64);
        Self {
            row,
            spacing,
            labels: values.iter().map(|(label, _)| label.clone()).collect(),
            values: values.iter().enumerate().map(number).collect(),
        }
    }
}

/// The value that a setting itself gives to a row.
fn named<'a>(setting: &'a Setting, row: &ParamSpec) -> Option<&'a Value> {
    let mut values = setting.values.iter();
    values
        .find(|(other, _)| *other == row)
        .map(|(_, value)| value)
}

/// Final test accuracies of a setting's runs.
fn finals(study: &Study, setting: usize) -> impl Iterator<Item = f64> {
    results(study, setting).map(|(accuracy, _)| accuracy)
}

/// The same, and whether the run seems to name one digit.
fn results(study: &Study, setting: usize) -> impl Iterator<Item = (f64, bool)> {
    let trials = study.trials_of(setting);
    trials.filter_map(|trial| {
        let accuracy = trial.result()?.val_accuracy;
        Some((accuracy, study.names_one_digit(trial)))
    })
}

impl ActiveStudy {
    pub(super) fn along(&self, order: Order) -> Vec<Along> {
        let plan = self.study.plan();
        let rows = plan.definition().varying().into_iter();
        rows.map(|row| Along::of(row, plan.settings(), order))
            .collect()
    }

    /// The results along each hyperparameter by itself.
    pub fn slices(&self) -> Vec<Slice> {
        let slice = |Along { swept, places }: Along| {
            let mut runs = vec![Vec::new(); swept.labels.len()];
            for (setting, place) in places.into_iter().enumerate() {
                if let Some(at) = place {
                    runs[at].extend(results(&self.study, setting));
                }
            }
            // A value is not worse because with another one nothing was learned.
            let point = |runs: Vec<(f64, bool)>| {
                let learned = runs.iter().filter(|(_, is_one_digit)| !is_one_digit);
                let spread = SampleStats::of(learned.map(|(accuracy, _)| *accuracy));
                SlicePoint {
                    spread,
                    one_digit: runs
                        .iter()
                        .filter(|(_, is_one_digit)| *is_one_digit)
                        .count(),
                    runs: runs.iter().map(|(accuracy, _)| *accuracy).collect(),
                }
            };
            let points = runs.into_iter().map(point).collect();
            Slice { swept, points }
        };
        self.along(Order::BySize).into_iter().map(slice).collect()
    }

    /// The results over two hyperparameters, where just two are swept together. Values of a grid come in its own
    /// order, as they do in the panels.
    pub fn heat_map(&self) -> Option<HeatMap> {
        let plan = self.study.plan();
        let order = match plan.definition().sampler {
            Sampler::Grid => Order::AsGiven,
            Sampler::Listed { .. } => return None,
            Sampler::ShuffledGrid
            | Sampler::Random { .. }
            | Sampler::QuasiRandom { .. }
            | Sampler::Adaptive { .. } => Order::BySize,
        };
        let [rows, columns]: [Along; 2] = self.along(order).try_into().ok()?;
        let (high, wide) = (rows.swept.labels.len(), columns.swept.labels.len());
        if high > MOST_CELLS || wide > MOST_CELLS {
            return None;
        }
        let mut map = HeatMap {
            rows: rows.swept,
            columns: columns.swept,
            cells: vec![None; high * wide],
            settings: vec![None; high * wide],
        };
        for (setting, place) in rows.places.iter().zip(&columns.places).enumerate() {
            if let (Some(row), Some(column)) = place {
                let cell = row * wide + column;
                let spread = SampleStats::of(finals(&self.study, setting));
                map.settings[cell] = Some(setting);
                map.cells[cell] = (spread.n > 0).then_some(spread);
            }
        }
        Some(map)
    }

    /// A line for each setting that has a result, where three or more hyperparameters are swept.
    pub fn parallel(&self) -> Option<Parallel> {
        let axes = self.along(Order::BySize);
        if axes.len() < 3 {
            return None;
        }
        let line = |setting: usize| {
            let spread = SampleStats::of(finals(&self.study, setting));
            (spread.n > 0).then(|| ParallelLine {
                setting,
                values: axes.iter().map(|axis| axis.value(setting)).collect(),
                val_accuracy: spread.mean,
            })
        };
        let settings = 0..self.study.plan().settings().len();
        let lines = settings.filter_map(line).collect();
        let axes = axes.into_iter().map(|axis| axis.swept).collect();
        Some(Parallel { axes, lines })
    }
}

#[cfg(test)]
mod tests;
