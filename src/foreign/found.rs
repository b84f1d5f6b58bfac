//! What was found in files, and how the page hears of it.

use std::fmt::Write as _;

use html_escape::encode_double_quoted_attribute as escaped;

use crate::metrics::EpochMetrics;
use crate::protocol::{Found, FoundStudy};

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    pub runs: Vec<Run>,
    pub studies: Vec<Study>,
    /// Sentences about what was not understood, and what to do about it.
    pub notes: Vec<String>,
}

/// A run that was trained elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub name: String,
    /// What it is, and what of it is not shown.
    pub about: String,
    /// What its file does not say is NaN.
    pub epochs: Vec<EpochMetrics>,
}

/// A study that was trained elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    pub name: String,
    /// Sentences: what it is, what it came to, and what of it is not shown.
    pub about: Vec<String>,
    /// The hyperparameters that vary.
    pub axes: Vec<String>,
    /// The plots that it has numbers for, by their names.
    pub plots: Vec<&'static str>,
    /// What somebody may want to decide otherwise: each a question, the answer that holds, and all answers.
    pub doubts: Vec<Vec<String>>,
    /// As [`FoundStudy`] has them.
    pub text: String,
    pub results: String,
    /// Its trials as a table, in HTML.
    pub table: String,
}

impl Findings {
    /// As the page hears of them.
    ///
    /// - kept: a run as the page keeps it over a reload
    pub fn told(self, kept: impl Fn(Run) -> String) -> Vec<Vec<String>> {
        let runs = self.runs.into_iter().map(|run| Found::Run(kept(run)));
        let studies = self.studies.into_iter().map(|it| Found::Study(it.told()));
        let notes = self.notes.into_iter().map(Found::Note);
        let all = runs.chain(studies).chain(notes);
        all.map(Found::texts).collect()
    }
}

impl Study {
    fn told(self) -> FoundStudy {
        FoundStudy {
            html: self.html(),
            name: self.name,
            axes: self.axes.join("\n"),
            plots: self.plots.join(" "),
            text: self.text,
            results: self.results,
        }
    }

    fn html(&self) -> String {
        let name = escaped(&self.name);
        let mut html = format!(
            "<div class=\"panel-head\"><h2>{name}</h2><button type=\"button\" class=\"quiet\" data-forget>Delete</button></div>"
        );
        // A string takes everything.
        for sentence in &self.about {
            _ = write!(html, "<p class=\"help\">{}</p>", escaped(sentence));
        }
        html += "<div class=\"plot-options doubts\">";
        for doubt in &self.doubts {
            if let [question, chosen, options @ ..] = doubt.as_slice() {
                let question = escaped(question);
                _ = write!(html, "<label>{question} <select data-doubt=\"{question}\">");
                for option in options {
                    let selected = if option == chosen { " selected" } else { "" };
                    _ = write!(html, "<option{selected}>{}</option>", escaped(option));
                }
                html += "</select></label>";
            }
        }
        _ = write!(
            html,
            "</div><details><summary class=\"help\">Trials</summary><div class=\"plot-table\" tabindex=\"0\" role=\"region\" aria-label=\"Trials\">{}</div></details>",
            self.table
        );
        html
    }
}
