//! What settings were asked for.

use super::StudyId;

/// An answer that comes when there are other settings or runs by then is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrawTicket {
    pub(super) study: StudyId,
    pub(super) changes: u32,
    pub(super) settings: usize,
    pub(super) runs: usize,
}
