//! Starting the study in the editor, also while another one is trained.

use super::naming::numbered;
use super::{ActiveStudy, SavedStudy, StoreCommand, Studies, StudyId};
use crate::state::{Effect, PageEvent, State};
use crate::study::{Plan, StudyDefinition, StudyError};

/// What it would mean to start the study in the editor now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StudyStart {
    /// No study is on the page, or one that has ended and would be trained again.
    Free,
    /// What is on the page is another one, which has ended.
    Another,
    /// It is what is under way.
    UnderWay,
    /// What is under way would be put aside.
    PutsAside,
}

impl StudyStart {
    /// What the button says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Free | Self::Another | Self::UnderWay => "Start study",
            Self::PutsAside => "Start another study",
        }
    }

    /// What it does, or why it does nothing.
    pub fn title(self) -> &'static str {
        match self {
            Self::Free | Self::Another => "Train every setting",
            Self::UnderWay => "This study is under way; change it to start another one",
            Self::PutsAside => {
                "Pause the study that is under way, which stays under Earlier studies, and train this one"
            }
        }
    }

    /// What is said beside the study on the page while the editor holds another one.
    pub fn note(self) -> Option<&'static str> {
        match self {
            Self::Free | Self::UnderWay => None,
            Self::Another | Self::PutsAside => Some(
                "The editor holds another study. Curves, results and “Add a seed” are those of the study named above.",
            ),
        }
    }
}

impl State {
    /// What it would mean to start the study in the editor now.
    pub fn study_start(&self) -> StudyStart {
        let Some(active) = &self.studies.active else {
            return StudyStart::Free;
        };
        let definition = self.studies.editor.definition(self.form.hyperparams());
        match (is_same(active, &definition), active.study.is_finished()) {
            (true, true) => StudyStart::Free,
            (true, false) => StudyStart::UnderWay,
            (false, true) => StudyStart::Another,
            (false, false) => StudyStart::PutsAside,
        }
    }

    /// Starts the study in the editor, over the form's hyperparameters; one that is under way is put aside, and
    /// kept where studies can be kept. What has only just been started is not started twice.
    ///
    /// # Errors
    /// Everything that is wrong with it; nothing has changed then.
    pub fn start_study(&mut self, id: StudyId) -> Result<Vec<Effect>, Vec<StudyError>> {
        let mut definition = self.studies.editor.definition(self.form.hyperparams());
        let fresh = self
            .studies
            .active
            .as_ref()
            .filter(|active| active.is_fresh(id.begun_ms()));
        if fresh.is_some_and(|active| is_same(active, &definition)) {
            return Ok(Vec::new());
        }
        definition = self.studies.named(definition);
        Ok(self.begin_study(definition.check()?, id))
    }

    pub(super) fn begin_study(&mut self, plan: Plan, id: StudyId) -> Vec<Effect> {
        let mut effects = self.make_room();
        let study = ActiveStudy::new(id, plan);
        effects.push(Effect::Lock(study.id));
        effects.push(Effect::Store(StoreCommand::create(SavedStudy::of(&study))));
        effects.push(Effect::Publish(PageEvent::study_begin(&study.study)));
        let runs = study.study.runs();
        let name = &study.study.plan().definition().name;
        effects.push(Effect::Announce(format!("{name} started: {runs} runs.")));
        self.studies.active = Some(study);
        effects.extend(self.work());
        effects
    }
}

/// Whether a study is what a definition would start again, whatever they are called.
pub(super) fn is_same(active: &ActiveStudy, definition: &StudyDefinition) -> bool {
    let own = active.study.plan().definition();
    let again = StudyDefinition {
        name: own.name.clone(),
        note: own.note.clone(),
        seeds: own.seeds,
        ..definition.clone()
    };
    // Seeds that were added since count.
    again == *own && definition.seeds == active.study.seeds()
}

impl Studies {
    /// The same, called as no other study is.
    pub(super) fn named(&self, definition: StudyDefinition) -> StudyDefinition {
        StudyDefinition {
            name: numbered(definition.name, &self.names()),
            ..definition
        }
    }

    /// What the studies are called that are there already.
    pub(super) fn names(&self) -> Vec<&str> {
        let kept = self.saved.iter().map(|study| study.name.as_str());
        let active = self.active.as_ref();
        let active = active.map(|active| active.study.plan().definition().name.as_str());
        kept.chain(active).collect()
    }
}
