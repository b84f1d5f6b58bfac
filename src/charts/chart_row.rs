//! The charts of the same runs side by side in one picture, with their title, legend and caption, for export; or the
//! words alone, around another chart.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::frame::Frame;
use super::legend::{self, Entry, Sample};
use super::paint::{Drawn, Painter};
use super::region::Region;
use super::style::{Stroke, TextLook};
use super::{Chart, Curve, PENALTY, Quantity, Theme, text_metrics};

/// A row of charts, before it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct ChartRow<'a> {
    /// Above all; in up to two rows.
    pub title: &'a str,
    /// Below all; in up to four rows.
    pub caption: &'a str,
    /// None where another chart takes their [place](ChartRow::place).
    pub quantities: &'a [Quantity],
    pub curves: &'a [Curve<'a>],
    /// Width and height of a chart, in CSS pixels.
    pub chart: (f64, f64),
    /// What the images are called that are not trained on: "test".
    pub held_out: &'a str,
    pub theme: Theme,
    /// Backend pixels in a CSS pixel.
    pub ratio: f64,
}

/// Everything below in CSS pixels.
const PAD: f64 = 16.0;
const GAP: f64 = 12.0;
const TITLE: f64 = 17.0;
const TITLE_ROW: f64 = 24.0;
const CAPTION_ROW: f64 = 17.0;

/// What stands above and below the charts.
struct Layout {
    title: Vec<String>,
    legend: f64,
    caption: Vec<String>,
}

impl Layout {
    fn above(&self) -> f64 {
        PAD + self.title.len() as f64 * TITLE_ROW + self.legend + GAP
    }

    fn below(&self) -> f64 {
        match self.caption.len() {
            0 => PAD,
            rows => GAP + rows as f64 * CAPTION_ROW + PAD,
        }
    }
}

impl ChartRow<'_> {
    /// Width and height, in CSS pixels.
    pub fn size(&self) -> (u32, u32) {
        let layout = self.layout();
        let high = layout.above() + self.chart.1 + layout.below();
        (self.width().ceil() as u32, high.ceil() as u32)
    }

    fn width(&self) -> f64 {
        let charts = self.quantities.len().max(1) as f64;
        2.0 * PAD + charts * (self.chart.0 + GAP) - GAP
    }

    fn layout(&self) -> Layout {
        let room = self.width() - 2.0 * PAD;
        Layout {
            title: text_metrics::wrap(self.title, TITLE * 1.06, room, 2),
            legend: legend::height(&self.legend(), room),
            caption: text_metrics::wrap(self.caption, Frame::FONT_SIZE, room, 4),
        }
    }

    /// Draws the picture.
    ///
    /// # Errors
    /// The backend's own.
    pub fn draw<DB: DrawingBackend>(&self, mut backend: DB) -> Drawn<(), DB> {
        let mut painter = Painter::new(&mut backend, self.theme, self.ratio)?;
        let layout = self.layout();
        self.draw_texts(&mut painter, &layout)?;
        for (at, quantity) in self.quantities.iter().enumerate() {
            let chart = Chart {
                quantity: *quantity,
                curves: self.curves,
                // There are some.
                planned: 1,
                zoom: false,
                log: false,
                log_x: false,
                smoothing: 0.0,
                window: None,
                theme: self.theme,
                ratio: self.ratio,
            };
            chart.draw_in(&mut painter, self.place_in(&layout, at))?;
        }
        painter.finish()?;
        Ok(())
    }

    /// Where the first chart is, in backend pixels.
    pub fn place(&self) -> Region {
        self.place_in(&self.layout(), 0)
    }

    /// Of a chart, counted from the left.
    fn place_in(&self, layout: &Layout, at: usize) -> Region {
        let left = PAD + at as f64 * (self.chart.0 + GAP);
        Region {
            left: left * self.ratio,
            top: layout.above() * self.ratio,
            right: (left + self.chart.0) * self.ratio,
            bottom: (layout.above() + self.chart.1) * self.ratio,
        }
    }

    fn draw_texts<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        layout: &Layout,
    ) -> Drawn<(), DB> {
        let bold = TextLook::new(TITLE, self.theme.ink).bold(true);
        let below_title = write_rows(painter, &layout.title, (PAD, TITLE_ROW), bold)?;
        let region = Region {
            left: PAD * self.ratio,
            top: below_title * self.ratio,
            right: painter.whole.right - PAD * self.ratio,
            bottom: (below_title + layout.legend) * self.ratio,
        };
        legend::in_rows(painter, &region, &self.legend())?;
        let plain = TextLook::new(Frame::FONT_SIZE, self.theme.text);
        let below_charts = layout.above() + self.chart.1 + GAP;
        write_rows(painter, &layout.caption, (below_charts, CAPTION_ROW), plain)?;
        Ok(())
    }

    /// Whose line is whose, and which of its lines is which; nothing where there are no lines.
    fn legend(&self) -> Vec<Entry<'_>> {
        if self.curves.is_empty() {
            return Vec::new();
        }
        let runs = self.curves.iter().map(|curve| Entry {
            name: curve.name,
            sample: Sample::Line(Stroke {
                dashes: self.theme.dashes(curve.color),
                ..Stroke::new(self.theme.run(curve.color), 2.25)
            }),
        });
        let kinds = legend::kinds(self.theme.text, self.held_out);
        let has_penalties = self.quantities.contains(&Quantity::Loss)
            && self.curves.iter().any(|curve| curve.has_penalties());
        let penalty = has_penalties.then(|| Entry {
            name: "penalty",
            sample: Sample::Line(Stroke {
                dashes: Some(PENALTY),
                ..Stroke::new(self.theme.text, 1.5)
            }),
        });
        runs.chain(kinds).chain(penalty).collect()
    }
}

/// Rows of this height from here on, in CSS pixels; where they end.
fn write_rows<DB: DrawingBackend>(
    painter: &mut Painter<DB>,
    rows: &[String],
    (from, high): (f64, f64),
    look: TextLook,
) -> Drawn<f64, DB> {
    let mut down = from;
    for row in rows {
        let place = (painter.px(PAD), painter.px(down + high * 0.4));
        painter.write(row, place, look.at(HPos::Left, VPos::Center))?;
        down += high;
    }
    Ok(down)
}
