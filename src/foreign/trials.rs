//! Trials of any tool, and what is plotted and told of them.

use std::collections::HashMap;
use std::fmt::Write as _;

use html_escape::encode_double_quoted_attribute as escaped;

use super::axis::{self, Param, Placed};
use super::found::Study;
use super::metric::are_shares;
use super::text::listed;
use crate::metrics::sorted_by_number;
use crate::protocol::{Plot, PlotResults, PlotRun, PlotSetting, PlotSpan};

#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// "Trial 5".
    pub name: String,
    pub state: &'static str,
    /// NaN where it has none that counts.
    pub score: f64,
    /// When it began and ended, in milliseconds since 1970.
    pub span: Option<(f64, f64)>,
}

/// A study of another tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Trials {
    pub name: String,
    /// What it was read from, as a sentence begins: "Optuna’s data frame".
    pub source: String,
    /// What trials are judged by.
    pub score: String,
    pub is_lower_better: bool,
    pub params: Vec<Param>,
    pub trials: Vec<Trial>,
    /// More sentences.
    pub notes: Vec<String>,
}

/// Hyperparameters that are axes at most; with more a plot is drawn of none of them.
const MOST_AXES: usize = 40;
/// Rows of the table at most.
const MOST_SHOWN: usize = 500;
/// Names that are listed at most.
const MOST_NAMED: usize = 8;

impl Trials {
    /// All that is told of it.
    pub fn study(self, doubts: Vec<Vec<String>>, text: &str) -> Study {
        let mut placed: Vec<Placed> = self.params.iter().filter_map(axis::axis).collect();
        placed.truncate(MOST_AXES);
        let results = self.results(&placed);
        let has_doubts = !doubts.is_empty();
        Study {
            about: self.about(&results),
            axes: placed.iter().map(|it| it.axis.name.clone()).collect(),
            plots: plots(&results).map(Plot::name).collect(),
            doubts,
            text: if has_doubts { text } else { "" }.to_owned(),
            results: results.to_text(),
            table: self.table(),
            name: self.name,
        }
    }

    fn results(&self, placed: &[Placed]) -> PlotResults {
        let (settings, setting_of) = settings(placed, self.trials.len());
        let ends = self.ends();
        let lanes = lanes(&self.trials);
        let mut seeds = vec![0; settings.len()];
        let run = |(at, trial): (usize, &Trial)| {
            let setting = setting_of[at];
            seeds[setting] += 1;
            PlotRun {
                setting,
                seed: seeds[setting] - 1,
                name: trial.name.clone(),
                state: trial.state.to_owned(),
                score: trial.score,
                end: ends[at],
                curve: Vec::new(),
                span: trial
                    .span
                    .zip(lanes[at])
                    .map(|((from_ms, to_ms), worker)| PlotSpan {
                        worker,
                        from_ms,
                        to_ms,
                    }),
            }
        };
        let scores: Vec<f64> = self.trials.iter().map(|trial| trial.score).collect();
        PlotResults {
            name: self.name.clone(),
            score: self.score.clone(),
            is_lower_better: self.is_lower_better,
            is_number: self.is_lower_better || !are_shares(&scores),
            axes: placed.iter().map(|it| it.axis.clone()).collect(),
            settings,
            runs: self.trials.iter().enumerate().map(run).collect(),
            ..PlotResults::default()
        }
    }

    /// The place of each trial in the order of their ends: by the clock, or where that is not known of all, as they stand.
    fn ends(&self) -> Vec<Option<usize>> {
        let has_ended = |trial: &Trial| !["running", "waiting"].contains(&trial.state);
        let ended = (0..self.trials.len()).filter(|at| has_ended(&self.trials[*at]));
        let ended: Vec<usize> = ended.collect();
        let to = |at: &usize| self.trials[*at].span.map_or(f64::NAN, |(_, to)| to);
        let is_timed = ended.iter().all(|at| to(at).is_finite());
        let order = match is_timed {
            true => sorted_by_number(ended, to),
            false => ended,
        };
        let mut ends = vec![None; self.trials.len()];
        for (place, at) in order.into_iter().enumerate() {
            ends[at] = Some(place);
        }
        ends
    }

    fn best(&self) -> Option<&Trial> {
        let sign = if self.is_lower_better { -1.0 } else { 1.0 };
        let scored = self.trials.iter().filter(|trial| trial.score.is_finite());
        scored.reduce(|best, trial| match sign * trial.score > sign * best.score {
            true => trial,
            false => best,
        })
    }

    fn about(&self, results: &PlotResults) -> Vec<String> {
        let count = |state: &str| self.trials.iter().filter(|it| it.state == state).count();
        let states = ["completed", "pruned", "failed", "running", "waiting"];
        let states = states.map(|state| (count(state), state));
        let states = states.iter().filter(|(count, _)| *count > 0);
        let states: Vec<String> = states
            .map(|(count, state)| format!("{count} {state}"))
            .collect();
        let mut about = vec![format!(
            "{}: {} trials, {}.",
            self.source,
            self.trials.len(),
            states.join(", ")
        )];
        about.push(match self.best() {
            Some(best) => format!(
                "The best {}, {}, is that of {}; {} is taken for better.",
                self.score,
                score_text(results, best.score),
                best.name,
                if self.is_lower_better { "less" } else { "more" },
            ),
            None => "No trial has a result.".to_owned(),
        });
        let fixed: Vec<String> = self.params.iter().filter_map(fixed).collect();
        if !fixed.is_empty() {
            about.push(format!(
                "The same in all trials: {}.",
                listed(&fixed, MOST_NAMED)
            ));
        }
        about.extend(self.notes.clone());
        about
    }

    /// The trials, best first, those without a result last.
    fn table(&self) -> String {
        let sign = if self.is_lower_better { 1.0 } else { -1.0 };
        let key = |at: &usize| match self.trials[*at].score {
            score if score.is_finite() => sign * score,
            _ => f64::INFINITY,
        };
        let order = sorted_by_number((0..self.trials.len()).collect(), key);
        let heads = ["Trial", "State", &self.score].map(str::to_owned);
        let heads = heads
            .into_iter()
            .chain(self.params.iter().map(|it| it.name.clone()));
        let mut html = "<table class=\"results-table\"><thead><tr>".to_owned();
        // A string takes everything.
        heads.for_each(|head| _ = write!(html, "<th scope=\"col\">{}</th>", escaped(&head)));
        html += "</tr></thead><tbody>";
        for at in order.into_iter().take(MOST_SHOWN) {
            let trial = &self.trials[at];
            let score = match trial.score.is_finite() {
                true => axis::written(trial.score),
                false => String::new(),
            };
            let cells = [trial.name.clone(), trial.state.to_owned(), score];
            let values = self.params.iter().map(|it| axis::shown(&it.cells[at]));
            html += "<tr>";
            cells
                .into_iter()
                .chain(values)
                .for_each(|it| _ = write!(html, "<td>{}</td>", escaped(&it)));
            html += "</tr>";
        }
        html += "</tbody></table>";
        if self.trials.len() > MOST_SHOWN {
            _ = write!(
                html,
                "<p class=\"help\">The best {MOST_SHOWN} of {}.</p>",
                self.trials.len()
            );
        }
        html
    }
}

fn score_text(results: &PlotResults, score: f64) -> String {
    match results.is_number {
        true => axis::written(score),
        false => format!("{:.2} %", score * 100.0),
    }
}

/// "epochs=10", where all trials have that.
fn fixed(param: &Param) -> Option<String> {
    let first = param.cells.first()?;
    let is_same = !first.is_empty() && param.cells.iter().all(|cell| cell == first);
    is_same.then(|| format!("{}={}", param.name, axis::shown(first)))
}

/// Settings, each once, and which of them each trial is of.
fn settings(placed: &[Placed], trials: usize) -> (Vec<PlotSetting>, Vec<usize>) {
    let mut known: HashMap<Vec<Option<usize>>, usize> = HashMap::new();
    let mut settings = Vec::new();
    let of = |at: usize| {
        let places: Vec<Option<usize>> = placed.iter().map(|it| it.places[at]).collect();
        *known.entry(places.clone()).or_insert_with(|| {
            let value = |(it, place): (&Placed, &Option<usize>)| {
                Some(format!("{}={}", it.axis.name, it.axis.labels[(*place)?]))
            };
            let values = placed.iter().zip(&places).filter_map(value);
            let label = values.collect::<Vec<_>>().join(" ");
            settings.push(PlotSetting { label, places });
            settings.len() - 1
        })
    };
    let setting_of = (0..trials).map(of).collect();
    (settings, setting_of)
}

/// A worker for each trial that is timed: the first that was free when it began.
fn lanes(trials: &[Trial]) -> Vec<Option<u32>> {
    let timed = (0..trials.len()).filter_map(|at| Some((at, trials[at].span?)));
    let mut free: Vec<f64> = Vec::new();
    let mut lanes = vec![None; trials.len()];
    for (at, (from, to)) in sorted_by_number(timed.collect(), |(_, (from, _))| *from) {
        let lane = free.iter().position(|until| *until <= from);
        let lane = lane.unwrap_or_else(|| {
            free.push(0.0);
            free.len() - 1
        });
        free[lane] = to;
        lanes[at] = u32::try_from(lane + 1).ok();
    }
    lanes
}

/// The plots that there are numbers for.
fn plots(results: &PlotResults) -> impl Iterator<Item = Plot> {
    let has_scores = results.runs.iter().any(|run| run.score.is_finite());
    let has_times = results.runs.iter().any(|run| run.span.is_some());
    let has_two = results.axes.len() > 1;
    Plot::ALL.into_iter().filter(move |plot| match plot {
        Plot::History | Plot::Edf => has_scores,
        Plot::Contour | Plot::Rank => has_scores && has_two,
        Plot::Timeline => has_times,
        Plot::Intermediate => false,
    })
}
