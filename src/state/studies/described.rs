//! What somebody calls a study, and notes of it; and a copy of one to go on with.

use super::naming::{numbered, swept_name};
use super::{SavedStudy, StoreCommand, StudyId};
use crate::state::{Effect, State};
use crate::study::{MOST_NAME, MOST_NOTE, StudyFile, plain, plain_lines};

impl State {
    /// Calls the study on the page otherwise; where nothing is left of a name, by what it sweeps.
    pub(super) fn rename_study(&mut self, name: &str) -> Vec<Effect> {
        let Some(active) = &self.studies.active else {
            return Vec::new();
        };
        let definition = active.study.plan().definition();
        let name = match plain(name, MOST_NAME) {
            name if name.is_empty() => {
                let others = self.studies.names().into_iter();
                let others: Vec<&str> = others.filter(|it| *it != definition.name).collect();
                numbered(swept_name(definition), &others)
            }
            name => name,
        };
        let note = definition.note.clone();
        self.describe_study(name, note)
    }

    /// Takes a note on the study on the page, in place of the one before.
    pub(super) fn note_study(&mut self, note: &str) -> Vec<Effect> {
        let active = self.studies.active.as_ref();
        let name = active.map(|active| active.study.plan().definition().name.clone());
        let note = plain_lines(note, MOST_NOTE);
        name.map_or_else(Vec::new, |name| self.describe_study(name, note))
    }

    fn describe_study(&mut self, name: String, note: String) -> Vec<Effect> {
        let Some(active) = &mut self.studies.active else {
            return Vec::new();
        };
        active.study.describe(name, note);
        let plan = active.study.plan().clone();
        vec![Effect::Store(StoreCommand::Describe {
            id: active.id,
            definition: StudyFile::new(plan, Vec::new()).to_json(),
        })]
    }

    /// Puts a copy of a study onto the page, with all that it has trained, under a name and an id of its own.
    pub(super) fn duplicate_study(&mut self, of: StudyId, id: StudyId) -> Vec<Effect> {
        let active = self.studies.active.as_ref();
        let active = active.filter(|active| active.id == of);
        let saved = || self.studies.saved.iter().find(|saved| saved.id == of);
        let file = match active {
            Some(active) => Some(active.file()),
            None => saved().map(|saved: &SavedStudy| saved.file.clone()),
        };
        let Some(mut file) = file else {
            return Vec::new();
        };
        let names = self.studies.names();
        file.rename(numbered(file.plan.definition().name.clone(), &names));
        self.take_study_file(file, id)
    }
}
