//! How a hyperparameter's values lie on an axis.

use super::axis::extent;

/// The distances between a hyperparameter's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AxisScale {
    Linear,
    /// For what is tried in multiples, such as learning rates.
    Log,
    /// Names, and whatever else has no distances: one place each, in order.
    Categories,
}

impl AxisScale {
    /// The scale that has a place for all these values: on a logarithmic one there is none for 0, and on
    /// neither for what is no number; they become categories then.
    pub(super) fn for_values(self, mut values: impl Iterator<Item = f64>) -> Self {
        let all_have_a_place = match self {
            Self::Categories => true,
            Self::Linear => values.all(f64::is_finite),
            Self::Log => values.all(|value| value.is_finite() && value > 0.0),
        };
        if all_have_a_place {
            self
        } else {
            Self::Categories
        }
    }

    /// The range that values with a place take, with `margin` of it to spare at either end. `count` is that
    /// of the categories, whose places are their indices.
    pub(super) fn range(
        self,
        values: impl Iterator<Item = f64>,
        count: usize,
        margin: f64,
    ) -> (f64, f64) {
        let log = self == Self::Log;
        match (self, extent(values, log)) {
            (Self::Categories, _) => (-0.5, count.max(1) as f64 - 0.5),
            (Self::Linear, None) => (0.0, 1.0),
            (Self::Log, None) => (0.1, 10.0),
            (Self::Linear, Some((low, high))) => {
                let spare = ((high - low) * margin).min(1e300);
                let spare = if spare > 0.0 { spare } else { beside(low) };
                (low - spare, high + spare)
            }
            (Self::Log, Some((low, high))) => {
                let spare = (high / low).min(1e300).powf(margin);
                let spare = if spare > 1.0 { spare } else { 2.0 };
                (
                    (low / spare).max(f64::MIN_POSITIVE),
                    (high * spare).min(f64::MAX),
                )
            }
        }
    }
}

/// Room beside a value that is alone.
fn beside(value: f64) -> f64 {
    if value == 0.0 { 0.5 } else { value.abs() / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_without_a_place_makes_categories_of_all() {
        let of = |scale: AxisScale, values: [f64; 2]| scale.for_values(values.into_iter());
        assert_eq!(of(AxisScale::Log, [0.1, 1.0]), AxisScale::Log);
        assert_eq!(of(AxisScale::Log, [0.0, 1.0]), AxisScale::Categories);
        assert_eq!(of(AxisScale::Linear, [0.0, -1.0]), AxisScale::Linear);
        assert_eq!(
            of(AxisScale::Linear, [0.0, f64::NAN]),
            AxisScale::Categories
        );
    }

    #[test]
    fn a_range_has_room_beside_its_ends() {
        let of = |scale: AxisScale, values: &[f64]| scale.range(values.iter().copied(), 4, 0.1);
        assert_eq!(of(AxisScale::Linear, &[0.0, 10.0]), (-1.0, 11.0));
        let (low, high) = of(AxisScale::Log, &[1e-4, 1.0]);
        assert!(low < 1e-4 && low > 1e-5 && high > 1.0 && high < 10.0);
        assert_eq!(of(AxisScale::Categories, &[]), (-0.5, 3.5));
    }

    #[test]
    fn one_value_and_none_have_a_range_too() {
        for scale in [AxisScale::Linear, AxisScale::Log, AxisScale::Categories] {
            for values in [
                &[][..],
                &[3.0],
                &[0.0],
                &[f64::MAX],
                &[f64::MAX, f64::MIN_POSITIVE],
            ] {
                let (low, high) = scale.range(values.iter().copied(), values.len(), 0.1);
                assert!(low < high, "{scale:?} {values:?} {low} {high}");
            }
        }
    }
}
