//! Studies saved in the browser.

use super::{
    ActiveStudy, SavedStudy, Storage, StoreCommand, StoredStudy, Studies, StudyEditor, StudyId,
};
use crate::hyperparams::HyperParams;
use crate::state::{Attempt, Effect, PageEvent, State};
use crate::study::{FileError, Study, StudyFile};

impl State {
    /// What the browser has of a study by now: another tab may have gone on with it. Where it has only a beginning of
    /// what is known here, it is given the rest.
    pub fn refresh_study(&mut self, stored: StoredStudy) -> Vec<Effect> {
        let Ok(stored) = SavedStudy::read(stored) else {
            return Vec::new();
        };
        let saved = &self.studies.saved;
        let known = saved.iter().find(|saved| saved.id == stored.id);
        let log = &stored.file.log;
        match known {
            Some(known) if known.file.log == *log => Vec::new(),
            Some(known) if known.file.log.starts_with(log) => {
                vec![Effect::Store(StoreCommand::create(known.clone()))]
            }
            _ => {
                self.studies.insert(stored);
                Vec::new()
            }
        }
    }

    /// The browser has nothing of a study that is known here, since another tab has deleted it: it is kept anew.
    pub fn restore_study(&self, id: StudyId) -> Vec<Effect> {
        let known = self
            .studies
            .saved
            .iter()
            .find(|kept| kept.id == id)
            .cloned();
        let restored = known.map(|kept| Effect::Store(StoreCommand::restore(kept)));
        restored.into_iter().collect()
    }

    /// The browser does not keep any more of these studies; the page goes on without.
    pub fn storage_failed(&mut self, reason: &str, studies: &[StudyId]) {
        let lost = studies
            .iter()
            .filter(|id| self.studies.is_saved(**id))
            .copied();
        let lost: Vec<StudyId> = lost.collect();
        self.studies.unsaved.extend(lost);
        if matches!(self.studies.storage, Storage::Off { .. }) {
            return;
        }
        self.studies.storage = Storage::Off {
            reason: reason.to_owned(),
        };
        let said = format!(
            "This browser cannot save studies ({reason}). Everything else works; export what you want to keep."
        );
        self.notices.fail(Attempt::Keep, said);
    }

    /// The browser did not delete a study.
    pub fn study_undeleted(&mut self, reason: &str) {
        self.notify(format!(
            "This browser did not delete the study ({reason}): it will be back when the page is reloaded."
        ));
    }

    /// Brings a kept study onto the page, with its settings in the editor; one that is under way is put aside.
    pub fn open_study(&mut self, id: StudyId) -> Vec<Effect> {
        if self
            .studies
            .active
            .as_ref()
            .is_some_and(|active| active.id == id)
        {
            return Vec::new();
        }
        let Some(kept) = self
            .studies
            .saved
            .iter()
            .find(|kept| kept.id == id)
            .cloned()
        else {
            return Vec::new();
        };
        let is_awaited = self.studies.is_awaited(id);
        let mut effects = self.make_room();
        let mut active = self.show(id, kept.file);
        effects.extend(self.fill_form(base_of(&active)));
        effects.extend(active.requeue());
        active.is_paused = kept.is_paused;
        self.studies.active = Some(active);
        if is_awaited {
            effects.extend(self.set_paused(false));
            self.studies.follow_active(true);
        }
        effects.extend(self.tell_if_open(PageEvent::study_begin));
        effects.extend(self.work());
        effects
    }

    /// Takes a study out of a file onto the page: as it was left, and paused if it was not finished.
    ///
    /// # Errors
    /// Why the file is not taken; nothing has changed then.
    pub fn import_study(&mut self, text: &str, id: StudyId) -> Result<Vec<Effect>, FileError> {
        Ok(self.take_study_file(StudyFile::from_json(text)?, id))
    }

    /// The same with a file that has been read.
    pub fn take_study_file(&mut self, file: StudyFile, id: StudyId) -> Vec<Effect> {
        let mut effects = self.make_room();
        let mut active = self.show(id, file);
        effects.extend(self.fill_form(base_of(&active)));
        // Kept as a whole, and so with this.
        active.requeue();
        active.is_paused = !active.study.is_finished();
        effects.push(Effect::Lock(active.id));
        effects.push(Effect::Store(StoreCommand::create(SavedStudy::of(&active))));
        self.studies.active = Some(active);
        effects.extend(self.tell_if_open(PageEvent::study_begin));
        effects
    }

    /// A study out of its file, with its settings in the editor.
    fn show(&mut self, id: StudyId, file: StudyFile) -> ActiveStudy {
        let (study, log) = Study::heal(file.plan, file.log);
        self.studies.editor = StudyEditor {
            quick: self.studies.editor.quick,
            seeds: study.seeds().to_string(),
            ..StudyEditor::from(study.plan().definition())
        };
        ActiveStudy::resumed(id, study, log)
    }

    /// Forgets a study, and offers to bring it back.
    pub fn delete_study(&mut self, id: StudyId) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self
            .studies
            .active
            .as_ref()
            .is_some_and(|active| active.id == id)
        {
            effects.extend(self.put_aside());
        }
        self.remember_study(id);
        self.studies.saved.retain(|kept| kept.id != id);
        self.studies.unsaved.retain(|unkept| *unkept != id);
        effects.push(Effect::Store(StoreCommand::Delete { id }));
        effects
    }
}

impl Studies {
    /// Puts the study, as it stands, into the list.
    pub(super) fn save(&mut self, active: &ActiveStudy) {
        self.insert(SavedStudy::of(active));
    }

    /// Newest first; of those begun at the same time, the one that came last.
    pub(super) fn insert(&mut self, study: SavedStudy) {
        self.saved.retain(|kept| kept.id != study.id);
        let begun = study.id.begun_ms();
        let newer = |kept: &SavedStudy| kept.id.begun_ms() > begun;
        self.saved.insert(self.saved.partition_point(newer), study);
    }
}

fn base_of(active: &ActiveStudy) -> HyperParams {
    active.study.plan().definition().base.clone()
}
