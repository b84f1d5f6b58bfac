//! How large a study may be.

/// Runs of a study at most.
pub const MOST_RUNS: usize = 1000;
/// Characters of a name at most.
pub const MOST_NAME: usize = 80;
/// Characters of a note at most.
pub const MOST_NOTE: usize = 1000;
/// Values of a list, and points of a range, at most; a grid of more is a mistake.
pub(super) const MOST_VALUES: usize = MOST_RUNS;
/// Seeds per setting at most.
pub const MOST_SEEDS: usize = 20;
