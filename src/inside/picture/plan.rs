//! Where units stand in the picture.

use super::first_of;
use crate::inside::health::LayerHealth;

/// Units of a layer that are shown, at most.
const MOST: usize = 24;
/// From one unit to the next.
const ROW: f64 = 27.0;
/// From one layer to the next.
const COLUMN: f64 = 120.0;
/// The digit on the left.
pub const DIGIT: f64 = 84.0;
/// What a digit and its probability need on the right.
const RIGHT: f64 = 96.0;
const TOP: f64 = 30.0;
/// Coordinates of a pointer are in ten-thousandths of the picture's sides.
const WHOLE: f64 = 10_000.0;

/// How many units each layer has, the output layer last.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan(Vec<usize>);

impl Plan {
    pub fn of(layers: &[LayerHealth]) -> Self {
        Self(layers.iter().map(|layer| layer.units.len()).collect())
    }

    pub fn layers(&self) -> usize {
        self.0.len().max(1)
    }

    /// How many units of a layer are shown.
    pub fn shown(&self, layer: usize) -> usize {
        self.0.get(layer).map_or(0, |units| (*units).min(MOST))
    }

    pub fn width(&self) -> f64 {
        DIGIT + self.layers() as f64 * COLUMN + RIGHT
    }

    pub fn height(&self) -> f64 {
        let most = (0..self.0.len()).map(|layer| self.shown(layer)).max();
        TOP + most.unwrap_or_default() as f64 * ROW
    }

    /// The middle of a unit's dot.
    pub fn place(&self, layer: usize, unit: usize) -> [f64; 2] {
        let free = self.height() - TOP - self.shown(layer) as f64 * ROW;
        [
            DIGIT + (layer as f64 + 1.0) * COLUMN,
            TOP + free / 2.0 + (unit as f64 + 0.5) * ROW,
        ]
    }

    /// The unit at a place, or the next one in its column: layer and unit.
    ///
    /// - x, y: in ten-thousandths of the picture's sides
    pub fn at(&self, x: &str, y: &str) -> Option<[usize; 2]> {
        let share = |text: &str| Some(f64::from(text.parse::<i32>().ok()?) / WHOLE);
        let (x, y) = (share(x)? * self.width(), share(y)? * self.height());
        // Images of the first layer stand on the left of their dots.
        let column = (x - DIGIT + 0.3 * COLUMN) / COLUMN - 0.5;
        if column < 0.0 {
            return None;
        }
        // A cast of a float stops at the ends of the range.
        let layer = (column as usize).min(self.layers() - 1);
        let last = self.shown(layer).checked_sub(1)?;
        let [_, first] = self.place(layer, 0);
        let row = ((y - first) / ROW).round().max(0.0) as usize;
        Some([layer, row.min(last)])
    }

    /// How many units are not shown, in words.
    pub fn told(&self) -> String {
        let mut told = String::new();
        for (layer, units) in self.0.iter().enumerate().filter(|(_, it)| **it > MOST) {
            told += &format!(
                " Of layer {} {} are shown.",
                layer + 1,
                first_of(MOST, *units)
            );
        }
        told
    }
}
