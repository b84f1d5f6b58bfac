//! Where values are read out: beside the cursor, and not over the lines that they are read from.

use super::region::Pixel;
use super::{Chart, PlotArea};

/// Heights that are tried on each side.
const TRIES: u32 = 9;

impl Chart<'_> {
    /// The left upper corner of a box beside a column, where it hides as few pieces of lines as can be; all of it in backend
    /// pixels.
    pub fn beside(&self, area: &PlotArea, column: f64, size: (f64, f64)) -> (f64, f64) {
        let place = |(x, y): &(f64, f64)| Some((area.x.pixel(*x)?, area.y.pixel(*y)?));
        let mut pieces = Vec::new();
        for curve in self.curves {
            for points in curve.series(self.quantity) {
                let line: Vec<Pixel> = points.iter().filter_map(place).collect();
                // A line of one point is a dot.
                pieces.extend(line.first().map(|dot| [*dot, *dot]));
                pieces.extend(line.windows(2).map(|pair| [pair[0], pair[1]]));
            }
        }
        clear_place(&pieces, area, column, size, 10.0 * self.ratio)
    }
}

/// The first of the places with the fewest pieces of lines: to the right before the left, from above to below. Where a side
/// has no room for all of the box, it reaches over the plot's edge.
fn clear_place(
    pieces: &[[Pixel; 2]],
    area: &PlotArea,
    column: f64,
    (width, height): (f64, f64),
    gap: f64,
) -> (f64, f64) {
    let (left, right) = (area.x.from_px, area.x.to_px);
    let (top, bottom) = (area.y.to_px, area.y.from_px);
    let has_room = |from: f64| from >= left && from + width <= right + gap;
    let sides = [column + gap, column - gap - width];
    let sides = sides.into_iter().filter(|from| has_room(*from));
    let mut sides: Vec<f64> = sides.collect();
    if sides.is_empty() {
        sides.push(if column - left > right - column {
            0.0
        } else {
            right - width
        });
    }
    let mut best = (usize::MAX, (0.0, 0.0));
    for from in sides {
        for step in 0..TRIES {
            let share = f64::from(step) / f64::from(TRIES - 1);
            let upper = top + share * (bottom - top - height).max(0.0);
            let hides = |[a, b]: &&[Pixel; 2]| {
                let apart = |one: i32, other: i32, from: f64, size: f64| {
                    f64::from(one.max(other)) < from || f64::from(one.min(other)) > from + size
                };
                !apart(a.0, b.0, from, width) && !apart(a.1, b.1, upper, height)
            };
            let hidden = pieces.iter().filter(hides).count();
            if hidden < best.0 {
                best = (hidden, (from, upper));
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Axis;

    fn area() -> PlotArea {
        let axis = |from_px, to_px| Axis {
            from: 0.0,
            to: 1.0,
            from_px,
            to_px,
            log: false,
        };
        PlotArea {
            x: axis(50.0, 450.0),
            y: axis(300.0, 10.0),
            points: 0,
            step: 1.0,
        }
    }

    #[test]
    fn a_box_lies_below_lines_that_are_high_and_above_low_ones() {
        let at = |row: i32| {
            let line = [[(50, row), (450, row)]];
            clear_place(&line, &area(), 200.0, (120.0, 80.0), 10.0)
        };
        let (left, upper) = at(30);
        assert_eq!(left, 210.0);
        assert!(upper > 30.0, "{upper}");
        assert!(at(250).1 + 80.0 < 250.0);
    }

    #[test]
    fn a_box_without_room_on_the_right_lies_on_the_left() {
        let place = clear_place(&[], &area(), 400.0, (120.0, 80.0), 10.0);
        assert_eq!(place, (270.0, 10.0));
    }

    #[test]
    fn a_box_goes_to_the_side_where_it_hides_less() {
        let all = (10..300).step_by(20).map(|row| [(210, row), (440, row)]);
        let pieces: Vec<[Pixel; 2]> = all.collect();
        let place = clear_place(&pieces, &area(), 200.0, (120.0, 80.0), 10.0);
        assert_eq!(place.0, 70.0);
    }

    #[test]
    fn a_box_too_wide_for_either_side_stays_on_the_chart() {
        for column in [60.0, 250.0, 440.0] {
            let (left, upper) = clear_place(&[], &area(), column, (390.0, 500.0), 10.0);
            assert!(left >= 0.0 && left + 390.0 <= 460.0, "{column} {left}");
            assert_eq!(upper, 10.0);
        }
    }
}
