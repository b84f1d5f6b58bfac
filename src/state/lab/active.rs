//! The study on the page, with its log.

use serde::{Deserialize, Serialize};

use super::importance::Importances;
use super::{LabEffect, StoreCommand};
use crate::hyperparams::held_out_name;
use crate::study::experiments::Experiment;
use crate::study::{EventError, Plan, Study, StudyEvent, StudyFile};

/// A study of this browser: when it was begun, in milliseconds since 1970, so that later ones sort last.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct StudyId(pub f64);

/// A study and what has happened in it.
#[derive(Clone, Debug, PartialEq)]
pub struct ActiveStudy {
    pub id: StudyId,
    pub study: Study,
    pub is_paused: bool,
    log: Vec<StudyEvent>,
    /// How often each setting has changed: what is drawn of it is drawn anew.
    revisions: Vec<u64>,
    pub(super) importances: Importances,
}

impl ActiveStudy {
    pub fn new(id: StudyId, plan: Plan) -> Self {
        Self::resumed(id, Study::new(plan), Vec::new())
    }

    /// A study whose log has been replayed.
    pub fn resumed(id: StudyId, study: Study, log: Vec<StudyEvent>) -> Self {
        let revisions = vec![0; study.plan().settings().len()];
        Self {
            id,
            study,
            is_paused: false,
            log,
            revisions,
            importances: Importances::default(),
        }
    }

    /// Lets something happen, and has it kept.
    ///
    /// # Errors
    /// Where it cannot happen; nothing has changed then.
    pub(super) fn record(&mut self, event: StudyEvent) -> Result<LabEffect, EventError> {
        self.study.apply(&event)?;
        for setting in self.touched(&event) {
            self.revisions[setting] += 1;
        }
        self.log.push(event.clone());
        Ok(LabEffect::Store(StoreCommand::Append {
            id: self.id,
            event,
        }))
    }

    fn touched(&self, event: &StudyEvent) -> Vec<usize> {
        match (event.trial(), event) {
            (Some(trial), _) => vec![self.study.trials()[trial].setting],
            (None, StudyEvent::SettingDropped { setting }) => vec![*setting],
            (None, _) => (0..self.revisions.len()).collect(),
        }
    }

    /// How often a setting has changed.
    pub fn revision(&self, setting: usize) -> u64 {
        self.revisions.get(setting).copied().unwrap_or_default()
    }

    /// How often anything has changed.
    pub fn total_revision(&self) -> u64 {
        self.revisions.iter().sum()
    }

    pub fn is_running(&self) -> bool {
        !self.is_paused && !self.study.is_finished()
    }

    /// With its log, for a file.
    pub fn file(&self) -> StudyFile {
        StudyFile::new(self.study.plan().clone(), self.log.clone())
    }

    /// What the images are called on which its runs are validated.
    pub fn held_out(&self) -> &'static str {
        let settings = self.study.plan().settings().iter();
        held_out_name(settings.map(|setting| &setting.hyperparams))
    }

    /// The post's experiment that this is.
    pub fn experiment(&self) -> Option<&'static Experiment> {
        Experiment::of(self.study.plan().definition())
    }
}
