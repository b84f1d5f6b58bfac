//! What the program that reads other tools' results tells of them.

use serde::{Deserialize, Serialize};

use crate::metrics::EpochMetrics;

/// A file that somebody has brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileText {
    /// Its name, with its folders where the browser tells them.
    pub name: String,
    pub text: String,
}

/// All that was found in files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub runs: Vec<FoundRun>,
    pub studies: Vec<FoundStudy>,
    /// Sentences about what was not understood, and what to do about it.
    pub notes: Vec<String>,
}

/// A run that was trained elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundRun {
    pub name: String,
    /// What it is, and what of it is not shown.
    pub about: String,
    /// What its file does not say is NaN.
    pub epochs: Vec<EpochMetrics>,
}

/// A study that was trained elsewhere. Texts and lists of them, because a page that reads more kinds is more to download.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundStudy {
    pub name: String,
    /// Sentences: what it is, what it came to, and what of it is not shown.
    pub about: Vec<String>,
    /// The hyperparameters that vary.
    pub axes: Vec<String>,
    /// The plots that it has numbers for, by their names.
    pub plots: Vec<String>,
    /// What somebody may want to decide otherwise: each a question, the answer that holds, and all answers.
    pub doubts: Vec<Vec<String>>,
    /// The file that is to be read again then; empty where nothing is in doubt.
    pub text: String,
    /// Its [`PlotResults`](super::PlotResults), as their `to_text` writes them: the page hands them on unread.
    pub results: String,
    /// Its trials as a table, in HTML.
    pub table: String,
}
