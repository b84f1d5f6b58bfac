//! Rectangles of pixels, and room around them.

/// Column and row, in backend pixels.
pub(super) type Pixel = (i32, i32);

/// A rectangle, in backend pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// Room on each side, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Margins {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Region {
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether a pixel lies in it; the right and the lower edge belong to the neighbours.
    pub fn contains(&self, x: f64, y: f64) -> bool {
        (self.left..self.right).contains(&x) && (self.top..self.bottom).contains(&y)
    }

    /// What the margins leave; a pixel at least, where they leave nothing.
    pub(super) fn within(&self, margins: Margins, ratio: f64) -> Self {
        let left = self.left + margins.left * ratio;
        let top = self.top + margins.top * ratio;
        Self {
            left,
            top,
            right: (self.right - margins.right * ratio).max(left + 1.0),
            bottom: (self.bottom - margins.bottom * ratio).max(top + 1.0),
        }
    }

    pub(super) fn middle(&self) -> (f64, f64) {
        let half = |from: f64, to: f64| f64::midpoint(from, to);
        (half(self.left, self.right), half(self.top, self.bottom))
    }

    /// Left, top, right and bottom as whole pixels.
    pub(super) fn edges(&self) -> (i32, i32, i32, i32) {
        let round = |edge: f64| edge.round() as i32;
        let (left, top) = (round(self.left), round(self.top));
        (left, top, round(self.right), round(self.bottom))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Region = Region {
        left: 0.0,
        top: 0.0,
        right: 100.0,
        bottom: 50.0,
    };

    fn margins(side: f64) -> Margins {
        Margins {
            left: side,
            top: side,
            right: side,
            bottom: side,
        }
    }

    #[test]
    fn margins_are_in_css_pixels() {
        let inner = WHOLE.within(margins(5.0), 2.0);
        assert_eq!(inner.edges(), (10, 10, 90, 40));
        assert_eq!((inner.width(), inner.height()), (80.0, 30.0));
        assert_eq!(inner.middle(), (50.0, 25.0));
    }

    #[test]
    fn margins_that_leave_nothing_leave_a_pixel() {
        let inner = WHOLE.within(margins(60.0), 1.0);
        assert_eq!((inner.width(), inner.height()), (1.0, 1.0));
    }

    #[test]
    fn the_far_edges_belong_to_the_neighbours() {
        assert!(WHOLE.contains(0.0, 0.0) && WHOLE.contains(99.9, 49.9));
        assert!(!WHOLE.contains(100.0, 0.0) && !WHOLE.contains(0.0, 50.0));
        assert!(!WHOLE.contains(f64::NAN, 0.0));
    }
}
