//! What the analyst is asked where a study's sampler learns from results, and knows nothing of hyperparameters: numbers
//! go in and numbers come out.

use serde::{Deserialize, Serialize};

/// Which settings are to be tried next?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawQuestion {
    pub learner: Learner,
    /// The study's.
    pub seed: u32,
    pub axes: Vec<Axis>,
    /// All settings so far, in the order in which they were tried, as points: a coordinate on each axis, and nothing
    /// where that means nothing in this setting.
    pub points: Vec<Vec<Option<f64>>>,
    /// Those of them that have come to something, best first.
    pub ranking: Vec<usize>,
    /// What the first of the ranking have come to, more being better; the others of it fell behind or failed. None where
    /// the learner goes by the ranking alone.
    pub scores: Vec<f64>,
    /// How the settings were asked for; nothing where that does not matter to the learner.
    pub rounds: Option<Rounds>,
    /// How many points are asked for, each drawn with care.
    pub count: usize,
    /// How many more, in case some of those are of no use.
    pub spare: usize,
}

/// Settings that were drawn together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rounds {
    /// Settings before the first round.
    pub startup: usize,
    /// Settings of a round.
    pub size: usize,
}

/// How a sampler learns from results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Learner {
    /// The tree-structured Parzen estimator.
    Tpe,
    /// A Gaussian process, and the improvement that it lets expect.
    Gp,
    /// The covariance matrix adaptation evolution strategy.
    CmaEs,
}

impl Learner {
    pub const ALL: [Self; 3] = [Self::Tpe, Self::Gp, Self::CmaEs];

    /// Its name in links and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tpe => "tpe",
            Self::Gp => "gp",
            Self::CmaEs => "cma_es",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|learner| learner.name() == name)
    }

    /// Whether it looks at what settings came to, and not only at which came to more.
    pub fn goes_by_scores(self) -> bool {
        self == Self::Gp
    }

    /// Whether it matters to it which settings were drawn together.
    pub fn goes_by_rounds(self) -> bool {
        self == Self::CmaEs
    }
}

/// The values of one hyperparameter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Axis {
    /// One of so many, told by its place from 0; none is nearer to another than to a third.
    Choice { choices: usize },
    /// From `low` to `high`, both included: evenly, or evenly in the exponent; any number, or whole ones.
    Range {
        low: f64,
        high: f64,
        log: bool,
        whole: bool,
    },
}
