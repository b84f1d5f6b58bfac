//! Where a panel's parts have their places, by its size.

use super::frame::{self, Frame, Labels};
use super::letters;
use super::paint::Pixel;
use super::region::{Margins, Region};
use super::shared_axes::SharedAxes;

/// A panel's plot, letters and title.
#[derive(Debug)]
pub(super) struct Layout {
    pub frame: Frame,
    /// Room for captions and a legend.
    pub large: bool,
    pub title: Vec<String>,
    /// In CSS pixels.
    pub title_letters: f64,
    pub labels_y: Labels,
}

/// Most rows of a title: two swept hyperparameters and the accuracy, each in one of its own where a panel is narrow.
const MOST_ROWS: usize = 3;
/// Room on either side of a title, in CSS pixels.
const SIDE: f64 = 8.0;
/// Distance of a title's rows, over the size of its letters.
const ROW: f64 = 1.3;
/// From this size on a panel is the enlarged version; CSS pixels.
const LARGE: (f64, f64) = (360.0, 240.0);

/// Sizes of the labels' and the title's letters, for a panel of this size; all in CSS pixels.
fn letters(width: f64, height: f64) -> (f64, f64) {
    let labels = (width / 22.0).min(height / 16.0).clamp(9.0, Frame::LETTERS);
    let title = if is_large(width, height) {
        15.0
    } else {
        labels + 1.0
    };
    (labels, title)
}

fn is_large(width: f64, height: f64) -> bool {
    width >= LARGE.0 && height >= LARGE.1
}

/// The title in rows. Bold letters are wider, and highlighting is not to break it anew.
fn rows(title: &str, letters: f64, width: f64) -> Vec<String> {
    letters::wrap(title, letters * 1.06, width - 2.0 * SIDE, MOST_ROWS)
}

/// Most rows that one of the titles needs in panels of a size, in CSS pixels.
pub fn title_rows<'a>(
    titles: impl IntoIterator<Item = &'a str>,
    (width, height): (f64, f64),
) -> usize {
    let (_, letters) = letters(width, height);
    let needed = titles
        .into_iter()
        .map(|title| rows(title, letters, width).len());
    needed.max().unwrap_or(0)
}

impl Layout {
    pub fn new(
        title: &str,
        least_rows: usize,
        axes: &SharedAxes,
        outer: Region,
        ratio: f64,
    ) -> Self {
        let (width, height) = (outer.width() / ratio, outer.height() / ratio);
        let large = is_large(width, height);
        let (size, title_letters) = letters(width, height);
        let title = rows(title, title_letters, width);
        let title_rows = title.len().max(least_rows.min(MOST_ROWS)) as f64;
        let caption = if large { size + 4.0 } else { 0.0 };
        let mut margins = Margins {
            left: 0.0,
            top: size * if large { 1.4 } else { 1.1 } + title_rows * title_letters * ROW,
            right: size,
            bottom: size * 2.0 + caption,
        };
        // Labels depend on the height alone; how far left they reach sets the width.
        let frame = Frame::new(outer, margins, size, ratio);
        let (_, y) = axes.on(&frame);
        let labels_y = frame::labels(&y, &frame.ticks_y(&y), Some(axes.quantity));
        let widths = labels_y
            .iter()
            .map(|(_, label)| letters::width(label, size));
        margins.left = widths.fold(0.0, f64::max) + size + caption;
        Self {
            frame: Frame::new(outer, margins, size, ratio),
            large,
            title,
            title_letters,
            labels_y,
        }
    }

    /// Where the title's rows begin, at half their height.
    pub fn title_places(&self) -> impl Iterator<Item = Pixel> {
        let Frame { outer, ratio, .. } = self.frame;
        let (left, top, _, _) = outer.edges();
        let row = self.title_letters * ROW;
        let px = move |css: f64| (css * ratio).round() as i32;
        (0..MOST_ROWS).map(move |at| {
            let down = self.frame.letters * 0.4 + row * (at as f64 + 0.5);
            (left + px(SIDE), top + px(down))
        })
    }
}
