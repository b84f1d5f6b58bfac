//! A study whose file has every run that has ended: who is broken off goes on from there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::study::train_kept;
use super::{about, read_study};
use crate::dataset::Dataset;
use crate::study::{Plan, Study, StudyEvent, StudyFile, TrialState};

/// A study, what has happened in it, and where that is kept.
pub struct Kept<'a> {
    pub study: Study,
    log: Vec<StudyEvent>,
    path: &'a Path,
}

impl<'a> Kept<'a> {
    /// As its file has left it, with what was under way back in line; where there is none, from its start.
    ///
    /// # Errors
    /// Where the file cannot be read, or is of a study that trains something else, for people.
    pub fn open(path: &'a Path, plan: Plan) -> Result<Self, String> {
        if !path.exists() {
            return Ok(Self {
                study: Study::new(plan),
                log: Vec::new(),
                path,
            });
        }
        let file = read_study(path)?;
        if !file.plan.trains_as(&plan) {
            return Err(about(
                path,
                &"this is another study than the one to be trained: name another place, or remove it",
            ));
        }
        let study = file.study().map_err(|(_, error)| about(path, &error))?;
        let mut kept = Self {
            study,
            log: file.log,
            path,
        };
        let running = kept.study.trials().iter();
        let running = running.filter(|trial| trial.state == TrialState::Running);
        let running: Vec<usize> = running.map(|trial| trial.number).collect();
        for trial in running {
            let event = StudyEvent::TrialRequeued { trial };
            let applied = kept.study.apply(&event);
            applied.map_err(|error| about(path, &error))?;
            kept.log.push(event);
        }
        Ok(kept)
    }

    /// Trains what is missing.
    ///
    /// - jobs: runs at once
    ///
    /// # Errors
    /// Where the file cannot be written, which is said when all is trained.
    pub fn train(self, images: &Arc<Dataset>, jobs: usize) -> Result<Study, String> {
        let Self { study, log, path } = self;
        if study.is_finished() {
            return Ok(study);
        }
        let plan = study.plan().clone();
        let trouble = Mutex::new(None);
        let say = |line: &str, since: &[StudyEvent]| {
            eprintln!("{line}");
            let file = StudyFile::new(plan.clone(), [&log, since].concat());
            if let Err(error) = write(path, &file.to_json()) {
                *trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
        };
        let study = train_kept(study, images, jobs, &say)?;
        match trouble.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(study),
        }
    }
}

/// Whole or not at all: who is broken off in between leaves the file of before.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    let new = PathBuf::from(format!("{}.new", path.display()));
    fs::write(&new, text).map_err(|error| about(&new, &error))?;
    fs::rename(&new, path).map_err(|error| about(path, &error))
}
