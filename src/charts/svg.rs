//! A chart as an SVG document, for export.
//!
//! Not plotters' own SVG backend: that one writes letters a fifth smaller than a canvas does, and rounds
//! to whole CSS pixels, which shows in print. This one draws on a grid four times as fine.

use std::convert::Infallible;
use std::fmt::Write as _;

use html_escape::encode_double_quoted_attribute;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind, FontStyle,
    FontTransform,
};

/// Units of the document's grid in a CSS pixel.
const RATIO: u32 = 4;

/// A standalone SVG document of a size in CSS pixels, with a title for those who cannot see it.
///
/// `draw` gets a backend and the ratio that the chart has to be drawn with:
/// `svg((640, 320), "accuracy", |backend, ratio| Chart { ratio, ..chart }.draw(backend))`. Nothing can fail
/// in writing to a string, so what `draw` returns is dropped.
pub fn svg<R>(
    (width, height): (u32, u32),
    title: &str,
    draw: impl FnOnce(SvgBackend, f64) -> R,
) -> String {
    let fine = (width.saturating_mul(RATIO), height.saturating_mul(RATIO));
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" role=\"img\">\n<title>{}</title>\n",
        fine.0,
        fine.1,
        escaped(title)
    );
    let backend = SvgBackend {
        text: &mut text,
        size: fine,
    };
    draw(backend, f64::from(RATIO));
    text.push_str("</svg>\n");
    text
}

/// Writes what is drawn as SVG elements, one a line.
pub struct SvgBackend<'a> {
    text: &'a mut String,
    size: (u32, u32),
}

type Written = Result<(), DrawingErrorKind<Infallible>>;

impl SvgBackend<'_> {
    /// An element without its end; what is invisible is left out.
    fn element(&mut self, color: BackendColor, attributes: std::fmt::Arguments) -> Written {
        if color.alpha > 0.0 {
            // A string takes everything.
            let _ = writeln!(self.text, "<{attributes}/>");
        }
        Ok(())
    }

    /// What is drawn until [`end_group`](Self::end_group) has these classes.
    pub(super) fn begin_group(&mut self, classes: &str) {
        let _ = writeln!(self.text, "<g class=\"{}\">", escaped(classes));
    }

    pub(super) fn end_group(&mut self) {
        self.text.push_str("</g>\n");
    }

    fn points(&mut self, points: impl IntoIterator<Item = BackendCoord>) -> String {
        let mut list = String::new();
        for (x, y) in points {
            let _ = write!(list, "{x},{y} ");
        }
        list
    }
}

/// `fill` or `stroke`, and how much shines through.
fn paint(attribute: &str, color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    let mut paint = format!("{attribute}=\"#{red:02x}{green:02x}{blue:02x}\"");
    if color.alpha < 1.0 {
        let _ = write!(paint, " {attribute}-opacity=\"{:.3}\"", color.alpha);
    }
    paint
}

fn fill(color: BackendColor) -> String {
    paint("fill", color)
}

fn stroke(style: &impl BackendStyle) -> String {
    let paint = paint("stroke", style.color());
    let width = style.stroke_width();
    format!("fill=\"none\" {paint} stroke-width=\"{width}\" stroke-linejoin=\"round\"")
}

fn filled_or_stroked(style: &impl BackendStyle, filled: bool) -> String {
    if filled {
        fill(style.color())
    } else {
        stroke(style)
    }
}

/// Text that cannot be taken for markup; what XML has no place for becomes a space.
pub fn escaped(text: &str) -> String {
    let is_no_text =
        |letter: char| letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}');
    encode_double_quoted_attribute(&text.replace(is_no_text, " ")).into_owned()
}

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Written {
        Ok(())
    }

    fn present(&mut self) -> Written {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Written {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Written {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        filled: bool,
    ) -> Written {
        let (width, height) = ((right - left).max(0), (bottom - top).max(0));
        let paint = filled_or_stroked(style, filled);
        self.element(
            style.color(),
            format_args!(
                "rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" {paint}"
            ),
        )
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Written {
        let (points, paint) = (self.points(path), stroke(style));
        self.element(
            style.color(),
            format_args!("polyline points=\"{points}\" {paint}"),
        )
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        outline: I,
        style: &S,
    ) -> Written {
        let (points, paint) = (self.points(outline), fill(style.color()));
        self.element(
            style.color(),
            format_args!("polygon points=\"{points}\" {paint}"),
        )
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        filled: bool,
    ) -> Written {
        let paint = filled_or_stroked(style, filled);
        self.element(
            style.color(),
            format_args!("circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {paint}"),
        )
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        place: BackendCoord,
    ) -> Written {
        // As far down as a canvas's baselines of the same names have them.
        let down = match style.anchor().v_pos {
            VPos::Top => "0.8em",
            VPos::Center => "0.35em",
            VPos::Bottom => "-0.2em",
        };
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let _ = writeln!(
            self.text,
            "<text {} dy=\"{down}\" text-anchor=\"{anchor}\" {} {}>{}</text>",
            placed(place, style.transform()),
            font(style),
            fill(style.color()),
            escaped(text)
        );
        Ok(())
    }
}

fn placed((x, y): BackendCoord, turned: FontTransform) -> String {
    let degrees = match turned {
        FontTransform::None => return format!("x=\"{x}\" y=\"{y}\""),
        FontTransform::Rotate90 => 90,
        FontTransform::Rotate180 => 180,
        FontTransform::Rotate270 => 270,
    };
    format!("x=\"{x}\" y=\"{y}\" transform=\"rotate({degrees} {x} {y})\"")
}

fn font(style: &impl BackendTextStyle) -> String {
    let (family, size) = (style.family(), style.size());
    let weight = match style.style() {
        FontStyle::Bold => " font-weight=\"bold\"",
        _ => "",
    };
    format!(
        "font-family=\"{}\" font-size=\"{size}\"{weight}",
        escaped(family.as_str())
    )
}
