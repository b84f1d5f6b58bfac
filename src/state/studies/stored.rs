//! What the browser is told to store, and what becomes of it where something could not be.

use serde::{Deserialize, Serialize};

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
    /// What it is called has changed, and nothing else of its definition.
    Describe {
        id: StudyId,
        definition: String,
    },
    Delete {
        id: StudyId,
    },
}

/// A study as the browser has kept it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
            | Self::Describe { id, .. }
            | Self::Delete { id } => *id,
            Self::Restore(study) => study.id,
        }
    }
}

/// Studies that are to be written as a whole and are not yet. A page that is left now has changed them in vain, unless they
/// are kept elsewhere until it is there again.
#[derive(Debug, Default)]
pub struct Unwritten {
    /// Each with how many times it is on its way.
    studies: Vec<(StoredStudy, usize)>,
}

impl Unwritten {
    /// A command that is on its way.
    pub fn send(&mut self, command: &StoreCommand) {
        let StoreCommand::Create {
            id,
            definition,
            events,
            paused,
        } = command
        else {
            return;
        };
        let study = StoredStudy {
            id: *id,
            definition: definition.clone(),
            paused: *paused,
            events: events.clone(),
        };
        match self.studies.iter_mut().find(|(it, _)| it.id == *id) {
            Some(known) => *known = (study, known.1 + 1),
            None => self.studies.push((study, 1)),
        }
    }

    /// One that has arrived, or never will.
    pub fn arrive(&mut self, command: &StoreCommand) {
        if let StoreCommand::Create { id, .. } = command {
            for (_, times) in self.studies.iter_mut().filter(|(it, _)| it.id == *id) {
                *times -= 1;
            }
            self.studies.retain(|(_, times)| *times > 0);
        }
    }

    /// What is to be kept elsewhere, as text; nothing where all is written.
    pub fn to_keep(&self) -> Option<String> {
        let studies: Vec<&StoredStudy> = self.studies.iter().map(|(study, _)| study).collect();
        let text = || serde_json::to_string(&studies).ok();
        (!studies.is_empty()).then(text).flatten()
    }

    /// What is to be written of a text that [`to_keep`](Self::to_keep) gave; nothing of any other.
    pub fn kept(text: &str) -> Vec<StoreCommand> {
        let studies: Vec<StoredStudy> = serde_json::from_str(text).unwrap_or_default();
        let create = |study: StoredStudy| StoreCommand::Create {
            id: study.id,
            definition: study.definition,
            events: study.events,
            paused: study.paused,
        };
        studies.into_iter().map(create).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn create(id: u32, definition: &str) -> StoreCommand {
        StoreCommand::Create {
            id: StudyId::new(f64::from(id), 1),
            definition: definition.to_owned(),
            events: vec![StudyEvent::SeedsSet { seeds: 2 }],
            paused: false,
        }
    }

    #[test]
    fn a_study_that_is_on_its_way_is_kept_as_it_was_sent_last() {
        let mut unwritten = Unwritten::default();
        assert_eq!(unwritten.to_keep(), None);
        let (first, changed) = (create(1, "first"), create(1, "changed"));
        for command in [&first, &create(2, "other"), &changed] {
            unwritten.send(command);
        }
        let delete = StoreCommand::Delete { id: first.study() };
        unwritten.send(&delete);
        unwritten.arrive(&first);
        let kept = Unwritten::kept(&unwritten.to_keep().unwrap());
        assert_eq!(kept, [changed.clone(), create(2, "other")]);
        unwritten.arrive(&changed);
        unwritten.arrive(&create(2, "other"));
        assert_eq!(unwritten.to_keep(), None);
        assert_eq!(Unwritten::kept("no JSON"), []);
    }
}
