//! Small multiples: a panel per setting, laid out as the study was defined.

use std::ops::Range;

use super::ActiveStudy;
use crate::hyperparams::Value;
use crate::metrics::{EpochMetrics, History, SampleStats, sort_numbers};
use crate::study::{Plan, Sampler, Study, Summary, Trial, TrialState};

/// What a panel shows of its setting, but for the curves themselves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PanelState {
    /// Index in the plan.
    pub setting: usize,
    /// Rises whenever anything of it changes, its title included.
    pub revision: u64,
    /// Whether nothing more is trained of it.
    pub is_dropped: bool,
    /// Whether none of its runs is left to train.
    pub has_ended: bool,
    pub is_winner: bool,
    /// The best few, by mean final accuracy, that stand out, with those that are as good.
    pub is_top: bool,
}

/// Rows and columns of panels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridShape {
    /// 0 lets the panels flow.
    pub columns: usize,
    pub column_heads: Vec<String>,
    pub row_heads: Vec<String>,
}

/// How many settings stand out from the rest.
const TOP: usize = 3;
/// Columns beyond which a grid's panels would be too small to read.
const MOST_COLUMNS: usize = 6;

/// Rows of a figure of all panels at most.
const MOST_ROWS: usize = 40;
/// Panels side by side on paper, where they may flow.
const ON_PAPER: usize = 4;
/// Panels that are made in one task.
const PORTION: usize = 100;

/// Two swept hyperparameters in a whole grid are its rows and columns; other panels flow.
pub fn shape(plan: &Plan) -> GridShape {
    let definition = plan.definition();
    let flowing = GridShape {
        columns: 0,
        column_heads: Vec::new(),
        row_heads: Vec::new(),
    };
    let ([rows, columns], Sampler::Grid) = (definition.space.as_slice(), &definition.sampler)
    else {
        return flowing;
    };
    let is_whole = plan.settings().len() == rows.len() * columns.len();
    if !is_whole || columns.len() > MOST_COLUMNS {
        return flowing;
    }
    let heads = |one: &crate::study::Distribution| {
        one.tidied_grid()
            .iter()
            .map(|value: &Value| format!("{}={value}", one.row.key))
            .collect()
    };
    GridShape {
        columns: columns.len(),
        column_heads: heads(columns),
        row_heads: heads(rows),
    }
}

impl PanelState {
    /// Whether it is to be seen before all others: the winner's, and the one that is pointed at.
    pub fn stands_out(&self, hovered: Option<usize>) -> bool {
        self.is_winner || hovered == Some(self.setting)
    }

    /// Whether it is dimmed, unless it stands out: while somebody looks for the best ones, or at one of them.
    pub fn steps_back(&self, hovered: Option<usize>, best_only: bool) -> bool {
        self.is_dropped || (!self.is_top && (best_only || hovered.is_some()))
    }
}

impl GridShape {
    /// The same in one picture of all panels: a grid of too many rows flows instead, or no canvas would hold it.
    pub fn in_figure(self) -> Self {
        match self.row_heads.len() {
            ..=MOST_ROWS => self,
            _ => Self::default(),
        }
    }

    /// Its rows on paper, which is turned between them: each is a grid of its own, and the first has the heads of
    /// the columns.
    pub fn on_paper(&self, panels: usize) -> Vec<Self> {
        let columns = if self.columns == 0 {
            ON_PAPER
        } else {
            self.columns
        };
        let row = |at: usize| Self {
            columns,
            column_heads: match at {
                0 => self.column_heads.clone(),
                _ => Vec::new(),
            },
            row_heads: self.row_heads.get(at).cloned().into_iter().collect(),
        };
        (0..panels.div_ceil(columns)).map(row).collect()
    }
}

/// The next panels that are made in one task, once so many of all are there: a thousand at once would keep the page
/// from everything else.
pub fn next_panels(made: usize, all: usize) -> Range<usize> {
    made.min(all)..all.min(made.saturating_add(PORTION))
}

impl ActiveStudy {
    /// A panel for each setting, in the plan's order. Asked for whenever anything has changed, so nothing is written
    /// here that only some of a thousand need.
    pub fn panels(&self) -> Vec<PanelState> {
        let summaries = self.study.summaries();
        let least = least_of_the_best(&summaries);
        let winner = self.study.winner().map(|winner| winner.setting);
        let settings = 0..self.study.plan().settings().len();
        settings
            .map(|setting| PanelState {
                setting,
                revision: self.revision(setting),
                is_dropped: self.study.is_dropped(setting),
                has_ended: self.study.trials_of(setting).all(|it| it.state.has_ended()),
                is_winner: winner == Some(setting),
                is_top: mean(&summaries[setting]).is_some_and(|mean| mean >= least),
            })
            .collect()
    }

    /// A panel's title, as the post has them: `n_layers=2 n_nodes=128 val_acc=0.9773`.
    pub fn title(&self, setting: usize) -> String {
        title(&self.study, setting)
    }
}

fn mean(summary: &Summary) -> Option<f64> {
    summary.final_val_accuracy.map(|spread| spread.mean)
}

/// The mean that a setting needs to be among the best; several may share it.
fn least_of_the_best(summaries: &[Summary]) -> f64 {
    let mut means: Vec<f64> = summaries.iter().filter_map(mean).collect();
    sort_numbers(&mut means);
    let at = means.len().saturating_sub(TOP);
    means.get(at).copied().unwrap_or(f64::NAN)
}

fn title(study: &Study, setting: usize) -> String {
    let label = study.plan().settings()[setting].label();
    let mean_of = |pick: fn(&Trial) -> Option<&EpochMetrics>| {
        let epochs = study.trials_of(setting).filter_map(pick);
        Some(SampleStats::of(epochs.map(|epoch| epoch.val_accuracy))).filter(|spread| spread.n > 0)
    };
    // As the table has it: a seed that is half trained would lower the mean of those that are.
    match mean_of(Trial::result).or_else(|| mean_of(Trial::latest)) {
        Some(spread) => full_title(&label, spread.mean),
        None => label,
    }
}

fn full_title(label: &str, val_accuracy: f64) -> String {
    format!("{label} val_acc={val_accuracy:.4}")
}

/// As wide as the panels' titles will be once they have a result, so that their room can be kept.
pub fn full_titles(plan: &Plan) -> Vec<String> {
    let settings = plan.settings().iter();
    settings
        .map(|setting| full_title(&setting.label(), 0.0))
        .collect()
}

/// What is drawn of a setting: every run that has begun.
pub fn histories(study: &Study, setting: usize) -> Vec<&History> {
    let begun = study.trials_of(setting).filter(|trial| trial.epochs() > 0);
    begun.map(|trial| &trial.history).collect()
}

/// How a run ended, where its curve is to say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlyEnd {
    Pruned,
    Diverged,
    Failed,
    EarlyStopped,
}

/// Where runs of a setting ended otherwise than at their last epoch: how, after how many epochs, and the test
/// accuracy there.
pub fn early_ends(study: &Study, setting: usize) -> Vec<(EarlyEnd, usize, Option<f64>)> {
    let trials = study.trials_of(setting);
    let ended = trials.filter_map(|trial| Some((early_end(trial)?, trial)));
    ended
        .map(|(end, trial)| (end, trial.epochs(), trial.val_accuracy(trial.epochs())))
        .collect()
}

fn early_end(trial: &Trial) -> Option<EarlyEnd> {
    use crate::metrics::Outcome;
    match trial.state {
        TrialState::Pruned => Some(EarlyEnd::Pruned),
        TrialState::Failed { .. } => Some(EarlyEnd::Failed),
        TrialState::Complete {
            outcome: Outcome::Diverged { .. },
        } => Some(EarlyEnd::Diverged),
        TrialState::Complete {
            outcome: Outcome::EarlyStopped { .. },
        } => Some(EarlyEnd::EarlyStopped),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PANEL: PanelState = PanelState {
        setting: 1,
        revision: 0,
        is_dropped: false,
        has_ended: false,
        is_winner: false,
        is_top: false,
    };

    #[test]
    fn a_panel_steps_back_while_somebody_looks_at_another_or_for_the_best() {
        let top = PanelState {
            is_top: true,
            ..PANEL
        };
        for (hovered, best_only) in [(Some(0), false), (Some(0), true), (None, true)] {
            assert!(PANEL.steps_back(hovered, best_only));
            assert!(!top.steps_back(hovered, best_only));
        }
        assert!(!PANEL.steps_back(None, false));
        let is_dropped = true;
        assert!(PanelState { is_dropped, ..top }.steps_back(None, false));
    }

    #[test]
    fn the_winner_and_the_panel_that_is_pointed_at_stand_out() {
        assert!(PANEL.stands_out(Some(1)));
        assert!(!PANEL.stands_out(Some(0)) && !PANEL.stands_out(None));
        let is_winner = true;
        assert!(PanelState { is_winner, ..PANEL }.stands_out(Some(0)));
    }

    fn heads(of: &str, count: usize) -> Vec<String> {
        (0..count).map(|at| format!("{of}={at}")).collect()
    }

    fn grid(rows: usize, columns: usize) -> GridShape {
        GridShape {
            columns,
            column_heads: heads("column", columns),
            row_heads: heads("row", rows),
        }
    }

    #[test]
    fn a_grid_of_more_rows_than_a_canvas_holds_flows_in_a_figure() {
        assert_eq!(grid(MOST_ROWS, 3).in_figure(), grid(MOST_ROWS, 3));
        assert_eq!(grid(MOST_ROWS + 1, 3).in_figure(), GridShape::default());
    }

    #[test]
    fn paper_has_the_heads_of_columns_once_and_each_row_its_own() {
        let rows = grid(2, 3).on_paper(6);
        let head = |row: &GridShape| (row.columns, row.column_heads.len(), row.row_heads.clone());
        let expected = [(3, 3, "row=0"), (3, 0, "row=1")];
        let expected = expected.map(|(wide, heads, row)| (wide, heads, vec![row.to_owned()]));
        assert_eq!(rows.iter().map(head).collect::<Vec<_>>(), expected);
        let flowing = GridShape::default().on_paper(ON_PAPER * 2 + 1);
        assert_eq!(flowing.len(), 3);
        assert!(flowing.iter().all(|row| row.columns == ON_PAPER));
        assert!(GridShape::default().on_paper(0).is_empty());
    }

    #[test]
    fn panels_are_made_in_portions_until_all_are_there() {
        let mut made = 0;
        let mut portions = Vec::new();
        while made < 250 {
            let next = next_panels(made, 250);
            assert_eq!(next.start, made);
            portions.push(next.len());
            made = next.end;
        }
        assert_eq!(portions, [100, 100, 50]);
        assert!(next_panels(250, 250).is_empty() && next_panels(9, 3).is_empty());
    }
}
