//! A study that is saved, and its way to the browser's database and back.

use super::{ActiveStudy, StoreCommand, StoredStudy, StudyId};
use crate::state::text;
use crate::study::{Counts, FileError, Study, StudyFile};

/// A study that is saved, as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedStudy {
    pub id: StudyId,
    pub name: String,
    /// What somebody has noted of it.
    pub note: String,
    pub counts: Counts,
    pub is_paused: bool,
    /// Whether nothing is left to train.
    pub is_finished: bool,
    /// Whether somebody has ended it before all its runs were trained.
    pub is_stopped: bool,
    pub(super) file: StudyFile,
}

impl SavedStudy {
    pub(super) fn of(active: &ActiveStudy) -> Self {
        let file = active.file();
        Self {
            id: active.id,
            name: file.plan.definition().name.clone(),
            note: file.plan.definition().note.clone(),
            counts: active.study.counts(),
            is_paused: active.is_paused,
            is_finished: active.study.is_finished(),
            is_stopped: active.is_stopped(),
            file,
        }
    }

    /// Reads what the browser has kept.
    ///
    /// # Errors
    /// What is wrong with its definition.
    pub fn read(stored: StoredStudy) -> Result<Self, FileError> {
        let file = StudyFile::from_kept(&stored.definition, stored.events)?;
        let (mut study, _) = Study::heal(file.plan.clone(), file.log.clone());
        study.interrupt();
        Ok(Self {
            id: stored.id,
            name: file.plan.definition().name.clone(),
            note: file.plan.definition().note.clone(),
            counts: study.counts(),
            is_paused: stored.paused,
            is_finished: study.is_finished(),
            is_stopped: study.was_stopped(&file.log),
            file,
        })
    }

    /// Whether it was being trained when its page was closed.
    pub(super) fn is_under_way(&self) -> bool {
        !self.is_finished && !self.is_paused
    }

    /// "3 of 9 runs, stopped".
    pub fn standing(&self) -> String {
        let state = match self.is_finished {
            true if self.is_stopped => "stopped",
            true => "finished",
            false => "not finished",
        };
        format!(
            "{}, {state}",
            text::runs_trained(self.counts, self.is_stopped)
        )
    }
}

impl StoreCommand {
    pub(super) fn create(study: SavedStudy) -> Self {
        let StoredStudy {
            id,
            definition,
            paused,
            events,
        } = study.into();
        Self::Create {
            id,
            definition,
            events,
            paused,
        }
    }

    /// The way back from a deletion. What another tab has stored of the study since then is not overwritten.
    pub(super) fn restore(study: SavedStudy) -> Self {
        Self::Restore(study.into())
    }
}

impl From<SavedStudy> for StoredStudy {
    fn from(study: SavedStudy) -> Self {
        Self {
            id: study.id,
            definition: StudyFile::new(study.file.plan, Vec::new()).to_json(),
            paused: study.is_paused,
            events: study.file.log,
        }
    }
}
