//! What the page asks of the program that draws a study's plots, and what it answers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};

/// A plot of all of a study's results, by Optuna's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Plot {
    /// Each run's result in the order of their ends, and the best so far.
    History,
    /// Each run, or each setting, epoch by epoch.
    Intermediate,
    /// The results over two hyperparameters, and what lies between them.
    Contour,
    /// Two hyperparameters, coloured by the rank of the result.
    Rank,
    /// The share of runs that came to no more than a value.
    Edf,
    /// Which worker was at which run when.
    Timeline,
}

impl Plot {
    /// In the order of the screen.
    pub const ALL: [Self; 6] = [
        Self::History,
        Self::Intermediate,
        Self::Contour,
        Self::Rank,
        Self::Edf,
        Self::Timeline,
    ];

    /// In what is kept, and in names of elements.
    pub fn name(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Intermediate => "intermediate",
            Self::Contour => "contour",
            Self::Rank => "rank",
            Self::Edf => "edf",
            Self::Timeline => "timeline",
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::History => "History",
            Self::Intermediate => "Intermediate values",
            Self::Contour => "Contour",
            Self::Rank => "Rank",
            Self::Edf => "EDF",
            Self::Timeline => "Timeline",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plot| plot.name() == name)
    }

    /// Whether it is over two hyperparameters, which somebody picks.
    pub fn is_over_two(self) -> bool {
        matches!(self, Self::Contour | Self::Rank)
    }
}

/// Asked of one plot; each has one [`PlotAnswer`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlotRequest {
    pub plot: Plot,
    pub ask: PlotAsk,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PlotAsk {
    /// Draw it of these results; where there are those of two studies, of both.
    Draw(PlotLook, Vec<PlotSource>),
    /// What lies nearest to a point of the drawing, in CSS pixels.
    Point(f64, f64),
    /// What lies beside what was pointed at last: so many to the right, or above.
    Step(i32, i32),
    /// What lies between two corners of the drawing, in CSS pixels: left, top, right and bottom.
    Within([f64; 4]),
    /// All of its numbers, as a table.
    Table,
}

/// Results, as they are at hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PlotSource {
    Own(PlotResults),
    /// Those of another tool, as [`PlotResults::to_text`] has written them.
    Foreign(String),
}

/// How a plot is to look.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlotLook {
    /// In CSS pixels.
    pub width: u32,
    pub height: u32,
    pub is_dark: bool,
    /// Whether the system forces few colours on all pages.
    pub is_forced: bool,
    /// The hyperparameters from left to right and from bottom to top, by their places.
    pub axes: [usize; 2],
    /// Settings, as means over their runs, in place of runs.
    pub by_setting: bool,
    /// The hyperparameter by whose values runs are told apart, by its place.
    pub split: Option<usize>,
    /// Settings that stand back, by their places; none where nobody has selected any.
    pub out: Vec<usize>,
}

/// What a study has come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlotResults {
    /// What the study is called.
    pub name: String,
    /// What runs are judged by: "final test accuracy".
    pub score: String,
    /// Whether less of it is better.
    pub is_lower_better: bool,
    /// Whether it is any number; else it is a share, read in percent.
    pub is_number: bool,
    /// What two studies have to have in common to be compared: "10 epochs". None where nothing is known.
    pub terms: Vec<String>,
    /// What the images are called on which runs are validated: "test".
    pub held_out: String,
    /// Whether curves are of the loss.
    pub is_loss: bool,
    /// The hyperparameters that vary.
    pub axes: Vec<PlotAxis>,
    /// By their numbers.
    pub settings: Vec<PlotSetting>,
    /// By their numbers.
    pub runs: Vec<PlotRun>,
}

impl PlotResults {
    /// As a text that [`from_text`](Self::from_text) reads: shorter than JSON, which has no word for NaN.
    pub fn to_text(&self) -> String {
        // Numbers, texts and lists always have this form.
        STANDARD_NO_PAD.encode(postcard::to_allocvec(self).unwrap_or_default())
    }

    /// What a text says; nothing where it says nothing.
    pub fn from_text(text: &str) -> Option<Self> {
        postcard::from_bytes(&STANDARD_NO_PAD.decode(text).ok()?).ok()
    }
}

impl PlotSource {
    /// The results; none of a text that cannot be read.
    pub fn results(self) -> PlotResults {
        match self {
            Self::Own(results) => results,
            Self::Foreign(text) => PlotResults::from_text(&text).unwrap_or_default(),
        }
    }
}

/// A hyperparameter that varies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlotAxis {
    /// By its key.
    pub name: String,
    pub is_log: bool,
    /// Whether its values are names, which have no distances.
    pub is_names: bool,
    /// Its values in order, as they are to be read.
    pub labels: Vec<String>,
    /// The same as numbers; of names their places.
    pub values: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlotSetting {
    /// "n_layers=2 n_nodes=128".
    pub label: String,
    /// The place of its value among those of each axis; nothing where it means nothing.
    pub places: Vec<Option<usize>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlotRun {
    pub setting: usize,
    pub seed: u32,
    /// Empty where it is called by its number, its setting and its seed.
    pub name: String,
    /// How it stands, in one word.
    pub state: String,
    /// What it is judged by; NaN where it was not trained to its end.
    pub score: f64,
    /// Its place among the runs that have ended, from 0, in the order in which they did.
    pub end: Option<usize>,
    /// Its values on the held-out images, epoch by epoch; none where no plot asks for them.
    pub curve: Vec<f64>,
    pub span: Option<PlotSpan>,
}

/// When a run was trained, and by whom; in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlotSpan {
    pub worker: u32,
    pub from_ms: f64,
    pub to_ms: f64,
}

/// What comes of a request: what was not asked for is empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlotAnswer {
    /// A drawing, in which the marks of a run have the class `r3`, and those of its setting `s1`.
    pub svg: String,
    /// A table, as HTML.
    pub table: String,
    /// Of a drawing, what it says in a sentence or two; of what was pointed at, its numbers.
    pub text: String,
    /// What was pointed at; a drawing that shows settings knows no runs.
    pub run: Option<usize>,
    pub setting: Option<usize>,
    /// The settings between two corners.
    pub settings: Vec<usize>,
}
