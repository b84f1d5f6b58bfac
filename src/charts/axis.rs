//! An axis: a range, its ticks and its way to pixels.

/// A range of values over a range of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// Value at `from_px`.
    pub from: f64,
    /// Value at `to_px`; greater than `from`.
    pub to: f64,
    pub from_px: f64,
    pub to_px: f64,
    /// Logarithmic; `from` is positive then.
    pub log: bool,
}

/// Farther off the chart nothing is drawn, and integers stay far from overflow.
const FAR: f64 = 20_000.0;

impl Axis {
    /// The pixel of a value; `None` for what has no place on the axis.
    pub fn pixel(&self, value: f64) -> Option<i32> {
        let share =
            (self.map(value) - self.map(self.from)) / (self.map(self.to) - self.map(self.from));
        let pixel = self.from_px + share * (self.to_px - self.from_px);
        pixel
            .is_finite()
            .then(|| pixel.clamp(-FAR, FAR).round() as i32)
    }

    /// The value at a pixel.
    pub fn value(&self, pixel: f64) -> f64 {
        let share = (pixel - self.from_px) / (self.to_px - self.from_px);
        let mapped = self.map(self.from) + share * (self.map(self.to) - self.map(self.from));
        if self.log {
            10_f64.powf(mapped)
        } else {
            mapped
        }
    }

    fn map(&self, value: f64) -> f64 {
        match (self.log, value > 0.0) {
            (false, _) => value,
            (true, true) => value.log10(),
            (true, false) => f64::NAN,
        }
    }

    /// Round values, about `wanted` of them, with the least step between them; two at least, for one value tells of no
    /// scale.
    pub fn ticks(&self, wanted: usize) -> Ticks {
        let mut ticks = if self.log {
            // Of few decades one in three may be none: rather more of them than values that lie at one end.
            let closer = (0..3).map(|times| self.decades(wanted << times));
            let mut closer = closer.filter(|ticks| ticks.values.len() >= 2);
            closer.next().unwrap_or_else(|| self.decades(wanted))
        } else {
            linear(self.from, self.to, wanted)
        };
        for times in 1..4 {
            if ticks.values.len() < 2 {
                ticks = linear(self.from, self.to, wanted << times);
            }
        }
        ticks
    }

    /// Powers of ten; with their double and fivefold where the range is short.
    fn decades(&self, wanted: usize) -> Ticks {
        let (low, high) = (
            self.from.log10().floor() as i32,
            self.to.log10().ceil() as i32,
        );
        let decades = usize::try_from(high.saturating_sub(low))
            .unwrap_or(1)
            .max(1);
        let (every, mantissas): (usize, &[f64]) = match decades {
            1..=2 => (1, &[1.0, 2.0, 5.0]),
            _ => (decades.div_ceil(wanted.max(1)), &[1.0]),
        };
        let values = (low..=high)
            .step_by(every)
            .flat_map(|exponent| mantissas.iter().map(move |m| m * 10_f64.powi(exponent)))
            .filter(|value| (self.from..=self.to).contains(value))
            .collect();
        Ticks { values, step: 0.0 }
    }
}

/// Where an axis is labelled.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    pub values: Vec<f64>,
    /// Distance of two ticks; 0 on a logarithmic axis.
    pub step: f64,
}

/// The least of 1, 2, 5, 10, … (times a power of ten) that is at least `step`.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let rounded = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|mantissa| mantissa * power >= step * (1.0 - 1e-9));
    rounded.unwrap_or(10.0) * power
}

fn linear(from: f64, to: f64, wanted: usize) -> Ticks {
    let step = round_step((to - from) / wanted.max(1) as f64);
    let slack = step * 1e-6;
    let first = ((from - slack) / step).ceil();
    let count = ((to + slack) / step).floor() - first;
    let values = (0..=count.clamp(0.0, 100.0) as u32)
        .map(|at| (first + f64::from(at)) * step)
        .collect();
    Ticks { values, step }
}

impl Ticks {
    /// Whole numbers only, as epochs and layers are counted; they are written without decimals.
    pub fn whole(self) -> Self {
        let is_whole = |value: &f64| (value - value.round()).abs() < 1e-6;
        let values = self.values.into_iter().filter(is_whole);
        Self {
            values: values.map(f64::round).collect(),
            step: if self.step > 0.0 {
                self.step.max(1.0)
            } else {
                self.step
            },
        }
    }

    /// Whole numbers only, where `values` are: there are no 1.5 layers.
    pub fn like(self, mut values: impl Iterator<Item = f64>) -> Self {
        if values.all(|value| value.fract() == 0.0) {
            self.whole()
        } else {
            self
        }
    }

    /// Decimals that tell two ticks apart, for values multiplied by `unit`.
    pub fn decimals(&self, unit: f64) -> usize {
        let step = self.step * unit;
        if step > 0.0 {
            (-(step * 1.001).log10().floor()).clamp(0.0, 9.0) as usize
        } else {
            0
        }
    }
}

/// Least and greatest of the values that have a place on an axis.
pub(super) fn extent(values: impl Iterator<Item = f64>, log: bool) -> Option<(f64, f64)> {
    values
        .filter(|value| value.is_finite() && (!log || *value > 0.0))
        .fold(None, |extent, value| {
            let (low, high) = extent.unwrap_or((value, value));
            Some((value.min(low), value.max(high)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(from: f64, to: f64, log: bool) -> Axis {
        Axis {
            from,
            to,
            from_px: 0.0,
            to_px: 100.0,
            log,
        }
    }

    #[test]
    fn ticks_are_round_and_within_the_range() {
        for (from, to, expected) in [
            (0.0, 1.0, vec![0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
            (0.0, 10.0, vec![0.0, 2.0, 4.0, 6.0, 8.0, 10.0]),
            (0.93, 0.98, vec![0.93, 0.94, 0.95, 0.96, 0.97, 0.98]),
        ] {
            let ticks = axis(from, to, false).ticks(5).values;
            assert_eq!(ticks.len(), expected.len(), "{ticks:?}");
            for (tick, wanted) in ticks.iter().zip(expected) {
                assert!((tick - wanted).abs() < 1e-9, "{ticks:?}");
            }
        }
    }

    #[test]
    fn an_axis_has_two_ticks_at_least() {
        for (from, to) in [(0.9612, 0.9789), (0.11, 0.19), (0.9401, 0.9799), (1.3, 1.9)] {
            for (wanted, log) in [(1, false), (2, false), (3, false), (1, true), (4, true)] {
                let ticks = axis(from, to, log).ticks(wanted);
                assert!(ticks.values.len() >= 2, "{from} {to} {wanted}: {ticks:?}");
                let is_within = |tick: &f64| (from - 1e-9..=to + 1e-9).contains(tick);
                assert!(ticks.values.iter().all(is_within), "{ticks:?}");
                assert!(ticks.values.len() <= 4 * wanted + 3, "{wanted}: {ticks:?}");
            }
        }
    }

    #[test]
    fn a_log_axis_has_powers_of_ten() {
        let ticks = axis(1e-4, 10.0, true).ticks(6).values;
        assert_eq!(ticks.len(), 6);
        assert_eq!(
            axis(0.1, 2.0, true).ticks(6).values,
            [0.1, 0.2, 0.5, 1.0, 2.0]
        );
    }

    #[test]
    fn a_log_axis_of_a_few_decades_with_little_room_still_has_powers_of_ten() {
        for (from, to) in [(5e-5, 1.3), (8e-5, 0.9), (3e-4, 0.4), (7.0, 3e4)] {
            for wanted in [2, 3] {
                let ticks = axis(from, to, true).ticks(wanted);
                let is_power = |tick: &f64| (tick.log10() - tick.log10().round()).abs() < 1e-9;
                assert!(ticks.values.len() >= 2, "{from} {to}: {ticks:?}");
                assert!(ticks.values.iter().all(is_power), "{from} {to}: {ticks:?}");
            }
        }
    }

    #[test]
    fn a_log_axis_over_hundreds_of_decades_has_few_ticks() {
        let ticks = axis(1e-150, 1e150, true).ticks(6).values;
        assert!((3..=8).contains(&ticks.len()), "{ticks:?}");
    }

    #[test]
    fn a_value_comes_back_from_its_pixel() {
        for log in [false, true] {
            let axis = axis(1.0, 100.0, log);
            let pixel = axis.pixel(10.0).unwrap();
            assert!((axis.value(f64::from(pixel)) - 10.0).abs() < 0.6);
        }
    }

    #[test]
    fn what_has_no_place_on_the_axis_has_no_pixel() {
        assert_eq!(axis(0.0, 1.0, false).pixel(f64::NAN), None);
        assert_eq!(axis(0.1, 1.0, true).pixel(0.0), None);
        assert_eq!(axis(0.1, 1.0, true).pixel(-1.0), None);
    }

    #[test]
    fn whole_ticks_are_integers_and_written_as_such() {
        for to in 1..=40 {
            for wanted in 2..=10 {
                let ticks = axis(0.0, f64::from(to), false).ticks(wanted).whole();
                assert!(ticks.values.len() >= 2, "{to}: {ticks:?}");
                assert!(
                    ticks.values.iter().all(|tick| tick.fract() == 0.0),
                    "{ticks:?}"
                );
                assert_eq!(ticks.decimals(1.0), 0, "{to}: {ticks:?}");
            }
        }
        let log = axis(1.0, 64.0, true).ticks(6).whole();
        assert_eq!((log.values.len(), log.step), (6, 0.0));
    }

    #[test]
    fn labels_have_the_decimals_that_tell_ticks_apart() {
        assert_eq!(axis(0.0, 1.0, false).ticks(5).decimals(100.0), 0);
        assert_eq!(axis(0.975, 0.985, false).ticks(5).decimals(100.0), 1);
        assert_eq!(axis(0.0, 0.1, false).ticks(5).decimals(1.0), 2);
    }
}
