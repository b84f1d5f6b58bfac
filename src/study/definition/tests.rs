use super::*;
use crate::hyperparams::catalog::*;

fn definition(space: Vec<Distribution>) -> StudyDefinition {
    StudyDefinition {
        space,
        ..StudyDefinition::default()
    }
}

fn errors(definition: StudyDefinition) -> Vec<String> {
    let errors = definition.check().unwrap_err();
    errors.iter().map(ToString::to_string).collect()
}

fn labels(definition: StudyDefinition) -> Vec<String> {
    let plan = definition.check().unwrap();
    plan.settings()
        .iter()
        .map(|setting| setting.label())
        .collect()
}

#[test]
fn settings_that_train_alike_are_one() {
    let space = vec![
        Distribution::list(&OPTIMIZER, ["sgd", "adam"]),
        Distribution::list(&MOMENTUM, [0.0, 0.9]),
    ];
    assert_eq!(
        labels(definition(space)),
        [
            "optimizer=sgd momentum=0",
            "optimizer=sgd momentum=0.9",
            "optimizer=adam"
        ]
    );
}

#[test]
fn a_sampler_that_moves_on_ranges_asks_for_one() {
    let lists = vec![Distribution::list(&L2, [0.0, 0.1])];
    let ranges = vec![lists[0].clone(), Distribution::parse(&DROPOUT, "0..0.5")];
    let with = |learner, space| StudyDefinition {
        sampler: Sampler::Adaptive {
            learner,
            settings: 20,
            round: 4,
        },
        ..definition(space)
    };
    assert_eq!(
        errors(with(Learner::CmaEs, lists.clone())),
        [
            "the sampler cma_es moves on ranges, and only lists are swept; give one of them a range, or take tpe or gp"
        ]
    );
    assert!(with(Learner::CmaEs, ranges).check().is_ok());
    assert!(with(Learner::Gp, lists).check().is_ok());
}

#[test]
fn a_grid_that_is_too_large_says_how_large_and_what_would_fit() {
    let space = vec![
        Distribution::parse(&LEARNING_RATE, "1e-4..0.1 log x20"),
        Distribution::parse(&DROPOUT, "0..0.5 x20"),
    ];
    let study = StudyDefinition {
        seeds: 3,
        ..definition(space.clone())
    };
    assert_eq!(
        errors(study),
        [
            "20 × 20 × 3 seeds is 1,200 runs; a study may have 1,000. It would fit with 2 per setting; or \
          keep the seeds and draw 333 settings at random instead of taking the whole grid."
        ]
    );
    let mut space = space;
    space.push(Distribution::list(&N_LAYERS, [1.0, 2.0, 3.0]));
    let error = errors(definition(space)).remove(0);
    assert!(
        error.contains("20 × 20 × 3 × 1 seed is 1,200 runs"),
        "{error}"
    );
    assert!(
        error.contains("It would fit with 16 values of dropout"),
        "{error}"
    );
}

#[test]
fn a_grid_beyond_all_counting_is_no_panic() {
    let rows = [
        &LEARNING_RATE,
        &DROPOUT,
        &INPUT_DROPOUT,
        &L1,
        &L2,
        &LABEL_SMOOTHING,
        &GAUSSIAN_NOISE,
    ];
    let space = rows
        .map(|row| Distribution::parse(row, "0.001..0.5 x1000"))
        .to_vec();
    assert!(errors(definition(space))[0].contains("far too many runs"));
}

#[test]
fn nothing_swept_is_no_study() {
    assert!(errors(definition(vec![]))[0].contains("nothing is swept"));
}

#[test]
fn no_seeds_are_named() {
    let study = StudyDefinition {
        seeds: 0,
        ..definition(vec![Distribution::list(&L2, [0.1])])
    };
    assert_eq!(
        errors(study),
        ["seeds per setting must be a whole number from 1 to 20, got 0"]
    );
}

#[test]
fn no_random_settings_are_named() {
    let sampler = Sampler::Random { settings: 0 };
    let study = StudyDefinition {
        sampler,
        ..definition(vec![Distribution::parse(&L2, "0..0.1")])
    };
    assert!(errors(study)[0].ends_with("got 0"));
}

#[test]
fn a_hyperparameter_swept_twice_is_named() {
    let twice = || Distribution::list(&L2, [0.1]);
    assert!(errors(definition(vec![twice(), twice()]))[0].contains("l2 is swept twice"));
}

#[test]
fn a_hyperparameter_that_does_nothing_is_named() {
    let space = vec![Distribution::list(&MOMENTUM, [0.1, 0.9])];
    assert!(errors(definition(space))[0].contains("momentum has no effect"));
}

#[test]
fn values_that_contradict_each_other_are_named_with_their_setting() {
    let base = HyperParams::default().with(&CLIPNORM, 1.0);
    let space = vec![Distribution::list(&CLIPVALUE, [0.0, 1.0])];
    let found = errors(StudyDefinition {
        base,
        ..definition(space)
    });
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("clipvalue=1 cannot be trained"),
        "{found:?}"
    );
}

#[test]
fn a_listed_study_sweeps_what_its_settings_name() {
    let settings = vec![vec![(&L1, 0.1.into())], vec![(&L2, 0.1.into())]];
    let study = StudyDefinition {
        sampler: Sampler::Listed { settings },
        ..definition(vec![])
    };
    let keys: Vec<&str> = study.varying().iter().map(|row| row.key).collect();
    assert_eq!(keys, ["l1", "l2"]);
    assert_eq!(labels(study), ["l1=0.1", "l2=0.1"]);
}

#[test]
fn settings_are_told_apart_by_what_they_train_and_not_by_their_words() {
    let base = HyperParams::default;
    let one_of = |row, values: &[&str], base: HyperParams| {
        let values = values.iter().copied();
        let space = vec![Distribution::list(row, values)];
        let plan = StudyDefinition {
            base,
            ..definition(space)
        }
        .check()
        .unwrap();
        assert_eq!(plan.settings().len(), 1, "{}", row.key);
        plan.merged()
    };
    let layers = [
        "64, 32",
        "64,32",
        "64 , 32",
        "64:relu, 32",
        "64:ReLU,32:relu",
    ];
    assert_eq!(one_of(&HIDDEN_UNITS, &layers, base()), 4);
    let slopes = ["", "none", " "];
    assert_eq!(one_of(&RELU_MAX_VALUE, &slopes, base()), 2);
    assert_eq!(one_of(&RELU_MAX_VALUE, &["6", "6.0", "06"], base()), 2);
    assert_eq!(
        one_of(&LEARNING_RATE, &["0.1", "0.10", "1e-1"], base()),
        0,
        "one number, and so one value of the list"
    );
    let piecewise = base().with(&LR_SCHEDULE, "piecewise_constant_decay");
    assert_eq!(
        one_of(&BOUNDARIES, &["400, 600", "400,600"], piecewise.clone()),
        1
    );
    let rates = ["0.1, 0.01, 0.001", "0.10,1e-2,0.001"];
    assert_eq!(one_of(&VALUES, &rates, piecewise), 1);
}

#[test]
fn a_row_that_another_makes_idle_tells_nothing_apart() {
    let listed = HyperParams::default().with(&HIDDEN_UNITS, "64:tanh, 32:tanh");
    let space = vec![
        Distribution::list(&ACTIVATION, ["relu", "tanh"]),
        Distribution::list(&LEARNING_RATE, [0.1, 0.01]),
    ];
    let study = StudyDefinition {
        base: listed,
        ..definition(space)
    };
    assert_eq!(study.check().unwrap().settings().len(), 2);
}

#[test]
fn lists_are_called_the_same_however_they_were_written() {
    let space = vec![
        Distribution::list(&HIDDEN_UNITS, ["64,32", "64 , 32"]),
        Distribution::list(&LEARNING_RATE, [0.1, 0.2, 0.3, 0.4]),
    ];
    let sampler = Sampler::Random { settings: 40 };
    let plan = StudyDefinition {
        sampler,
        ..definition(space)
    }
    .check()
    .unwrap();
    let values = plan
        .settings()
        .iter()
        .map(|setting| setting.value(&HIDDEN_UNITS).unwrap());
    assert!(values.into_iter().all(|value| value == "64, 32".into()));
    assert!(plan.settings().len() <= 4);
}

#[test]
fn a_study_of_a_thousand_settings_is_told_apart_quickly() {
    let space = vec![Distribution::parse(&L2, "0..0.01 x1000")];
    let begun = std::time::Instant::now();
    assert_eq!(definition(space).check().unwrap().settings().len(), 1000);
    assert!(begun.elapsed().as_secs_f64() < 2.0);
}

#[test]
fn what_is_far_too_long_is_refused_at_once() {
    let values = || (0..300_000).map(|at| f64::from(at) / 300_000.0);
    let wrong = (0..300_000).map(|_| "fast");
    let each = || {
        values()
            .map(|value| vec![(&DROPOUT, value.into())])
            .collect()
    };
    let begun = std::time::Instant::now();
    for (study, told) in [
        (
            definition(vec![Distribution::list(&DROPOUT, values())]),
            "dropout: a list must have 1 to 1,000 values",
        ),
        (
            definition(vec![Distribution::list(&DROPOUT, wrong)]),
            "dropout: a list must have 1 to 1,000 values",
        ),
        (
            definition(vec![Distribution::list(&DROPOUT, [0.5]); 300_000]),
            "swept hyperparameters must be a whole number",
        ),
        (
            StudyDefinition {
                sampler: Sampler::Listed { settings: each() },
                ..definition(vec![])
            },
            "settings must be a whole number",
        ),
        (
            StudyDefinition {
                sampler: Sampler::Listed {
                    settings: vec![vec![(&DROPOUT, 0.5.into()); 300_000]],
                },
                ..definition(vec![])
            },
            "hyperparameters of a setting must be a whole number",
        ),
    ] {
        let found = errors(study);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains(told), "{}", found[0]);
    }
    let wrong = vec!["fast"; 900];
    // Who shows them names the first, and counts the rest.
    let found = errors(definition(vec![Distribution::list(&DROPOUT, wrong)]));
    assert_eq!(found.len(), 900);
    // Generous: each takes milliseconds, where comparing all values with each other took minutes.
    assert!(begun.elapsed().as_secs_f64() < 10.0);
}
