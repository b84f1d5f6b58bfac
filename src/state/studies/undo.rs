//! The way back from a deletion.

use super::{StoreCommand, StudyId};
use crate::state::notices::MOST_UNDONE;
use crate::state::{Effect, NoticeAction, State};

impl State {
    /// Remembers a study that is about to be forgotten, and offers to bring it back.
    pub(super) fn remember_study(&mut self, id: StudyId) {
        if let Some(study) = self.studies.saved.iter().find(|saved| saved.id == id) {
            let thrown = &mut self.studies.thrown;
            // What is no longer offered is gone.
            if !self.notices.offers(NoticeAction::UndoDeleteStudy) {
                thrown.clear();
            } else if thrown.len() == MOST_UNDONE {
                thrown.remove(0);
            }
            thrown.push(study.clone());
            self.offer_study();
        }
    }

    /// Offers the study that was deleted last.
    fn offer_study(&mut self) {
        let last = self.studies.thrown.last();
        let notice = last.map(|study| format!("The study “{}” was deleted.", study.name));
        self.notices.offer(notice, NoticeAction::UndoDeleteStudy);
    }

    /// Brings back the study that was deleted last, into the list and into the browser's database, unless another tab
    /// has it there again; and offers the one before.
    pub fn undo_delete_study(&mut self) -> Vec<Effect> {
        let thrown = self.studies.thrown.pop();
        self.offer_study();
        let Some(study) = thrown else {
            return Vec::new();
        };
        let restore = StoreCommand::restore(study.clone());
        let said = format!("The study “{}” is back.", study.name);
        self.studies.insert(study);
        vec![Effect::Store(restore), Effect::Announce(said)]
    }
}
