//! How a panel is drawn.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::frame::{self, Frame};
use super::left_out;
use super::legend::{self, Entry, Sample};
use super::marks::Mark;
use super::paint::{Drawn, Painter};
use super::panel::{Emphasis, Panel};
use super::panel_layout::Layout;
use super::region::{Pixel, Region};
use super::style::{Stroke, TextLook};
use super::{Axis, Color, PlotArea, Quantity, Theme};
use crate::metrics::BandPoint;

impl Emphasis {
    fn opacity(self) -> f64 {
        if self == Self::Dimmed { 0.35 } else { 1.0 }
    }
}

/// Opacity of bands and of other panels' lines.
const BAND: f64 = 0.22;
const GHOST: f64 = 0.7;

impl Panel<'_> {
    /// Draws the panel on the whole of a backend.
    ///
    /// # Errors
    /// The backend's own.
    pub fn draw<DB: DrawingBackend>(&self, mut backend: DB) -> Drawn<PlotArea, DB> {
        let mut painter = Painter::new(&mut backend, self.theme, self.ratio)?;
        let whole = painter.whole;
        let area = self.draw_in(&mut painter, whole)?;
        let points = painter.finish()?;
        Ok(PlotArea { points, ..area })
    }

    /// Draws it on a part, in the painter's colours and pixels. The points are counted by the painter.
    pub(super) fn draw_in<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        outer: Region,
    ) -> Drawn<PlotArea, DB> {
        let band = format!("mean ± sd, n={}", self.runs());
        let legend = self.legend(painter.theme, &band);
        let layout = Layout::new(self, &legend, outer, painter.ratio);
        let frame = &layout.frame;
        painter.clip_to(&frame.plot, 1.0);
        let (x, y) = self.axes.on(frame);
        let (ticks_x, ticks_y) = (frame.ticks_epochs(&x), frame.ticks_y(&y));
        frame.rules_y(painter, frame::places(&y, &ticks_y))?;
        frame.rules_x(painter, frame::places(&x, &ticks_x))?;
        self.draw_lines(painter, &x, &y, if layout.large { 2.25 } else { 1.75 })?;
        frame.base(painter)?;
        if !layout.low {
            frame.write_x(painter, &frame::labels(&x, &ticks_x, None))?;
        }
        frame.write_y(painter, &layout.labels_y)?;
        let means = self.train.iter().chain(self.test);
        let means = means.map(|point| point.value.mean);
        left_out::tell(painter, frame, &y, means)?;
        self.draw_around(painter, &layout, &legend)?;
        let points = 0;
        let step = 1.0;
        Ok(PlotArea { x, y, points, step })
    }

    fn draw_lines<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        x: &Axis,
        y: &Axis,
        thick: f64,
    ) -> Drawn<(), DB> {
        let color = painter.theme.run(self.color);
        let opacity = self.emphasis.opacity();
        let ghost = Stroke::new(painter.theme.text, 1.0).faint(GHOST);
        for band in self.ghosts {
            painter.line(means(band, x, y), ghost)?;
        }
        draw_band(painter, self.test, (x, y), color, BAND * opacity)?;
        let lines = [(self.train, 1.0, 0.9), (self.test, thick, 1.0)];
        for (band, width, share) in lines {
            let stroke = Stroke {
                lone: Some(width + 0.5),
                ..Stroke::new(color, width).faint(share * opacity)
            };
            painter.line(means(band, x, y), stroke)?;
        }
        for mark in self.marks {
            painter.signed(mark, x, y, self.axes.quantity)?;
        }
        Ok(())
    }

    /// Title, count of runs, and what only an enlarged panel has room for.
    fn draw_around<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        layout: &Layout,
        legend: &[Entry],
    ) -> Drawn<(), DB> {
        self.draw_title(painter, layout)?;
        let runs = self.runs();
        if layout.large {
            let name = self.axes.quantity.name();
            layout.frame.captions(painter, "epoch", name)?;
            legend::in_rows(painter, &layout.legend, legend)?;
        } else if runs > 1 && !layout.low {
            self.draw_count(painter, &layout.frame, runs)?;
        }
        if self.emphasis == Emphasis::Highlighted {
            let color = painter.theme.run(self.color);
            painter.outline(&layout.frame.outer, color, 2.0)?;
        }
        Ok(())
    }

    fn draw_title<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        layout: &Layout,
    ) -> Drawn<(), DB> {
        let color = match self.emphasis {
            Emphasis::Dimmed => painter.theme.text,
            _ => painter.theme.ink,
        };
        let bold = self.emphasis == Emphasis::Highlighted;
        let look = TextLook::new(layout.title_size, color)
            .at(HPos::Left, VPos::Center)
            .bold(bold);
        for (place, row) in layout.title_places().zip(&layout.title) {
            painter.write(row, place, look)?;
        }
        Ok(())
    }

    /// Beside the epochs, where no curve can be.
    fn draw_count<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        frame: &Frame,
        runs: usize,
    ) -> Drawn<(), DB> {
        let (left, row) = (frame.outer.edges().0, frame.plot.edges().3);
        let place = (
            left + painter.px(1.0),
            row + painter.px(frame.font_size / 2.0),
        );
        let look = TextLook::new(frame.font_size, painter.theme.text).at(HPos::Left, VPos::Top);
        painter.write(&format!("n={runs}"), place, look)
    }

    /// What is in this panel: lines, the band where there is one, the signs.
    fn legend<'n>(&'n self, theme: Theme, band: &'n str) -> Vec<Entry<'n>> {
        let color = theme.run(self.color);
        let band = Entry {
            name: band,
            sample: Sample::Band(color),
        };
        let with_band = self.runs() > 1;
        let signs = legend::signs(self.marks.iter().map(|mark| mark.kind));
        let kinds = legend::kinds(color, self.held_out).into_iter();
        kinds
            .chain(with_band.then_some(band))
            .chain(signs)
            .collect()
    }
}

fn place(point: &BandPoint, value: f64, x: &Axis, y: &Axis) -> Option<Pixel> {
    Some((x.pixel(point.epoch)?, y.pixel(value)?))
}

fn means<'a>(
    band: &'a [BandPoint],
    x: &'a Axis,
    y: &'a Axis,
) -> impl Iterator<Item = Option<Pixel>> + 'a {
    band.iter()
        .map(move |point| place(point, point.value.mean, x, y))
}

/// One standard deviation to either side, wherever there are several runs.
fn draw_band<DB: DrawingBackend>(
    painter: &mut Painter<DB>,
    band: &[BandPoint],
    (x, y): (&Axis, &Axis),
    color: Color,
    opacity: f64,
) -> Drawn<(), DB> {
    let (mut low, mut high) = (Vec::new(), Vec::new());
    let edges = band.iter().map(|point| {
        let several = point.value.n > 1;
        // On a logarithmic axis a band may reach below all values.
        let least = if y.log { y.from } else { f64::NEG_INFINITY };
        let low = place(point, point.value.low().max(least), x, y);
        low.zip(place(point, point.value.high(), x, y))
            .filter(|_| several)
    });
    for edge in edges.chain([None]) {
        if let Some((below, above)) = edge {
            low.push(below);
            high.push(above);
            continue;
        }
        if low.len() > 1 {
            painter.band(&low, &high, color, opacity)?;
        }
        low.clear();
        high.clear();
    }
    Ok(())
}

impl<DB: DrawingBackend> Painter<'_, DB> {
    /// A trial's sign at its last point; where that has no place, at the bad end of the axis.
    fn signed(&mut self, mark: &Mark, x: &Axis, y: &Axis, quantity: Quantity) -> Drawn<(), DB> {
        let bad = if quantity.rises() { y.from } else { y.to };
        let value = if mark.value.is_finite() {
            mark.value.clamp(y.from.min(y.to), y.to.max(y.from))
        } else {
            bad
        };
        match (x.pixel(mark.epoch.min(x.to)), y.pixel(value)) {
            (Some(x), Some(y)) => self.mark(mark.kind, (x, y), 4.5),
            _ => Ok(()),
        }
    }
}
