//! What of a line lies between two rows of pixels.
//!
//! A chart whose axis holds only a part of the values would otherwise draw over its neighbours.

use super::region::Pixel;

/// The rows that may be drawn on, the first and the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowRange {
    pub top: i32,
    pub bottom: i32,
}

impl RowRange {
    pub fn contain(&self, point: Pixel) -> bool {
        (self.top..=self.bottom).contains(&point.1)
    }

    /// Calls `draw` for each piece of a line through `points` that lies within.
    pub fn pieces<E>(
        &self,
        points: &[Pixel],
        mut draw: impl FnMut(&[Pixel]) -> Result<(), E>,
    ) -> Result<(), E> {
        if points.iter().all(|point| self.contain(*point)) {
            return draw(points);
        }
        let mut piece: Vec<Pixel> = Vec::new();
        for pair in points.windows(2) {
            let Some((from, to)) = self.within(pair[0], pair[1]) else {
                continue;
            };
            if piece.last() != Some(&from) {
                draw(&piece)?;
                piece.clear();
                piece.push(from);
            }
            piece.push(to);
        }
        draw(&piece)
    }

    /// The part of a straight line that lies within.
    fn within(&self, from: Pixel, to: Pixel) -> Option<(Pixel, Pixel)> {
        let outside = from.1.max(to.1) < self.top || from.1.min(to.1) > self.bottom;
        (!outside).then(|| (self.brought_in(from, to), self.brought_in(to, from)))
    }

    /// `point`, or where the way from it to `other` comes in.
    fn brought_in(&self, point: Pixel, other: Pixel) -> Pixel {
        let row = point.1.clamp(self.top, self.bottom);
        if row == point.1 || other.1 == point.1 {
            return (point.0, row);
        }
        let share = f64::from(row - point.1) / f64::from(other.1 - point.1);
        let column = f64::from(point.0) + share * f64::from(other.0 - point.0);
        (column.round() as i32, row)
    }

    /// An edge of an area, held within: where it leaves, it goes on along the first or last row.
    pub fn held(&self, edge: &[Pixel]) -> Vec<Pixel> {
        let mut held = Vec::with_capacity(edge.len());
        for pair in edge.windows(2) {
            held.push(self.clamped(pair[0]));
            if let Some((from, to)) = self.within(pair[0], pair[1]) {
                held.extend([from, to]);
            }
        }
        held.extend(edge.last().map(|last| self.clamped(*last)));
        held.dedup();
        held
    }

    fn clamped(&self, (column, row): Pixel) -> Pixel {
        (column, row.clamp(self.top, self.bottom))
    }
}

/// Adds a point to a line. Of many points in one column of pixels, the first, the last, the lowest and the
/// highest are kept, which look the same and cost no more than the columns do.
pub fn add(line: &mut Vec<Pixel>, point: Pixel) {
    match line.last_chunk_mut::<4>() {
        Some([first, low, high, last])
            if [*first, *low, *high, *last].iter().all(|p| p.0 == point.0) =>
        {
            let rows = [low.1, high.1, last.1];
            low.1 = rows.into_iter().fold(rows[0], i32::min);
            high.1 = rows.into_iter().fold(rows[0], i32::max);
            *last = point;
        }
        _ => line.push(point),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: RowRange = RowRange {
        top: 0,
        bottom: 100,
    };

    fn pieces(points: &[Pixel]) -> Vec<Vec<Pixel>> {
        let mut pieces = Vec::new();
        let collected: Result<(), ()> = ROWS.pieces(points, |piece| {
            pieces.extend((piece.len() > 1).then(|| piece.to_vec()));
            Ok(())
        });
        collected.unwrap();
        pieces
    }

    #[test]
    fn a_line_within_stays_whole() {
        let line = [(0, 0), (10, 50), (20, 100)];
        assert_eq!(pieces(&line), [line.to_vec()]);
    }

    #[test]
    fn a_line_that_leaves_ends_at_the_row_where_it_does() {
        let line = [(0, 50), (10, 150), (20, 50)];
        let parts = [vec![(0, 50), (5, 100)], vec![(15, 100), (20, 50)]];
        assert_eq!(pieces(&line), parts);
    }

    #[test]
    fn a_line_from_side_to_side_crosses_both_rows() {
        assert_eq!(pieces(&[(0, -50), (40, 150)]), [[(10, 0), (30, 100)]]);
        assert!(pieces(&[(0, -50), (40, -10)]).is_empty());
        assert!(pieces(&[(0, 150), (40, 150)]).is_empty());
    }

    #[test]
    fn an_edge_that_leaves_goes_along_the_last_row() {
        let edge = [(0, 50), (10, 150), (20, 50)];
        let held = [(0, 50), (5, 100), (10, 100), (15, 100), (20, 50)];
        assert_eq!(ROWS.held(&edge), held);
        assert!(ROWS.held(&[]).is_empty());
    }

    #[test]
    fn many_points_in_a_column_become_four_with_its_extremes() {
        let mut line = Vec::new();
        for row in [5, 9, 1, 7, 3, 8, 6] {
            add(&mut line, (4, row));
        }
        add(&mut line, (5, 2));
        assert_eq!(line.len(), 5);
        assert_eq!((line[0], line[3], line[4]), ((4, 5), (4, 6), (5, 2)));
        let rows: Vec<i32> = line[1..3].iter().map(|point| point.1).collect();
        assert_eq!(rows, [1, 9]);
    }

    #[test]
    fn points_of_their_own_columns_all_stay() {
        let mut line = Vec::new();
        (0..50).for_each(|at| add(&mut line, (at, at % 7)));
        assert_eq!(line.len(), 50);
    }
}
