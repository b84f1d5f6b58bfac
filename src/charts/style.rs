//! How lines and texts look.

use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontFamily, FontStyle, IntoFont, TextStyle};

use super::Color;

/// How a line looks; widths and dashes in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    pub color: Color,
    pub width: f64,
    pub opacity: f64,
    /// Dash and gap.
    pub dashes: Option<(f64, f64)>,
    /// Radius of the dot for a point between two gaps, which no line shows; `None` leaves it out.
    pub lone: Option<f64>,
}

/// How a text looks, and which of its places stands where it is written.
#[derive(Clone, Copy)]
pub(super) struct TextLook {
    /// In CSS pixels.
    pub size: f64,
    pub color: Color,
    pub bold: bool,
    pub h_pos: HPos,
    pub v_pos: VPos,
}

impl Stroke {
    pub fn new(color: Color, width: f64) -> Self {
        Self {
            color,
            width,
            opacity: 1.0,
            dashes: None,
            lone: None,
        }
    }

    pub fn faint(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }
}

impl TextLook {
    /// Centred on their place.
    pub fn new(size: f64, color: Color) -> Self {
        Self {
            size,
            color,
            bold: false,
            h_pos: HPos::Center,
            v_pos: VPos::Center,
        }
    }

    pub fn at(self, h_pos: HPos, v_pos: VPos) -> Self {
        Self {
            h_pos,
            v_pos,
            ..self
        }
    }

    pub fn bold(self, bold: bool) -> Self {
        Self { bold, ..self }
    }

    pub fn style(&self, ratio: f64) -> TextStyle<'static> {
        let font = (FontFamily::Name("system-ui, sans-serif"), self.size * ratio).into_font();
        let font = if self.bold {
            font.style(FontStyle::Bold)
        } else {
            font
        };
        TextStyle {
            color: self.color.rgb().to_backend_color(),
            pos: Pos::new(self.h_pos, self.v_pos),
            font,
        }
    }
}
