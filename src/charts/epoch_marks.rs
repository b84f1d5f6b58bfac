//! What happened at which epoch of a run: its best one, early stopping's patience, and the weights that were restored.

use plotters::prelude::DrawingBackend;

use super::marks::MarkKind;
use super::paint::{Drawn, Painter};
use super::region::Pixel;
use super::series::Points;
use super::style::Stroke;
use super::{Axis, Color, EpochMarks, Quantity};

/// Radius of the ring around a point, in CSS pixels.
const RING: f64 = 6.5;

/// Index of the earliest of the best values; nothing where there is no other to compare it with.
fn best(points: &Points, quantity: Quantity) -> Option<usize> {
    let values = points.iter().enumerate();
    let numbers = values.filter(|(_, (_, value))| value.is_finite());
    let best = numbers.reduce(
        |best, other| match quantity.is_better(other.1.1, best.1.1) {
            true => other,
            false => best,
        },
    );
    best.map(|(at, _)| at).filter(|_| points.len() > 1)
}

impl<DB: DrawingBackend> Painter<'_, DB> {
    /// Draws them on the line of what is held out, of which the first point is epoch 1's.
    pub fn epoch_marks(
        &mut self,
        marks: EpochMarks,
        (points, quantity): (&Points, Quantity),
        (x, y): (&Axis, &Axis),
        color: Color,
    ) -> Drawn<(), DB> {
        let at = |at: usize| -> Option<Pixel> {
            let (place, value) = *points.get(at)?;
            let is_shown = (x.from..=x.to).contains(&place) && (y.from..=y.to).contains(&value);
            Some((x.pixel(place)?, y.pixel(value)?)).filter(|_| is_shown)
        };
        let of_epoch = |epoch: usize| at(epoch.checked_sub(1)?);
        let waited = marks
            .patience
            .map(|(from, to)| (of_epoch(from), of_epoch(to)));
        if let Some((Some(from), Some(to))) = waited {
            let dashes = Some((2.0, 3.0));
            let stroke = Stroke::new(color, 1.25);
            self.path(&[from, (to.0, from.1), to], Stroke { dashes, ..stroke })?;
            self.mark(MarkKind::EarlyStopped, to, 4.5)?;
        }
        let rings = [
            (best(points, quantity).and_then(at), RING),
            (marks.restored.and_then(of_epoch), RING + 3.0),
        ];
        for (place, radius) in rings {
            if let Some(place) = place {
                self.ring(place, radius, Stroke::new(color, 1.25))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_epoch_is_the_earliest_of_equals_among_several() {
        let of = |values: &[f64], quantity| {
            let points: Points = values.iter().map(|value| (0.0, *value)).collect();
            best(&points, quantity)
        };
        assert_eq!(of(&[0.5, 0.9, 0.9, 0.8], Quantity::Accuracy), Some(1));
        assert_eq!(of(&[0.5, 0.1, f64::NAN], Quantity::Loss), Some(1));
        assert_eq!(of(&[0.5, f64::NAN], Quantity::ErrorRate), Some(0));
        assert_eq!(of(&[0.5], Quantity::Loss), None);
        assert_eq!(of(&[], Quantity::Loss), None);
    }
}
