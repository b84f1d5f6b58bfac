//! Strokes and texts: how a chart's parts look, in CSS pixels times a ratio.

use plotters::element::{DashedPathElement, Drawable};
use plotters::prelude::DrawingBackend;
use plotters::style::{Color as _, FontTransform, ShapeStyle};
use plotters_backend::DrawingErrorKind;

use super::clip::{self, RowRange};
use super::region::{Pixel, Region};
use super::style::{Stroke, TextLook};
use super::svg::SvgBackend;
use super::{Color, Theme};

/// A fresh error type for every backend.
pub(super) type Drawn<T, DB> = Result<T, DrawingErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Draws on a backend, counting the points of curves.
pub(super) struct Painter<'a, DB: DrawingBackend> {
    backend: &'a mut DB,
    pub theme: Theme,
    /// Backend pixels in a CSS pixel.
    pub ratio: f64,
    /// Everything that there is to draw on.
    pub whole: Region,
    /// Where lines and dots may be: columns from left to right, and rows.
    clip: (i32, i32, RowRange),
    points: usize,
    /// The line at hand, kept for its memory.
    line: Vec<Pixel>,
}

impl<'a, DB: DrawingBackend> Painter<'a, DB> {
    /// Takes the whole of a backend and paints it over.
    pub fn new(backend: &'a mut DB, theme: Theme, ratio: f64) -> Drawn<Self, DB> {
        let mut painter = Self::over(backend, theme, ratio)?;
        let whole = painter.whole;
        painter.fill(&whole, theme.surface, 1.0)?;
        Ok(painter)
    }

    /// Takes the whole of a backend, and leaves what is on it.
    pub fn over(backend: &'a mut DB, theme: Theme, ratio: f64) -> Drawn<Self, DB> {
        backend.ensure_prepared()?;
        let (width, height) = backend.get_size();
        let whole = Region {
            left: 0.0,
            top: 0.0,
            right: f64::from(width),
            bottom: f64::from(height),
        };
        let mut painter = Self {
            backend,
            theme,
            ratio,
            whole,
            clip: (0, 0, RowRange { top: 0, bottom: 0 }),
            points: 0,
            line: Vec::new(),
        };
        painter.clip_to(&whole, 0.0);
        Ok(painter)
    }

    /// Lines and dots from here on reach this far over the plot's edges, in CSS pixels, and no farther.
    pub fn clip_to(&mut self, plot: &Region, slack: f64) {
        let (left, top, right, bottom) = plot.edges();
        let slack = self.px(slack);
        let (top, bottom) = (top - slack, bottom + slack);
        self.clip = (left - slack, right + slack, RowRange { top, bottom });
    }

    pub fn px(&self, css: f64) -> i32 {
        (css * self.ratio).round() as i32
    }

    fn style(&self, stroke: Stroke) -> ShapeStyle {
        ShapeStyle {
            color: stroke.color.rgb().mix(stroke.opacity),
            filled: false,
            stroke_width: self.px(stroke.width).max(1) as u32,
        }
    }

    /// A curve; where a point has no place, the curve has a gap.
    pub fn line(
        &mut self,
        points: impl Iterator<Item = Option<Pixel>>,
        stroke: Stroke,
    ) -> Drawn<(), DB> {
        let (left, right, _) = self.clip;
        let mut line = std::mem::take(&mut self.line);
        for point in points.chain([None]) {
            match point.filter(|point| (left..=right).contains(&point.0)) {
                Some(point) => {
                    self.points += 1;
                    clip::add(&mut line, point);
                }
                None => {
                    self.piece(&line, stroke)?;
                    line.clear();
                }
            }
        }
        self.line = line;
        Ok(())
    }

    fn piece(&mut self, points: &[Pixel], stroke: Stroke) -> Drawn<(), DB> {
        if let ([point], Some(radius)) = (points, stroke.lone) {
            return self.dot(*point, stroke.color, radius, stroke.opacity);
        }
        let (_, _, rows) = self.clip;
        rows.pieces(points, |piece| match piece.len() {
            0 | 1 => Ok(()),
            _ => self.path(piece, stroke),
        })
    }

    fn dashed(&mut self, piece: &[Pixel], dashes: (f64, f64), style: ShapeStyle) -> Drawn<(), DB> {
        let (dash, gap) = (self.px(dashes.0).max(1), self.px(dashes.1).max(1));
        let size = self.backend.get_size();
        let element = DashedPathElement::new(piece.iter().copied(), dash, gap, style);
        element.draw(piece.iter().copied(), self.backend, size)
    }

    /// A dot at each point; they are counted with the line through them.
    pub fn dots(
        &mut self,
        points: impl Iterator<Item = Option<Pixel>>,
        color: Color,
        radius: f64,
    ) -> Drawn<(), DB> {
        for point in points.flatten() {
            self.dot(point, color, radius, 1.0)?;
        }
        Ok(())
    }

    /// A dot, where the plot has a place for it.
    pub fn dot(&mut self, point: Pixel, color: Color, radius: f64, opacity: f64) -> Drawn<(), DB> {
        let (left, right, rows) = self.clip;
        if !rows.contain(point) || !(left..=right).contains(&point.0) {
            return Ok(());
        }
        let radius = self.px(radius).max(1) as u32;
        let style = color.rgb().mix(opacity).filled();
        self.backend.draw_circle(point, radius, &style, true)
    }

    /// A circle's line.
    pub fn ring(&mut self, point: Pixel, radius: f64, stroke: Stroke) -> Drawn<(), DB> {
        let (radius, style) = (self.px(radius).max(1) as u32, self.style(stroke));
        self.backend.draw_circle(point, radius, &style, false)
    }

    /// The area between two edges of a plot, each from left to right.
    pub fn band(
        &mut self,
        low: &[Pixel],
        high: &[Pixel],
        color: Color,
        opacity: f64,
    ) -> Drawn<(), DB> {
        let (_, _, rows) = self.clip;
        let (low, high) = (rows.held(low), rows.held(high));
        let outline = low.into_iter().chain(high.into_iter().rev());
        self.shape(outline, color, opacity)
    }

    /// A filled polygon, anywhere.
    pub fn shape(
        &mut self,
        outline: impl Iterator<Item = Pixel>,
        color: Color,
        opacity: f64,
    ) -> Drawn<(), DB> {
        let style = color.rgb().mix(opacity).filled();
        self.backend.fill_polygon(outline, &style)
    }

    /// A line of a few points, anywhere.
    pub fn path(&mut self, points: &[Pixel], stroke: Stroke) -> Drawn<(), DB> {
        let style = self.style(stroke);
        match stroke.dashes {
            None => self.backend.draw_path(points.iter().copied(), &style),
            Some(dashes) => self.dashed(points, dashes, style),
        }
    }

    /// A straight line as crisp as the backend's pixels: a filled bar, not a stroke between two rows.
    pub fn rule(&mut self, [from, to]: [Pixel; 2], color: Color) -> Drawn<(), DB> {
        let thick = self.px(1.0).max(1);
        let (dx, dy) = if from.0 == to.0 {
            (thick, 0)
        } else {
            (0, thick)
        };
        self.bar(from, (to.0 + dx, to.1 + dy), color, 1.0)
    }

    pub fn fill(&mut self, region: &Region, color: Color, opacity: f64) -> Drawn<(), DB> {
        let (left, top, right, bottom) = region.edges();
        self.bar((left, top), (right, bottom), color, opacity)
    }

    /// A frame within a region, as crisp as a rule.
    pub fn outline(&mut self, region: &Region, color: Color, width: f64) -> Drawn<(), DB> {
        let (left, top, right, bottom) = region.edges();
        let thick = self.px(width).max(1);
        for (from, to) in [
            ((left, top), (right, top + thick)),
            ((left, bottom - thick), (right, bottom)),
            ((left, top), (left + thick, bottom)),
            ((right - thick, top), (right, bottom)),
        ] {
            self.bar(from, to, color, 1.0)?;
        }
        Ok(())
    }

    fn bar(&mut self, from: Pixel, to: Pixel, color: Color, opacity: f64) -> Drawn<(), DB> {
        let style = color.rgb().mix(opacity).filled();
        self.backend.draw_rect(from, to, &style, true)
    }

    pub fn write(&mut self, text: &str, place: Pixel, look: TextLook) -> Drawn<(), DB> {
        self.backend.draw_text(text, &look.style(self.ratio), place)
    }

    /// From below to above.
    pub fn write_upwards(&mut self, text: &str, place: Pixel, look: TextLook) -> Drawn<(), DB> {
        let style = look.style(self.ratio);
        let style = style.transform(FontTransform::Rotate270);
        self.backend.draw_text(text, &style, place)
    }

    /// Hands everything to the backend; the number of points drawn.
    pub fn finish(self) -> Drawn<usize, DB> {
        self.backend.present()?;
        Ok(self.points)
    }
}

impl Painter<'_, SvgBackend<'_>> {
    /// What is drawn until [`end_group`](Self::end_group) has these classes, by which a page finds it.
    pub fn begin_group(&mut self, classes: &str) {
        self.backend.begin_group(classes);
    }

    pub fn end_group(&mut self) {
        self.backend.end_group();
    }
}
