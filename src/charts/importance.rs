//! Which hyperparameters mattered: each one's share of the variance.

use std::borrow::Cow;

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::frame::Frame;
use super::paint::{Drawn, Painter};
use super::region::{Margins, Region};
use super::style::Letters;
use super::{Theme, letters};

/// A hyperparameter's bar.
#[derive(Clone, Copy, Debug)]
pub struct ImportanceBar<'a> {
    pub name: &'a str,
    /// Share of the variance of the objective, 0 to 1; what is no number is drawn without a bar.
    pub share: f64,
}

/// Horizontal bars, before they are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Importance<'a> {
    /// In any order; they are drawn from the largest share to the smallest.
    pub bars: &'a [ImportanceBar<'a>],
    /// How many trials the shares were found from.
    pub n: usize,
    pub theme: Theme,
    /// Backend pixels in a CSS pixel.
    pub ratio: f64,
}

/// Where the bars are.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportanceArea {
    /// The row of each of `bars`, in the order that these were given in, in backend pixels; the name and
    /// the percentage included.
    pub rows: Vec<Region>,
}

impl ImportanceArea {
    /// Index of the bar at a pixel.
    pub fn at(&self, x: f64, y: f64) -> Option<usize> {
        self.rows.iter().position(|row| row.contains(x, y))
    }
}

/// In CSS pixels: most and least height of a row, room for the percentage and for the caption.
const ROW: (f64, f64) = (30.0, 12.0);
const PERCENT: f64 = 56.0;
const CAPTION: f64 = 26.0;

impl Importance<'_> {
    /// Height in CSS pixels that gives every bar its room.
    pub fn height(&self) -> f64 {
        self.bars.len() as f64 * ROW.0 + CAPTION + 8.0
    }

    /// Draws the bars.
    ///
    /// # Errors
    /// The backend's own.
    pub fn draw<DB: DrawingBackend>(&self, mut backend: DB) -> Drawn<ImportanceArea, DB> {
        let mut painter = Painter::new(&mut backend, self.theme, self.ratio)?;
        let plot = self.plot(painter.whole);
        let high = plot.height() / self.bars.len().max(1) as f64;
        let high = high.min(ROW.0 * self.ratio);
        let mut rows = vec![plot; self.bars.len()];
        for (place, at) in self.order().into_iter().enumerate() {
            let top = plot.top + high * place as f64;
            let bottom = top + high;
            let row = Region {
                top,
                bottom,
                ..plot
            };
            self.draw_bar(&mut painter, &row, &self.bars[at])?;
            let (left, right) = (painter.whole.left, painter.whole.right);
            rows[at] = Region { left, right, ..row };
        }
        self.draw_caption(&mut painter, &plot)?;
        painter.finish()?;
        Ok(ImportanceArea { rows })
    }

    /// Between the names, which have a half of the width at most, and the percentages.
    fn plot(&self, whole: Region) -> Region {
        let names = self
            .bars
            .iter()
            .map(|bar| letters::width(bar.name, Frame::LETTERS));
        let most = whole.width() / self.ratio * 0.5;
        let margins = Margins {
            left: names.fold(0.0, f64::max).min(most) + 16.0,
            top: 8.0,
            right: PERCENT,
            bottom: CAPTION,
        };
        whole.within(margins, self.ratio)
    }

    /// Indices from the largest share to the smallest.
    fn order(&self) -> Vec<usize> {
        let share = |at: &usize| known(self.bars[*at].share);
        let mut order: Vec<usize> = (0..self.bars.len()).collect();
        order.sort_by(|one, other| share(other).total_cmp(&share(one)));
        order
    }

    fn draw_bar<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        row: &Region,
        bar: &ImportanceBar,
    ) -> Drawn<(), DB> {
        let spare = row.height() * 0.18;
        let track = Region {
            top: row.top + spare,
            bottom: row.bottom - spare,
            ..*row
        };
        let right = row.left + row.width() * known(bar.share).clamp(0.0, 1.0);
        painter.fill(&track, self.theme.grid, 1.0)?;
        painter.fill(&Region { right, ..track }, self.theme.run(0), 1.0)?;
        if row.height() < ROW.1 * self.ratio {
            return Ok(());
        }
        let (left, _, right, _) = row.edges();
        let (middle, gap) = (row.middle().1.round() as i32, painter.px(8.0));
        let letters = Letters::new(Frame::LETTERS, self.theme.text);
        let room = row.left / self.ratio - 12.0;
        let name = letters::shorten(bar.name, Frame::LETTERS, room);
        let name_letters = Letters {
            color: self.theme.ink,
            ..letters.at(HPos::Right, VPos::Center)
        };
        painter.write(&name, (left - gap, middle), name_letters)?;
        let place = (right + gap, middle);
        painter.write(
            &percent(bar.share),
            place,
            letters.at(HPos::Left, VPos::Center),
        )
    }

    fn draw_caption<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        plot: &Region,
    ) -> Drawn<(), DB> {
        let caption = format!("share of the variance, n={}", self.n);
        let room = (painter.whole.right - plot.left) / self.ratio;
        let caption = letters::shorten(&caption, Frame::LETTERS, room);
        let bottom = painter.whole.edges().3 - painter.px(6.0);
        let place = (plot.edges().0, bottom);
        let letters = Letters::new(Frame::LETTERS, self.theme.text).at(HPos::Left, VPos::Bottom);
        painter.write(&caption, place, letters)
    }
}

/// The share, or none of what is no number.
fn known(share: f64) -> f64 {
    if share.is_nan() { 0.0 } else { share }
}

fn percent(share: f64) -> Cow<'static, str> {
    match share * 100.0 {
        percent if !percent.is_finite() => Cow::Borrowed("–"),
        percent if percent > 0.0 && percent < 1.0 => Cow::Borrowed("< 1 %"),
        percent => Cow::Owned(format!("{percent:.0} %")),
    }
}
