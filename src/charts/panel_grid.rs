//! All panels of a study in one picture, with its title and legend, for export.

use std::borrow::Cow;
use std::ops::Range;

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::frame::Frame;
use super::legend::{self, Entry, Sample};
use super::paint::{Drawn, Painter};
use super::region::{Margins, Region};
use super::style::TextLook;
use super::text_metrics;
use super::{Color, Panel, PlotArea, Theme, Titles};

/// A figure, before it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct PanelGrid<'a> {
    /// Of the whole; in up to two rows.
    pub title: &'a str,
    /// Row by row; `None` leaves a cell blank. Their own theme, ratio and way of titles are not used.
    pub panels: &'a [Option<Panel<'a>>],
    /// What the images are called that are not trained on: "test".
    pub held_out: &'a str,
    /// Panels in a row; as many rows as the panels need.
    pub columns: usize,
    /// Written upwards beside each row; may be empty.
    pub row_headers: &'a [String],
    /// Above each column; may be empty.
    pub column_headers: &'a [String],
    /// Room around the figure, in CSS pixels.
    pub pad: f64,
    pub theme: Theme,
    /// Backend pixels in a CSS pixel.
    pub ratio: f64,
}

/// Everything below in CSS pixels. Between panels.
const GAP: f64 = 12.0;
const TITLE: f64 = 17.0;
const TITLE_ROW: f64 = 24.0;
const HEADER: f64 = 20.0;

/// Heights and widths of what stands around the panels, in CSS pixels.
struct Layout {
    pad: f64,
    title: Vec<String>,
    legend: f64,
    headers: Margins,
}

impl Layout {
    /// Of what stands above the panels, with the room around it.
    fn above(&self) -> f64 {
        let title = self.title.len() as f64 * TITLE_ROW;
        self.pad + title + self.legend + self.headers.top
    }
}

impl PanelGrid<'_> {
    /// The usual room around it, in CSS pixels.
    pub const PAD: f64 = 16.0;

    /// Rows of panels.
    pub fn rows(&self) -> usize {
        self.panels.len().div_ceil(self.columns.max(1))
    }

    /// Width and height, in CSS pixels, that give each panel the size `panel`.
    pub fn size(&self, (width, height): (f64, f64)) -> (u32, u32) {
        let (columns, rows) = (self.columns.max(1) as f64, self.rows().max(1) as f64);
        let left = self.headers().left;
        let whole = 2.0 * self.pad + left + columns * (width + GAP) - GAP;
        let above = self.layout(whole).above();
        let high = above + rows * (height + GAP) - GAP + self.pad;
        (whole.ceil() as u32, high.ceil() as u32)
    }

    /// Draws the figure; where each panel has its axes, blank cells left out.
    ///
    /// # Errors
    /// The backend's own.
    pub fn draw<DB: DrawingBackend>(&self, backend: DB) -> Drawn<Vec<PlotArea>, DB> {
        self.draw_rows(backend, 0..self.rows())
    }

    /// Draws the panels of these rows alone, so that a large figure need not be drawn in one go; with the first of
    /// all rows what stands around the panels. The rows drawn before have to be on the backend already.
    ///
    /// # Errors
    /// The backend's own.
    pub fn draw_rows<DB: DrawingBackend>(
        &self,
        mut backend: DB,
        rows: Range<usize>,
    ) -> Drawn<Vec<PlotArea>, DB> {
        let is_first = rows.start == 0;
        let begin = if is_first {
            Painter::new
        } else {
            Painter::over
        };
        let mut painter = begin(&mut backend, self.theme, self.ratio)?;
        let layout = self.layout(painter.whole.width() / self.ratio);
        let grid = painter.whole.within(
            Margins {
                left: self.pad + layout.headers.left,
                top: layout.above(),
                right: self.pad,
                bottom: self.pad,
            },
            self.ratio,
        );
        if is_first {
            self.draw_above(&mut painter, &layout)?;
            self.draw_headers(&mut painter, &grid)?;
        }
        let areas = self.draw_panels(&mut painter, &grid, rows)?;
        painter.finish()?;
        Ok(areas)
    }

    fn headers(&self) -> Margins {
        let room = |headers: &[String]| if headers.is_empty() { 0.0 } else { HEADER };
        Margins {
            left: room(self.row_headers),
            top: room(self.column_headers),
            right: 0.0,
            bottom: 0.0,
        }
    }

    fn layout(&self, width: f64) -> Layout {
        let room = width - 2.0 * self.pad;
        let band = self.band();
        Layout {
            pad: self.pad,
            title: text_metrics::wrap(self.title, TITLE * 1.06, room, 2),
            legend: legend::height(&self.legend(&band), room) + GAP,
            headers: self.headers(),
        }
    }

    fn draw_above<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        layout: &Layout,
    ) -> Drawn<(), DB> {
        let look = TextLook::new(TITLE, self.theme.ink)
            .at(HPos::Left, VPos::Center)
            .bold(true);
        let mut down = self.pad;
        for row in &layout.title {
            let place = (painter.px(self.pad), painter.px(down + TITLE_ROW * 0.4));
            painter.write(row, place, look)?;
            down += TITLE_ROW;
        }
        let region = Region {
            left: self.pad * self.ratio,
            top: down * self.ratio,
            right: painter.whole.right - self.pad * self.ratio,
            bottom: (down + layout.legend) * self.ratio,
        };
        let band = self.band();
        legend::in_rows(painter, &region, &self.legend(&band))
    }

    fn draw_headers<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        grid: &Region,
    ) -> Drawn<(), DB> {
        let look = TextLook::new(Frame::FONT_SIZE, self.theme.ink).bold(true);
        let half = painter.px(HEADER / 2.0);
        let columns = shortened(self.column_headers, self.columns, |column| {
            self.cell(grid, 0, column).width() / self.ratio
        });
        for (column, header) in columns.iter().enumerate() {
            let cell = self.cell(grid, 0, column);
            let place = (cell.middle().0 as i32, cell.edges().1 - half);
            painter.write(header, place, look)?;
        }
        let rows = shortened(self.row_headers, self.rows(), |row| {
            self.cell(grid, row, 0).height() / self.ratio + GAP
        });
        for (row, header) in rows.iter().enumerate() {
            let cell = self.cell(grid, row, 0);
            let place = (cell.edges().0 - half, cell.middle().1 as i32);
            painter.write_upwards(header, place, look)?;
        }
        Ok(())
    }

    fn draw_panels<DB: DrawingBackend>(
        &self,
        painter: &mut Painter<DB>,
        grid: &Region,
        rows: Range<usize>,
    ) -> Drawn<Vec<PlotArea>, DB> {
        let first = self.cell(grid, 0, 0);
        let size = (first.width() / self.ratio, first.height() / self.ratio);
        let titles = self.panels.iter().flatten().map(|panel| panel.title);
        let titles: Vec<&str> = titles.collect();
        let titles = if self.row_headers.is_empty() || self.column_headers.is_empty() {
            Titles::of(&titles, size)
        } else {
            Titles::below_heads(&titles, size)
        };
        let columns = self.columns.max(1);
        let mut areas = Vec::with_capacity(rows.len() * columns);
        let panels = self.panels.iter().enumerate().take(rows.end * columns);
        for (at, panel) in panels.skip(rows.start * columns) {
            let Some(panel) = panel else { continue };
            let cell = self.cell(grid, at / columns, at % columns);
            let panel = Panel { titles, ..*panel };
            areas.push(panel.draw_in(painter, cell)?);
        }
        Ok(areas)
    }

    fn cell(&self, grid: &Region, row: usize, column: usize) -> Region {
        let gap = GAP * self.ratio;
        let share = |room: f64, count: usize| (room + gap) / count.max(1) as f64;
        let wide = share(grid.width(), self.columns);
        let high = share(grid.height(), self.rows());
        let (left, top) = (wide * column as f64, high * row as f64);
        Region {
            left: grid.left + left,
            top: grid.top + top,
            right: (grid.left + left + wide - gap).max(grid.left + left + 1.0),
            bottom: (grid.top + top + high - gap).max(grid.top + top + 1.0),
        }
    }

    fn band(&self) -> String {
        legend::mean_and_deviation(self.panels.iter().flatten().map(Panel::runs))
    }

    /// What occurs in any of the panels.
    fn legend<'n>(&'n self, band: &'n str) -> Vec<Entry<'n>> {
        let panels = self.panels.iter().flatten();
        let color = self.color();
        let with_band = panels.clone().any(|panel| panel.runs() > 1);
        let band = Entry {
            name: band,
            sample: Sample::Band(color),
        };
        let marks = panels.flat_map(|panel| panel.marks).map(|mark| mark.kind);
        let kinds = legend::kinds(color, self.held_out).into_iter();
        let entries = kinds.chain(with_band.then_some(band));
        entries.chain(legend::signs(marks)).collect()
    }

    /// The panels', where they have one in common.
    fn color(&self) -> Color {
        let mut colors = self.panels.iter().flatten().map(|panel| panel.color);
        match colors.next() {
            Some(first) if colors.all(|color| color == first) => self.theme.run(first),
            _ => self.theme.text,
        }
    }
}

/// As many headers as there are rows or columns, each in its room in CSS pixels. Where one has none, the name that all
/// have in common stands in the first alone, if it has room there.
fn shortened(headers: &[String], count: usize, room: impl Fn(usize) -> f64) -> Vec<Cow<'_, str>> {
    const SIZE: f64 = Frame::FONT_SIZE * 1.06;
    let mut headers: Vec<&str> = headers.iter().take(count).map(String::as_str).collect();
    let fits = |at: usize, header: &str| text_metrics::width(header, SIZE) <= room(at);
    if !headers
        .iter()
        .enumerate()
        .all(|(at, header)| fits(at, header))
    {
        for (at, header) in headers.iter_mut().enumerate() {
            if at > 0 || !fits(at, header) {
                *header = header.split_once('=').map_or(*header, |(_, value)| value);
            }
        }
    }
    text_metrics::shorten_all(&headers, SIZE, room)
}
