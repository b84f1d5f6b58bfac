//! Where a panel's parts have their places, by its size.

use super::frame::{self, Frame, Labels};
use super::legend::{self, Entry};
use super::panel::Panel;
use super::panel_size::{SIDE, font_sizes, is_large, is_low};
use super::region::{Margins, Pixel, Region};
use super::text_metrics;

/// A panel's plot, fonts and title.
#[derive(Debug)]
pub(super) struct Layout {
    pub frame: Frame,
    /// Room for captions and a legend.
    pub large: bool,
    /// No room for what stands below the plot.
    pub low: bool,
    /// Between title and plot, where the panel is large.
    pub legend: Region,
    pub title: Vec<String>,
    /// In CSS pixels.
    pub title_size: f64,
    pub labels_y: Labels,
}

/// Distance of a title's rows, over the size of its font.
const ROW: f64 = 1.3;
/// Room above a title, over the size of the labels' font.
const ABOVE: f64 = 0.4;
impl Layout {
    /// For a panel on `outer`, whose legend has these entries.
    pub fn new(panel: &Panel, legend: &[Entry], outer: Region, ratio: f64) -> Self {
        let (width, height) = (outer.width() / ratio, outer.height() / ratio);
        let (large, low) = (is_large(width, height), is_low(height));
        let (size, title_size) = font_sizes(width, height);
        let title = panel
            .titles
            .wrap(panel.title, panel.place, title_size, width);
        let title_high = panel.titles.room(title.len()) * title_size * ROW;
        let (caption, legend_high) = if large {
            let room = width - 2.0 * SIDE;
            (size + 4.0, legend::height(legend, room) + size * 0.3)
        } else {
            (0.0, 0.0)
        };
        let mut margins = Margins {
            left: 0.0,
            top: size * 1.1 + title_high + legend_high,
            right: size,
            bottom: if low { size * 0.5 } else { size * 2.0 } + caption,
        };
        // Labels depend on the height alone; how far left they reach sets the width.
        let frame = Frame::new(outer, margins, size, ratio);
        let (_, y) = panel.axes.on(&frame);
        let labels_y = frame::labels(&y, &frame.ticks_y(&y), Some(panel.axes.quantity));
        let widths = labels_y
            .iter()
            .map(|(_, label)| text_metrics::width(label, size));
        let count = text_metrics::width(&format!("n={}", panel.runs()), size);
        margins.left = widths.fold(count, f64::max) + size + caption;
        let legend = Region {
            left: outer.left + SIDE * ratio,
            top: outer.top + (ABOVE * size + title_high) * ratio,
            right: outer.right - SIDE * ratio,
            bottom: frame.plot.top,
        };
        Self {
            frame: Frame::new(outer, margins, size, ratio),
            large,
            low,
            legend,
            title,
            title_size,
            labels_y,
        }
    }

    /// Where the title's rows begin, at half their height.
    pub fn title_places(&self) -> impl Iterator<Item = Pixel> {
        let Frame { outer, ratio, .. } = self.frame;
        let (left, top, _, _) = outer.edges();
        let row = self.title_size * ROW;
        let px = move |css: f64| (css * ratio).round() as i32;
        (0..self.title.len()).map(move |at| {
            let down = self.frame.font_size * ABOVE + row * (at as f64 + 0.5);
            (left + px(SIDE), top + px(down))
        })
    }
}
