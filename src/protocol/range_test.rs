//! What a learning-rate range test has come to.

use serde::{Deserialize, Serialize};

/// The answer to [`TrainerCommand::TestRates`](super::TrainerCommand::TestRates), as somebody reads it: to write numbers and
/// to draw is much for a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeAnswer {
    /// Rates as a field takes them: the proposed one, and the lower and the upper end of a range; none where nothing can
    /// be proposed.
    pub proposed: Vec<String>,
    /// The loss over the rate, as an SVG.
    pub svg: String,
    /// What came of it and why: sentences.
    pub explanation: String,
}
