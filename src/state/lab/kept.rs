//! Studies kept in the browser.

use super::{ActiveStudy, Lab, LabEffect, StudyEditor, StudyId};
use crate::hyperparams::HyperParams;
use crate::state::PageEvent;
use crate::study::{Counts, FileError, Study, StudyEvent, StudyFile};

/// A study that is kept, as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptStudy {
    pub id: StudyId,
    pub name: String,
    pub counts: Counts,
    pub is_paused: bool,
    pub(super) file: StudyFile,
}

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

    pub(super) fn create(study: KeptStudy) -> Self {
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

    /// The way back from a deletion. What another tab has kept of the study since then is not overwritten.
    pub(super) fn restore(study: KeptStudy) -> Self {
        Self::Restore(study.into())
    }
}

impl From<KeptStudy> for StoredStudy {
    fn from(study: KeptStudy) -> Self {
        Self {
            id: study.id,
            definition: StudyFile::new(study.file.plan, Vec::new()).to_json(),
            paused: study.is_paused,
            events: study.file.log,
        }
    }
}

/// What is still to be written, where something could not be: of a log with a hole, what comes after the hole is of no
/// use. Deleting goes on.
#[derive(Debug, Default)]
pub struct Keeper {
    /// Why something could not be written.
    failure: Option<String>,
    /// Studies of which something was not written, and that nobody was told of yet.
    lost: Vec<StudyId>,
    told: Vec<StudyId>,
}

impl Keeper {
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

impl KeptStudy {
    pub(super) fn of(active: &ActiveStudy) -> Self {
        let file = active.file();
        Self {
            id: active.id,
            name: file.plan.definition().name.clone(),
            counts: active.study.counts(),
            is_paused: active.is_paused,
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
            counts: study.counts(),
            is_paused: stored.paused,
            file,
        })
    }

    /// Whether it was being trained when its page was closed.
    pub(super) fn is_under_way(&self) -> bool {
        !self.is_finished() && !self.is_paused
    }

    pub fn is_finished(&self) -> bool {
        self.counts.ended() == self.counts.all()
    }
}

impl Lab {
    /// What the browser has of a study by now: another tab may have gone on with it. Where it has only a beginning of
    /// what is known here, it is given the rest.
    pub fn refresh(&mut self, stored: StoredStudy) -> Vec<LabEffect> {
        let Ok(stored) = KeptStudy::read(stored) else {
            return Vec::new();
        };
        let known = self.kept.iter().find(|kept| kept.id == stored.id);
        let log = &stored.file.log;
        match known {
            Some(known) if known.file.log == *log => Vec::new(),
            Some(known) if known.file.log.starts_with(log) => {
                vec![LabEffect::Store(StoreCommand::create(known.clone()))]
            }
            _ => {
                self.insert(stored);
                Vec::new()
            }
        }
    }

    /// The browser has nothing of a study that is known here, since another tab has deleted it: it is kept anew.
    pub fn restore(&self, id: StudyId) -> Vec<LabEffect> {
        let known = self.kept.iter().find(|kept| kept.id == id).cloned();
        let restored = known.map(|kept| LabEffect::Store(StoreCommand::restore(kept)));
        restored.into_iter().collect()
    }

    /// The browser does not keep any more of these studies; the page goes on without.
    pub fn storage_failed(&mut self, reason: &str, studies: &[StudyId]) -> Vec<LabEffect> {
        let lost = studies.iter().filter(|id| self.is_kept(**id)).copied();
        let lost: Vec<StudyId> = lost.collect();
        self.unkept.extend(lost);
        if matches!(self.storage, Storage::Off { .. }) {
            return Vec::new();
        }
        self.storage = Storage::Off {
            reason: reason.to_owned(),
        };
        vec![LabEffect::Notice(format!(
            "This browser does not keep studies ({reason}). Everything else works; export what you want to keep."
        ))]
    }

    /// The browser did not delete a study.
    pub fn undeleted(reason: &str) -> Vec<LabEffect> {
        vec![LabEffect::Notice(format!(
            "This browser did not delete the study ({reason}): it will be there again when the page is opened anew."
        ))]
    }

    /// Brings a kept study onto the page, with its settings in the editor; one that is under way is put aside.
    pub fn open(&mut self, id: StudyId) -> Vec<LabEffect> {
        if self.active.as_ref().is_some_and(|active| active.id == id) {
            return Vec::new();
        }
        let Some(kept) = self.kept.iter().find(|kept| kept.id == id).cloned() else {
            return Vec::new();
        };
        let mut effects = self.make_room();
        let mut active = self.show(id, kept.file);
        effects.push(LabEffect::FillForm(base_of(&active)));
        effects.extend(active.requeue());
        active.is_paused = kept.is_paused;
        self.active = Some(active);
        effects.extend(self.tell_if_open(PageEvent::study_begin));
        effects.extend(self.work());
        effects
    }

    /// Takes a study out of a file onto the page: as it was left, and paused if it was not finished.
    ///
    /// # Errors
    /// Why the file is not taken; nothing has changed then.
    pub fn import(&mut self, text: &str, id: StudyId) -> Result<Vec<LabEffect>, FileError> {
        Ok(self.take_file(StudyFile::from_json(text)?, id))
    }

    /// The same with a file that has been read.
    pub fn take_file(&mut self, file: StudyFile, id: StudyId) -> Vec<LabEffect> {
        let mut effects = self.make_room();
        let mut active = self.show(id, file);
        effects.push(LabEffect::FillForm(base_of(&active)));
        // Kept as a whole, and so with this.
        active.requeue();
        active.is_paused = !active.study.is_finished();
        effects.push(LabEffect::Hold(active.id));
        effects.push(LabEffect::Store(StoreCommand::create(KeptStudy::of(
            &active,
        ))));
        self.active = Some(active);
        effects.extend(self.tell_if_open(PageEvent::study_begin));
        effects
    }

    /// A study out of its file, with its settings in the editor.
    fn show(&mut self, id: StudyId, file: StudyFile) -> ActiveStudy {
        let (study, log) = Study::heal(file.plan, file.log);
        self.editor = StudyEditor {
            quick: self.editor.quick,
            ..StudyEditor::from(study.plan().definition())
        };
        ActiveStudy::resumed(id, study, log)
    }

    /// Forgets a study, and offers to bring it back.
    pub fn delete(&mut self, id: StudyId) -> Vec<LabEffect> {
        let mut effects = Vec::new();
        if self.active.as_ref().is_some_and(|active| active.id == id) {
            effects.extend(self.put_aside());
        }
        effects.extend(self.remember(id));
        self.kept.retain(|kept| kept.id != id);
        self.unkept.retain(|unkept| *unkept != id);
        effects.push(LabEffect::Store(StoreCommand::Delete { id }));
        effects
    }

    /// Puts the study, as it stands, into the list.
    pub(super) fn keep(&mut self, active: &ActiveStudy) {
        self.insert(KeptStudy::of(active));
    }

    /// Newest first; of those begun at the same time, the one that came last.
    pub(super) fn insert(&mut self, study: KeptStudy) {
        self.kept.retain(|kept| kept.id != study.id);
        self.kept.insert(0, study);
        self.kept
            .sort_by(|one, other| other.id.begun_ms().total_cmp(&one.id.begun_ms()));
    }
}

fn base_of(active: &ActiveStudy) -> HyperParams {
    active.study.plan().definition().base.clone()
}
