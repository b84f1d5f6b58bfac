//! A study's results as a table: one row per epoch and run.

use super::{Study, Trial};
use crate::hyperparams::{Row, Value};
use crate::metrics::{EpochMetrics, Outcome};

/// The columns after the swept hyperparameters.
const COLUMNS: [&str; 7] = [
    "seed",
    "epoch",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "outcome",
];

impl Study {
    /// The results as CSV: a column per swept hyperparameter, by its key (empty where it means nothing), then
    /// `seed`, `epoch`, `loss`, `accuracy`, `val_loss`, `val_accuracy` and `outcome`.
    ///
    /// Rows are sorted by setting, seed and epoch, so the same study gives the same text whatever the order
    /// in which its runs ended. A run that diverged ends with a row of that epoch without numbers.
    pub fn to_csv(&self) -> String {
        let varying = self.plan().definition().varying();
        let mut writer = csv::Writer::from_writer(Vec::new());
        let heads = varying.iter().map(|row| row.key).chain(COLUMNS);
        let mut records = vec![heads.map(str::to_owned).collect::<Vec<_>>()];
        for setting in 0..self.plan().settings().len() {
            let trials = self.trials_of(setting);
            records.extend(trials.flat_map(|trial| self.records(trial, &varying)));
        }
        // Writing to memory does not fail, and all records have as many fields.
        let written = records
            .iter()
            .try_for_each(|record| writer.write_record(record));
        let bytes = written.ok().and_then(|()| writer.into_inner().ok());
        String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }

    fn records(&self, trial: &Trial, varying: &[&'static Row]) -> Vec<Vec<String>> {
        let setting = &self.plan().settings()[trial.setting];
        let value = |row: &&'static Row| {
            setting
                .value(row)
                .as_ref()
                .map(Value::to_string)
                .unwrap_or_default()
        };
        let head: Vec<String> = varying
            .iter()
            .map(value)
            .chain([trial.seed.to_string()])
            .collect();
        let rows = trial
            .history
            .epochs
            .iter()
            .map(numbers)
            .chain(divergence(trial));
        rows.map(|row| {
            let outcome = trial.state.name().to_owned();
            head.iter().cloned().chain(row).chain([outcome]).collect()
        })
        .collect()
    }
}

fn numbers(epoch: &EpochMetrics) -> [String; 5] {
    let number = |value: f64| Value::Number(value).to_string();
    [
        epoch.epoch.to_string(),
        number(epoch.loss),
        number(epoch.accuracy),
        number(epoch.val_loss),
        number(epoch.val_accuracy),
    ]
}

/// The epoch in which a run diverged, which has no numbers.
fn divergence(trial: &Trial) -> Option<[String; 5]> {
    let super::TrialState::Complete {
        outcome: Outcome::Diverged { epoch, .. },
    } = trial.state
    else {
        return None;
    };
    let nothing = String::new;
    Some([
        epoch.to_string(),
        nothing(),
        nothing(),
        nothing(),
        nothing(),
    ])
}

#[cfg(test)]
mod tests {
    use crate::hyperparams::catalog::*;
    use crate::metrics::Outcome;
    use crate::study::testing::{apply, epoch, finished, whole_trial};
    use crate::study::{Distribution, Study, StudyDefinition, StudyEvent};

    #[test]
    fn a_row_has_its_setting_its_seed_and_its_epoch() {
        let csv = finished(2, &[0.9]).to_csv();
        assert_eq!(
            csv,
            "learning_rate,n_nodes,seed,epoch,loss,accuracy,val_loss,val_accuracy,outcome\n\
             0.1,64,42,1,1,0.81,1.1,0.8,completed\n\
             0.1,64,42,2,0.5,0.91,0.55,0.9,completed\n"
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
        assert_eq!(rows[1], "0.1,64,42,2,,,,,diverged");
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
}
