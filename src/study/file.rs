//! A study as JSON: its definition, and its log where it has one. The page exports and imports it, `fit`
//! trains it.

mod document;
mod python;

use super::{Plan, Study, StudyError, StudyEvent};
use crate::hyperparams::error::sentence;
use document::Document;

/// Rises when a field changes its meaning or goes. Version 1 tells settings apart by their words, version 2 by what
/// they train, version 3 has settings that are drawn by results, by TPE, version 4 by other samplers, and version 5 has leaders
/// with more seeds than others, tests and a note; a study is written as the first version that can say it, for pages that
/// know no other.
const VERSION: u32 = 5;

/// A study out of a file, checked as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyFile {
    pub plan: Plan,
    pub log: Vec<StudyEvent>,
}

/// Why a file is not taken; the messages are for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("it must be at most {} MB, got {megabytes} MB", StudyFile::MOST_BYTES / MEGABYTE)]
    TooLarge { megabytes: usize },
    #[error("this is not a study: {0}")]
    NotAStudy(String),
    /// A file of somebody else's.
    #[error(
        "this is not a study; it looks like {kind}. Import the JSON that the Export panel saves"
    )]
    Foreign { kind: &'static str },
    #[error(
        "this study has version {found}, and this page reads version {VERSION}: open it with a newer Tuneground"
    )]
    LaterVersion { found: u64 },
    #[error("this study cannot be used: {}", sentence(.0))]
    Wrong(Vec<StudyError>),
    #[error("event {at} of this study does not fit: {reason}")]
    Event { at: usize, reason: String },
}

const MEGABYTE: usize = 1_000_000;

impl StudyFile {
    /// A study with what has happened in it.
    pub fn new(plan: Plan, log: Vec<StudyEvent>) -> Self {
        let plan = plan.at_start();
        Self { plan, log }
    }

    /// Calls it otherwise.
    pub fn rename(&mut self, name: String) {
        let note = self.plan.definition().note.clone();
        self.plan.describe(name, note);
    }

    /// What a file says that it is.
    pub const FORMAT: &str = "tuneground-study";

    /// A file's size at most: a thousand runs of three hundred epochs each.
    pub const MOST_BYTES: usize = 100 * MEGABYTE;

    /// Whether a file of so many bytes can be read.
    ///
    /// # Errors
    /// Where it is too large.
    pub fn check_size(bytes: usize) -> Result<(), FileError> {
        let megabytes = bytes.div_ceil(MEGABYTE);
        if bytes > Self::MOST_BYTES {
            return Err(FileError::TooLarge { megabytes });
        }
        Ok(())
    }

    /// Reads and checks a file, its log included.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_json(text: &str) -> Result<Self, FileError> {
        StudyDraft::from_json(text)?.check()
    }

    /// Reads what the browser has kept, a definition and a log beside it; of the log counts what fits, as
    /// [`Study::heal`] has it.
    ///
    /// # Errors
    /// What is wrong with the definition.
    pub fn from_kept(definition: &str, log: Vec<StudyEvent>) -> Result<Self, FileError> {
        let plan = Document::read(definition)?.plan(true)?;
        let (_, log) = Study::heal(plan.clone(), log);
        Ok(Self { plan, log })
    }

    /// As [`from_json`](Self::from_json) reads it.
    pub fn to_json(&self) -> String {
        let document = Document::new(&self.plan, self.log.clone());
        // Numbers, texts and lists always have a JSON form.
        serde_json::to_string_pretty(&document).unwrap_or_default()
    }

    /// The study as its log left it.
    ///
    /// # Errors
    /// As [`Study::replay`].
    pub fn study(&self) -> Result<Study, (usize, super::EventError)> {
        Study::replay(self.plan.clone(), &self.log)
    }
}

/// A study file that has been read and not been checked; each takes a while where the study is large.
pub struct StudyDraft(Document);

impl StudyDraft {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it is no study of a version that is known.
    pub fn from_json(text: &str) -> Result<Self, FileError> {
        Document::read(text).map(Self)
    }

    /// Checks the definition and the log.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn check(self) -> Result<StudyFile, FileError> {
        let mut document = self.0;
        let log = std::mem::take(&mut document.events);
        let plan = document.plan(!log.is_empty())?;
        let file = StudyFile { plan, log };
        file.study().map_err(|(at, error)| FileError::Event {
            at,
            reason: error.to_string(),
        })?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests;
