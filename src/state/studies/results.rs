//! The table of a study, and who has won.

use std::cmp::Ordering;

use super::ActiveStudy;
use super::analysis::KnownLead;
use super::lead::lead_text;
use crate::hyperparams::Value;
use crate::metrics::SampleStats;
use crate::state::SortKey;
use crate::state::text;
use crate::study::{Comparison, LeftOut, Summary, Trial, Winner};

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
    /// "0.61 percentage points ahead of n_nodes=64 (…): more than chance."
    pub lead: Option<String>,
}

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
        let [last, best] = match summary.pruned {
            Some(pruned) => pruned.map(Some),
            None => [None, None],
        };
        let value = |value: Option<Value>| value.as_ref().map(Value::to_string).unwrap_or_default();
        ResultRow {
            setting: summary.setting,
            values: varying.map(|row| value(setting.value(row))).collect(),
            final_val_accuracy: reached(summary.final_val_accuracy, last),
            best_val_accuracy: reached(summary.best_val_accuracy, best),
            reported: reported.map(text::percent),
            gap: percent(summary.gap),
            seconds: summary
                .seconds
                .map_or_else(nothing, |spread| text::duration(spread.mean * 1e3)),
            epochs: summary
                .epochs
                .map_or_else(nothing, |spread| format!("{:.0}", spread.mean)),
            outcome: match self.is_paused {
                true => summary.outcome().replace("running", "paused"),
                false => summary.outcome(),
            },
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
                lead: self.lead_of(&winner, label),
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

    /// What became of the leaders that were given more seeds: a sentence, where some were.
    pub fn race_told(&self) -> Option<String> {
        let study = &self.study;
        let label = |setting: usize| study.plan().settings()[setting].label();
        let (ahead, most) = study.leaders()?;
        let told = match study.last_race() {
            None => format!(
                "{} more seeds than the others, up to {most}",
                have(&ahead, label)
            ),
            Some((leaders, [look, of])) => {
                let led = named(leaders, label);
                let looks = format!("look {look} of {of}");
                match (study.has_open_race(), leaders.len()) {
                    (true, _) => {
                        format!("Leaders get more seeds: {led}, {most} each after {looks}")
                    }
                    (false, 0) => format!("No leader is left to compare after {looks}"),
                    (false, 1) => format!(
                        "With {most} seeds, {led} was told from the other leaders at {looks}"
                    ),
                    (false, _) if look < of => {
                        format!("More seeds for {led} were broken off after {looks}")
                    }
                    (false, _) => format!(
                        "With {most} seeds each, {led} are still not told apart after {looks}"
                    ),
                }
            }
        };
        Some(format!(
            "{told}. These seeds are in the study’s file; its link means the study without them."
        ))
    }

    /// What is not compared: a sentence, where there is such.
    pub fn left_out(&self) -> Option<String> {
        let LeftOut {
            one_digit,
            diverged,
            pruned,
        } = self.study.left_out();
        let settings = |count| text::plural(count, "setting");
        let all = [
            (
                one_digit,
                format!(
                    "{} with runs that seem to predict one digit",
                    settings(one_digit)
                ),
            ),
            (
                diverged,
                format!("{} with runs that diverged", settings(diverged)),
            ),
            (pruned, text::plural(pruned, "pruned run")),
        ];
        let said = all.iter().filter(|(count, _)| *count > 0);
        let said: Vec<&str> = said.map(|(_, said)| said.as_str()).collect();
        (!said.is_empty()).then(|| format!("Not compared, and cannot win: {}.", text::list(&said)))
    }

    /// Seeds that both of these will have met, if none of their runs comes to nothing.
    fn seeds_to_come(&self, pair: [usize; 2]) -> usize {
        let may_tell = |trial: &&Trial| trial.result().is_some() || !trial.state.has_ended();
        let seeds = pair.map(|at| self.study.trials_of(at).filter(may_tell).count());
        seeds[0].min(seeds[1])
    }

    fn lead_of(&self, winner: &Winner, label: impl Fn(usize) -> String) -> Option<String> {
        let runner_up = winner.runner_up?;
        let [ahead, behind] = [winner.val_accuracy, runner_up.val_accuracy];
        let known = match ahead.n.min(behind.n) {
            1 => KnownLead::OneSeed {
                of: self.seeds_to_come([winner.setting, runner_up.setting]),
            },
            _ => self.lead([winner.setting, runner_up.setting]),
        };
        let difference = ahead.mean - behind.mean;
        Some(lead_text(difference, &known, &label(runner_up.setting)))
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

/// "a and b have".
fn have(settings: &[usize], label: impl Fn(usize) -> String) -> String {
    let verb = if settings.len() == 1 { "has" } else { "have" };
    format!("{} {verb}", named(settings, label))
}

fn nothing() -> String {
    "–".to_owned()
}

/// Of a setting whose runs were all pruned, what these had come to: "94.10 % (pruned)".
fn reached(result: Option<SampleStats>, pruned: Option<SampleStats>) -> String {
    match (result, pruned) {
        (None, Some(_)) => format!("{} (pruned)", percent(pruned)),
        _ => percent(result),
    }
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
