//! Which study is on the page again after a reload.

use super::{Purpose, SavedStudy, Storage, StoredStudy, Studies, StudyId};
use crate::state::{Effect, State};
use crate::study::FileError;

impl Studies {
    /// Remembers which study was on the page when it was reloaded: it is to be there again.
    pub fn expect(&mut self, id: StudyId) {
        self.expected = Some(id);
    }

    /// The study that was on the page; else the last that was under way when its page was closed.
    fn to_go_on_with(&self) -> Option<StudyId> {
        let mut saved = self.saved.iter();
        let was_there = saved.find(|saved| Some(saved.id) == self.expected);
        // One that was put aside or imported is paused; what is not was being trained.
        let was_under_way = || self.saved.iter().find(|saved| saved.is_under_way());
        Some(was_there.or_else(was_under_way)?.id)
    }
}

impl State {
    /// Takes in what the browser has stored.
    pub fn take_stored(&mut self, stored: Vec<StoredStudy>) -> Vec<Effect> {
        self.take_saved(stored.into_iter().map(SavedStudy::read))
    }

    /// The same with studies that have been read, which takes a while of each that is large.
    pub fn take_saved(
        &mut self,
        read: impl IntoIterator<Item = Result<SavedStudy, FileError>>,
    ) -> Vec<Effect> {
        self.studies.storage = Storage::Ready;
        for study in read {
            match study {
                Ok(saved) => self.studies.insert(saved),
                Err(error) => {
                    self.notify(format!(
                        "A study kept in this browser was left alone: {error}."
                    ));
                }
            }
        }
        match (&self.studies.active, self.studies.to_go_on_with()) {
            (None, Some(id)) => vec![Effect::Read(id, Purpose::GoOn)],
            _ => Vec::new(),
        }
    }

    /// Goes on with a study that was under way when the page was closed, or shows again what was on the page; unless
    /// another one is there already.
    pub fn go_on_with_study(&mut self, id: StudyId) -> Vec<Effect> {
        if self.studies.active.is_some() {
            return vec![Effect::Unlock(id)];
        }
        let saved = self.studies.saved.iter().find(|saved| saved.id == id);
        if saved.is_some_and(SavedStudy::is_under_way) {
            let mut effects = self.open_study(id);
            effects.push(Effect::Announce(
                "The study goes on where it was.".to_owned(),
            ));
            return effects;
        }
        self.show_again(id)
    }

    /// Opens a study that nothing is trained of. What was to be next is in the address: it stays in the form, and in the
    /// editor unless that is blank.
    fn show_again(&mut self, id: StudyId) -> Vec<Effect> {
        let (form, editor) = (self.form.clone(), self.studies.editor.clone());
        let mut effects = self.open_study(id);
        effects.extend(self.fill_form(form.hyperparams().clone()));
        if !editor.is_blank() {
            self.studies.editor = editor;
        }
        effects
    }
}
