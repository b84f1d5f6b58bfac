//! A density over points: a mixture of kernels, one around each point and one over all of the space.

use super::kernel::Kernels;
use crate::analysis::Point;
use crate::analysis::chance::Chance;
use crate::protocol::Axis;

/// Of a mixture, all weights together are 1.
pub struct Estimator {
    /// The running sums of the kernels' weights.
    reach: Vec<f64>,
    log_weights: Vec<f64>,
    axes: Vec<Kernels>,
}

/// So many of the latest points count in full, and those before them the less the older they are.
const LATEST: usize = 25;

impl Estimator {
    /// Around points in the order in which they were tried; the last kernel is the one over all of the space.
    pub fn new(axes: &[Axis], points: &[Point]) -> Self {
        let weights = weights(points.len());
        let sum: f64 = weights.iter().sum();
        let mut reach = 0.0;
        let on_axis = |(at, axis): (usize, &Axis)| {
            let coordinates: Vec<f64> = points.iter().map(|point| point[at]).collect();
            Kernels::new(*axis, &coordinates)
        };
        Self {
            reach: weights
                .iter()
                .map(|weight| {
                    reach += weight / sum;
                    reach
                })
                .collect(),
            log_weights: weights
                .iter()
                .map(|weight| libm::log(weight / sum))
                .collect(),
            axes: axes.iter().enumerate().map(on_axis).collect(),
        }
    }

    /// A point that is drawn from it: a kernel, then a coordinate on each axis from that.
    pub fn draw(&self, chance: &mut Chance) -> Point {
        let share = chance.share();
        let kernel = self.reach.partition_point(|reach| *reach <= share);
        let kernel = kernel.min(self.reach.len() - 1);
        let axes = self.axes.iter();
        axes.map(|axis| axis.draw(kernel, chance)).collect()
    }

    /// A point that is drawn evenly from all of the space.
    pub fn draw_evenly(&self, chance: &mut Chance) -> Point {
        let axes = self.axes.iter();
        axes.map(|axis| axis.draw_evenly(chance)).collect()
    }

    /// The logarithm of the density at a point.
    pub fn log_density(&self, point: &[f64]) -> f64 {
        let mut logs = self.log_weights.clone();
        for (axis, coordinate) in self.axes.iter().zip(point) {
            axis.add_log_densities(*coordinate, &mut logs);
        }
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if largest == f64::NEG_INFINITY {
            return largest;
        }
        let shares = logs.iter().map(|log| libm::exp(log - largest));
        largest + libm::log(shares.sum())
    }
}

/// The weights of so many kernels and of the last one.
fn weights(points: usize) -> Vec<f64> {
    let old = points.saturating_sub(LATEST);
    let first = 1.0 / points.max(1) as f64;
    let slope = (1.0 - first) / old.saturating_sub(1).max(1) as f64;
    let ramp = (0..old).map(|at| first + slope * at as f64);
    ramp.chain((old..=points).map(|_| 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    fn line(low: f64, high: f64) -> Axis {
        Axis::Range {
            low,
            high,
            log: false,
            whole: false,
        }
    }

    #[test]
    fn old_points_weigh_less_and_the_latest_all_the_same() {
        assert_eq!(weights(0), [1.0]);
        assert_eq!(weights(3), [1.0; 4]);
        let many = weights(30);
        assert_eq!(many.len(), 31);
        assert!(close(many[0], 1.0 / 30.0) && close(many[2], 0.5 + 0.5 / 30.0));
        assert!(close(many[4], 1.0));
        assert_eq!(many[5..], [1.0; 26]);
    }

    #[test]
    fn a_density_over_a_space_is_a_density() {
        let axes = [line(-1.0, 3.0), Axis::Choice { choices: 3 }];
        let points = [vec![0.0, 1.0], vec![0.5, 1.0], vec![2.5, 0.0]];
        let estimator = Estimator::new(&axes, &points);
        let steps = 4000;
        let mut mass = 0.0;
        for step in 0..steps {
            let x = -1.0 + 4.0 * (f64::from(step) + 0.5) / f64::from(steps);
            for choice in 0..3 {
                let density = libm::exp(estimator.log_density(&[x, f64::from(choice)]));
                mass += density * 4.0 / f64::from(steps);
            }
        }
        assert!((mass - 1.0).abs() < 1e-6, "{mass}");
    }

    #[test]
    fn it_is_dense_around_its_points_and_draws_from_there() {
        let points = [vec![0.2], vec![0.21], vec![0.22]];
        let estimator = Estimator::new(&[line(0.0, 1.0)], &points);
        assert!(estimator.log_density(&[0.21]) > estimator.log_density(&[0.8]) + 1.0);
        let mut chance = Chance::new(1, 2);
        let drawn: Vec<f64> = (0..2000).map(|_| estimator.draw(&mut chance)[0]).collect();
        let is_near = |x: &&f64| (**x - 0.21).abs() < 0.5;
        assert!(drawn.iter().all(|x| (0.0..=1.0).contains(x)));
        assert!(drawn.iter().filter(is_near).count() > 1500);
    }

    #[test]
    fn of_no_axes_there_is_one_point() {
        let estimator = Estimator::new(&[], &[vec![], vec![]]);
        assert_eq!(estimator.draw(&mut Chance::new(1, 2)), Point::new());
        assert!(close(estimator.log_density(&[]), 0.0));
    }
}
