//! The normal distribution that settings are drawn from, and what a generation makes of it. Letters and equations are
//! those of Hansen's tutorial.

use super::eigen::Eigen;
use crate::analysis::chance::Chance;

/// Where the next settings are drawn: around a mean, by a step size times a covariance.
pub struct State {
    mean: Vec<f64>,
    /// The step size, σ.
    sigma: f64,
    covariance: Vec<Vec<f64>>,
    eigen: Eigen,
    /// Where the mean has moved lately, of the last generations the more.
    path: Vec<f64>,
    /// The same, as far as the covariance did not let expect it.
    sigma_path: Vec<f64>,
    generations: i32,
}

/// Beyond this a step leads out of all ranges.
const MOST_SIGMA: f64 = 1e3;

/// What depends on how many axes there are and how many settings were told (table 1).
struct Strategy {
    /// Of each rank; those of the better half add up to 1, the others are less than 0.
    weights: Vec<f64>,
    /// The better half.
    parents: usize,
    /// How many settings the better half counts as, μ_eff.
    effective: f64,
    /// Learning rates: of both paths, of the covariance by its path and by the ranks.
    c_path: f64,
    c_sigma: f64,
    c_one: f64,
    c_ranks: f64,
    /// How much the step size is held back.
    damping: f64,
    /// How long a vector of the standard normal distribution is.
    usual_length: f64,
}

impl State {
    pub fn new(mean: Vec<f64>, sigma: f64) -> Self {
        let n = mean.len();
        let unit = |row: usize| {
            (0..n)
                .map(|column| f64::from(u8::from(row == column)))
                .collect()
        };
        let covariance: Vec<Vec<f64>> = (0..n).map(unit).collect();
        Self {
            mean,
            sigma,
            eigen: Eigen::new(covariance.clone()),
            covariance,
            path: vec![0.0; n],
            sigma_path: vec![0.0; n],
            generations: 0,
        }
    }

    pub fn draw(&self, chance: &mut Chance) -> Vec<f64> {
        let normal: Vec<f64> = self.mean.iter().map(|_| chance.normal()).collect();
        let step = self.eigen.root_times(&normal);
        let pairs = self.mean.iter().zip(step);
        pairs.map(|(mean, step)| mean + self.sigma * step).collect()
    }

    /// Learns from a generation, the best of it first. Of fewer than two nothing can be told.
    pub fn tell(&mut self, ranked: &[Vec<f64>]) {
        if ranked.len() < 2 {
            return;
        }
        let own = Strategy::new(self.mean.len(), ranked.len());
        self.generations += 1;
        let step = |place: &Vec<f64>| -> Vec<f64> {
            let pairs = place.iter().zip(&self.mean);
            pairs.map(|(it, mean)| (it - mean) / self.sigma).collect()
        };
        let steps: Vec<Vec<f64>> = ranked.iter().map(step).collect();
        let n = self.mean.len();
        let mut towards = vec![0.0; n];
        for (step, weight) in steps.iter().zip(&own.weights).take(own.parents) {
            add(&mut towards, *weight, step);
        }
        add(&mut self.mean, self.sigma, &towards);
        let length = self.move_paths(&own, &towards);
        self.learn_covariance(&own, &steps, length.1);
        self.sigma *= libm::exp(own.c_sigma / own.damping * (length.0 / own.usual_length - 1.0));
        self.sigma = self.sigma.min(MOST_SIGMA);
        self.eigen = Eigen::new(self.covariance.clone());
    }

    /// The length of the step size's path, and whether that is short enough for the other one to follow (h_σ).
    fn move_paths(&mut self, own: &Strategy, towards: &[f64]) -> (f64, bool) {
        let kept = 1.0 - own.c_sigma;
        let gain = (own.c_sigma * (2.0 - own.c_sigma) * own.effective).sqrt();
        scale(&mut self.sigma_path, kept);
        add(&mut self.sigma_path, gain, &self.eigen.over_root(towards));
        let length = square(&self.sigma_path).sqrt();
        let so_far = 1.0 - libm::pow(kept, f64::from(2 * (self.generations + 1)));
        let n = towards.len() as f64;
        let is_short = length / so_far.sqrt() < (1.4 + 2.0 / (n + 1.0)) * own.usual_length;
        scale(&mut self.path, 1.0 - own.c_path);
        if is_short {
            let gain = (own.c_path * (2.0 - own.c_path) * own.effective).sqrt();
            add(&mut self.path, gain, towards);
        }
        (length, is_short)
    }

    fn learn_covariance(&mut self, own: &Strategy, steps: &[Vec<f64>], is_short: bool) {
        let n = self.mean.len() as f64;
        let weigh = |(weight, step): (&f64, &Vec<f64>)| {
            if *weight >= 0.0 {
                *weight
            } else {
                weight * n / (square(&self.eigen.over_root(step)) + 1e-8)
            }
        };
        let weights: Vec<f64> = own.weights.iter().zip(steps).map(weigh).collect();
        let held = if is_short {
            0.0
        } else {
            own.c_path * (2.0 - own.c_path)
        };
        let sum: f64 = own.weights.iter().sum();
        let kept = 1.0 + own.c_one * held - own.c_one - own.c_ranks * sum;
        for (i, row) in self.covariance.iter_mut().enumerate() {
            for (j, entry) in row.iter_mut().enumerate() {
                let ranks = weights
                    .iter()
                    .zip(steps)
                    .map(|(weight, step)| weight * (step[i] * step[j]));
                let ranks: f64 = ranks.sum();
                *entry =
                    kept * *entry + own.c_one * (self.path[i] * self.path[j]) + own.c_ranks * ranks;
            }
        }
    }
}

impl Strategy {
    fn new(axes: usize, told: usize) -> Self {
        let (n, parents) = (axes as f64, told / 2);
        let middle = libm::log((told as f64 + 1.0) / 2.0);
        let mut weights: Vec<f64> = (1..=told)
            .map(|rank| middle - libm::log(rank as f64))
            .collect();
        let effective = effective(&weights[..parents]);
        let effective_rest = self::effective(&weights[parents..]);
        let c_one = 2.0 / ((n + 1.3) * (n + 1.3) + effective);
        let c_ranks =
            2.0 * (effective - 2.0 + 1.0 / effective) / ((n + 2.0) * (n + 2.0) + effective);
        let c_ranks = c_ranks.min(1.0 - c_one - 1e-8);
        // Equations 50 to 53: how much the worse ones take away at most.
        let most = (1.0 + c_one / c_ranks)
            .min(1.0 + 2.0 * effective_rest / (effective + 2.0))
            .min((1.0 - c_one - c_ranks) / (n * c_ranks));
        let of = |is_wanted: fn(f64) -> bool| -> f64 {
            weights.iter().copied().filter(|it| is_wanted(*it)).sum()
        };
        let (better, worse) = (of(|it| it > 0.0), -of(|it| it < 0.0));
        for weight in &mut weights {
            *weight *= if *weight >= 0.0 {
                1.0 / better
            } else {
                most / worse
            };
        }
        let c_sigma = (effective + 2.0) / (n + effective + 5.0);
        let ahead = ((effective - 1.0) / (n + 1.0)).max(0.0).sqrt() - 1.0;
        Self {
            weights,
            parents,
            effective,
            c_path: (4.0 + effective / n) / (n + 4.0 + 2.0 * effective / n),
            c_sigma,
            c_one,
            c_ranks,
            damping: 1.0 + 2.0 * ahead.max(0.0) + c_sigma,
            usual_length: n.sqrt() * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n)),
        }
    }
}

/// How many alike ones so many weights count as.
fn effective(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    sum * sum / square(weights)
}

fn square(v: &[f64]) -> f64 {
    v.iter().map(|it| it * it).sum()
}

fn scale(own: &mut [f64], factor: f64) {
    own.iter_mut().for_each(|it| *it *= factor);
}

fn add(own: &mut [f64], factor: f64, other: &[f64]) {
    for (own, other) in own.iter_mut().zip(other) {
        *own += factor * other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value as Json;

    /// What the package `cmaes` comes to, by `tests/samplers/cma_es.py`.
    const TOLD: &str = include_str!("../../../tests/samplers/cma_es.json");

    fn numbers(json: &Json) -> Vec<f64> {
        match json {
            Json::Array(all) => all.iter().flat_map(numbers).collect(),
            number => vec![number.as_f64().unwrap()],
        }
    }

    #[test]
    fn generations_make_of_it_what_the_package_cmaes_makes() {
        let told: Vec<Json> = serde_json::from_str(TOLD).unwrap();
        for told in told {
            let count = |key: &str| told[key].as_u64().unwrap() as usize;
            let axes = count("axes");
            let mut state = State::new(vec![0.5; axes], 1.0 / 6.0);
            for generation in 0..count("generations") {
                let place = |at: usize, axis: usize| {
                    let share = 0.37 * (at as f64 + 1.0) * (axis as f64 + 1.0);
                    (share + 0.11 * generation as f64) % 1.0
                };
                let points =
                    (0..count("size")).map(|at| (0..axes).map(|axis| place(at, axis)).collect());
                state.tell(&points.collect::<Vec<_>>());
            }
            for (key, found) in [
                ("mean", state.mean),
                ("sigma", vec![state.sigma]),
                ("covariance", state.covariance.concat()),
                ("path", state.path),
                ("sigma_path", state.sigma_path),
            ] {
                let expected = numbers(&told[key]);
                let mut pairs = found.iter().zip(&expected);
                let close =
                    pairs.all(|(one, other)| (one - other).abs() < 1e-9 * other.abs().max(1.0));
                assert!(
                    close && found.len() == expected.len(),
                    "{axes}, {key}: {found:?}, expected {expected:?}"
                );
            }
        }
    }

    #[test]
    fn too_few_to_be_told_from_one_another_change_nothing() {
        let mut state = State::new(vec![0.5; 2], 0.2);
        state.tell(&[vec![0.1, 0.1]]);
        assert_eq!((state.mean, state.sigma), (vec![0.5; 2], 0.2));
    }
}
