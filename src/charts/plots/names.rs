//! Names of lines above a plot, in as many rows as they take.

use std::borrow::Cow;

use super::sheet::{Done, MARGINS, Sheet};
use crate::charts::frame::Frame;
use crate::charts::legend::{self, Entry, Sample};
use crate::charts::region::{Margins, Region};
use crate::charts::style::Stroke;
use crate::charts::{Theme, text_metrics};

/// What lines are called, by their places; shortened to what there is room for.
pub struct Names {
    names: Vec<String>,
    theme: Theme,
    /// In CSS pixels.
    room: f64,
}

/// How the line of a place looks.
pub fn stroke(theme: Theme, at: usize) -> Stroke {
    Stroke {
        dashes: theme.dashes(at),
        ..Stroke::new(theme.run(at), 2.0)
    }
}

impl Names {
    pub fn new(sheet: &Sheet, labels: &[String]) -> Self {
        let room = sheet.painter.whole.width() / sheet.painter.ratio - MARGINS.left - MARGINS.right;
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        // What tells them apart stays, however little room there is.
        let names =
            text_metrics::shorten_all(&labels, Frame::FONT_SIZE, |_| room - legend::BESIDE_NAME);
        Self {
            names: names.into_iter().map(Cow::into_owned).collect(),
            theme: sheet.painter.theme,
            room,
        }
    }

    fn entries(&self) -> Vec<Entry<'_>> {
        let names = self.names.iter().enumerate();
        names
            .map(|(at, name)| Entry {
                name,
                sample: Sample::Line(stroke(self.theme, at)),
            })
            .collect()
    }

    /// A frame with room for them.
    pub fn frame(&self, sheet: &Sheet) -> Frame {
        sheet.frame(Margins {
            top: legend::height(&self.entries(), self.room) + 12.0,
            ..MARGINS
        })
    }

    pub fn draw(&self, sheet: &mut Sheet, frame: &Frame) -> Done {
        let top = Region {
            top: frame.outer.top + 4.0 * frame.ratio,
            bottom: frame.plot.top,
            ..frame.plot
        };
        legend::in_rows(&mut sheet.painter, &top, &self.entries())
    }
}
