//! Studies kept in the browser.

use super::{ActiveStudy, Lab, LabEffect, StudyEditor, StudyId};
use crate::study::{Counts, FileError, Study, StudyEvent, StudyFile};

/// A study that is kept, as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptStudy {
    pub id: StudyId,
    pub name: String,
    pub counts: Counts,
    pub is_paused: bool,
    file: StudyFile,
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
    Create {
        id: StudyId,
        /// A study file without events.
        definition: String,
        events: Vec<StudyEvent>,
        paused: bool,
    },
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
    pub(super) fn create(active: &ActiveStudy) -> Self {
        let file = active.file();
        let definition = StudyFile::new(file.plan, Vec::new()).to_json();
        Self::Create {
            id: active.id,
            definition,
            events: file.log,
            paused: active.is_paused,
        }
    }
}

impl KeptStudy {
    fn of(active: &ActiveStudy) -> Self {
        let file = active.file();
        Self {
            id: active.id,
            name: file.plan.definition().name.clone(),
            counts: active.study.counts(),
            is_paused: active.is_paused,
            file,
        }
    }

    fn read(stored: StoredStudy) -> Result<Self, FileError> {
        let definition = StudyFile::from_json(&stored.definition)?;
        // An end that was not written whole is no reason to lose what comes before it.
        let (log, study) = longest_replay(&definition, stored.events);
        Ok(Self {
            id: stored.id,
            name: definition.plan.definition().name.clone(),
            counts: study.counts(),
            is_paused: stored.paused,
            file: StudyFile::new(definition.plan, log),
        })
    }

    pub fn is_finished(&self) -> bool {
        self.counts.ended() == self.counts.all()
    }
}

fn longest_replay(definition: &StudyFile, mut log: Vec<StudyEvent>) -> (Vec<StudyEvent>, Study) {
    let plan = || definition.plan.clone();
    match Study::replay(plan(), &log) {
        Ok(study) => (log, study),
        Err((at, _)) => {
            log.truncate(at);
            let study = Study::replay(plan(), &log).unwrap_or_else(|_| Study::new(plan()));
            (log, study)
        }
    }
}

impl Lab {
    /// Takes in what the browser has kept. The last study, where it was under way when the page was closed, is to
    /// go on.
    pub fn stored(&mut self, stored: Vec<StoredStudy>) -> Vec<LabEffect> {
        self.storage = Storage::Ready;
        let mut effects = Vec::new();
        for study in stored {
            match KeptStudy::read(study) {
                Ok(kept) => self.insert(kept),
                Err(error) => {
                    let notice = format!("A study kept in this browser was left alone: {error}.");
                    effects.push(LabEffect::Notice(notice));
                }
            }
        }
        let last = self
            .kept
            .first()
            .filter(|kept| !kept.is_finished() && !kept.is_paused);
        if let (None, Some(id)) = (&self.active, last.map(|kept| kept.id)) {
            effects.push(LabEffect::Reopen(id));
        }
        effects
    }

    /// Goes on with a study that was under way when the page was closed; unless another one is on the page already.
    pub fn reopen(&mut self, id: StudyId) -> Vec<LabEffect> {
        if self.active.is_some() {
            return vec![LabEffect::LetGo(id)];
        }
        let mut effects = self.open(id);
        effects.push(LabEffect::Announce(
            "The study goes on where it was.".to_owned(),
        ));
        effects
    }

    /// What the browser has of a study by now, where that is more than was known here: another tab may have gone
    /// on with it.
    pub fn refresh(&mut self, stored: StoredStudy) {
        let id = stored.id;
        let known = self.kept.iter().find(|kept| kept.id == id);
        let known = known.map_or(0, |kept| kept.file.log.len());
        if let Ok(kept) = KeptStudy::read(stored)
            && kept.file.log.len() > known
        {
            self.insert(kept);
        }
    }

    /// The browser keeps nothing; the page goes on without.
    pub fn storage_failed(&mut self, reason: &str) -> Vec<LabEffect> {
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

    /// Brings a kept study onto the page, with its settings in the editor; one that is under way is put aside.
    pub fn open(&mut self, id: StudyId) -> Vec<LabEffect> {
        if self.active.as_ref().is_some_and(|active| active.id == id) {
            return Vec::new();
        }
        let Some(kept) = self.kept.iter().find(|kept| kept.id == id).cloned() else {
            return Vec::new();
        };
        let mut effects = self.put_aside();
        let (log, study) = longest_replay(&kept.file, kept.file.log.clone());
        self.editor = StudyEditor {
            quick: self.editor.quick,
            ..StudyEditor::from(study.plan().definition())
        };
        let mut active = ActiveStudy::resumed(id, study, log);
        active.is_paused = kept.is_paused;
        self.active = Some(active);
        effects.extend(self.work());
        effects
    }

    /// Takes a study out of a file onto the page: as it was left, and paused if it was not finished.
    ///
    /// # Errors
    /// Why the file is not taken; nothing has changed then.
    pub fn import(&mut self, text: &str, now_ms: f64) -> Result<Vec<LabEffect>, FileError> {
        let file = StudyFile::from_json(text)?;
        let (log, study) = longest_replay(&file, file.log.clone());
        let mut effects = self.put_aside();
        self.editor = StudyEditor::from(study.plan().definition());
        let mut active = ActiveStudy::resumed(StudyId(now_ms), study, log);
        active.is_paused = !active.study.is_finished();
        effects.push(LabEffect::Hold(active.id));
        effects.push(LabEffect::Store(StoreCommand::create(&active)));
        self.active = Some(active);
        Ok(effects)
    }

    /// Forgets a study.
    pub fn delete(&mut self, id: StudyId) -> Vec<LabEffect> {
        let mut effects = Vec::new();
        if self.active.as_ref().is_some_and(|active| active.id == id) {
            effects.extend(self.put_aside());
        }
        self.kept.retain(|kept| kept.id != id);
        effects.push(LabEffect::Store(StoreCommand::Delete { id }));
        effects
    }

    /// Puts the study, as it stands, into the list.
    pub(super) fn keep(&mut self, active: &ActiveStudy) {
        self.insert(KeptStudy::of(active));
    }

    fn insert(&mut self, study: KeptStudy) {
        self.kept.retain(|kept| kept.id != study.id);
        self.kept.push(study);
        self.kept
            .sort_by(|one, other| other.id.0.total_cmp(&one.id.0));
    }
}
