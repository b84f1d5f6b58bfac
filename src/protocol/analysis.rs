//! What the page asks the analyst of a study's results, and what it answers.

use serde::{Deserialize, Serialize};

use super::DrawQuestion;

/// All that is asked of a study's results at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Question {
    pub importance: Option<ImportanceQuestion>,
    pub lead: Option<LeadQuestion>,
    pub leaders: Option<LeadersQuestion>,
    pub draw: Option<DrawQuestion>,
}

/// How much of the variance of results does each hyperparameter explain?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportanceQuestion {
    /// Of each hyperparameter its value in all runs.
    pub columns: Vec<Vec<f64>>,
    /// What the runs came to.
    pub target: Vec<f64>,
}

/// Is one setting's lead over another more than chance?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeadQuestion {
    /// Of each setting that might have been the winner, what its runs came to, each with its seed.
    pub settings: Vec<Vec<(u32, f64)>>,
    /// Who leads, of these.
    pub winner: usize,
    /// Over whom.
    pub runner_up: usize,
    /// How often these results were to be looked at, to give leaders more seeds: the chance of an error is shared by all
    /// looks. 0 counts as 1.
    pub looks: usize,
}

/// Which settings are not told from the best?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeadersQuestion {
    /// Of each setting what its runs came to, each with its seed.
    pub settings: Vec<Vec<(u32, f64)>>,
    /// As in [`LeadQuestion`].
    pub looks: usize,
}

/// What the analyst says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The share of the variance that each hyperparameter explains, 0 to 1, in the order of the question, and its standard
    /// deviation over the trees that say so; none where nothing can be told.
    pub shares: Vec<(f64, f64)>,
    /// What two hyperparameters explain together beyond what each explains by itself: the places of the two, the share and
    /// its standard deviation.
    pub pairs: Vec<Vec<f64>>,
    /// Pairs that were not looked at.
    pub pairs_left_out: usize,
    /// Nothing where nothing was asked.
    pub lead: Option<Lead>,
    /// The places of the settings that are not told from the best, best first; none where none was asked for.
    pub leaders: Vec<usize>,
    /// The points that are to be tried next, with a coordinate on each axis; none where none was asked for.
    pub points: Vec<Vec<f64>>,
}

/// One setting's lead over another, as of the results that were asked about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// How much higher the winner's mean is.
    pub difference: f64,
    /// What to think of it, to be read after "0.61 percentage points ahead of n_nodes=64": " (paired over 5 seeds, df
    /// 4; …): more than chance." As words, because to read the numbers and to write them out is much for a page.
    pub verdict: String,
}
