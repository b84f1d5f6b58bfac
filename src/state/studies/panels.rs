//! Small multiples: a panel per setting, laid out as the study was defined.

use super::ActiveStudy;
use crate::hyperparams::Value;
use crate::metrics::{EpochMetrics, History, SampleStats};
use crate::study::{Plan, Sampler, Study, Summary, Trial, TrialState};

/// What a panel shows of its setting, but for the curves themselves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Panel {
    /// Index in the plan.
    pub setting: usize,
    /// Rises whenever anything of it changes, its title included.
    pub revision: u64,
    /// Whether nothing more is trained of it.
    pub is_dropped: bool,
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

impl ActiveStudy {
    /// A panel for each setting, in the plan's order. Asked for whenever anything has changed, so nothing is written
    /// here that only some of a thousand need.
    pub fn panels(&self) -> Vec<Panel> {
        let summaries = self.study.summaries();
        let least = least_of_the_best(&summaries);
        let winner = self.study.winner().map(|winner| winner.setting);
        let settings = 0..self.study.plan().settings().len();
        settings
            .map(|setting| Panel {
                setting,
                revision: self.revision(setting),
                is_dropped: self.study.is_dropped(setting),
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
    means.sort_by(f64::total_cmp);
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
pub enum Ending {
    Pruned,
    Diverged,
    Failed,
    EarlyStopped,
}

/// Where runs of a setting ended otherwise than at their last epoch: how, after how many epochs, and the test
/// accuracy there.
pub fn endings(study: &Study, setting: usize) -> Vec<(Ending, usize, Option<f64>)> {
    let trials = study.trials_of(setting);
    let ended = trials.filter_map(|trial| Some((ending(trial)?, trial)));
    ended
        .map(|(ending, trial)| (ending, trial.epochs(), trial.val_accuracy(trial.epochs())))
        .collect()
}

fn ending(trial: &Trial) -> Option<Ending> {
    use crate::metrics::Outcome;
    match trial.state {
        TrialState::Pruned => Some(Ending::Pruned),
        TrialState::Failed { .. } => Some(Ending::Failed),
        TrialState::Complete {
            outcome: Outcome::Diverged { .. },
        } => Some(Ending::Diverged),
        TrialState::Complete {
            outcome: Outcome::EarlyStopped { .. },
        } => Some(Ending::EarlyStopped),
        _ => None,
    }
}
