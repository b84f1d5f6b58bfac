//! What plots are drawn on: a document in which marks can be told apart, and where they lie.

use super::places::{Lie, Place, Places};
use super::table::Table;
use super::theme;
use crate::charts::frame::{self, Frame};
use crate::charts::paint::{Drawn, Painter};
use crate::charts::region::{Margins, Pixel};
use crate::charts::style::{Stroke, TextLook};
use crate::charts::svg::{SvgBackend, svg};
use crate::charts::{Axis, Color, Quantity};
use crate::protocol::PlotLook;
use plotters::style::text_anchor::{HPos, VPos};

/// A plot that was drawn.
pub struct Drawing {
    pub svg: String,
    /// What it says, in a sentence or two.
    pub about: String,
    pub places: Places,
    pub table: Table,
}

/// What a mark is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    pub run: Option<usize>,
    pub setting: usize,
}

/// A plot under way. Nothing can fail in writing to a string.
pub struct Sheet<'a, 'b> {
    pub painter: Painter<'a, SvgBackend<'b>>,
    out: &'a [usize],
    places: Vec<Place>,
}

/// Whatever is drawn on a sheet.
pub type Done = Drawn<(), SvgBackend<'static>>;

/// Draws a plot with this title.
pub fn sheet(
    look: &PlotLook,
    title: &str,
    lie: Lie,
    draw: impl FnOnce(&mut Sheet) -> Done,
) -> (String, Places) {
    let mut places = Vec::new();
    let size = (look.width.clamp(160, 4000), look.height.clamp(120, 4000));
    let svg = svg(size, title, |mut backend, ratio| {
        let painter = Painter::new(&mut backend, theme(look), ratio)?;
        let mut sheet = Sheet {
            painter,
            out: &look.out,
            places: Vec::new(),
        };
        draw(&mut sheet)?;
        places = std::mem::take(&mut sheet.places);
        sheet.painter.finish()
    });
    (svg, Places::new(places, lie))
}

/// Room around a plot whose axis on the left is of accuracies or losses.
pub const MARGINS: Margins = Margins {
    top: 30.0,
    left: 68.0,
    ..Frame::MARGINS
};

impl Sheet<'_, '_> {
    pub fn frame(&self, margins: Margins) -> Frame {
        Frame::new(
            self.painter.whole,
            margins,
            Frame::FONT_SIZE,
            self.painter.ratio,
        )
    }

    /// Draws what belongs to a run or a setting; it stands back where others were selected.
    pub fn mark(&mut self, owner: Owner, draw: impl FnOnce(&mut Self, f64) -> Done) -> Done {
        let opacity = if self.out.contains(&owner.setting) {
            0.12
        } else {
            1.0
        };
        let run = owner.run.map(|run| format!(" r{run}")).unwrap_or_default();
        self.painter
            .begin_group(&format!("m s{}{run}", owner.setting));
        draw(self, opacity)?;
        self.painter.end_group();
        Ok(())
    }

    /// A dot that somebody can point at.
    pub fn dot(
        &mut self,
        owner: Owner,
        (at, radius): (Pixel, f64),
        color: Color,
        text: String,
    ) -> Done {
        self.place(owner, [at.0, at.0], at.1, text);
        self.mark(owner, |sheet, opacity| {
            sheet.painter.dot(at, color, radius, opacity)
        })
    }

    /// Something that somebody can point at, from one column to another.
    pub fn place(&mut self, owner: Owner, columns: [i32; 2], row: i32, text: String) {
        let css = |pixel: i32| f64::from(pixel) / self.painter.ratio;
        let Owner { run, setting } = owner;
        self.places.push(Place {
            x: columns.map(css),
            y: css(row),
            run,
            setting: Some(setting),
            text,
        });
    }

    /// A point of another study than the one on the page.
    pub fn stray(&mut self, at: Pixel, text: String) {
        let css = |pixel: i32| f64::from(pixel) / self.painter.ratio;
        self.places.push(Place {
            x: [css(at.0); 2],
            y: css(at.1),
            run: None,
            setting: None,
            text,
        });
    }

    /// The axis of values on the left, with its rules and its name.
    pub fn values(&mut self, frame: &Frame, y: &Axis, quantity: Option<Quantity>) -> Done {
        let ticks = frame.ticks_y(y);
        frame.rules_y(&mut self.painter, frame::places(y, &ticks))?;
        frame.base(&mut self.painter)?;
        frame.write_y(&mut self.painter, &frame::labels(y, &ticks, quantity))
    }

    /// A note above the plot, on the right.
    pub fn note(&mut self, frame: &Frame, text: &str) -> Done {
        let look =
            TextLook::new(frame.font_size, self.painter.theme.text).at(HPos::Right, VPos::Center);
        let place = (frame.plot.edges().2, self.painter.px(14.0));
        self.painter.write(text, place, look)
    }

    /// In the middle of a plot that has nothing to show.
    pub fn nothing(&mut self, frame: &Frame, text: &str) -> Done {
        let (x, y) = frame.plot.middle();
        let look = TextLook::new(frame.font_size, self.painter.theme.text);
        let place = (x.round() as i32, y.round() as i32);
        self.painter.write(text, place, look)
    }

    /// A ring around the best.
    pub fn ring(&mut self, at: Pixel) -> Done {
        let theme = self.painter.theme;
        // A rim keeps it off what lies beneath.
        self.painter
            .ring(at, 8.0, Stroke::new(theme.surface, 4.5))?;
        self.painter.ring(at, 8.0, Stroke::new(theme.ink, 2.0))
    }
}
