//! The least of a smooth function within bounds: by the last few slopes, as L-BFGS has it (Nocedal and Wright 2006,
//! chapter 7), on those axes that are not held at an end.

use std::collections::VecDeque;

use super::matrix::dot;

/// Steps whose slopes are kept.
const KEPT: usize = 8;
/// How often a step is halved.
const HALVINGS: usize = 20;
/// Of what a slope promises, the share that a step has to keep.
const SHARE: f64 = 1e-4;

/// A step, how the slope has changed over it, and one over the product of both.
type Known = (Vec<f64>, Vec<f64>, f64);

/// Where to stop.
#[derive(Clone, Copy)]
pub struct Patience {
    pub steps: usize,
    /// No slope is more than this.
    pub slope: f64,
    /// A step has brought less than this.
    pub gain: f64,
}

/// From a start that lies within the ends. Where the function is no number, it does not go.
pub fn minimize(
    start: Vec<f64>,
    ends: &[[f64; 2]],
    patience: Patience,
    mut function: impl FnMut(&[f64]) -> (f64, Vec<f64>),
) -> Vec<f64> {
    let mut here = start;
    let (mut value, mut slope) = function(&here);
    let mut known: VecDeque<Known> = VecDeque::new();
    for _ in 0..patience.steps {
        let free = free(&here, &slope, ends);
        if free.iter().all(|it| it.abs() <= patience.slope) {
            break;
        }
        let mut direction = descent(&free, &known);
        if dot(&direction, &free) >= 0.0 {
            known.clear();
            direction = descent(&free, &known);
        }
        let mut length = 1.0;
        let step = (0..HALVINGS).find_map(|_| {
            let there = moved(&here, &direction, length, ends);
            length /= 2.0;
            let step = difference(&there, &here);
            let (found, found_slope) = function(&there);
            let enough = found <= value + SHARE * dot(&slope, &step);
            enough.then_some((there, step, found, found_slope))
        });
        let Some((there, step, found, found_slope)) = step else {
            if known.is_empty() {
                break;
            }
            known.clear();
            continue;
        };
        let change = difference(&found_slope, &slope);
        let product = dot(&step, &change);
        if product > 1e-12 * dot(&change, &change) {
            known.push_back((step, change, 1.0 / product));
            if known.len() > KEPT {
                known.pop_front();
            }
        }
        let gain = value - found;
        (here, value, slope) = (there, found, found_slope);
        if gain <= patience.gain {
            break;
        }
    }
    here
}

/// The slope on those axes on which it does not lead out of the bounds.
fn free(here: &[f64], slope: &[f64], ends: &[[f64; 2]]) -> Vec<f64> {
    let own = |((here, slope), [low, high]): ((&f64, &f64), &[f64; 2])| {
        let is_held = (here <= low && *slope > 0.0) || (here >= high && *slope < 0.0);
        if is_held { 0.0 } else { *slope }
    };
    here.iter().zip(slope).zip(ends).map(own).collect()
}

/// Downwards, as far as the curvature that was met lets expect the least.
fn descent(slope: &[f64], known: &VecDeque<Known>) -> Vec<f64> {
    let mut direction: Vec<f64> = slope.iter().map(|it| -it).collect();
    let Some((step, change, _)) = known.back() else {
        // A first step of at most one.
        let length = dot(slope, slope).sqrt().max(1.0);
        direction.iter_mut().for_each(|it| *it /= length);
        return direction;
    };
    let mut shares = Vec::with_capacity(known.len());
    for (step, change, factor) in known.iter().rev() {
        let share = factor * dot(step, &direction);
        add(&mut direction, -share, change);
        shares.push(share);
    }
    let scale = dot(step, change) / dot(change, change);
    direction.iter_mut().for_each(|it| *it *= scale);
    for ((step, change, factor), share) in known.iter().zip(shares.into_iter().rev()) {
        let other = factor * dot(change, &direction);
        add(&mut direction, share - other, step);
    }
    for (own, slope) in direction.iter_mut().zip(slope) {
        if *slope == 0.0 {
            *own = 0.0;
        }
    }
    direction
}

fn add(own: &mut [f64], factor: f64, other: &[f64]) {
    for (own, other) in own.iter_mut().zip(other) {
        *own += factor * other;
    }
}

fn moved(here: &[f64], direction: &[f64], length: f64, ends: &[[f64; 2]]) -> Vec<f64> {
    let own = |((here, step), [low, high]): ((&f64, &f64), &[f64; 2])| {
        (here + length * step).max(*low).min(*high)
    };
    here.iter().zip(direction).zip(ends).map(own).collect()
}

fn difference(one: &[f64], other: &[f64]) -> Vec<f64> {
    one.iter()
        .zip(other)
        .map(|(one, other)| one - other)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience {
        steps: 200,
        slope: 1e-9,
        gain: 0.0,
    };

    /// Rosenbrock's valley, whose least is at (1, 1).
    fn valley(x: &[f64]) -> (f64, Vec<f64>) {
        let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
        let slope = vec![-2.0 * a - 400.0 * x[0] * b, 200.0 * b];
        (a * a + 100.0 * b * b, slope)
    }

    #[test]
    fn a_bent_valley_is_followed_to_its_lowest_place() {
        let found = minimize(vec![-1.2, 1.0], &[[-2.0, 2.0]; 2], PATIENCE, valley);
        assert!(found.iter().all(|x| (x - 1.0).abs() < 1e-6), "{found:?}");
    }

    #[test]
    fn bounds_are_kept_and_followed() {
        let found = minimize(
            vec![-1.2, 1.0],
            &[[-2.0, 0.5], [-2.0, 2.0]],
            PATIENCE,
            valley,
        );
        assert!(
            (found[0] - 0.5).abs() < 1e-9 && (found[1] - 0.25).abs() < 1e-6,
            "{found:?}"
        );
    }

    #[test]
    fn where_there_is_no_number_it_does_not_go() {
        let steep = |x: &[f64]| match x[0] {
            x if x > 2.0 => (f64::NAN, vec![f64::NAN]),
            x => (-x, vec![-1.0]),
        };
        let found = minimize(vec![0.0], &[[0.0, 9.0]], PATIENCE, steep);
        assert!((1.0..=2.0).contains(&found[0]), "{found:?}");
    }
}
