//! Strokes and letters: how a chart's parts look, in CSS pixels times a ratio.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, DashedPathElement, PathElement, Rectangle, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontTransform, IntoFont, RGBColor, ShapeStyle, TextStyle};

use super::axis::Ticks;
use super::{Axis, Color, Quantity, Theme};

type Drawn<T, DB> = Result<T, DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;
type Pixel = (i32, i32);

/// Room around the plot, in CSS pixels: left, top, right, bottom.
const MARGINS: (f64, f64, f64, f64) = (56.0, 12.0, 16.0, 40.0);
const LETTERS: f64 = 12.0;
/// How far lines and dots may reach over the plot's edge.
const SLACK: f64 = 4.0;

/// Draws on an area, counting the points of curves.
pub(super) struct Painter<DB: DrawingBackend> {
    area: DrawingArea<DB, Shift>,
    theme: Theme,
    ratio: f64,
    width: i32,
    height: i32,
    points: usize,
}

impl<DB: DrawingBackend> Painter<DB> {
    /// Takes the whole of a backend and paints it over.
    pub fn new(backend: DB, theme: Theme, ratio: f64) -> Drawn<Self, DB> {
        let area = backend.into_drawing_area();
        area.fill(&theme.surface.rgb())?;
        let (width, height) = area.dim_in_pixel();
        Ok(Self {
            area,
            theme,
            ratio,
            width: width as i32,
            height: height as i32,
            points: 0,
        })
    }

    /// The plot's left, top, right and bottom, in pixels.
    pub fn frame(&self) -> (f64, f64, f64, f64) {
        let (left, top, right, bottom) = MARGINS;
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let right = (width - right * self.ratio).max(left * self.ratio + 1.0);
        let bottom = (height - bottom * self.ratio).max(top * self.ratio + 1.0);
        (left * self.ratio, top * self.ratio, right, bottom)
    }

    fn px(&self, css: f64) -> i32 {
        (css * self.ratio).round() as i32
    }

    fn stroke(&self, width: f64) -> u32 {
        self.px(width).max(1) as u32
    }

    /// A curve; where a point has no place, the curve has a gap.
    pub fn line(
        &mut self,
        points: impl Iterator<Item = Option<Pixel>>,
        color: Color,
        width: f64,
        opacity: f64,
        dashes: Option<(f64, f64)>,
    ) -> Drawn<(), DB> {
        let style = ShapeStyle {
            color: color.rgb().mix(opacity),
            filled: false,
            stroke_width: self.stroke(width),
        };
        let mut piece = Vec::new();
        for point in points.chain([None]) {
            match point {
                Some(point) => piece.push(point),
                None => self.piece(std::mem::take(&mut piece), style, dashes)?,
            }
        }
        Ok(())
    }

    fn piece(
        &mut self,
        points: Vec<Pixel>,
        style: ShapeStyle,
        dashes: Option<(f64, f64)>,
    ) -> Drawn<(), DB> {
        self.points += points.len();
        match dashes {
            _ if points.len() < 2 => Ok(()),
            None => self.area.draw(&PathElement::new(points, style)),
            Some((dash, gap)) => {
                let (dash, gap) = (self.px(dash), self.px(gap));
                self.area
                    .draw(&DashedPathElement::new(points, dash, gap, style))
            }
        }
    }

    /// A dot at each point; they are counted with the line through them.
    pub fn dots(
        &mut self,
        points: impl Iterator<Item = Option<Pixel>>,
        color: Color,
        radius: f64,
    ) -> Drawn<(), DB> {
        let radius = self.px(radius);
        for point in points.flatten() {
            self.area
                .draw(&Circle::new(point, radius, color.rgb().filled()))?;
        }
        Ok(())
    }

    pub fn grid(&self, x: &Axis, y: &Axis) -> Drawn<(), DB> {
        let (left, top, right, bottom) = self.edges();
        for at in self.ticks_y(y).values.iter().filter_map(|v| y.pixel(*v)) {
            self.rule([(left, at), (right, at)], self.theme.grid)?;
        }
        for at in self.ticks_x(x).values.iter().filter_map(|v| x.pixel(*v)) {
            self.rule([(at, top), (at, bottom)], self.theme.grid)?;
        }
        Ok(())
    }

    fn edges(&self) -> (i32, i32, i32, i32) {
        let (left, top, right, bottom) = self.frame();
        let round = |edge: f64| edge.round() as i32;
        (round(left), round(top), round(right), round(bottom))
    }

    /// A straight line as crisp as the backend's pixels: a filled bar, not a stroke between two rows.
    fn rule(&self, [from, to]: [Pixel; 2], color: Color) -> Drawn<(), DB> {
        let thick = self.px(1.0).max(1);
        let (dx, dy) = if from.0 == to.0 {
            (thick, 0)
        } else {
            (0, thick)
        };
        self.bar(from, (to.0 + dx, to.1 + dy), color.rgb())
    }

    fn bar(&self, from: Pixel, to: Pixel, color: RGBColor) -> Drawn<(), DB> {
        self.area.draw(&Rectangle::new([from, to], color.filled()))
    }

    /// Covers what curves have drawn outside the plot, and writes the axes there.
    pub fn frame_labels(&self, x: &Axis, y: &Axis, quantity: Quantity) -> Drawn<(), DB> {
        self.cover_margins()?;
        let (left, top, right, bottom) = self.edges();
        self.rule([(left, bottom), (right, bottom)], self.theme.axis)?;
        for (at, label) in self.labels_x(x) {
            self.text(&label, (at, bottom + self.px(6.0)), HPos::Center, VPos::Top)?;
        }
        for (at, label) in self.labels_y(y, quantity) {
            self.text(&label, (left - self.px(8.0), at), HPos::Right, VPos::Center)?;
        }
        let below = self.height - self.px(2.0);
        self.text(
            "epoch",
            ((left + right) / 2, below),
            HPos::Center,
            VPos::Bottom,
        )?;
        let title = match quantity {
            Quantity::Accuracy => "accuracy",
            Quantity::Loss => "loss",
        };
        let style = self.style(HPos::Center, VPos::Top);
        let style = style.transform(FontTransform::Rotate270);
        let place = (self.px(2.0), (top + bottom) / 2);
        self.area.draw(&Text::new(title, place, style))
    }

    fn cover_margins(&self) -> Drawn<(), DB> {
        let (left, top, right, bottom) = self.edges();
        let (width, height, slack) = (self.width, self.height, self.px(SLACK));
        let (left, top) = (left - slack, top - slack);
        let (right, bottom) = (right + slack, bottom + slack);
        for (from, to) in [
            ((0, 0), (left, height)),
            ((right, 0), (width, height)),
            ((0, 0), (width, top)),
            ((0, bottom), (width, height)),
        ] {
            self.bar(from, to, self.theme.surface.rgb())?;
        }
        Ok(())
    }

    fn ticks_x(&self, x: &Axis) -> Ticks {
        let wanted = (x.to_px - x.from_px) / (60.0 * self.ratio);
        let ticks = x.ticks((wanted as usize).clamp(2, 10));
        if x.to >= 3.0 { ticks.whole() } else { ticks }
    }

    fn ticks_y(&self, y: &Axis) -> Ticks {
        let wanted = (y.from_px - y.to_px) / (36.0 * self.ratio);
        y.ticks((wanted as usize).clamp(2, 10))
    }

    fn labels_x(&self, x: &Axis) -> Vec<(i32, String)> {
        let ticks = self.ticks_x(x);
        let decimals = ticks.decimals(1.0);
        let label = |value: &f64| Some((x.pixel(*value)?, format!("{value:.decimals$}")));
        ticks.values.iter().filter_map(label).collect()
    }

    fn labels_y(&self, y: &Axis, quantity: Quantity) -> Vec<(i32, String)> {
        let ticks = self.ticks_y(y);
        let label = |value: &f64| Some((y.pixel(*value)?, written(*value, &ticks, quantity)));
        ticks.values.iter().filter_map(label).collect()
    }

    fn style(&self, h_pos: HPos, v_pos: VPos) -> TextStyle<'static> {
        let font = ("system-ui, sans-serif", LETTERS * self.ratio).into_font();
        TextStyle {
            color: self.theme.text.rgb().to_backend_color(),
            pos: Pos::new(h_pos, v_pos),
            font,
        }
    }

    fn text(&self, text: &str, place: Pixel, h_pos: HPos, v_pos: VPos) -> Drawn<(), DB> {
        let style = self.style(h_pos, v_pos);
        self.area.draw(&Text::new(text, place, style))
    }

    /// Which line is which, in the corner that curves leave free: below for accuracy, above for loss.
    pub fn legend(&self, names: &[(&str, usize)], quantity: Quantity) -> Drawn<(), DB> {
        let (_, top, right, bottom) = self.edges();
        let high = self.px(17.0);
        let rows = names.len() as i32 + 2;
        let first = match quantity {
            Quantity::Accuracy => bottom - high * rows,
            Quantity::Loss => top + high,
        };
        // Letters are about half as wide as high; nothing measures them here.
        let longest = names.iter().map(|(name, _)| name.chars().count());
        let letters = longest.max().unwrap_or(0).max("training".len()) as f64;
        let wide = self.px(40.0 + 0.56 * LETTERS * letters);
        let (from, to) = (
            (right - wide, first - high / 2),
            (right, first + high * rows - high / 2),
        );
        let backing = self.theme.surface.rgb().mix(0.78).filled();
        self.area.draw(&Rectangle::new([from, to], backing))?;
        let neutral = self.theme.text;
        let kinds = [("test", neutral, 2.25), ("training", neutral, 1.0)];
        let named = names
            .iter()
            .map(|(name, color)| (*name, self.theme.run(*color), 2.25));
        for (row, (name, color, width)) in (0..).zip(named.chain(kinds)) {
            let at = first + high * row;
            let (from, to) = (right - self.px(26.0), right - self.px(4.0));
            let style = color.rgb().stroke_width(self.stroke(width));
            let sample = vec![(from, at), (to, at)];
            self.area.draw(&PathElement::new(sample, style))?;
            self.text(name, (from - self.px(6.0), at), HPos::Right, VPos::Center)?;
        }
        Ok(())
    }

    /// Hands everything to the backend; the number of points drawn.
    pub fn finish(self) -> Drawn<usize, DB> {
        self.area.present()?;
        Ok(self.points)
    }
}

/// A tick's value for people.
fn written(value: f64, ticks: &Ticks, quantity: Quantity) -> String {
    let size = value.abs();
    match quantity {
        Quantity::Accuracy => format!("{:.*} %", ticks.decimals(100.0), value * 100.0),
        Quantity::Loss if value != 0.0 && !(1e-4..1e5).contains(&size) => format!("{value:.0e}"),
        Quantity::Loss if ticks.step == 0.0 => format!("{value}"),
        Quantity::Loss => format!("{:.*}", ticks.decimals(1.0), value),
    }
}
