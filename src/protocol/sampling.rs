//! What the analyst is asked where a study's sampler learns from results, and knows nothing of hyperparameters: numbers
//! go in and numbers come out.

use serde::{Deserialize, Serialize};

/// Which settings are to be tried next?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawQuestion {
    /// The study's.
    pub seed: u32,
    pub axes: Vec<Axis>,
    /// All settings so far, in the order in which they were tried, as points: a coordinate on each axis, and nothing
    /// where that means nothing in this setting.
    pub points: Vec<Vec<Option<f64>>>,
    /// Those of them that have come to something, best first.
    pub ranking: Vec<usize>,
    /// How many points are asked for.
    pub count: usize,
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
