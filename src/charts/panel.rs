//! A panel of small multiples: one setting's runs, on axes that all panels share.

use super::marks::Mark;
use super::{SharedAxes, Theme, Titles};
use crate::metrics::BandPoint;

/// One setting's panel, before it is drawn.
///
/// From about 300 by 240 CSS pixels on it is drawn as the enlarged version, with captions and a legend.
#[derive(Clone, Copy, Debug)]
pub struct Panel<'a> {
    /// As the post titles its panels: `n_layers=2 n_nodes=128 val_acc=0.9773`.
    pub title: &'a str,
    /// How it is written beside those of its neighbours.
    pub titles: Titles,
    /// The panel's place among its neighbours, from 0.
    pub place: usize,
    pub axes: SharedAxes,
    /// The mean of the training values over the runs, by epoch; a thin line.
    pub train: &'a [BandPoint],
    /// What the images are called that are not trained on: "test".
    pub held_out: &'a str,
    /// That of the values on those; a thick line, with a band of one standard deviation to either side where
    /// there is more than one run.
    pub test: &'a [BandPoint],
    /// Trials that did not simply train to their end.
    pub marks: &'a [Mark],
    /// Test lines of other panels, drawn faintly beneath. Each costs a line, so all of a hundred panels in
    /// each of them do not fit into a frame; one, or a handful, does.
    pub ghosts: &'a [&'a [BandPoint]],
    pub emphasis: Emphasis,
    /// Index of the lines' colour.
    pub color: usize,
    pub theme: Theme,
    /// Backend pixels in a CSS pixel.
    pub ratio: f64,
}

/// How much a panel stands out from its neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Emphasis {
    #[default]
    Normal,
    /// In a frame of its colour, with a bold title.
    Highlighted,
    /// Faint.
    Dimmed,
}

impl Panel<'_> {
    /// How many runs the lines are the mean of.
    pub(super) fn runs(&self) -> usize {
        let counts = self.test.iter().map(|point| point.value.n);
        counts.max().unwrap_or(0)
    }
}
