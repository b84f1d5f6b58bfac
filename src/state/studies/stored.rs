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

/// What a page that is left now has changed in vain, unless it is kept elsewhere until the page is there again: studies that
/// are to be written as a whole, and what they are called and noted.
#[derive(Debug, Default)]
pub struct Unwritten {
    /// Each with how many times it is on its way.
    studies: Vec<(StoredStudy, usize)>,
    descriptions: Vec<(Description, usize)>,
}

/// A study, and its definition with what it is called by now.
type Description = (StudyId, String);

impl Unwritten {
    /// A command that is on its way.
    pub fn send(&mut self, command: &StoreCommand) {
        match command {
            StoreCommand::Create {
                id,
                definition,
                events,
                paused,
            } => {
                let study = StoredStudy {
                    id: *id,
                    definition: definition.clone(),
                    paused: *paused,
                    events: events.clone(),
                };
                send(&mut self.studies, study, |it| it.id);
                // It has them.
                self.descriptions.retain(|((of, _), _)| of != id);
            }
            StoreCommand::Describe { id, definition } => {
                let description = (*id, definition.clone());
                send(&mut self.descriptions, description, |it| it.0);
            }
            StoreCommand::Restore(_)
            | StoreCommand::Append { .. }
            | StoreCommand::SetPaused { .. }
            | StoreCommand::Delete { .. } => {}
        }
    }

    /// One that has arrived, or never will.
    pub fn arrive(&mut self, command: &StoreCommand) {
        let of = command.study();
        match command {
            StoreCommand::Create { .. } => arrive(&mut self.studies, |it| it.id == of),
            StoreCommand::Describe { .. } => arrive(&mut self.descriptions, |it| it.0 == of),
            StoreCommand::Restore(_)
            | StoreCommand::Append { .. }
            | StoreCommand::SetPaused { .. }
            | StoreCommand::Delete { .. } => {}
        }
    }

    /// What is to be kept elsewhere, as text; nothing where all is written.
    pub fn to_keep(&self) -> Option<String> {
        let studies: Vec<&StoredStudy> = self.studies.iter().map(|(study, _)| study).collect();
        let descriptions = self.descriptions.iter().map(|(it, _)| it);
        let descriptions: Vec<&Description> = descriptions.collect();
        let is_written = studies.is_empty() && descriptions.is_empty();
        let text = || serde_json::to_string(&(studies, descriptions)).ok();
        (!is_written).then(text).flatten()
    }

    /// What is to be written of a text that [`to_keep`](Self::to_keep) gave; nothing of any other.
    pub fn kept(text: &str) -> Vec<StoreCommand> {
        let kept: (Vec<StoredStudy>, Vec<Description>) =
            serde_json::from_str(text).unwrap_or_default();
        let create = |study: StoredStudy| StoreCommand::Create {
            id: study.id,
            definition: study.definition,
            events: study.events,
            paused: study.paused,
        };
        let describe = |(id, definition)| StoreCommand::Describe { id, definition };
        let studies = kept.0.into_iter().map(create);
        studies.chain(kept.1.into_iter().map(describe)).collect()
    }
}

/// Puts something onto its way, in place of what there was of the same study.
fn send<T>(on_way: &mut Vec<(T, usize)>, what: T, of: impl Fn(&T) -> StudyId) {
    match on_way.iter_mut().find(|(it, _)| of(it) == of(&what)) {
        Some(known) => *known = (what, known.1 + 1),
        None => on_way.push((what, 1)),
    }
}

fn arrive<T>(on_way: &mut Vec<(T, usize)>, is_it: impl Fn(&T) -> bool) {
    for (_, times) in on_way.iter_mut().filter(|(it, _)| is_it(it)) {
        *times -= 1;
    }
    on_way.retain(|(_, times)| *times > 0);
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

    #[test]
    fn what_a_study_is_called_is_kept_until_it_is_written() {
        let describe = |id: u32, definition: &str| StoreCommand::Describe {
            id: create(id, "").study(),
            definition: definition.to_owned(),
        };
        let mut unwritten = Unwritten::default();
        let (mine, changed) = (describe(1, "mine"), describe(1, "changed"));
        for command in [&create(2, "first"), &mine, &changed, &describe(2, "other")] {
            unwritten.send(command);
        }
        unwritten.arrive(&mine);
        let kept = Unwritten::kept(&unwritten.to_keep().unwrap());
        assert_eq!(
            kept,
            [create(2, "first"), changed.clone(), describe(2, "other")]
        );
        // Written as a whole it has its name, and is none of those.
        unwritten.send(&create(1, "whole"));
        let kept = Unwritten::kept(&unwritten.to_keep().unwrap());
        let whole = create(1, "whole");
        assert_eq!(kept, [create(2, "first"), whole, describe(2, "other")]);
        unwritten.arrive(&changed);
        unwritten.arrive(&create(2, "first"));
        unwritten.arrive(&create(1, "whole"));
        unwritten.arrive(&describe(2, "other"));
        assert_eq!(unwritten.to_keep(), None);
    }
}
