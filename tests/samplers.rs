//! The page's samplers beside Optuna's, on functions whose minimum is known and on a table of 2,000 settings that `fit`
//! has trained (`samplers/mnist_table.py`): `samplers/optuna_regret.py` has made what stands in
//! `samplers/optuna_regret.json`.

#![allow(clippy::unwrap_used, reason = "a test that fails should fail loudly")]

use std::f64::consts::PI;
use std::sync::LazyLock;

use serde_json::Value as Json;
use tuneground::analysis::answer;
use tuneground::protocol::{Axis, DrawQuestion, Learner, Question, Rounds};

const OPTUNA: &str = include_str!("samplers/optuna_regret.json");

/// Settings before the first that are drawn by results.
const STARTUP: usize = 10;

type Point = Vec<Option<f64>>;

/// A function over some axes, and how far above its minimum it is. Of a point it says which coordinates it has used.
struct Case {
    name: &'static str,
    axes: Vec<Axis>,
    value: fn(&[f64]) -> f64,
    used: fn(&[f64]) -> Point,
}

fn line(low: f64, high: f64) -> Axis {
    range(low, high, false, false)
}

fn range(low: f64, high: f64, log: bool, whole: bool) -> Axis {
    Axis::Range {
        low,
        high,
        log,
        whole,
    }
}

fn all(point: &[f64]) -> Point {
    point.iter().copied().map(Some).collect()
}

fn branin(x: &[f64]) -> f64 {
    let bowl = x[1] - 5.1 / (4.0 * PI * PI) * x[0] * x[0] + 5.0 / PI * x[0] - 6.0;
    bowl * bowl + 10.0 * (1.0 - 1.0 / (8.0 * PI)) * x[0].cos() + 10.0 - 0.397_887
}

const HEIGHTS: [f64; 4] = [1.0, 1.2, 3.0, 3.2];
const SLOPES: [[f64; 6]; 4] = [
    [10.0, 3.0, 17.0, 3.5, 1.7, 8.0],
    [0.05, 10.0, 17.0, 0.1, 8.0, 14.0],
    [3.0, 3.5, 1.7, 10.0, 17.0, 8.0],
    [17.0, 8.0, 0.05, 10.0, 0.1, 14.0],
];
const CENTRES: [[f64; 6]; 4] = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

fn hartmann6(x: &[f64]) -> f64 {
    let hill = |at: usize| {
        let terms = x.iter().zip(SLOPES[at].iter().zip(&CENTRES[at]));
        let distance: f64 = terms
            .map(|(x, (slope, centre))| slope * (x - centre).powi(2))
            .sum();
        HEIGHTS[at] * (-distance).exp()
    };
    3.32237 - (0..4).map(hill).sum::<f64>()
}

fn log_valley(x: &[f64]) -> f64 {
    let (rate, decay, units) = (x[0].log10(), x[1].log10(), x[2].log2());
    let bent = decay + 4.0 + 0.5 * (rate + 2.3);
    (rate + 2.3).powi(2) + 0.3 * bent * bent + 0.1 * (units - 7.0).powi(2)
}

fn conditional(x: &[f64]) -> f64 {
    let rate = x[1].log10();
    let layers = 0.05 * (x[2] - 3.0).powi(2);
    layers
        + match x[0] as usize {
            0 => (rate + 1.0).powi(2) + 4.0 * (x[3] - 0.9).powi(2),
            1 => 0.15 + (rate + 3.0).powi(2),
            _ => 0.4 + (rate + 3.5).powi(2),
        }
}

/// What each setting of the table comes to, as if it were trained.
static TABLE: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let rows = include_str!("samplers/mnist.csv").lines().skip(1);
    let accuracy = |row: &str| row.rsplit(',').next().unwrap().parse().unwrap();
    rows.map(accuracy).collect()
});

fn mnist(x: &[f64]) -> f64 {
    let best = TABLE.iter().copied().fold(0.0, f64::max);
    let counts = [2, 10, 5, 5, 4];
    let place = x
        .iter()
        .zip(counts)
        .fold(0, |at, (own, count)| at * count + *own as usize);
    best - TABLE[place]
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "mnist",
            axes: vec![
                Axis::Choice { choices: 2 },
                range(0.0, 9.0, false, true),
                range(0.0, 4.0, false, true),
                range(0.0, 4.0, false, true),
                range(0.0, 3.0, false, true),
            ],
            value: mnist,
            used: all,
        },
        Case {
            name: "branin",
            axes: vec![line(-5.0, 10.0), line(0.0, 15.0)],
            value: branin,
            used: all,
        },
        Case {
            name: "hartmann6",
            axes: vec![line(0.0, 1.0); 6],
            value: hartmann6,
            used: all,
        },
        Case {
            name: "log_valley",
            axes: vec![
                range(1e-5, 1.0, true, false),
                range(1e-6, 1e-1, true, false),
                range(8.0, 512.0, true, true),
            ],
            value: log_valley,
            used: all,
        },
        Case {
            name: "conditional",
            axes: vec![
                Axis::Choice { choices: 3 },
                range(1e-4, 1.0, true, false),
                range(1.0, 8.0, false, true),
                line(0.0, 0.99),
            ],
            value: conditional,
            used: |point| {
                let momentum = Some(point[3]).filter(|_| point[0] == 0.0);
                vec![Some(point[0]), Some(point[1]), Some(point[2]), momentum]
            },
        },
    ]
}

/// The smallest value so far after each trial, asked in rounds of so many.
fn regrets(learner: Learner, case: &Case, seed: u32, round: usize, trials: usize) -> Vec<f64> {
    let (mut points, mut values, mut best) = (Vec::<Point>::new(), Vec::<f64>::new(), Vec::new());
    let mut least = f64::INFINITY;
    while best.len() < trials {
        let question = DrawQuestion {
            seed,
            axes: case.axes.clone(),
            ..asked(learner, &points, &values, round)
        };
        let question = Question {
            draw: Some(question),
            ..Question::default()
        };
        for point in answer(&question).points {
            let value = (case.value)(&point);
            least = least.min(value);
            best.push(least);
            values.push(value);
            points.push((case.used)(&point));
        }
    }
    best
}

/// What is asked after these points: the first ones are random.
fn asked(learner: Learner, points: &[Point], values: &[f64], round: usize) -> DrawQuestion {
    let is_first = points.is_empty();
    let mut ranking: Vec<usize> = (0..values.len()).collect();
    ranking.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    DrawQuestion {
        learner: if is_first { Learner::Tpe } else { learner },
        seed: 0,
        axes: Vec::new(),
        points: points.to_vec(),
        scores: ranking.iter().map(|at| -values[*at]).collect(),
        ranking,
        count: if is_first { STARTUP } else { round },
        rounds: Some(Rounds {
            startup: STARTUP,
            size: round,
        }),
        spare: 0,
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    (values[middle - 1] + values[middle]) / 2.0
}

/// What a test is told of a sampler of Optuna's: for each case and size of rounds a median, and how large that may be by
/// chance.
struct Optuna {
    seeds: u32,
    trials: Vec<usize>,
    regrets: Json,
}

impl Optuna {
    fn sampler(name: &str) -> Self {
        let told: Json = serde_json::from_str(OPTUNA).unwrap();
        let own = &told["samplers"][name];
        Self {
            seeds: told["seeds"].as_u64().unwrap() as u32,
            trials: serde_json::from_value(own["trials"].clone()).unwrap(),
            regrets: own["regrets"].clone(),
        }
    }

    fn numbers(&self, case: &str, round: usize, what: &str) -> Vec<f64> {
        let key = format!("{case}, rounds of {round}");
        serde_json::from_value(self.regrets[&key][what].clone()).unwrap()
    }
}

/// Less than this above the minimum is as good as there, and counts as this much: all functions go up to 1 and more, and
/// of the table's settings each was judged by 1,000 images.
const FLOOR: f64 = 1e-3;

/// Where both have come to the same valley, by how little its floor is missed tells nothing.
const LITTLE_MORE: f64 = 1.01;

/// With twenty seeds a median is uncertain by a third, so of two equal samplers each has the lower one about as often. No
/// median is above what Optuna's may be by chance, and over all functions, numbers of trials and rounds ours are the
/// lower ones.
fn assert_as_near(learner: Learner, name: &str) {
    let optuna = Optuna::sampler(name);
    let trials = &optuna.trials;
    let (mut ratios, mut above) = (Vec::new(), Vec::new());
    for case in cases() {
        for round in [1, 4] {
            let run = |seed| regrets(learner, &case, seed, round, trials[trials.len() - 1]);
            let runs: Vec<Vec<f64>> = (0..optuna.seeds).map(run).collect();
            let after = |trials: &usize| median(runs.iter().map(|run| run[trials - 1]).collect());
            let own: Vec<f64> = trials.iter().map(after).collect();
            let theirs = optuna.numbers(case.name, round, "median");
            let case = format!("{}, rounds of {round}", case.name);
            println!("{case}: {own:.4?}, Optuna's {theirs:.4?}");
            let upper = optuna.numbers(&case[..case.find(',').unwrap()], round, "upper");
            for (own, upper) in own.iter().zip(&upper) {
                if *own > upper.max(FLOOR) * LITTLE_MORE {
                    above.push(format!("{case}: {own} is above {upper}"));
                }
            }
            let pairs = own.iter().zip(&theirs);
            ratios.extend(pairs.map(|(own, theirs)| own.max(FLOOR) / theirs.max(FLOOR)));
        }
    }
    let mean = ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64;
    println!("the geometric mean of all ratios: {:.3}", mean.exp());
    assert!(above.is_empty(), "{above:#?}");
    assert!(mean <= 0.0, "{}", mean.exp());
}

#[test]
fn by_the_median_tpe_comes_as_near_to_the_minimum_as_optunas() {
    assert_as_near(Learner::Tpe, "TPESampler");
}

#[test]
fn by_the_median_a_gaussian_process_comes_as_near_to_the_minimum_as_optunas() {
    assert_as_near(Learner::Gp, "GPSampler");
}

#[test]
fn by_the_median_cma_es_comes_as_near_to_the_minimum_as_optunas() {
    assert_as_near(Learner::CmaEs, "CmaEsSampler");
}
