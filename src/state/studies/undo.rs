//! The way back from a deletion.

use super::{StoreCommand, StudyId};
use crate::state::{Effect, NoticeAction, State};

impl State {
    /// Remembers a study that is about to be forgotten, and offers to bring it back.
    pub(super) fn remember_study(&mut self, id: StudyId) {
        if let Some(study) = self.studies.saved.iter().find(|saved| saved.id == id) {
            let notice = format!("The study “{}” was deleted.", study.name);
            self.studies.thrown = Some(study.clone());
            self.notices.offer(notice, NoticeAction::UndoDeleteStudy);
        }
    }

    /// Brings back the study that was deleted last, into the list and into the browser's database; unless another tab
    /// has it there again.
    pub fn undo_delete_study(&mut self) -> Vec<Effect> {
        self.notices.dismiss_all(NoticeAction::UndoDeleteStudy);
        let Some(study) = self.studies.thrown.take() else {
            return Vec::new();
        };
        let restore = StoreCommand::restore(study.clone());
        let said = format!("The study “{}” is back.", study.name);
        self.studies.insert(study);
        vec![Effect::Store(restore), Effect::Announce(said)]
    }
}
