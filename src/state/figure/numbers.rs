//! What a figure shows, as tables.

use super::link::Show;
use crate::metrics::EpochMetrics;
use crate::state::studies::{HeatMap, Slice, SlicePoint, Swept};
use crate::state::{ShownRun, State, shown_value, text};

/// Numbers in rows and columns, as people read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureTable {
    pub caption: String,
    /// Of all columns, that of the row's heads among them.
    pub heads: Vec<String>,
    /// Each with its head first.
    pub rows: Vec<Vec<String>>,
}

impl State {
    /// What is drawn, for those who do not see it, and for those who want the numbers.
    pub fn figure_tables(&self) -> Vec<FigureTable> {
        let held_out = self.held_out_shown();
        let accuracy = || {
            let caption = format!("{held_out} accuracy by epoch");
            self.by_epoch(caption, |_, epoch| text::percent(epoch.val_accuracy))
        };
        let loss = || {
            let caption = format!("{held_out} loss by epoch");
            self.by_epoch(caption, |run, epoch| {
                shown_value(false, run.is_rounded, epoch.val_loss)
            })
        };
        let caption = format!("{held_out} accuracy of each setting");
        match self.figure.show {
            Show::Accuracy | Show::Panels => vec![accuracy()],
            Show::Loss => vec![loss()],
            Show::Both => vec![accuracy(), loss()],
            Show::HeatMap => {
                let map = self.figure_heat_map();
                map.map(|map| of_heat_map(&map, caption))
                    .into_iter()
                    .collect()
            }
            Show::Slice => {
                let slice = self.figure_slice();
                slice
                    .map(|slice| of_slice(&slice, caption))
                    .into_iter()
                    .collect()
            }
        }
    }

    /// A row an epoch, a column a run.
    fn by_epoch(
        &self,
        caption: String,
        number: fn(&ShownRun, &EpochMetrics) -> String,
    ) -> FigureTable {
        let runs = self.shown_runs();
        let epochs = runs.iter().map(|run| run.history.epochs.len()).max();
        let value = |run: &ShownRun, at: usize| {
            let epoch = run.history.epochs.get(at);
            epoch.map_or_else(String::new, |epoch| number(run, epoch))
        };
        let row = |at: usize| {
            let values = runs.iter().map(|run| value(run, at));
            headed((at + 1).to_string(), values)
        };
        FigureTable {
            caption,
            heads: headed(
                "Epoch".to_owned(),
                runs.iter().map(|run| run.name.to_owned()),
            ),
            rows: (0..epochs.unwrap_or_default()).map(row).collect(),
        }
    }
}

fn headed(head: String, rest: impl Iterator<Item = String>) -> Vec<String> {
    std::iter::once(head).chain(rest).collect()
}

fn named(swept: &Swept) -> impl Iterator<Item = String> {
    let key = swept.row.key;
    swept
        .labels
        .iter()
        .map(move |label| format!("{key}={label}"))
}

fn of_heat_map(map: &HeatMap, caption: String) -> FigureTable {
    let row = |(at, head): (usize, String)| {
        let columns = 0..map.columns.labels.len();
        headed(head, columns.filter_map(|column| map.value(at, column)))
    };
    FigureTable {
        caption,
        heads: headed("Setting".to_owned(), named(&map.columns)),
        rows: named(&map.rows).enumerate().map(row).collect(),
    }
}

fn of_slice(slice: &Slice, caption: String) -> FigureTable {
    let row = |(head, point): (String, &SlicePoint)| vec![head, point.text()];
    FigureTable {
        caption,
        heads: ["Setting", "Accuracy"].map(str::to_owned).to_vec(),
        rows: named(&slice.swept).zip(&slice.points).map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::{LEARNING_RATE, N_LAYERS};
    use crate::metrics::Outcome;
    use crate::recording::RecordedRun;
    use crate::recording::testing::{history, recording};
    use crate::state::FigureLink;

    /// The tables of a figure of two layers by two rates.
    fn tables(show: &str) -> Vec<FigureTable> {
        let mut recording = recording();
        recording.runs.clear();
        for layers in [1.0, 2.0] {
            for rate in [0.01, 0.1] {
                let values = vec![(&N_LAYERS, layers.into()), (&LEARNING_RATE, rate.into())];
                let run = RecordedRun::of("", values, &history(), Outcome::Completed);
                recording.runs.push(run);
            }
        }
        let text = recording.to_text();
        let (link, errors) = FigureLink::parse(&format!("#show={show}&recording={text}"));
        assert_eq!(errors, []);
        State::open_figure(link, &errors).figure_tables()
    }

    #[test]
    fn whatever_a_figure_shows_has_its_table() {
        let accuracy = "test accuracy by epoch";
        let loss = "test loss by epoch";
        let setting = "test accuracy of each setting";
        for (show, captions, second, last) in [
            (
                "both",
                &[accuracy, loss][..],
                "hidden layers 1, learning rate 0.01",
                "95.30 %",
            ),
            (
                "accuracy",
                &[accuracy],
                "hidden layers 1, learning rate 0.01",
                "95.30 %",
            ),
            (
                "loss",
                &[loss],
                "hidden layers 1, learning rate 0.01",
                "0.355",
            ),
            (
                "panels",
                &[accuracy],
                "hidden layers 1, learning rate 0.01",
                "95.30 %",
            ),
            ("heat-map", &[setting], "learning_rate=0.01", "95.30 %"),
            (
                "slice",
                &[setting],
                "Accuracy",
                "95.30 % ± 0.00 over 2 runs",
            ),
        ] {
            let tables = tables(show);
            let found: Vec<&str> = tables.iter().map(|table| &*table.caption).collect();
            assert_eq!(found, captions, "{show}");
            assert_eq!(tables[0].heads[1], second, "{show}");
            assert_eq!(tables[0].rows.last().unwrap()[1], last, "{show}");
            let is_whole = |row: &Vec<String>| row.len() == tables[0].heads.len();
            assert!(tables[0].rows.iter().all(is_whole), "{show}");
        }
    }
}
