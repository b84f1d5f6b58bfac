//! What the page asks of the program that writes and reads what few visitors want.

use serde::{Deserialize, Serialize};

use super::FileText;

/// Hyperparameters as they were said, names and values by turns; the others have their defaults.
pub type NamedValues = Vec<String>;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Errand {
    /// A study, as its file has it, as a script for this tuner.
    Script { study: String, tuner: String },
    /// A setting as a Keras script, or as a program for burn.
    Code { form: NamedValues, is_burn: bool },
    /// A programme's report, by the program that writes those.
    Report(ReportRequest),
    /// What somebody has pasted, over what is in the form.
    Paste { form: NamedValues, text: String },
    /// Files that other tools have written, with answers to what is in doubt: each the question and the answer.
    Read {
        files: Vec<FileText>,
        choices: Vec<(String, String)>,
    },
}

/// What a programme's report is made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportRequest {
    /// "short 5".
    pub programme: String,
    /// The studies as their files have them, one for each experiment in order as far as they have begun; empty for one
    /// that is gone.
    pub studies: Vec<String>,
    /// Of the page, without its hash.
    pub address: String,
    /// What the runs were trained on, for people.
    pub device: String,
    pub release: String,
    pub day: String,
    /// Whether it is to be Markdown, and not HTML.
    pub is_markdown: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Delivery {
    /// A script, or a report.
    Script(String),
    Pasted {
        form: NamedValues,
        /// Sentences about what is a little different here.
        notes: Vec<String>,
    },
    /// Sentences about what is wrong with a pasted text.
    Refused(Vec<String>),
    /// Each as [`Found::texts`](super::Found::texts) writes it.
    Found(Vec<Vec<String>>),
}
