//! What the browser is told to store, and what becomes of it where something could not be.

use super::StudyId;
use crate::study::StudyEvent;

/// Whether studies can be kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Storage {
    Opening,
    Ready,
    /// Why not.
    Off {
        reason: String,
    },
}

/// What the browser is to keep; a study is its definition and its log.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreCommand {
    /// All of a study, in place of what there may be of it.
    Create {
        id: StudyId,
        /// A study file without events.
        definition: String,
        events: Vec<StudyEvent>,
        paused: bool,
    },
    /// All of a study, unless there is something of it.
    Restore(StoredStudy),
    Append {
        id: StudyId,
        event: StudyEvent,
    },
    SetPaused {
        id: StudyId,
        paused: bool,
    },
    Delete {
        id: StudyId,
    },
}

/// A study as the browser has kept it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredStudy {
    pub id: StudyId,
    pub definition: String,
    pub paused: bool,
    pub events: Vec<StudyEvent>,
}

impl StoreCommand {
    /// The study that it is about.
    pub fn study(&self) -> StudyId {
        match self {
            Self::Create { id, .. }
            | Self::Append { id, .. }
            | Self::SetPaused { id, .. }
            | Self::Delete { id } => *id,
            Self::Restore(study) => study.id,
        }
    }
}

/// What a saved study is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Show it.
    Open,
    /// Go on with it, since it was under way when the page was closed.
    GoOn,
    Delete,
}

/// What is still to be written, where something could not be: of a log with a hole, what comes after the hole is of no
/// use. Deleting goes on.
#[derive(Debug, Default)]
pub struct Writer {
    /// Why something could not be written.
    failure: Option<String>,
    /// Studies of which something was not written, and that nobody was told of yet.
    lost: Vec<StudyId>,
    told: Vec<StudyId>,
}

impl Writer {
    /// From now on nothing new is written, for this reason, which is given back.
    pub fn fail(&mut self, reason: String) -> String {
        self.failure = Some(reason.clone());
        reason
    }

    /// The commands that are to be carried out.
    pub fn sift(&mut self, batch: Vec<StoreCommand>) -> Vec<StoreCommand> {
        if self.failure.is_none() {
            return batch;
        }
        let is_deletion = |command: &StoreCommand| matches!(command, StoreCommand::Delete { .. });
        let (deletions, lost): (Vec<_>, Vec<_>) = batch.into_iter().partition(is_deletion);
        // What is deleted and then brought back is lost anew.
        for study in deletions.iter().map(StoreCommand::study) {
            self.told.retain(|told| *told != study);
        }
        for study in lost.iter().map(StoreCommand::study) {
            if !self.told.contains(&study) {
                self.told.push(study);
                self.lost.push(study);
            }
        }
        deletions
    }

    /// The studies that are no longer kept since this was asked last, with the reason.
    pub fn losses(&mut self) -> Option<(String, Vec<StudyId>)> {
        let lost = std::mem::take(&mut self.lost);
        let reason = self.failure.clone().filter(|_| !lost.is_empty())?;
        Some((reason, lost))
    }
}
