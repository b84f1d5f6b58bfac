//! Results as a table, one row per epoch and run: a study's here, those of single runs in [`runs`].

mod runs;

use crate::hyperparams::{Kind, ParamSpec, Value};
use crate::metrics::{EpochMetrics, History, Outcome};
use crate::study::{Study, Trial};

pub use runs::{RunResults, runs_to_csv};

/// The columns after the swept hyperparameters. `learning_rate` may be one of those, and is not the epoch's.
const COLUMNS: [&str; 7] = [
    "seed",
    "epoch",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "epoch_learning_rate",
];
/// What of `loss` and `val_loss` are penalties, where any run has some.
const PENALTIES: [&str; 2] = ["penalty", "val_penalty"];
const LAST_COLUMNS: [&str; 2] = ["is_result", "outcome"];

fn columns(has_penalties: bool) -> impl Iterator<Item = &'static str> {
    let penalties = PENALTIES.into_iter().filter(move |_| has_penalties);
    COLUMNS.into_iter().chain(penalties).chain(LAST_COLUMNS)
}

fn has_penalties(history: &History) -> bool {
    let mut epochs = history.epochs.iter();
    epochs.any(|it| it.penalty.is_some() || it.val_penalty.is_some())
}

impl Study {
    /// The results as CSV: a column per swept hyperparameter, by its key (empty where it means nothing), then
    /// `seed`, `epoch`, `loss`, `accuracy`, `val_loss`, `val_accuracy`, `epoch_learning_rate` (of its last update),
    /// where any run has penalties `penalty` and `val_penalty` (what of the losses they are),
    /// `is_result` (`true` in the row of the epoch whose weights the run has kept) and `outcome`.
    ///
    /// Rows are sorted by setting, seed and epoch, so the same study gives the same text whatever the order
    /// in which its runs ended. A run that diverged ends with a row of that epoch without numbers. Python's `csv` and
    /// pandas read every number as what it is, and nothing but what is empty as missing.
    pub fn to_csv(&self) -> String {
        let varying = self.plan().definition().varying();
        let has_penalties = self.trials().iter().any(|it| has_penalties(&it.history));
        let heads = varying.iter().map(|row| row.key);
        let heads = heads.chain(columns(has_penalties));
        let mut records = vec![heads.map(str::to_owned).collect::<Vec<_>>()];
        for setting in 0..self.plan().settings().len() {
            let trials = self.trials_of(setting);
            records.extend(trials.flat_map(|trial| self.records(trial, &varying, has_penalties)));
        }
        records.iter().map(|record| line(record)).collect()
    }

    fn records(
        &self,
        trial: &Trial,
        varying: &[&'static ParamSpec],
        has_penalties: bool,
    ) -> Vec<Vec<String>> {
        let setting = &self.plan().settings()[trial.setting];
        let value = |row: &&'static ParamSpec| setting.value(row).map(|value| field(row, &value));
        let head: Vec<String> = varying
            .iter()
            .map(|row| value(row).unwrap_or_default())
            .chain([trial.seed.to_string()])
            .collect();
        let result = trial.result().map(|metrics| metrics.epoch);
        let outcome = trial.state.outcome();
        let rows = trial
            .history
            .epochs
            .iter()
            .map(|epoch| numbers(epoch, result, has_penalties))
            .chain(outcome.and_then(|it| divergence(it, has_penalties)));
        rows.map(|row| {
            let outcome = trial.standing().to_owned();
            head.iter().cloned().chain(row).chain([outcome]).collect()
        })
        .collect()
    }
}

/// Fields that hold what would end them are in quotes.
fn line(record: &[String]) -> String {
    let quoted = |field: &String| match field.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.clone(),
    };
    let fields: Vec<String> = record.iter().map(quoted).collect();
    fields.join(",") + "\n"
}

/// A hyperparameter's value as its row reads it back. No number is `none`, for pandas takes `None` as missing, and
/// nothing at all is `none` or `[]`, for that would be empty.
fn field(row: &ParamSpec, value: &Value) -> String {
    match (row.kind, value) {
        (Kind::OptionalNumber, Value::Text(text)) => match text.trim() {
            "" => "none".to_owned(),
            text if text.eq_ignore_ascii_case("none") => "none".to_owned(),
            text => text.to_owned(),
        },
        (Kind::List(_), Value::Text(text)) if text.trim().is_empty() => "[]".to_owned(),
        _ => value.to_string(),
    }
}

fn numbers(epoch: &EpochMetrics, result: Option<usize>, has_penalties: bool) -> Vec<String> {
    let mut row = vec![epoch.epoch.to_string()];
    row.extend(epoch.numbers().map(float));
    let penalties = [epoch.penalty, epoch.val_penalty];
    let penalties = penalties.into_iter().filter(|_| has_penalties);
    let more = [epoch.learning_rate].into_iter().chain(penalties);
    row.extend(more.map(|number| number.map(float).unwrap_or_default()));
    row.push((result == Some(epoch.epoch)).to_string());
    row
}

/// With a point or an exponent, however large: a column of integers beyond 64 bits is none of numbers to pandas.
/// Infinite ones are `inf` and `-inf`, as Python has them.
fn float(value: f64) -> String {
    format!("{value:?}")
}

/// The epoch in which a run diverged, which has no numbers.
fn divergence(outcome: Outcome, has_penalties: bool) -> Option<Vec<String>> {
    let Outcome::Diverged { epoch, .. } = outcome else {
        return None;
    };
    let empty = if has_penalties { 7 } else { 5 };
    let mut row = vec![epoch.to_string()];
    row.resize(1 + empty, String::new());
    row.push(false.to_string());
    Some(row)
}

#[cfg(test)]
mod tests {
    use crate::hyperparams::catalog::*;
    use crate::hyperparams::{HyperParams, ParamSpec, Value};
    use crate::metrics::Outcome;
    use crate::study::testing::{apply, epoch, finished, whole_trial};
    use crate::study::{Distribution, Study, StudyDefinition, StudyEvent};

    #[test]
    fn a_row_has_its_setting_its_seed_and_its_epoch() {
        let csv = finished(2, &[0.9]).to_csv();
        assert_eq!(
            csv,
            "learning_rate,n_nodes,seed,epoch,loss,accuracy,val_loss,val_accuracy,epoch_learning_rate,is_result,outcome\n\
             0.1,64,42,1,1.0,0.81,1.1,0.8,0.05,false,completed\n\
             0.1,64,42,2,0.5,0.91,0.55,0.9,0.025,true,completed\n"
        );
    }

    #[test]
    fn the_order_in_which_runs_end_does_not_show() {
        let in_order = finished(2, &[0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]);
        let mut backwards = finished(2, &[]);
        for (trial, value) in [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]
            .into_iter()
            .enumerate()
            .rev()
        {
            apply(&mut backwards, &whole_trial(trial, &[value - 0.1, value]));
        }
        assert_eq!(in_order.to_csv(), backwards.to_csv());
    }

    #[test]
    fn a_run_that_diverged_says_in_which_epoch() {
        let mut study = finished(1, &[]);
        let (trial, outcome) = (0, Outcome::Diverged { epoch: 2, step: 3 });
        let metrics = epoch(1, 0.1);
        apply(
            &mut study,
            &[
                StudyEvent::TrialBegin { trial },
                StudyEvent::EpochEnd { trial, metrics },
                StudyEvent::TrialEnd { trial, outcome },
            ],
        );
        let csv = study.to_csv();
        let rows: Vec<&str> = csv.lines().skip(1).collect();
        assert_eq!(rows.len(), 2);
        assert!(rows[0].ends_with(",diverged"));
        assert_eq!(rows[1], "0.1,64,42,2,,,,,,false,diverged");
    }

    #[test]
    fn a_hyperparameter_that_means_nothing_in_a_setting_is_left_empty() {
        let definition = StudyDefinition {
            space: vec![
                Distribution::list(&OPTIMIZER, ["sgd", "adam"]),
                Distribution::list(&MOMENTUM, [0.9]),
            ],
            ..StudyDefinition::default()
        };
        let mut study = Study::new(definition.check().unwrap());
        apply(&mut study, &whole_trial(0, &[0.5]));
        apply(&mut study, &whole_trial(1, &[0.5]));
        let csv = study.to_csv();
        assert!(
            csv.contains("\nsgd,0.9,42,1,") && csv.contains("\nadam,,42,1,"),
            "{csv}"
        );
    }

    /// What a column holds after one epoch of each of these values.
    fn column(row: &'static ParamSpec, values: &[&str]) -> Vec<String> {
        let definition = StudyDefinition {
            base: HyperParams::default().with(&EARLY_STOPPING, true),
            space: vec![Distribution::list(row, values.iter().copied())],
            ..StudyDefinition::default()
        };
        let mut study = Study::new(definition.check().unwrap());
        (0..values.len()).for_each(|trial| apply(&mut study, &whole_trial(trial, &[0.5])));
        let csv = study.to_csv();
        let rows = csv.lines().skip(1);
        rows.map(|row| row.split(',').next().unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn what_says_none_is_neither_missing_to_pandas_nor_another_value_to_us() {
        // What pandas 2 reads as missing by default.
        let missing = [
            "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND",
            "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
        ];
        let rows: [(&ParamSpec, &[&str]); 3] = [
            (&EARLY_STOPPING_BASELINE, &["None", "0.5"]),
            (&HIDDEN_UNITS, &["", "64"]),
            (&KERNEL_CONSTRAINT, &["none", "non_neg"]),
        ];
        for (row, values) in rows {
            let found = column(row, values);
            assert_eq!(found.len(), values.len());
            for (found, value) in found.iter().zip(values) {
                assert!(!missing.contains(&found.as_str()), "{}: {found}", row.key);
                let set = |text: &str| {
                    let read = row.read(Value::from(text));
                    let base = HyperParams::default().with(&EARLY_STOPPING, true);
                    base.with(row, read).check().unwrap()
                };
                assert_eq!(set(found), set(value), "{}", row.key);
            }
        }
    }

    #[test]
    fn losses_are_floats_however_large() {
        for (loss, written) in [
            (1.0, "1.0"),
            (1e20, "1e20"),
            (18_446_744_073_709_551_616.0, "1.8446744073709552e19"),
            (f64::MAX, "1.7976931348623157e308"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "NaN"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(super::float(loss), written);
            let read: f64 = written.parse().unwrap();
            assert_eq!(read.to_bits(), loss.to_bits());
        }
    }

    #[test]
    fn a_value_with_commas_is_quoted() {
        let definition = StudyDefinition {
            space: vec![Distribution::list(&HIDDEN_UNITS, ["128, 64"])],
            ..StudyDefinition::default()
        };
        let mut study = Study::new(definition.check().unwrap());
        apply(&mut study, &whole_trial(0, &[0.5]));
        assert!(study.to_csv().contains("\n\"128, 64\",42,1,"));
    }

    // The crate is there natively alone; wasm-pack compiles these tests for a browser too.
    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn others_read_each_field_as_it_was() {
        let record = ["plain", "", "128, 64", "a \"b\"", "two\nlines", " "].map(str::to_owned);
        let text = super::line(&record) + &super::line(&record);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let read: Vec<String> = reader.deserialize().next().unwrap().unwrap();
        assert_eq!(read, record);
    }
}
