//! What the program that reads other tools' results tells of them.

use serde::{Deserialize, Serialize};

/// A file that somebody has brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileText {
    /// Its name, with its folders where the browser tells them.
    pub name: String,
    pub text: String,
}

/// Something that was found in files. It crosses the port as a list of texts: to read other kinds is more to download.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A run that was trained elsewhere, as the page keeps runs over a reload.
    Run(String),
    Study(FoundStudy),
    /// A sentence about what was not understood, and what to do about it.
    Note(String),
}

/// A study that was trained elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundStudy {
    pub name: String,
    /// What is told and asked of it, as HTML: a `select` with `data-doubt`, its question, for everything that somebody may
    /// want to decide otherwise.
    pub html: String,
    /// The hyperparameters that vary, a line each.
    pub axes: String,
    /// The plots that it has numbers for, by their names, with spaces between them.
    pub plots: String,
    /// The file that is to be read again where somebody decides otherwise; empty where nothing is in doubt.
    pub text: String,
    /// Its [`PlotResults`](super::PlotResults), as their `to_text` writes them: the page hands them on unread.
    pub results: String,
}

impl Found {
    pub fn texts(self) -> Vec<String> {
        match self {
            Self::Run(run) => vec![run, String::new()],
            Self::Note(note) => vec![note],
            Self::Study(it) => vec![it.name, it.html, it.axes, it.plots, it.text, it.results],
        }
    }

    /// What texts say; nothing of any others.
    pub fn of(mut texts: Vec<String>) -> Option<Self> {
        match texts.len() {
            1 => texts.pop().map(Self::Note),
            2 => Some(Self::Run(texts.swap_remove(0))),
            6 => {
                // From the last to the first.
                let mut next = || texts.pop().unwrap_or_default();
                Some(Self::Study(FoundStudy {
                    results: next(),
                    text: next(),
                    plots: next(),
                    axes: next(),
                    html: next(),
                    name: next(),
                }))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_comes_in_as_it_went_out() {
        let study = ["name", "html", "axes", "plots", "text", "results"].map(str::to_owned);
        let [name, html, axes, plots, text, results] = study;
        let study = FoundStudy {
            name,
            html,
            axes,
            plots,
            text,
            results,
        };
        let run = Found::Run("[]".to_owned());
        for found in [run, Found::Note("note".to_owned()), Found::Study(study)] {
            assert_eq!(Found::of(found.clone().texts()), Some(found));
        }
        assert_eq!(Found::of(Vec::new()), None);
        assert_eq!(Found::of(vec![String::new(); 9]), None);
    }
}
