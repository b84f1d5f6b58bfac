//! The table of a study, and who has won.

use std::cmp::Ordering;

use super::ActiveStudy;
use crate::hyperparams::Value;
use crate::metrics::Spread;
use crate::state::text;
use crate::study::{Summary, Winner};

/// A setting, as the table shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultRow {
    /// Index in the plan.
    pub setting: usize,
    /// A value for each swept hyperparameter; empty where it means nothing.
    pub values: Vec<String>,
    /// Mean ± standard deviation of the final test accuracy.
    pub final_val_accuracy: String,
    pub best_val_accuracy: String,
    /// What the post reports of it.
    pub reported: Option<String>,
    pub gap: String,
    pub seconds: String,
    pub epochs: String,
    pub outcome: String,
    pub is_winner: bool,
    pub is_dropped: bool,
}

/// What the table is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// The study's own order.
    Setting,
    Final,
    Best,
    Gap,
    Seconds,
    Epochs,
}

/// Who has won, and what to think of it.
#[derive(Clone, Debug, PartialEq)]
pub struct WinnerText {
    pub setting: usize,
    /// "n_nodes=128: 97.73 % ± 0.12 over 3 seeds".
    pub result: String,
    /// "0.12 points ahead of n_nodes=64, 1.4 standard errors: this may well be chance."
    pub lead: Option<String>,
}

/// Standard errors from which on a lead is hardly chance, for as few seeds as studies have.
const CLEAR: f64 = 3.0;
/// Standard errors from which on it is worth a second look.
const LIKELY: f64 = 2.0;

impl ActiveStudy {
    /// A row for each setting, sorted; what has no number comes last either way.
    pub fn results(&self, sort: SortKey, descending: bool) -> Vec<ResultRow> {
        self.first_results(sort, descending, usize::MAX)
    }

    /// The first `most` of [`results`](Self::results): only what is shown is written out.
    pub fn first_results(&self, sort: SortKey, descending: bool, most: usize) -> Vec<ResultRow> {
        let winner = self.study.winner().map(|winner| winner.setting);
        let reported = self.experiment().map(|experiment| experiment.reported);
        let mut summaries = self.study.summaries();
        summaries.sort_by(|one, other| compare(one, other, sort, descending));
        let row = |summary: &Summary| {
            let reported = reported.and_then(|all| all.get(summary.setting));
            self.row(summary, reported.copied(), winner)
        };
        summaries.iter().take(most).map(row).collect()
    }

    fn row(&self, summary: &Summary, reported: Option<f64>, winner: Option<usize>) -> ResultRow {
        let setting = &self.study.plan().settings()[summary.setting];
        let varying = self.study.plan().definition().varying().into_iter();
        let value = |value: Option<Value>| value.as_ref().map(Value::to_string).unwrap_or_default();
        ResultRow {
            setting: summary.setting,
            values: varying.map(|row| value(setting.value(row))).collect(),
            final_val_accuracy: percent(summary.final_val_accuracy),
            best_val_accuracy: percent(summary.best_val_accuracy),
            reported: reported.map(text::percent),
            gap: percent(summary.gap),
            seconds: summary
                .seconds
                .map_or_else(nothing, |spread| text::duration(spread.mean * 1e3)),
            epochs: summary
                .epochs
                .map_or_else(nothing, |spread| format!("{:.0}", spread.mean)),
            outcome: summary.outcome(),
            is_winner: winner == Some(summary.setting),
            is_dropped: self.study.is_dropped(summary.setting),
        }
    }

    /// The winner so far.
    pub fn winner(&self) -> Option<WinnerText> {
        let winner = self.study.winner()?;
        let label = |setting: usize| self.study.plan().settings()[setting].label();
        let n = text::plural(winner.val_accuracy.n, "seed");
        let result = format!(
            "{}: {} over {n}",
            label(winner.setting),
            percent(Some(winner.val_accuracy))
        );
        let lead = lead(&winner, label);
        Some(WinnerText {
            setting: winner.setting,
            result,
            lead,
        })
    }
}

fn lead(winner: &Winner, label: impl Fn(usize) -> String) -> Option<String> {
    let runner_up = winner.runner_up?;
    let points = runner_up.difference * 100.0;
    let ahead = format!("{points:.2} points ahead of {}", label(runner_up.setting));
    Some(match runner_up.standard_errors {
        None => {
            format!("{ahead}. One seed tells nothing of chance: add seeds before you believe it.")
        }
        Some(errors) => format!(
            "{ahead}, {errors:.1} standard errors: {}.",
            judgement(errors)
        ),
    })
}

fn judgement(errors: f64) -> &'static str {
    match errors {
        errors if errors >= CLEAR => "hardly chance",
        errors if errors >= LIKELY => "probably more than chance",
        _ => "this may well be chance",
    }
}

fn nothing() -> String {
    "–".to_owned()
}

/// "97.73 % ± 0.12"; a single run has no spread.
fn percent(spread: Option<Spread>) -> String {
    match spread {
        None => nothing(),
        Some(Spread { mean, sd, n }) if n > 1 => {
            format!("{} ± {:.2}", text::percent(mean), sd * 100.0)
        }
        Some(Spread { mean, .. }) => text::percent(mean),
    }
}

fn compare(one: &Summary, other: &Summary, sort: SortKey, descending: bool) -> Ordering {
    match (number(one, sort), number(other, sort)) {
        (Some(one), Some(other)) if descending => other.total_cmp(&one),
        (Some(one), Some(other)) => one.total_cmp(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

fn number(summary: &Summary, sort: SortKey) -> Option<f64> {
    let mean = |spread: Option<Spread>| spread.map(|spread| spread.mean);
    match sort {
        SortKey::Setting => Some(summary.setting as f64),
        SortKey::Final => mean(summary.final_val_accuracy),
        SortKey::Best => mean(summary.best_val_accuracy),
        SortKey::Gap => mean(summary.gap),
        SortKey::Seconds => mean(summary.seconds),
        SortKey::Epochs => mean(summary.epochs),
    }
}
