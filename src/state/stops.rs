//! The values that a slider stops at: round ones, evenly spread as the row's scale has it.

use crate::hyperparams::number::decimal;
use crate::hyperparams::{Kind, ParamSpec, Scale, Value};
use crate::metrics::sort_numbers;

/// A slider's values, in rising order; the slider itself runs over their indices, so that every press
/// of an arrow key moves on by one round value.
#[derive(Clone, Debug, PartialEq)]
pub struct Stops(Vec<f64>);

/// Above this many values a linear slider would be too coarse to hit anything.
const MOST_LINEAR: u32 = 1000;

impl Stops {
    /// The stops of a row; none for rows that are no numbers or whose range no slider can show.
    pub fn of(row: &ParamSpec) -> Option<Self> {
        let (min, max, scale, whole) = match row.kind {
            Kind::Integer { min, max, scale } => (f64::from(min), f64::from(max), scale, true),
            Kind::Real { min, max, scale } => (min, max, scale, false),
            Kind::Choice(_) | Kind::Switch | Kind::OptionalNumber | Kind::List(_) => return None,
        };
        let mut stops = match (scale, whole) {
            (Scale::Log, true) => round_numbers(min, max),
            (Scale::Log, false) => decades(min.log10().floor() as i32, min, max),
            (Scale::ZeroThenLog { from }, _) => {
                let mut stops = decades(from, 0.0, max);
                stops.insert(0, 0.0);
                stops
            }
            (Scale::Linear, true) if max - min > f64::from(MOST_LINEAR) => return None,
            (Scale::Linear, true) => (min as u32..=max as u32).map(f64::from).collect(),
            (Scale::Linear, false) => hundredths(min, max),
        };
        // The default may be no round number.
        let default = row.default.value().number();
        if let Some(default) = default.filter(|default| !stops.contains(default)) {
            stops.push(default);
            sort_numbers(&mut stops);
        }
        Some(Self(stops))
    }

    /// These values and no others, in rising order.
    pub fn at<'a>(values: impl IntoIterator<Item = &'a Value>) -> Option<Self> {
        let mut stops: Vec<f64> = values.into_iter().filter_map(Value::number).collect();
        sort_numbers(&mut stops);
        (!stops.is_empty()).then_some(Self(stops))
    }

    /// The index of the last stop.
    pub fn last(&self) -> usize {
        self.0.len() - 1
    }

    /// The value at an index; the last one for indices beyond.
    pub fn value(&self, index: usize) -> f64 {
        self.0[index.min(self.last())]
    }

    /// The index of the stop nearest to a value; the first for what is no number.
    pub fn nearest(&self, value: &Value) -> usize {
        let Some(number) = value.number().filter(|number| !number.is_nan()) else {
            return 0;
        };
        let above = self.0.partition_point(|stop| *stop < number);
        match above {
            0 => 0,
            above if above > self.last() => self.last(),
            above if number - self.0[above - 1] < self.0[above] - number => above - 1,
            above => above,
        }
    }
}

/// The decimal number itself: products of powers of ten miss it by a bit.
fn product(mantissa: &str, exponent: i32) -> f64 {
    decimal(&format!("{mantissa}e{exponent}")).unwrap_or_default()
}

/// Six stops a decade, within the range, with its end.
fn decades(from: i32, min: f64, max: f64) -> Vec<f64> {
    let to = max.log10().ceil() as i32;
    let mut stops: Vec<f64> = (from..to)
        .flat_map(|exponent| ["1", "1.5", "2", "3", "5", "7"].map(|m| product(m, exponent)))
        .filter(|stop| (min..max).contains(stop))
        .collect();
    stops.push(max);
    stops
}

/// Whole numbers: powers of two, and ten round ones a decade.
fn round_numbers(min: f64, max: f64) -> Vec<f64> {
    let powers = (0..32).map(|power| f64::from(1_u32 << power));
    let round = (0..=9).flat_map(|exponent| {
        [
            "1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "7", "8", "9",
        ]
        .map(|mantissa| product(mantissa, exponent))
    });
    let mut stops: Vec<f64> = powers
        .chain(round)
        .chain([min, max])
        .filter(|stop| stop.fract() == 0.0 && (min..=max).contains(stop))
        .collect();
    sort_numbers(&mut stops);
    stops.dedup();
    stops
}

/// Steps of 0.01, and finer ones just below one, where decay rates live.
fn hundredths(min: f64, max: f64) -> Vec<f64> {
    let fine = [0.995, 0.999, 0.9995, 0.9999, 0.99995, 0.99999];
    let mut stops: Vec<f64> = (0..=100)
        .map(|step| min + (1.0_f64.max(max) - min) * f64::from(step) / 100.0)
        // Without what computing has added.
        .map(|stop| (stop * 1e9).round() / 1e9)
        .chain(fine.into_iter().filter(|_| max < 1.0))
        .filter(|stop| *stop < max)
        .collect();
    stops.push(max);
    sort_numbers(&mut stops);
    stops.dedup();
    stops
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::{CATALOG, catalog::*};

    fn with_slider() -> impl Iterator<Item = (&'static ParamSpec, Stops)> {
        let rows = CATALOG.iter().copied();
        rows.filter_map(|row| Stops::of(row).map(|stops| (row, stops)))
    }

    #[test]
    fn a_slider_over_chosen_values_stops_at_these_alone() {
        let values = [0.9, 0.0, 0.5].map(Value::from);
        let stops = Stops::at(&values).unwrap();
        assert_eq!((stops.last(), stops.value(1)), (2, 0.5));
        assert_eq!(stops.nearest(&Value::from(0.8)), 2);
        assert_eq!(Stops::at(&[Value::from("none")]), None);
    }

    #[test]
    fn every_default_is_a_stop() {
        for (row, stops) in with_slider() {
            let default = row.default.value();
            let stop = stops.value(stops.nearest(&default));
            assert_eq!(Some(stop), default.number(), "{}", row.key);
        }
    }

    #[test]
    fn every_stop_is_allowed_and_lies_above_the_one_before() {
        for (row, stops) in with_slider() {
            assert!(stops.0.is_sorted_by(|a, b| a < b), "{}: {stops:?}", row.key);
            for stop in &stops.0 {
                assert_eq!(row.check(&Value::Number(*stop)), Ok(()));
            }
        }
    }

    #[test]
    fn both_ends_of_the_range_are_reached() {
        for (row, stops) in with_slider() {
            let (min, max) = match row.kind {
                Kind::Integer { min, max, .. } => (f64::from(min), f64::from(max)),
                Kind::Real { min, max, .. } => (min, max),
                _ => continue,
            };
            let ends = (stops.value(0), stops.value(stops.last()));
            assert_eq!(ends, (min, max), "{}", row.key);
        }
    }

    #[test]
    fn a_batch_size_slides_over_powers_of_two_and_round_numbers() {
        let stops = Stops::of(&BATCH_SIZE).unwrap();
        for wanted in [1.0, 7.0, 32.0, 100.0, 128.0, 1000.0, 1024.0, 30_000.0] {
            assert!(stops.0.contains(&wanted), "{wanted}");
        }
    }

    #[test]
    fn a_seed_and_a_switch_have_no_slider() {
        assert_eq!(Stops::of(&SEED), None);
        assert_eq!(Stops::of(&NESTEROV), None);
    }

    #[test]
    fn what_is_no_number_stands_at_the_left_end() {
        let stops = Stops::of(&LEARNING_RATE).unwrap();
        assert_eq!(stops.nearest(&Value::from("fast")), 0);
        assert_eq!(stops.nearest(&Value::Number(f64::NAN)), 0);
        assert_eq!(stops.nearest(&Value::Number(1e9)), stops.last());
    }
}
