//! Which line, area or sign means what.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::frame::Frame;
use super::marks::MarkKind;
use super::paint::{Drawn, Painter};
use super::region::{Pixel, Region};
use super::style::{Stroke, TextLook};
use super::{Color, text_metrics};

/// A row of a legend.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub name: &'a str,
    pub sample: Sample,
}

/// What a legend shows beside a name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sample {
    Line(Stroke),
    Band(Color),
    Mark(MarkKind),
}

/// Width of a sample and the room before its name, in CSS pixels.
const SAMPLE: (f64, f64) = (22.0, 6.0);
/// Room of an entry that is not its name's, in CSS pixels.
pub(super) const BESIDE_NAME: f64 = SAMPLE.0 + SAMPLE.1;
/// Between two rows' middles, in CSS pixels.
const ROW: f64 = 17.0;
/// Between two entries of one row, in CSS pixels.
const GAP: f64 = 18.0;

impl Entry<'_> {
    /// In CSS pixels.
    fn width(&self) -> f64 {
        SAMPLE.0 + SAMPLE.1 + text_metrics::width(self.name, Frame::FONT_SIZE)
    }
}

/// Which line is training, which is of the images held out from it, by their name.
pub(super) fn kinds(color: Color, held_out: &str) -> [Entry<'_>; 2] {
    [(held_out, 2.25), ("training", 1.0)].map(|(name, width)| Entry {
        name,
        sample: Sample::Line(Stroke::new(color, width)),
    })
}

/// What a band or an error bar means: over how many runs, from setting to setting. Settings without a run
/// do not count.
pub(super) fn mean_and_deviation(runs: impl Iterator<Item = usize>) -> String {
    let runs: Vec<usize> = runs.filter(|runs| *runs > 0).collect();
    match (runs.iter().min(), runs.iter().max()) {
        (Some(least), Some(most)) if least < most => format!("mean ± sd, n={least} to {most}"),
        (_, Some(1)) => "n=1".to_owned(),
        (_, Some(most)) => format!("mean ± sd, n={most}"),
        (_, None) => "mean ± sd".to_owned(),
    }
}

/// Each kind of sign that occurs, once, in the order of [`MarkKind::ALL`].
pub(super) fn signs<'n>(
    found: impl Iterator<Item = MarkKind> + Clone,
) -> impl Iterator<Item = Entry<'n>> {
    let occurs = move |kind: &MarkKind| found.clone().any(|found| found == *kind);
    MarkKind::ALL.into_iter().filter(occurs).map(|kind| Entry {
        name: kind.name(),
        sample: Sample::Mark(kind),
    })
}

/// The rows that entries need side by side in so much room.
fn flow<'e, 'n>(entries: &'e [Entry<'n>], room: f64) -> Vec<Vec<(f64, &'e Entry<'n>)>> {
    let mut rows: Vec<Vec<(f64, &Entry)>> = Vec::new();
    let mut used = f64::INFINITY;
    for entry in entries {
        if used + entry.width() > room {
            rows.push(Vec::new());
            used = 0.0;
        }
        rows.extend(rows.is_empty().then(Vec::new));
        if let Some(row) = rows.last_mut() {
            row.push((used, entry));
        }
        used += entry.width() + GAP;
    }
    rows
}

/// Height of a legend of rows side by side, for so much room; both in CSS pixels.
pub(super) fn height(entries: &[Entry], room: f64) -> f64 {
    flow(entries, room).len() as f64 * ROW
}

/// Side by side, from the left upper corner of a region on.
pub(super) fn in_rows<DB: DrawingBackend>(
    painter: &mut Painter<DB>,
    region: &Region,
    entries: &[Entry],
) -> Drawn<(), DB> {
    let look = TextLook::new(Frame::FONT_SIZE, painter.theme.text).at(HPos::Left, VPos::Center);
    let (left, top, _, _) = region.edges();
    for (row, placed) in (0..).zip(flow(entries, region.width() / painter.ratio)) {
        let at = top + painter.px(ROW * (f64::from(row) + 0.5));
        for (offset, entry) in placed {
            let from = left + painter.px(offset);
            painter.sample(entry.sample, (from, at))?;
            let place = (from + painter.px(SAMPLE.0 + SAMPLE.1), at);
            painter.write(entry.name, place, look)?;
        }
    }
    Ok(())
}

impl<DB: DrawingBackend> Painter<'_, DB> {
    /// From the middle of its left edge on.
    fn sample(&mut self, sample: Sample, (left, row): Pixel) -> Drawn<(), DB> {
        let right = left + self.px(SAMPLE.0);
        match sample {
            Sample::Line(stroke) => self.path(&[(left, row), (right, row)], stroke),
            Sample::Band(color) => {
                let half = self.px(ROW * 0.3);
                let corners = [
                    (left, row - half),
                    (right, row - half),
                    (right, row + half),
                    (left, row + half),
                ];
                self.shape(corners.into_iter(), color, 0.25)
            }
            Sample::Mark(kind) => self.mark(kind, ((left + right) / 2, row), 4.5),
        }
    }
}
