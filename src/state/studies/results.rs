//! The table of a study, and who has won.

use std::cmp::Ordering;

use super::ActiveStudy;
use crate::hyperparams::Value;
use crate::metrics::SampleStats;
use crate::state::SortKey;
use crate::state::text;
use crate::study::{Chance, Comparison, ENOUGH_SEEDS, RunnerUp, Summary};

/// A setting, as the table shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultRow {
    /// Index in the plan.
    pub setting: usize,
    /// A value for each swept hyperparameter; empty where it means nothing.
    pub values: Vec<String>,
    /// Mean ± standard deviation of the final validation accuracy.
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

/// Who has won, and what to think of it.
#[derive(Clone, Debug, PartialEq)]
pub struct WinnerText {
    /// Of settings that are equally good, the first.
    pub setting: usize,
    /// Whether others are as good, so that nobody has won.
    pub is_tied: bool,
    /// "n_nodes=128: 97.73 % ± 0.12 over 3 seeds".
    pub result: String,
    /// "0.12 points ahead of n_nodes=64, p = 0.27 (Welch’s t-test, 7.9 degrees of freedom): this may well be chance."
    pub lead: Option<String>,
}

/// Below this, a lead is unlikely to be chance.
const CLEAR: f64 = 0.01;
/// Below this, it is worth a second look.
const LIKELY: f64 = 0.05;
/// Settings that are named of those that are equally good.
const MOST_NAMED: usize = 4;

impl ActiveStudy {
    /// A row for each setting, sorted; what has no number comes last either way.
    pub fn results(&self, sort: SortKey, descending: bool) -> Vec<ResultRow> {
        self.first_results(sort, descending, usize::MAX)
    }

    /// The first `most` of [`results`](Self::results): only what is shown is written out.
    pub fn first_results(&self, sort: SortKey, descending: bool, most: usize) -> Vec<ResultRow> {
        let winner = self.study.winner().map(|winner| winner.setting);
        // The post's numbers are of the test set.
        let experiment = self.experiment.filter(|_| self.held_out() == "test");
        let reported = experiment.and_then(|it| it.reported_for(self.study.plan().definition()));
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

    /// The winner so far, or those that are equally good.
    pub fn winner(&self) -> Option<WinnerText> {
        let label = |setting: usize| self.study.plan().settings()[setting].label();
        let over = |spread: SampleStats| {
            let n = text::plural(spread.n, "seed");
            format!("{} over {n}", percent(Some(spread)))
        };
        Some(match self.study.comparison()? {
            Comparison::Winner(winner) => WinnerText {
                setting: winner.setting,
                is_tied: false,
                result: format!("{}: {}", label(winner.setting), over(winner.val_accuracy)),
                lead: winner.runner_up.map(|runner_up| lead(&runner_up, label)),
            },
            Comparison::Tie(tie) => WinnerText {
                setting: tie.settings[0],
                is_tied: true,
                result: format!(
                    "{}: {}",
                    named(&tie.settings, label),
                    over(tie.val_accuracy)
                ),
                lead: Some(if tie.is_identical { SAME } else { LEVEL }.to_owned()),
            },
        })
    }
}

const SAME: &str = "Their runs are identical, epoch by epoch: what tells them apart has no effect on these \
    numbers, so none of them wins.";
const LEVEL: &str = "Their means are equal although their runs differ, so none of them wins.";

/// "a, b, c, d and 3 more".
fn named(settings: &[usize], label: impl Fn(usize) -> String) -> String {
    let named = settings.iter().take(MOST_NAMED).map(|at| label(*at));
    let mut named: Vec<String> = named.collect();
    if settings.len() > MOST_NAMED {
        named.push(format!("{} more", settings.len() - MOST_NAMED));
    }
    text::list(&named.iter().map(String::as_str).collect::<Vec<_>>())
}

fn lead(runner_up: &RunnerUp, label: impl Fn(usize) -> String) -> String {
    let points = runner_up.difference * 100.0;
    let ahead = format!("{points:.2} points ahead of {}", label(runner_up.setting));
    match runner_up.chance {
        Chance::Unknown { seeds: 1 } => {
            format!("{ahead}. One seed says nothing about chance: add seeds before you believe it.")
        }
        Chance::Unknown { seeds } => {
            let missing = text::plural(ENOUGH_SEEDS - seeds, "more seed");
            format!(
                "{ahead}. {seeds} seeds are too few to rule out chance: add {missing} to test it."
            )
        }
        Chance::Tested(welch) => {
            let found = match welch.p {
                p if p < 0.001 => "p < 0.001".to_owned(),
                p => format!("p = {p:.*}", if p < 0.1 { 3 } else { 2 }),
            };
            // Where nothing varies there are none.
            let df = if welch.df.is_nan() {
                String::new()
            } else {
                format!(", {:.1} degrees of freedom", welch.df)
            };
            let judgement = judgement(welch.p);
            format!("{ahead}, {found} (Welch’s t-test{df}): {judgement}.")
        }
    }
}

fn judgement(p: f64) -> &'static str {
    match p {
        p if p < CLEAR => "unlikely to be chance",
        p if p < LIKELY => "probably more than chance",
        _ => "this may well be chance",
    }
}

fn nothing() -> String {
    "–".to_owned()
}

/// "97.73 % ± 0.12"; a single run has no spread.
pub(super) fn percent(spread: Option<SampleStats>) -> String {
    match spread {
        None => nothing(),
        Some(SampleStats { mean, sd, n }) if n > 1 => {
            format!("{} ± {:.2}", text::percent(mean), sd * 100.0)
        }
        Some(SampleStats { mean, .. }) => text::percent(mean),
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
    let mean = |spread: Option<SampleStats>| spread.map(|spread| spread.mean);
    match sort {
        SortKey::Setting => Some(summary.setting as f64),
        SortKey::Final => mean(summary.final_val_accuracy),
        SortKey::Best => mean(summary.best_val_accuracy),
        SortKey::Gap => mean(summary.gap),
        SortKey::Seconds => mean(summary.seconds),
        SortKey::Epochs => mean(summary.epochs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Welch;

    fn said(chance: Chance) -> String {
        let runner_up = RunnerUp {
            setting: 1,
            difference: 0.0012,
            chance,
        };
        let said = lead(&runner_up, |setting| format!("l2={setting}"));
        let rest = said.strip_prefix("0.12 points ahead of l2=1");
        rest.expect("the lead comes first").to_owned()
    }

    #[test]
    fn a_few_seeds_are_told_what_is_missing_and_get_no_verdict() {
        assert_eq!(
            said(Chance::Unknown { seeds: 2 }),
            ". 2 seeds are too few to rule out chance: add 3 more seeds to test it."
        );
        assert!(said(Chance::Unknown { seeds: 4 }).contains("add 1 more seed to test it"));
        assert!(said(Chance::Unknown { seeds: 1 }).starts_with(". One seed says nothing"));
    }

    #[test]
    fn enough_seeds_are_told_the_test_and_what_it_means() {
        let tested = |p: f64, df: f64| said(Chance::Tested(Welch { t: 2.0, df, p }));
        assert_eq!(
            tested(0.272, 7.94),
            ", p = 0.27 (Welch’s t-test, 7.9 degrees of freedom): this may well be chance."
        );
        assert!(
            tested(0.031, 8.0).contains("p = 0.031")
                && tested(0.031, 8.0).contains("probably more")
        );
        assert!(
            tested(1e-9, 8.0).contains("p < 0.001")
                && tested(1e-9, 8.0).contains("unlikely to be chance")
        );
        // Nothing varies.
        assert_eq!(
            tested(0.0, f64::NAN),
            ", p < 0.001 (Welch’s t-test): unlikely to be chance."
        );
    }
}
