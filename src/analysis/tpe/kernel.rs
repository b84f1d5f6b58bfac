//! The kernels on one axis: around each point that was tried, and a last one over all of the axis.

use std::collections::HashMap;

use crate::analysis::chance::Chance;
use crate::analysis::line::Line;
use crate::analysis::normal::{log_density, log_mass};
use crate::protocol::Axis;

/// Kernels around coordinates, and the last one.
pub enum Kernels {
    /// Each prefers its own choice.
    Choice {
        choices: usize,
        own: Vec<usize>,
        /// The probability of a kernel's own choice, and of each of the others.
        shares: [f64; 2],
    },
    /// Each is a normal distribution that is cut off at both ends.
    Range(Bells),
}

/// Normal distributions on a line. Of whole numbers many are alike, and each is worked out once.
pub struct Bells {
    line: Line,
    bells: Vec<Bell>,
    /// The bell of each kernel.
    of_kernel: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq)]
struct Bell {
    mean: f64,
    width: f64,
    /// The logarithm of what it has between the ends; of a density, of what it is divided by.
    log_mass: f64,
}

impl Kernels {
    pub fn new(axis: Axis, coordinates: &[f64]) -> Self {
        match axis {
            Axis::Choice { choices } => {
                // One observation is spread over all choices, by as much as all kernels together have of it.
                let spread = 1.0 / (coordinates.len() + 1) as f64;
                let all = 1.0 + spread * choices as f64;
                Self::Choice {
                    choices,
                    own: coordinates.iter().map(|it| *it as usize).collect(),
                    shares: [(1.0 + spread) / all, spread / all],
                }
            }
            Axis::Range {
                low,
                high,
                log: is_log,
                whole,
            } => Self::Range(Bells::new(
                Line::new([low, high], is_log, whole),
                coordinates,
            )),
        }
    }

    /// A coordinate that is drawn from one of the kernels.
    pub fn draw(&self, kernel: usize, chance: &mut Chance) -> f64 {
        match self {
            Self::Choice {
                choices,
                own,
                shares,
            } => match own.get(kernel) {
                None => evenly(*choices, chance),
                Some(own) => {
                    let mut left = chance.share();
                    let reached = (0..*choices).find(|choice| {
                        left -= shares[usize::from(choice != own)];
                        left < 0.0
                    });
                    reached.unwrap_or(*own) as f64
                }
            },
            Self::Range(bells) => bells.draw(kernel, chance),
        }
    }

    pub fn draw_evenly(&self, chance: &mut Chance) -> f64 {
        match self {
            Self::Choice { choices, .. } => evenly(*choices, chance),
            Self::Range(bells) => {
                let Line { low, high, .. } = bells.line;
                let share = chance.share();
                bells.line.coordinate(low + share * (high - low))
            }
        }
    }

    /// Adds to each kernel's number the logarithm of its density at a coordinate.
    pub fn add_log_densities(&self, coordinate: f64, logs: &mut [f64]) {
        match self {
            Self::Choice {
                choices,
                own,
                shares,
            } => {
                let [hit, miss] = [libm::log(shares[0]), libm::log(shares[1])];
                let even = -libm::log(*choices as f64);
                for (at, log) in logs.iter_mut().enumerate() {
                    *log += match own.get(at) {
                        None => even,
                        Some(own) if *own == coordinate as usize => hit,
                        Some(_) => miss,
                    };
                }
            }
            Self::Range(bells) => bells.add_log_densities(coordinate, logs),
        }
    }
}

fn evenly(choices: usize, chance: &mut Chance) -> f64 {
    (chance.share() * choices as f64).floor()
}

impl Bells {
    fn new(line: Line, coordinates: &[f64]) -> Self {
        let mut means: Vec<f64> = coordinates.iter().map(|it| line.place(*it)).collect();
        let mut widths = widths(&line, &means);
        means.push(0.5 * (line.low + line.high));
        widths.push(line.high - line.low);
        let mut bells: Vec<Bell> = Vec::new();
        let mut known = HashMap::new();
        let mut bell = |(mean, width): (&f64, &f64)| {
            *known
                .entry([mean.to_bits(), width.to_bits()])
                .or_insert_with(|| {
                    bells.push(Bell::new(&line, *mean, *width));
                    bells.len() - 1
                })
        };
        let of_kernel = means.iter().zip(&widths).map(&mut bell).collect();
        Self {
            line,
            bells,
            of_kernel,
        }
    }

    fn draw(&self, kernel: usize, chance: &mut Chance) -> f64 {
        let Bell { mean, width, .. } = self.bells[self.of_kernel[kernel]];
        let Line { low, high, .. } = self.line;
        // A mean lies between the ends, and no width is more than their distance: at least every third is inside.
        let inside = (0..MOST_TRIES)
            .map(|_| mean + width * chance.normal())
            .find(|place| (low..=high).contains(place));
        self.line.coordinate(inside.unwrap_or(mean))
    }

    fn add_log_densities(&self, coordinate: f64, logs: &mut [f64]) {
        let Line { low, high, .. } = self.line;
        let place = |it: f64| self.line.place(it).max(low).min(high);
        let densities: Vec<f64> = if self.line.whole {
            // A whole number has all that is rounded to it.
            let ends = [place(coordinate - 0.5), place(coordinate + 0.5)];
            self.bells.iter().map(|bell| bell.log_share(ends)).collect()
        } else {
            let place = self.line.place(coordinate);
            let bells = self.bells.iter();
            bells.map(|bell| bell.log_density(place)).collect()
        };
        for (log, bell) in logs.iter_mut().zip(&self.of_kernel) {
            *log += densities[*bell];
        }
    }
}

impl Bell {
    fn new(line: &Line, mean: f64, width: f64) -> Self {
        let ends = [line.low, line.high].map(|end| (end - mean) / width);
        Self {
            mean,
            width,
            log_mass: log_mass(ends) + if line.whole { 0.0 } else { libm::log(width) },
        }
    }

    fn log_density(&self, place: f64) -> f64 {
        log_density((place - self.mean) / self.width) - self.log_mass
    }

    /// The logarithm of what it has between two places.
    fn log_share(&self, ends: [f64; 2]) -> f64 {
        log_mass(ends.map(|end| (end - self.mean) / self.width)) - self.log_mass
    }
}

/// Beyond all bad luck.
const MOST_TRIES: usize = 1000;

/// How wide each kernel is: as far as the farther of its two neighbours, but neither wider than the line nor so narrow
/// that what is drawn would be what there is.
fn widths(line: &Line, means: &[f64]) -> Vec<f64> {
    let length = line.high - line.low;
    let narrowest = length / (means.len() + 2).min(100) as f64;
    let mut order: Vec<usize> = (0..means.len()).collect();
    order.sort_by(|one, other| means[*one].total_cmp(&means[*other]));
    let mut widths = vec![0.0; means.len()];
    let last = order.len().saturating_sub(1);
    for (rank, at) in order.iter().enumerate() {
        // The ends count as neighbours where there is no other.
        let is_alone = last == 0;
        let left = match rank.checked_sub(1) {
            Some(before) => means[*at] - means[order[before]],
            None if is_alone => means[*at] - line.low,
            None => 0.0,
        };
        let right = match order.get(rank + 1) {
            Some(after) => means[*after] - means[*at],
            None if is_alone => line.high - means[*at],
            None => 0.0,
        };
        widths[*at] = left.max(right).max(narrowest).min(length);
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(low: f64, high: f64, log: bool, whole: bool) -> Axis {
        Axis::Range {
            low,
            high,
            log,
            whole,
        }
    }

    fn widths_of(means: &[f64]) -> Vec<f64> {
        widths(&Line::new([0.0, 10.0], false, false), means)
    }

    #[test]
    fn a_kernel_is_as_wide_as_to_its_farther_neighbour() {
        assert_eq!(widths_of(&[5.0, 1.0, 9.0]), [4.0, 4.0, 4.0]);
        assert_eq!(
            widths_of(&[1.0, 2.0, 9.0]),
            [2.0, 7.0, 7.0],
            "none is narrower"
        );
        assert_eq!(
            widths_of(&[3.0]),
            [7.0],
            "the ends, where there is no other"
        );
        assert_eq!(widths_of(&[4.0, 4.0]), [2.5; 2]);
        assert_eq!(widths_of(&[]), [0.0; 0]);
    }

    fn densities(axis: Axis, coordinates: &[f64], at: f64) -> Vec<f64> {
        let mut logs = vec![0.0; coordinates.len() + 1];
        Kernels::new(axis, coordinates).add_log_densities(at, &mut logs);
        logs.into_iter().map(libm::exp).collect()
    }

    #[test]
    fn every_kernel_of_choices_has_all_of_its_mass_on_them() {
        let axis = Axis::Choice { choices: 4 };
        let mut masses = vec![0.0; 3];
        for choice in 0..4 {
            let own = densities(axis, &[2.0, 0.0], f64::from(choice));
            masses = masses
                .iter()
                .zip(&own)
                .map(|(sum, own)| sum + own)
                .collect();
        }
        assert!(
            masses.iter().all(|mass| (mass - 1.0).abs() < 1e-12),
            "{masses:?}"
        );
        let at_two = densities(axis, &[2.0, 0.0], 2.0);
        assert!(at_two[0] > at_two[2] && at_two[2] > at_two[1]);
        assert!((at_two[2] - 0.25).abs() < 1e-12);
    }

    #[test]
    fn every_kernel_of_whole_numbers_has_all_of_its_mass_on_them() {
        for log in [false, true] {
            let axis = line(1.0, 40.0, log, true);
            let mut masses = vec![0.0; 3];
            for number in 1..=40 {
                let own = densities(axis, &[1.0, 17.0], f64::from(number));
                masses = masses
                    .iter()
                    .zip(&own)
                    .map(|(sum, own)| sum + own)
                    .collect();
            }
            assert!(
                masses.iter().all(|mass| (mass - 1.0).abs() < 1e-9),
                "{masses:?}"
            );
        }
    }

    #[test]
    fn what_is_drawn_is_on_its_axis_and_whole_where_that_is() {
        let mut chance = Chance::new(3, 4);
        for (axis, ends, whole) in [
            (line(1e-5, 1.0, true, false), [1e-5, 1.0], false),
            (line(8.0, 512.0, true, true), [8.0, 512.0], true),
            (line(-2.0, 3.0, false, true), [-2.0, 3.0], true),
            (Axis::Choice { choices: 3 }, [0.0, 2.0], true),
        ] {
            let kernels = Kernels::new(axis, &ends);
            let mut met = [false; 2];
            for at in 0..4000 {
                let drawn = match at % 4 {
                    3 => kernels.draw_evenly(&mut chance),
                    kernel => kernels.draw(kernel, &mut chance),
                };
                assert!((ends[0]..=ends[1]).contains(&drawn), "{drawn}");
                assert!(!whole || drawn.fract() == 0.0, "{drawn}");
                met = [0, 1].map(|end| met[end] || drawn == ends[end]);
            }
            assert!(!whole || met == [true; 2], "both ends are met");
        }
    }

    #[test]
    fn a_logarithmic_axis_is_drawn_from_by_its_exponents() {
        let kernels = Kernels::new(line(1e-4, 1.0, true, false), &[]);
        let mut chance = Chance::new(3, 4);
        let below = (0..4000)
            .filter(|_| kernels.draw_evenly(&mut chance) < 1e-2)
            .count();
        assert!((1850..2150).contains(&below), "{below}");
    }
}
