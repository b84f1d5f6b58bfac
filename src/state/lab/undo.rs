//! The way back from a deletion.

use super::{Lab, LabEffect, StoreCommand, StudyId};

impl Lab {
    /// Remembers a study that is about to be forgotten, and offers to bring it back.
    pub(super) fn remember(&mut self, id: StudyId) -> Option<LabEffect> {
        let study = self.kept.iter().find(|kept| kept.id == id)?;
        let notice = format!("The study “{}” was deleted.", study.name);
        self.thrown = Some(study.clone());
        Some(LabEffect::OfferUndo(notice))
    }

    /// Brings back the study that was deleted last, into the list and into the browser's database; unless another tab
    /// has it there again.
    pub fn undo_delete(&mut self) -> Vec<LabEffect> {
        let Some(study) = self.thrown.take() else {
            return Vec::new();
        };
        let restore = StoreCommand::restore(study.clone());
        let said = format!("The study “{}” is back.", study.name);
        self.insert(study);
        vec![LabEffect::Store(restore), LabEffect::Announce(said)]
    }
}
