//! What was asked for of a study's results.

use super::StudyId;

/// An answer that comes when there are other settings or runs by then is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrawTicket {
    pub(super) study: StudyId,
    pub(super) changes: u32,
    pub(super) settings: usize,
    pub(super) runs: usize,
    /// Whether it was asked who leads, and not for settings.
    pub(super) is_of_leaders: bool,
    /// Whether leaders were given more seeds then: somebody may have ended that.
    pub(super) is_in_race: bool,
}
