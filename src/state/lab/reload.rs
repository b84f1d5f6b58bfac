//! Which study is on the page again after a reload.

use super::{KeptStudy, Lab, LabEffect, StoredStudy, StudyId};
use crate::study::FileError;

use super::Storage;

impl Lab {
    /// Remembers which study was on the page when it was reloaded: it is to be there again.
    pub fn expect(&mut self, id: StudyId) {
        self.expected = Some(id);
    }

    /// Takes in what the browser has kept.
    pub fn stored(&mut self, stored: Vec<StoredStudy>) -> Vec<LabEffect> {
        self.take_in(stored.into_iter().map(KeptStudy::read))
    }

    /// The same with studies that have been read, which takes a while of each that is large.
    pub fn take_in(
        &mut self,
        read: impl IntoIterator<Item = Result<KeptStudy, FileError>>,
    ) -> Vec<LabEffect> {
        self.storage = Storage::Ready;
        let mut effects = Vec::new();
        for study in read {
            match study {
                Ok(kept) => self.insert(kept),
                Err(error) => {
                    let notice = format!("A study kept in this browser was left alone: {error}.");
                    effects.push(LabEffect::Notice(notice));
                }
            }
        }
        if let (None, Some(id)) = (&self.active, self.to_reopen()) {
            effects.push(LabEffect::Reopen(id));
        }
        effects
    }

    /// The study that was on the page; else the last that was under way when its page was closed.
    fn to_reopen(&self) -> Option<StudyId> {
        let was_there = self.kept.iter().find(|kept| Some(kept.id) == self.expected);
        // One that was put aside or imported is paused; what is not was being trained.
        let was_under_way = || self.kept.iter().find(|kept| kept.is_under_way());
        Some(was_there.or_else(was_under_way)?.id)
    }

    /// Goes on with a study that was under way when the page was closed, or shows again what was on the page; unless
    /// another one is there already.
    pub fn reopen(&mut self, id: StudyId) -> Vec<LabEffect> {
        if self.active.is_some() {
            return vec![LabEffect::LetGo(id)];
        }
        let kept = self.kept.iter().find(|kept| kept.id == id);
        if kept.is_some_and(KeptStudy::is_under_way) {
            let mut effects = self.open(id);
            effects.push(LabEffect::Announce(
                "The study goes on where it was.".to_owned(),
            ));
            return effects;
        }
        self.show_again(id)
    }

    /// Opens a study that nothing is trained of. What was to be next is in the address: it stays in the form, and in the
    /// editor unless that is blank.
    fn show_again(&mut self, id: StudyId) -> Vec<LabEffect> {
        let editor = self.editor.clone();
        let mut effects = self.open(id);
        effects.retain(|effect| !matches!(effect, LabEffect::FillForm(_)));
        if !editor.is_blank() {
            self.editor = editor;
        }
        effects
    }
}
