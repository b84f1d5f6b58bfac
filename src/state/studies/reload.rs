//! Which study is on the page again after a reload.

use super::{Intent, SavedStudy, Storage, StoredStudy, Studies, StudyId};
use crate::state::{Attempt, Effect, State};
use crate::study::{FileError, Plan, StudyError};

impl Studies {
    /// Remembers which study was on the page when it was reloaded: it is to be there again.
    pub fn expect(&mut self, id: StudyId) {
        self.expected = Some(id);
    }

    fn was_there(&self) -> Option<StudyId> {
        let mut saved = self.saved.iter();
        Some(saved.find(|saved| Some(saved.id) == self.expected)?.id)
    }
}

impl State {
    /// The study that was on the page; else the last that was under way when its page was closed, unless the link
    /// asks for another one: who follows a link is to find what it names.
    fn to_go_on_with(&self) -> Option<StudyId> {
        let was_under_way = || {
            let asked = self.plan_of_link();
            // One that was put aside or imported is paused; what is not was being trained.
            let mut under_way = self
                .studies
                .saved
                .iter()
                .filter(|saved| saved.is_under_way());
            let found = under_way.find(|saved| {
                let trains_as = |plan: &Plan| plan.trains_as(&saved.file.plan);
                asked
                    .as_ref()
                    .is_none_or(|plan| plan.as_ref().is_ok_and(trains_as))
            });
            Some(found?.id)
        };
        self.studies.was_there().or_else(was_under_way)
    }

    /// The study that the link names, if it names one: what stands in the editor before anybody has touched it.
    fn plan_of_link(&self) -> Option<Result<Plan, Vec<StudyError>>> {
        let editor = &self.studies.editor;
        (!editor.is_blank()).then(|| editor.plan(self.form.hyperparams()))
    }

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
        // A database that was slow to open is there now.
        self.notices.settle(Attempt::Keep);
        for study in read {
            match study {
                Ok(saved) => self.studies.insert(saved),
                Err(error) => {
                    self.notify(format!(
                        "A study saved in this browser could not be read and was left unchanged: {error}."
                    ));
                }
            }
        }
        match (&self.studies.active, self.to_go_on_with()) {
            (None, Some(id)) => vec![Effect::Read(id, Intent::GoOn)],
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
                "The study continues where it left off.".to_owned(),
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
