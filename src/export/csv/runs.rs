//! Single runs as a table, with the columns that a study's has.

use super::{columns, divergence, field, has_penalties, line, numbers};
use crate::hyperparams::catalog::SEED;
use crate::hyperparams::{CATALOG, HyperParams, ParamSpec};
use crate::metrics::{History, Outcome};

/// A run, as far as it has come.
#[derive(Clone, Copy, Debug)]
pub struct RunResults<'a> {
    pub name: &'a str,
    /// Nothing of a run that was trained elsewhere.
    pub hyperparams: Option<&'a HyperParams>,
    /// What it is, where it was trained elsewhere.
    pub source: Option<&'a str>,
    pub history: &'a History,
    /// The epoch whose weights it has kept.
    pub kept: Option<usize>,
    /// How it stands, in a word or two.
    pub state: &'a str,
    /// How its training has ended, where it has.
    pub outcome: Option<Outcome>,
}

/// Runs as CSV: `run`, a column per hyperparameter in which one of them is not as by default, and then what a study's
/// table has. A run of which no epoch has ended has no row.
pub fn runs_to_csv(runs: &[RunResults]) -> String {
    let defaults = HyperParams::default();
    let is_set = |row: &ParamSpec, run: &RunResults| {
        let params = run.hyperparams.unwrap_or(&defaults);
        (row.applies)(params) && params.get(row) != defaults.get(row)
    };
    let rows = CATALOG.iter().copied().filter(|row| **row != SEED);
    let set: Vec<&ParamSpec> = rows
        .filter(|row| runs.iter().any(|run| is_set(row, run)))
        .collect();
    let heads = set.iter().map(|row| row.key);
    let has_penalties = runs.iter().any(|run| has_penalties(run.history));
    let heads = ["run"].into_iter().chain(heads);
    let heads = heads.chain(columns(has_penalties));
    let mut table = line(&heads.map(str::to_owned).collect::<Vec<_>>());
    for run in runs {
        records(run, &set, has_penalties).for_each(|record| table += &line(&record));
    }
    table
}

fn records<'a>(
    run: &'a RunResults,
    set: &[&ParamSpec],
    has_penalties: bool,
) -> impl Iterator<Item = Vec<String>> + 'a {
    let params = run.hyperparams;
    let value = |row: &&ParamSpec| match params.filter(|params| (row.applies)(params)) {
        Some(params) => field(row, &params.get(row)),
        None => String::new(),
    };
    let values = set.iter().map(value);
    let head: Vec<String> = [inert(run.name)]
        .into_iter()
        .chain(values)
        .chain([params.map_or_else(String::new, |it| it.get(&SEED).to_string())])
        .collect();
    let epochs = run.history.epochs.iter();
    let rows = epochs.map(move |epoch| numbers(epoch, run.kept, has_penalties));
    let diverged = run.outcome.and_then(|it| divergence(it, has_penalties));
    let rows = rows.chain(diverged);
    rows.map(move |row| {
        let (head, state) = (head.iter().cloned(), run.state.to_owned());
        head.chain(row).chain([state]).collect()
    })
}

/// A name as text: spreadsheets take one that begins like a formula for one, unless an apostrophe stands before it
/// ([OWASP on CSV injection](https://owasp.org/www-community/attacks/CSV_Injection)).
fn inert(name: &str) -> String {
    match name.starts_with(['=', '+', '-', '@', '\t', '\'']) {
        true => format!("'{name}"),
        false => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;
    use crate::study::testing::epoch;

    fn results<'a>(
        name: &'a str,
        hyperparams: &'a HyperParams,
        history: &'a History,
    ) -> RunResults<'a> {
        RunResults {
            name,
            hyperparams: Some(hyperparams),
            source: None,
            history,
            kept: Some(2),
            state: "completed",
            outcome: Some(Outcome::Completed),
        }
    }

    #[test]
    fn runs_have_a_row_for_each_epoch_with_what_sets_them_apart() {
        let history = History {
            epochs: vec![epoch(1, 0.8), epoch(2, 0.9)],
            ..History::default()
        };
        let plain = HyperParams::default();
        let sgd = plain.clone().with(&OPTIMIZER, "sgd").with(&MOMENTUM, 0.9);
        let sgd = sgd.with(&SEED, 7.0);
        let csv = runs_to_csv(&[
            results("Run 1", &plain, &history),
            results("steep, with \"momentum\"", &sgd, &history),
        ]);
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(
            lines[0],
            "run,optimizer,momentum,seed,epoch,loss,accuracy,val_loss,val_accuracy,epoch_learning_rate,is_result,outcome"
        );
        assert_eq!(lines.len(), 5);
        assert!(lines[1].starts_with("Run 1,adam,,42,1,"), "{csv}");
        let quoted = "\"steep, with \"\"momentum\"\"\",sgd,0.9,7,2,";
        assert!(lines[4].starts_with(quoted), "{csv}");
        assert!(lines[4].ends_with(",true,completed"), "{csv}");
    }

    #[test]
    fn penalties_have_columns_where_a_run_has_some() {
        let mut history = History {
            epochs: vec![epoch(1, 0.8)],
            ..History::default()
        };
        let params = HyperParams::default();
        let plain = history.clone();
        history.epochs[0].penalty = Some(0.5);
        history.epochs[0].val_penalty = Some(0.25);
        let diverged = RunResults {
            outcome: Some(Outcome::Diverged { epoch: 2, step: 3 }),
            state: "diverged",
            ..results("Run 2", &params, &plain)
        };
        let csv = runs_to_csv(&[results("Run 1", &params, &history), diverged]);
        let lines: Vec<&str> = csv.lines().collect();
        assert!(
            lines[0].ends_with(",epoch_learning_rate,penalty,val_penalty,is_result,outcome"),
            "{csv}"
        );
        assert!(lines[1].ends_with(",0.5,0.25,false,completed"), "{csv}");
        assert!(lines[2].ends_with(",,,false,diverged"), "{csv}");
        assert_eq!(lines[3], "Run 2,42,2,,,,,,,,false,diverged");
        let commas = |line: &&str| line.matches(',').count() == 11;
        assert!(lines.iter().all(commas), "{csv}");
    }

    #[test]
    fn a_run_that_was_trained_elsewhere_has_no_settings() {
        let history = History {
            epochs: vec![epoch(1, 0.8)],
            ..History::default()
        };
        let sgd = HyperParams::default().with(&OPTIMIZER, "sgd");
        let foreign = RunResults {
            hyperparams: None,
            outcome: None,
            state: "trained elsewhere",
            kept: None,
            ..results("history", &sgd, &history)
        };
        let csv = runs_to_csv(&[results("Run 1", &sgd, &history), foreign]);
        let last = csv.lines().last().unwrap();
        assert!(last.starts_with("history,,,1,"), "{csv}");
        assert!(last.ends_with(",trained elsewhere"), "{csv}");
    }

    #[test]
    fn no_name_is_a_formula() {
        let history = History {
            epochs: vec![epoch(1, 0.8)],
            ..History::default()
        };
        let plain = HyperParams::default();
        for name in ["=1+1", "+1", "-1", "@sum", "'quoted"] {
            let csv = runs_to_csv(&[results(name, &plain, &history)]);
            let row = csv.lines().nth(1).unwrap();
            assert!(row.starts_with(&format!("'{name},")), "{row}");
        }
    }

    #[test]
    fn a_run_that_diverged_in_its_first_epoch_has_a_row_without_numbers() {
        let (plain, history) = (HyperParams::default(), History::default());
        let outcome = Some(Outcome::Diverged { epoch: 1, step: 3 });
        let run = RunResults {
            kept: None,
            state: "diverged",
            outcome,
            ..results("Run 1", &plain, &history)
        };
        let csv = runs_to_csv(&[run]);
        assert_eq!(csv.lines().nth(1), Some("Run 1,42,1,,,,,,false,diverged"));
    }
}
