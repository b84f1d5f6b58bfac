//! From distributions to settings.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::{Distribution, sobol};
use crate::hyperparams::{ParamSpec, Value};
use crate::protocol::Learner;

/// How settings are drawn from distributions.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Sampler {
    /// Every combination; the last hyperparameter varies fastest.
    #[default]
    Grid,
    /// Every combination, in an order drawn from the study's seed.
    ShuffledGrid,
    /// So many settings, drawn independently.
    Random { settings: usize },
    /// So many points of a scrambled Sobol sequence: random, but evenly spread.
    QuasiRandom { settings: usize },
    /// So many settings: the first [`STARTUP`] at random, the others in rounds of so many, each by the results of all
    /// rounds before it.
    Adaptive {
        learner: Learner,
        settings: usize,
        round: usize,
    },
    /// These settings; distributions are not used.
    Listed { settings: Vec<Listed> },
}

/// Settings before the first that are drawn by results: Optuna's `n_startup_trials`.
pub const STARTUP: usize = 10;
/// Settings that are drawn at once where nobody says how many: a machine with four workers has work for all of them.
pub const DEFAULT_ROUND: usize = 4;
/// Settings that may be drawn at once: what is drawn together has not learnt from one another.
pub const MOST_IN_ROUND: usize = 100;

/// A setting that was written down: what it changes in the base.
pub type Listed = Vec<(&'static ParamSpec, Value)>;

impl Sampler {
    /// The settings, in the order in which they are tried; of those that learn from results, the ones before there are
    /// any. The same seed draws the same ones.
    pub fn draw(&self, space: &[Distribution], seed: u64) -> Vec<Listed> {
        match self {
            Self::Grid => grid(space),
            Self::ShuffledGrid => shuffled(grid(space), &mut generator(seed)),
            Self::Random { settings } => random(space, *settings, seed),
            Self::Adaptive { settings, .. } => random(space, STARTUP.min(*settings), seed),
            Self::QuasiRandom { settings } => points(space, *settings, |point, dimension| {
                f64::from(sobol::sample(point, dimension, seed as u32))
            }),
            Self::Listed { settings } => settings.clone(),
        }
    }

    /// Whether it draws from ranges, so that settings may take any value in them.
    pub fn is_drawn(&self) -> bool {
        matches!(
            self,
            Self::Random { .. } | Self::QuasiRandom { .. } | Self::Adaptive { .. }
        )
    }

    /// How many settings it draws at once by results; nothing where it knows all of them from the start.
    pub fn round(&self) -> Option<usize> {
        match self {
            Self::Adaptive { round, .. } => Some(*round),
            _ => None,
        }
    }

    /// How it learns; nothing where it does not.
    pub fn learner(&self) -> Option<Learner> {
        match self {
            Self::Adaptive { learner, .. } => Some(*learner),
            _ => None,
        }
    }

    /// How many settings it draws in all, before what is alike is dropped; `None` beyond all counting.
    pub fn count(&self, space: &[Distribution]) -> Option<usize> {
        match self {
            Self::Grid | Self::ShuffledGrid => space
                .iter()
                .try_fold(1_usize, |product, one| product.checked_mul(one.len())),
            Self::Random { settings }
            | Self::QuasiRandom { settings }
            | Self::Adaptive { settings, .. } => Some(*settings),
            Self::Listed { settings } => Some(settings.len()),
        }
    }
}

fn generator(seed: u64) -> ChaCha8Rng {
    let mut key = *b"........tuneground study sampler";
    key[..8].copy_from_slice(&seed.to_le_bytes());
    ChaCha8Rng::from_seed(key)
}

/// Evenly over `[0, 1)`.
fn unit(rng: &mut ChaCha8Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn grid(space: &[Distribution]) -> Vec<Listed> {
    let start = vec![Listed::new()];
    space.iter().fold(start, |settings, distribution| {
        let values = distribution.grid();
        let extended = settings.iter().flat_map(|setting| {
            values.iter().map(move |value| {
                let mut longer = setting.clone();
                longer.push((distribution.row, value.clone()));
                longer
            })
        });
        extended.collect()
    })
}

fn random(space: &[Distribution], settings: usize, seed: u64) -> Vec<Listed> {
    let mut rng = generator(seed);
    points(space, settings, |_, _| unit(&mut rng))
}

/// Fisher and Yates' shuffle.
fn shuffled(mut settings: Vec<Listed>, rng: &mut ChaCha8Rng) -> Vec<Listed> {
    for last in (1..settings.len()).rev() {
        let other = (unit(rng) * (last + 1) as f64) as usize;
        settings.swap(last, other);
    }
    settings
}

fn points(
    space: &[Distribution],
    count: usize,
    mut share: impl FnMut(u32, u32) -> f64,
) -> Vec<Listed> {
    let mut point = |at: u32| {
        let dimensions = (0..).zip(space);
        dimensions
            .map(|(dimension, one)| (one.row, one.at(share(at, dimension))))
            .collect()
    };
    (0..count as u32).map(&mut point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;
    use crate::study::Values;

    fn space() -> Vec<Distribution> {
        vec![
            Distribution::list(&N_LAYERS, [2.0, 3.0]),
            Distribution::list(&N_NODES, [64.0, 128.0, 256.0]),
        ]
    }

    fn written(settings: &[Listed]) -> Vec<String> {
        let one = |setting: &Listed| {
            let values: Vec<String> = setting.iter().map(|(_, value)| value.to_string()).collect();
            values.join("x")
        };
        settings.iter().map(one).collect()
    }

    #[test]
    fn a_grid_has_every_combination_in_order() {
        let drawn = written(&Sampler::Grid.draw(&space(), 1));
        assert_eq!(drawn, ["2x64", "2x128", "2x256", "3x64", "3x128", "3x256"]);
        assert_eq!(Sampler::Grid.count(&space()), Some(6));
    }

    #[test]
    fn a_shuffled_grid_has_the_same_settings_in_another_order_of_its_seed() {
        let one = written(&Sampler::ShuffledGrid.draw(&space(), 1));
        let other = written(&Sampler::ShuffledGrid.draw(&space(), 2));
        let again = written(&Sampler::ShuffledGrid.draw(&space(), 1));
        assert_eq!(one, again);
        assert_ne!(one, other);
        let sorted = |mut drawn: Vec<String>| {
            drawn.sort();
            drawn
        };
        assert_eq!(
            sorted(one),
            sorted(written(&Sampler::Grid.draw(&space(), 1)))
        );
    }

    fn unit_space() -> Vec<Distribution> {
        let (low, high, count, log) = (0.0, 0.9, 10, false);
        let range = || Values::Range {
            low,
            high,
            count,
            log,
        };
        vec![
            Distribution::new(&DROPOUT, range()),
            Distribution::new(&INPUT_DROPOUT, range()),
        ]
    }

    fn shares(sampler: &Sampler, seed: u64) -> Vec<[f64; 2]> {
        let drawn = sampler.draw(&unit_space(), seed);
        let share = |setting: &Listed| [0, 1].map(|at| setting[at].1.number().unwrap() / 0.9);
        drawn.iter().map(share).collect()
    }

    /// Of the 4 × 4 cells of the square, those without a point.
    fn empty_cells(points: &[[f64; 2]]) -> usize {
        let cell = |point: &[f64; 2]| point.map(|share| (share * 4.0) as usize);
        let is_empty = |wanted: [usize; 2]| points.iter().all(|point| cell(point) != wanted);
        let cells = (0..16).map(|at| [at / 4, at % 4]);
        cells.filter(|wanted| is_empty(*wanted)).count()
    }

    #[test]
    fn random_settings_fill_their_ranges_and_repeat_with_their_seed() {
        let random = Sampler::Random { settings: 400 };
        let points = shares(&random, 7);
        assert_eq!(points, shares(&random, 7));
        assert_ne!(points, shares(&random, 8));
        for dimension in 0..2 {
            let mean = points.iter().map(|point| point[dimension]).sum::<f64>() / 400.0;
            // Four standard errors of a uniform mean.
            assert!((mean - 0.5).abs() < 4.0 * 0.289 / 20.0, "{mean}");
        }
    }

    #[test]
    fn quasi_random_settings_leave_no_holes() {
        let points = shares(&Sampler::QuasiRandom { settings: 16 }, 7);
        assert_eq!(
            empty_cells(&points),
            0,
            "sixteen Sobol points meet all sixteen cells"
        );
        let random = shares(&Sampler::Random { settings: 16 }, 7);
        assert!(empty_cells(&random) > 0);
    }

    #[test]
    fn what_learns_from_results_begins_as_random_does() {
        let tpe = |settings| Sampler::Adaptive {
            learner: Learner::Tpe,
            settings,
            round: 4,
        };
        let random = Sampler::Random { settings: STARTUP };
        let startup = random.draw(&unit_space(), 7);
        assert_eq!(tpe(40).draw(&unit_space(), 7), startup);
        assert_eq!(tpe(6).draw(&unit_space(), 7), startup[..6]);
        assert_eq!(tpe(40).count(&unit_space()), Some(40));
    }
}
