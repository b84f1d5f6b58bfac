//! The learning rate over a run, as a little picture shows it.

use std::fmt::Write;

use super::text;
use crate::hyperparams::{CheckedHyperParams, LrSchedule};

/// Places at which the rate is looked at.
const PLACES: u64 = 300;

/// A curve in a box of [`WIDTH`](Self::WIDTH) × [`HEIGHT`](Self::HEIGHT) units, from 0 at its bottom.
#[derive(Clone, Debug, PartialEq)]
pub struct LrCurve {
    /// `x,y` pairs of an SVG polyline, y downwards.
    pub points: String,
    /// The highest rate, which the curve's top stands for.
    pub highest: String,
    /// The rate of the last step.
    pub last: String,
    /// "790 steps".
    pub steps: String,
    /// Whether an epoch may yet change what cannot be known beforehand.
    pub is_a_guess: bool,
}

impl LrCurve {
    pub const WIDTH: f64 = 300.0;
    pub const HEIGHT: f64 = 64.0;

    /// The curve of a run with these hyperparameters; nothing for a run without steps.
    pub fn of(checked: &CheckedHyperParams) -> Option<Self> {
        let steps = (checked.epochs * checked.steps_per_epoch()) as u64;
        let rates: Vec<f64> = places(steps)
            .map(|step| checked.learning_rate_at(step))
            .collect();
        let highest = rates.iter().copied().fold(0.0, f64::max);
        Some(Self {
            points: points(&rates, highest),
            highest: text::rate(highest),
            last: text::rate(*rates.last()?),
            steps: text::plural(steps as usize, "step"),
            is_a_guess: is_a_guess(checked),
        })
    }
}

fn is_a_guess(checked: &CheckedHyperParams) -> bool {
    matches!(checked.schedule, LrSchedule::ReduceOnPlateau(_))
}

/// Steps from the first to the last, evenly spread; each of them where they are few.
fn places(steps: u64) -> impl Iterator<Item = u64> {
    let last = steps.saturating_sub(1);
    let places = last.min(PLACES);
    (0..=places).map(move |place| last * place / places.max(1))
}

fn points(rates: &[f64], highest: f64) -> String {
    let width = LrCurve::WIDTH / (rates.len().saturating_sub(1).max(1)) as f64;
    let height = if highest > 0.0 {
        LrCurve::HEIGHT / highest
    } else {
        0.0
    };
    let mut points = String::new();
    // A single step is a line all the same.
    let rates = rates
        .iter()
        .chain(rates.first().filter(|_| rates.len() == 1));
    for (at, rate) in rates.enumerate() {
        let (x, y) = (at as f64 * width, LrCurve::HEIGHT - rate * height);
        // Writing to a text cannot fail.
        let _ = write!(points, "{x:.1},{y:.1} ");
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;

    /// 10 epochs of 10 steps.
    fn run() -> HyperParams {
        HyperParams::default()
            .with(&TRAIN_IMAGES, 1000.0)
            .with(&BATCH_SIZE, 100.0)
    }

    fn curve(params: &HyperParams) -> LrCurve {
        LrCurve::of(&params.check().unwrap()).unwrap()
    }

    fn heights(curve: &LrCurve) -> Vec<f64> {
        let pairs = curve.points.split_whitespace();
        pairs
            .map(|pair| pair.split_once(',').unwrap().1.parse().unwrap())
            .collect()
    }

    #[test]
    fn a_constant_rate_is_a_line_at_the_top() {
        let drawn = curve(&run());
        assert!(heights(&drawn).iter().all(|y| *y == 0.0), "{drawn:?}");
        assert_eq!(drawn.highest, "0.001");
        assert_eq!(drawn.steps, "100 steps");
    }

    #[test]
    fn a_decay_falls_from_the_first_step_to_the_last() {
        let params = run()
            .with(&LR_SCHEDULE, "polynomial_decay")
            .with(&DECAY_STEPS, 100.0)
            .with(&END_LEARNING_RATE, 0.0);
        let drawn = curve(&params);
        let heights = heights(&drawn);
        assert_eq!(heights.len(), 100, "a point a step");
        assert!(heights.is_sorted(), "{heights:?}");
        assert_eq!(heights[0], 0.0);
        assert!(drawn.points.starts_with("0.0,0.0 "), "{}", drawn.points);
        assert_eq!(drawn.last, "1e-5");
    }

    #[test]
    fn a_long_run_has_no_more_points_than_can_be_seen() {
        let drawn = curve(&run().with(&EPOCHS, 1000.0));
        assert_eq!(heights(&drawn).len(), PLACES as usize + 1);
        assert_eq!(drawn.steps, "10,000 steps");
    }

    #[test]
    fn a_run_of_one_step_and_a_rate_of_nothing_are_drawn() {
        let one = run().with(&EPOCHS, 1.0).with(&BATCH_SIZE, 1000.0);
        let drawn = curve(&one);
        assert_eq!(drawn.points, "0.0,0.0 300.0,0.0 ");
        let nothing = one
            .with(&LR_SCHEDULE, "piecewise_constant_decay")
            .with(&VALUES, "0, 0, 0");
        let drawn = curve(&nothing);
        assert_eq!(heights(&drawn), [LrCurve::HEIGHT; 2]);
    }

    #[test]
    fn a_plateau_cannot_be_known_beforehand() {
        let params = run().with(&LR_SCHEDULE, "reduce_lr_on_plateau");
        assert!(curve(&params).is_a_guess);
        assert!(!curve(&run()).is_a_guess);
    }
}
