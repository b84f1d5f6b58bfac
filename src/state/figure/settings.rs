//! The runs of a figure by their settings: what panels, a slice and a heat map show.

use super::recorded::Recorded;
use crate::hyperparams::{ParamSpec, Value, catalog::SEED};
use crate::metrics::{BandPoint, EpochMetrics, History, Outcome, SampleStats, band};
use crate::state::studies::{GridShape, HeatMap, Slice, SlicePoint, Swept};
use crate::state::{Run, State};

/// Columns beyond which a grid's panels would be too small to read.
const MOST_COLUMNS: usize = 6;
/// Values of an axis beyond which a heat map's cells could not be told apart.
const MOST_CELLS: usize = 24;

/// The runs that differ by their seeds alone.
pub struct FigureSetting<'a> {
    /// What tells it from the others.
    values: Vec<&'a (&'static ParamSpec, Value)>,
    /// Each with the run that was trained of it last.
    runs: Vec<(&'a Recorded, Option<&'a Run>)>,
}

/// The panel of a setting.
#[derive(Clone, Debug, PartialEq)]
pub struct FigurePanel {
    /// As the post titles its panels: `n_layers=2 n_nodes=128 val_acc=0.9773`.
    pub title: String,
    pub train: Vec<BandPoint>,
    pub test: Vec<BandPoint>,
    /// What was recorded, behind what was trained.
    pub behind: Vec<BandPoint>,
}

impl FigureSetting<'_> {
    fn value(&self, row: &ParamSpec) -> Option<&Value> {
        let mut values = self.values.iter();
        Some(&values.find(|(other, _)| *other == row)?.1)
    }

    fn label(&self) -> String {
        let values = self.values.iter();
        let named = values.map(|(row, value)| format!("{}={value}", row.key));
        named.collect::<Vec<_>>().join(" ")
    }

    /// What its runs came to: where one was trained to its end, what that did.
    fn finals(&self) -> Vec<f64> {
        let has_ended = |run: &&Run| run.came_to().is_some_and(|it| it != Outcome::Stopped);
        let of = |(recorded, trained): &(&Recorded, Option<&Run>)| {
            let trained = trained.filter(has_ended).and_then(Run::kept_epoch);
            let kept = trained.or_else(|| recorded.kept_epoch())?;
            Some(kept.val_accuracy)
        };
        self.runs.iter().filter_map(of).collect()
    }

    fn panel(&self) -> FigurePanel {
        let recorded: Vec<&History> = self.runs.iter().map(|(one, _)| &one.history).collect();
        let trained = self
            .runs
            .iter()
            .filter_map(|(_, run)| Some(&(*run)?.history));
        let trained: Vec<&History> = trained.filter(|it| !it.epochs.is_empty()).collect();
        let of = |pick: fn(&EpochMetrics) -> f64, histories: &[&History]| {
            band(histories.iter().copied(), pick)
        };
        let test = |histories: &[&History]| of(|epoch| epoch.val_accuracy, histories);
        let (shown, behind) = if trained.is_empty() {
            (&recorded, Vec::new())
        } else {
            (&trained, test(&recorded))
        };
        let spread = SampleStats::of(self.finals());
        let label = self.label();
        FigurePanel {
            title: match spread.n {
                0 => label,
                _ => format!("{label} val_acc={:.4}", spread.mean)
                    .trim()
                    .to_owned(),
            },
            train: of(|epoch| epoch.accuracy, shown),
            test: test(shown),
            behind,
        }
    }
}

impl State {
    /// The settings that were recorded, in their order.
    fn figure_settings(&self) -> Vec<FigureSetting<'_>> {
        let mut settings: Vec<FigureSetting> = Vec::new();
        let own: Vec<_> = self
            .runs
            .iter()
            .map(|run| self.figure.recording_of(run))
            .collect();
        for (at, recorded) in self.figure.recorded.iter().enumerate() {
            let values = recorded.run.values.iter();
            let values: Vec<_> = values.filter(|(row, _)| **row != SEED).collect();
            let known = settings.iter().position(|one| one.values == values);
            let known = known.unwrap_or_else(|| {
                settings.push(FigureSetting {
                    values,
                    runs: Vec::new(),
                });
                settings.len() - 1
            });
            if let Some(setting) = settings.get_mut(known) {
                let trained = self.runs.iter().zip(&own);
                let trained = trained.filter(|(_, own)| **own == Some(at));
                let last = trained.map(|(run, _)| run).last();
                setting.runs.push((recorded, last));
            }
        }
        settings
    }

    /// A panel for each setting, and how they stand: in rows and columns, where all pairs of two hyperparameters'
    /// values were recorded, else as they have room.
    pub fn figure_panels(&self) -> (Vec<FigurePanel>, GridShape) {
        let settings = self.figure_settings();
        let panels = settings.iter().map(FigureSetting::panel).collect();
        (panels, shape(&settings))
    }

    /// The final accuracies along the first hyperparameter that differs.
    pub fn figure_slice(&self) -> Option<Slice> {
        let settings = self.figure_settings();
        let swept = swept(&settings, true).into_iter().next()?;
        let point = |label: &String| {
            let has_it = |one: &&FigureSetting| {
                let value = one.value(swept.row);
                value.is_some_and(|value| value.to_string() == *label)
            };
            let runs: Vec<f64> = settings
                .iter()
                .filter(has_it)
                .flat_map(FigureSetting::finals)
                .collect();
            SlicePoint {
                spread: SampleStats::of(runs.iter().copied()),
                runs,
                one_digit: 0,
            }
        };
        let points = swept.labels.iter().map(point).collect();
        Some(Slice { swept, points })
    }

    /// The final accuracies over the two hyperparameters that differ; nothing where it is not two of them.
    pub fn figure_heat_map(&self) -> Option<HeatMap> {
        let settings = self.figure_settings();
        let [rows, columns]: [Swept; 2] = swept(&settings, false).try_into().ok()?;
        if rows.labels.len() > MOST_CELLS || columns.labels.len() > MOST_CELLS {
            return None;
        }
        let place = |swept: &Swept, setting: &FigureSetting| {
            let label = setting.value(swept.row)?.to_string();
            swept.labels.iter().position(|one| *one == label)
        };
        let count = rows.labels.len() * columns.labels.len();
        let (mut cells, mut places) = (vec![None; count], vec![None; count]);
        for (at, setting) in settings.iter().enumerate() {
            let (row, column) = (place(&rows, setting), place(&columns, setting));
            let Some(cell) = row
                .zip(column)
                .map(|(row, column)| row * columns.labels.len() + column)
            else {
                continue;
            };
            let spread = SampleStats::of(setting.finals());
            if let (Some(shown), Some(place)) = (cells.get_mut(cell), places.get_mut(cell)) {
                *shown = Some(spread).filter(|spread| spread.n > 0);
                *place = Some(at);
            }
        }
        Some(HeatMap {
            rows,
            columns,
            cells,
            settings: places,
        })
    }
}

/// The hyperparameters that differ, with their values.
fn swept(settings: &[FigureSetting], by_size: bool) -> Vec<Swept> {
    let mut rows: Vec<&'static ParamSpec> = Vec::new();
    for (row, _) in settings.iter().flat_map(|setting| &setting.values) {
        if !rows.contains(row) {
            rows.push(row);
        }
    }
    let swept = |row: &'static ParamSpec| {
        let values: Vec<&Value> = settings.iter().filter_map(|one| one.value(row)).collect();
        Swept::of_values(row, &values, by_size)
    };
    rows.into_iter().map(swept).collect()
}

fn shape(settings: &[FigureSetting]) -> GridShape {
    let swept = swept(settings, false);
    let [rows, columns] = swept.as_slice() else {
        return GridShape::default();
    };
    let (high, wide) = (rows.labels.len(), columns.labels.len());
    let stands = |(at, setting): (usize, &FigureSetting)| {
        let has = |swept: &Swept, place: usize| {
            let value = setting.value(swept.row).map(Value::to_string);
            value.as_ref() == swept.labels.get(place)
        };
        has(rows, at / wide.max(1)) && has(columns, at % wide.max(1))
    };
    let is_whole = settings.len() == high * wide && settings.iter().enumerate().all(stands);
    if !is_whole || wide > MOST_COLUMNS {
        return GridShape::default();
    }
    let heads = |swept: &Swept| {
        let labels = swept.labels.iter();
        labels
            .map(|label| format!("{}={label}", swept.row.key))
            .collect()
    };
    GridShape {
        columns: wide,
        column_heads: heads(columns),
        row_heads: heads(rows),
    }
}
