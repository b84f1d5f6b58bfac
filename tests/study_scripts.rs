//! The scripts that continue a study elsewhere train what the study trains.
//!
//! A small Python program runs them with a Keras and tuners that only remember what they are asked for, and
//! compares that with the Keras scripts of the study's runs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

#[path = "keras_code/dice.rs"]
mod dice;

use std::io::Write;
use std::process::{Command, Stdio};

use dice::Dice;
use serde_json::{Value as Json, json};
use tuneground::export::{Tuner, script};
use tuneground::hyperparams::catalog::*;
use tuneground::hyperparams::{HyperParams, Kind, ParamSpec};
use tuneground::study::{
    Distribution, Learner, Listed, Plan, Pruner, Sampler, Score, StudyDefinition, Values,
};

/// A study as the Python program takes it.
fn told(plan: &Plan) -> Json {
    let scripts = Tuner::ALL.map(|tuner| (tuner.label().to_owned(), script(plan, tuner).into()));
    let is_drawn = matches!(
        plan.definition().sampler,
        Sampler::Random { .. } | Sampler::QuasiRandom { .. } | Sampler::Adaptive { .. }
    );
    let others = is_drawn.then(|| other_draws(plan));
    let tried = others.as_ref().unwrap_or(plan);
    json!({
        "name": plan.definition().name,
        "scripts": serde_json::Map::from_iter(scripts),
        "settings": plan.settings().len(),
        "runs": runs(plan, tried),
        "feed": is_drawn.then(|| fed(tried)),
        "space": is_drawn.then(|| space(plan)),
    })
}

/// Draws that the script was not made from, as long as they can be trained; tuners draw by themselves.
fn other_draws(plan: &Plan) -> Plan {
    let definition = plan.definition();
    let base = definition.base.clone().with(&SEED, 7.0);
    let other = StudyDefinition {
        base,
        ..definition.clone()
    };
    other.check().unwrap_or_else(|_| plan.clone())
}

/// The Keras scripts of all runs, with the plan's own seeds.
fn runs(plan: &Plan, tried: &Plan) -> Vec<String> {
    let seeds = 0..plan.definition().seeds;
    let seeded = |setting: usize| {
        let seeds = seeds.clone();
        let params = &tried.settings()[setting].hyperparams;
        seeds.map(move |at| params.clone().with(&SEED, f64::from(plan.seed(at))))
    };
    let all = (0..tried.settings().len()).flat_map(seeded);
    all.map(|params| params.to_keras_code().unwrap()).collect()
}

fn fed(plan: &Plan) -> Vec<Json> {
    let varying = plan.definition().varying();
    let setting = |params: &HyperParams| {
        let values = varying
            .iter()
            .map(|row| (row.key.to_owned(), json!(params.get(row))));
        Json::Object(values.collect())
    };
    let settings = plan.settings().iter();
    settings.map(|one| setting(&one.hyperparams)).collect()
}

fn space(plan: &Plan) -> Json {
    let space = plan.definition().space.iter();
    let entry = |one: &Distribution| match one.values {
        Values::List(_) => json!(["list", one.tidied_grid()]),
        Values::Range { low, high, log, .. } => {
            let is_whole = matches!(one.row.kind, Kind::Integer { .. });
            json!([if is_whole { "int" } else { "float" }, low, high, log])
        }
    };
    Json::Object(
        space
            .map(|one| (one.row.key.to_owned(), entry(one)))
            .collect(),
    )
}

fn assert_trained_alike(plans: &[Plan]) {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/study_scripts/record.py");
    let python = Command::new("python3")
        .args(["-B", program])
        .stdin(Stdio::piped())
        .spawn();
    let mut python = python.unwrap_or_else(|error| {
        panic!("python3 is needed to run the generated scripts, and cannot be started: {error}")
    });
    let studies: Vec<Json> = plans.iter().map(told).collect();
    let mut stdin = python.stdin.take().unwrap();
    stdin
        .write_all(&serde_json::to_vec(&studies).unwrap())
        .unwrap();
    drop(stdin);
    assert!(
        python.wait().unwrap().success(),
        "a script is not what it should be"
    );
}

/// The post's settings before it sweeps anything.
fn base() -> HyperParams {
    HyperParams::default()
        .with(&LEARNING_RATE, 0.01)
        .with(&BATCH_SIZE, 30_000.0)
        .with(&EPOCHS, 80.0)
        .with(&TRAIN_IMAGES, 60_000.0)
        .with(&SEED, 123.0)
}

fn study(name: &str, base: HyperParams, space: Vec<Distribution>) -> StudyDefinition {
    StudyDefinition {
        name: name.to_owned(),
        base,
        space,
        ..StudyDefinition::default()
    }
}

fn penalties() -> StudyDefinition {
    let factors = [0.1, 0.01, 0.001, 0.0001];
    let each = |row: &'static ParamSpec| factors.map(|factor| vec![(row, factor.into())]);
    let settings: Vec<Listed> = [&L1, &L2].into_iter().flat_map(each).collect();
    StudyDefinition {
        sampler: Sampler::Listed { settings },
        ..study("L1 and L2", base(), vec![])
    }
}

/// The post's experiments.
fn experiments() -> Vec<StudyDefinition> {
    let sgd = base().with(&OPTIMIZER, "sgd");
    let list = |row, values: &[f64]| vec![Distribution::list(row, values.iter().copied())];
    let layers = [
        list(&N_LAYERS, &[2.0, 3.0, 4.0]),
        list(&N_NODES, &[64.0, 128.0, 256.0]),
    ];
    let optimizers = ["adam", "adagrad", "rmsprop", "sgd"];
    vec![
        study("Layers × nodes", base(), layers.concat()),
        study(
            "Optimizer",
            base(),
            vec![Distribution::list(&OPTIMIZER, optimizers)],
        ),
        study(
            "Batch size",
            base(),
            list(&BATCH_SIZE, &[2000.0, 5000.0, 10_000.0, 30_000.0]),
        ),
        study(
            "Learning rate",
            base(),
            list(&LEARNING_RATE, &[0.1, 0.01, 0.001, 0.0001]),
        ),
        study("Momentum", sgd, list(&MOMENTUM, &[0.99, 0.9, 0.5, 0.1])),
        penalties(),
        study(
            "Dropout",
            base().with(&L2, 0.0001),
            list(&DROPOUT, &[0.1, 0.25, 0.5, 0.75]),
        ),
    ]
}

fn checked(definition: StudyDefinition) -> Plan {
    definition
        .check()
        .unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn the_posts_experiments_train_the_same_elsewhere() {
    let plans: Vec<Plan> = experiments().into_iter().map(checked).collect();
    assert_trained_alike(&plans);
}

#[test]
fn every_sampler_and_pruner_trains_the_same_elsewhere() {
    let space = vec![
        Distribution::parse(&LEARNING_RATE, "0.0001..0.1 log x4"),
        Distribution::parse(&N_LAYERS, "0..3 x4"),
        Distribution::parse(&DROPOUT, "0..0.5 x3"),
        Distribution::list(&OPTIMIZER, ["sgd", "adam"]),
        Distribution::list(&MOMENTUM, [0.0, 0.9]),
    ];
    let samplers = [
        Sampler::Grid,
        Sampler::ShuffledGrid,
        Sampler::Random { settings: 30 },
        Sampler::QuasiRandom { settings: 30 },
        // What is drawn before the first result, so that scripts and study train as many.
        Sampler::Adaptive {
            learner: Learner::Tpe,
            settings: 10,
            round: 4,
        },
        Sampler::Adaptive {
            learner: Learner::Gp,
            settings: 10,
            round: 4,
        },
        Sampler::Adaptive {
            learner: Learner::CmaEs,
            settings: 10,
            round: 4,
        },
    ];
    let pruners = [Pruner::None, Pruner::MEDIAN, Pruner::HALVING];
    let with = |sampler: &Sampler, pruner| StudyDefinition {
        sampler: sampler.clone(),
        pruner,
        seeds: 2,
        ..study("All", HyperParams::default(), space.clone())
    };
    let each = |sampler: &Sampler| pruners.map(|pruner| checked(with(sampler, pruner)));
    assert_trained_alike(&samplers.iter().flat_map(each).collect::<Vec<Plan>>());
}

/// Much at once, most of which hangs on something else.
#[test]
fn a_wide_drawn_study_trains_the_same_elsewhere() {
    let ranges = [
        (&LEARNING_RATE, "0.0001..0.1 log"),
        (&N_LAYERS, "0..3"),
        (&N_NODES, "16..64 log"),
        (&DROPOUT, "0..0.5"),
        (&MOMENTUM, "0..0.9"),
        (&CLIPNORM, "0..1"),
        (&WEIGHT_DECAY, "0..0.1"),
        (&NEGATIVE_SLOPE, "0.1..0.3"),
        (&L1, "0..0.001"),
        (&TRAIN_IMAGES, "5000..60000"),
        (&OPTIMIZER, "sgd, adam, adamw"),
        (&ACTIVATION, "relu, leaky_relu"),
        (&PENALTY_LAYERS, "hidden, hidden_after_first, all"),
        (&EARLY_STOPPING, "true, false"),
    ];
    let space = ranges.map(|(row, values)| Distribution::parse(row, values));
    let wide = |settings| StudyDefinition {
        sampler: Sampler::Random { settings },
        ..study("Wide", HyperParams::default(), space.to_vec())
    };
    assert_trained_alike(&[checked(wide(200))]);
}

/// Rows that apply in some settings only, and layers that are not the same in all of them.
#[test]
fn what_hangs_on_several_choices_trains_the_same_elsewhere() {
    let spaces: [&[(&'static ParamSpec, &str)]; 8] = [
        &[
            (&HIDDEN_UNITS, "; 128, 64; 32:tanh, 16, 8:elu"),
            (&N_LAYERS, "0, 2"),
            (&ELU_ALPHA, "0.5, 1"),
            (&PENALTY_LAYERS, "hidden, hidden_after_first, all"),
            (&L2, "0, 0.01"),
        ],
        &[
            (&BATCH_NORM, "off, before_activation, after_activation"),
            (&BATCH_NORM_RENORM, "true, false"),
            (&BATCH_NORM_RENORM_RMAX, "; 6"),
            (&BATCH_NORM_RENORM_DMAX, "; 2"),
            (&BATCH_NORM_SCALE, "true, false"),
            (&BATCH_NORM_GAMMA_INITIALIZER, "1, 0.5"),
        ],
        &[
            (
                &LR_SCHEDULE,
                "constant, cosine_decay, piecewise_constant_decay, exponential_decay",
            ),
            (&VALUES, "0.1, 0.01; 0.1, 0.05"),
            (&BOUNDARIES, "20"),
            (&LEARNING_RATE, "0.1, 0.01"),
            (&WARMUP_STEPS, "0, 20"),
            (&DECAY_STEPS, "100, 200"),
        ],
        &[
            (&OPTIMIZER, "sgd, rmsprop, adamw"),
            (&MOMENTUM, "0, 0.9"),
            (&NESTEROV, "true, false"),
            (&WEIGHT_DECAY, "0, 0.004, 0.1"),
            (&USE_EMA, "true, false"),
            (&EMA_OVERWRITE_FREQUENCY, "0, 100"),
        ],
        &[
            (
                &KERNEL_INITIALIZER,
                "glorot_uniform, he_normal, random_normal",
            ),
            (&INITIALIZER_STDDEV, "0.05, 0.1"),
            (&KERNEL_CONSTRAINT, "none, max_norm, min_max_norm, non_neg"),
            (&CONSTRAINT_MAX_VALUE, "1, 2, 3"),
            (&CONSTRAINT_AXIS, "0; 0, 1"),
        ],
        &[
            (&EARLY_STOPPING, "true, false"),
            (&EARLY_STOPPING_RESTORE_BEST_WEIGHTS, "true, false"),
            (&EARLY_STOPPING_BASELINE, "; 0.5"),
            (&VALIDATION_SPLIT, "0, 0.1, 0.2"),
            (&TRAIN_IMAGES, "1000, 60000"),
        ],
        &[
            (&USE_BIAS, "true, false"),
            (&BIAS_INITIALIZER, "zeros, constant"),
            (&BIAS_INITIALIZER_VALUE, "0, 1"),
            (&DROPOUT, "0, 0.5"),
            (&DROPOUT_NOISE_SHAPE, "none; none, 1"),
        ],
        // What is off as a number here, and `None` there.
        &[
            (&OPTIMIZER, "muon, sgd"),
            (&RMS_RATE, "0, 0.2"),
            (&GRADIENT_ACCUMULATION_STEPS, "1, 4"),
            (&LOSS_SCALE_FACTOR, "0, 128"),
        ],
    ];
    let plan = |(sampler, space): (&Sampler, &&[(&'static ParamSpec, &str)])| {
        let space = space
            .iter()
            .map(|(row, values)| Distribution::parse(row, values));
        checked(StudyDefinition {
            sampler: sampler.clone(),
            ..study("Choices", HyperParams::default(), space.collect())
        })
    };
    let samplers = [Sampler::Grid, Sampler::Random { settings: 50 }];
    let plans = samplers
        .iter()
        .flat_map(|sampler| spaces.iter().map(move |space| (sampler, space)));
    assert_trained_alike(&plans.map(plan).collect::<Vec<Plan>>());
}

const STUDIES: usize = 100;

/// A study of some rows that apply, or come to apply, with a form at random as its base.
fn random_study(dice: &mut Dice, number: usize) -> Plan {
    loop {
        let base = if dice.below(2) == 0 {
            HyperParams::default()
        } else {
            let optimizer = dice.pick(Optimizer::ALL);
            dice.form(optimizer.name())
        };
        let sampler = match dice.below(4) {
            0 => Sampler::Grid,
            1 => Sampler::ShuffledGrid,
            2 => Sampler::Random { settings: 20 },
            _ => Sampler::QuasiRandom { settings: 20 },
        };
        let definition = StudyDefinition {
            seeds: 1 + dice.below(2),
            pruner: [Pruner::None, Pruner::MEDIAN, Pruner::HALVING][dice.below(3)],
            score: dice.pick(&Score::ALL),
            space: (0..1 + dice.below(4)).map(|_| distribution(dice)).collect(),
            sampler,
            ..study(&format!("Random {number}"), base, vec![])
        };
        if let Ok(plan) = definition.check() {
            return plan;
        }
    }
}

fn distribution(dice: &mut Dice) -> Distribution {
    let rows: Vec<&'static ParamSpec> = CATALOG
        .iter()
        .copied()
        .filter(|row| row.key != SEED.key)
        .collect();
    let row = dice.pick(&rows);
    let values: Vec<_> = (0..1 + dice.below(3)).map(|_| dice.value(row)).collect();
    let ends =
        || -> Option<(f64, f64)> { Some((values.first()?.number()?, values.get(1)?.number()?)) };
    match ends() {
        Some((low, high)) if low < high && dice.below(2) == 0 => {
            let (count, log) = (3, low > 0.0);
            Distribution::new(
                row,
                Values::Range {
                    low,
                    high,
                    count,
                    log,
                },
            )
        }
        _ => {
            let all = Distribution::list(row, values);
            Distribution::list(row, all.grid())
        }
    }
}

#[test]
fn random_studies_train_the_same_elsewhere() {
    let mut dice = Dice(3);
    let plans: Vec<Plan> = (0..STUDIES)
        .map(|number| random_study(&mut dice, number))
        .collect();
    assert_trained_alike(&plans);
}
