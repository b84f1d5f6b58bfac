//! Leaders under way to more seeds than the others have.

/// A race, as its last look left it.
#[derive(Clone, Debug, PartialEq)]
pub struct Race {
    /// Those that led, in the plan's order.
    pub settings: Vec<usize>,
    /// Those that were compared with each other: they have met the same seeds. None where the study has been changed or
    /// has grown since.
    pub compared: Vec<usize>,
    /// Seeds that each of the settings is to have.
    pub seeds: usize,
    /// Number of the last look, from 1.
    pub look: usize,
    /// Looks that it was to have.
    pub of: usize,
    pub is_over: bool,
}
