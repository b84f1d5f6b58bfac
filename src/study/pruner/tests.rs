use super::*;

#[test]
fn without_a_pruner_nothing_is_pruned() {
    assert!(!Pruner::None.judges(1));
    assert!(!Pruner::None.prunes(&[0.1], &[0.9, 0.9]));
}

#[test]
fn the_median_pruner_ends_what_was_never_as_good_as_the_median() {
    let pruner = Pruner::Median {
        startup_trials: 3,
        warmup_epochs: 2,
    };
    let earlier = [0.5, 0.9, 0.7];
    assert!(pruner.prunes(&[0.6, 0.69], &earlier));
    assert!(
        !pruner.prunes(&[0.71, 0.6], &earlier),
        "its best so far counts"
    );
    assert!(!pruner.prunes(&[0.1], &earlier[..2]), "too few to judge by");
    assert!(!pruner.judges(1) && pruner.judges(2) && pruner.judges(3));
}

#[test]
fn successive_halving_judges_at_its_rungs_and_keeps_the_best_share() {
    let pruner = Pruner::SuccessiveHalving {
        min_epochs: 2,
        reduction_factor: 3,
    };
    let rungs: Vec<usize> = (1..60).filter(|epoch| pruner.judges(*epoch)).collect();
    assert_eq!(rungs, [2, 6, 18, 54]);
    assert!(!pruner.prunes(&[0.1], &[]), "the first goes on");
    assert!(!pruner.prunes(&[0.5], &[0.4, 0.3]), "the best of three");
    assert!(pruner.prunes(&[0.5], &[0.6]));
    assert!(
        !pruner.prunes(&[0.5], &[0.6, 0.4, 0.4, 0.4, 0.4]),
        "two of six go on"
    );
    assert!(pruner.prunes(&[0.5], &[0.6, 0.7, 0.4, 0.4, 0.4]));
}

const HYPERBAND: Pruner = Pruner::Hyperband {
    min_epochs: 2,
    max_epochs: 20,
    reduction_factor: 3,
};

#[test]
fn hyperbands_brackets_are_halvings_that_begin_at_later_rungs() {
    let first = |bracket| {
        let judge = HYPERBAND.of_bracket(bracket);
        (1..100).find(|epoch| judge.judges(*epoch))
    };
    assert_eq!(HYPERBAND.brackets(), 3);
    assert_eq!([0, 1, 2].map(first), [Some(2), Some(6), Some(18)]);
    assert_eq!(Pruner::HALVING.brackets(), 1);
    assert_eq!(Pruner::MEDIAN.of_bracket(0), Pruner::MEDIAN);
}

/// ⌈3·9/3⌉, ⌈3·3/2⌉ and 3, as in the paper's Algorithm 1 with η = 3 and s from 2 to 0.
#[test]
fn trials_fall_to_hyperbands_brackets_by_their_budgets_from_the_first_on() {
    let counts = |trials: usize| {
        let of = |bracket| (0..trials).filter(move |it| HYPERBAND.bracket(*it) == bracket);
        [0, 1, 2].map(|bracket| of(bracket).count())
    };
    let budgets = [9.0, 5.0, 3.0];
    for trials in [17, 34, 100, 1_000] {
        for (count, budget) in counts(trials).into_iter().zip(budgets) {
            let expected = trials as f64 * budget / 17.0;
            assert!(
                (count as f64 - expected).abs() <= 2.0,
                "{count} of {trials}"
            );
        }
    }
}

#[test]
fn hyperbands_last_bracket_cannot_begin_before_its_first() {
    assert_eq!(HYPERBAND.errors(), []);
    let wrong = HYPERBAND.with_numbers(&[9.0, 3.0, 3.0]).unwrap();
    let errors: Vec<String> = wrong.errors().iter().map(ToString::to_string).collect();
    let expected = "most epochs of the hyperband pruner must be as many as the first epochs, 9, or more, got 3";
    assert_eq!(errors, [expected]);
}

#[test]
fn links_of_earlier_versions_call_asha_successive_halving() {
    assert_eq!(Pruner::called("successive-halving"), Some(Pruner::HALVING));
    assert_eq!(Pruner::HALVING.name(), "asha");
    let read = serde_json::from_str(
        r#"{"kind":"successive-halving","min_epochs":2,"reduction_factor":3}"#,
    );
    assert_eq!(read.ok(), Some(Pruner::HALVING));
}

#[test]
fn the_percentile_pruner_ends_what_never_reached_the_best_share() {
    let pruner = |percentile| Pruner::Percentile {
        percentile,
        startup_trials: 4,
        warmup_epochs: 2,
    };
    // As numpy's percentiles 75, 50 and 10 of these: 0.8, 0.7 and 0.54.
    let earlier = [0.5, 0.9, 0.7, 0.6, 0.8];
    for (percent, bound) in [(25, 0.8), (50, 0.7), (90, 0.54)] {
        assert!(
            pruner(percent).prunes(&[bound - 1e-9], &earlier),
            "{percent}"
        );
        assert!(
            !pruner(percent).prunes(&[bound + 1e-9, 0.1], &earlier),
            "{percent}"
        );
    }
    assert!(
        !pruner(25).prunes(&[0.1], &earlier[..3]),
        "too few to judge by"
    );
    assert!(
        !pruner(25).prunes(&[0.1], &[f64::NAN; 5]),
        "nothing to judge by"
    );
    assert!(!pruner(25).judges(1) && pruner(25).judges(2));
}

#[test]
fn the_threshold_pruner_asks_nobody_else() {
    let pruner = Pruner::Threshold {
        lower: 0.5,
        warmup_epochs: 3,
    };
    assert!(!pruner.compares() && !pruner.judges(2) && pruner.judges(3));
    assert!(pruner.prunes(&[0.9, 0.49], &[]));
    assert!(pruner.prunes(&[f64::NAN], &[]));
    assert!(!pruner.prunes(&[0.1, 0.5], &[0.9]));
}

#[test]
fn patience_ends_what_has_become_no_better() {
    let pruner = |min_delta| Pruner::Patience {
        epochs: 2,
        min_delta,
    };
    assert!(!pruner(0.0).judges(3) && pruner(0.0).judges(4));
    assert!(pruner(0.0).prunes(&[0.6, 0.5, 0.5, 0.5], &[]));
    assert!(
        !pruner(0.0).prunes(&[0.6, 0.5, 0.6, 0.5], &[]),
        "as good as before"
    );
    assert!(
        !pruner(0.2).prunes(&[0.6, 0.5, 0.5, 0.5], &[]),
        "it may fall so far"
    );
    assert!(!pruner(0.0).prunes(&[0.6, 0.5, 0.5], &[]));
}

#[test]
fn a_pruner_is_its_name_and_its_numbers() {
    for pruner in Pruner::ALL {
        let numbers: Vec<f64> = pruner.numbers().iter().map(|it| it.value).collect();
        assert_eq!(pruner.with_numbers(&numbers), Some(pruner));
        assert_eq!(pruner.with_numbers(&[numbers, vec![1.0]].concat()), None);
        assert_eq!(pruner.errors(), []);
    }
    assert_eq!(Pruner::MEDIAN.with_numbers(&[1.5, 2.0]), None);
    assert_eq!(Pruner::MEDIAN.with_numbers(&[-1.0, 2.0]), None);
    assert_eq!(Pruner::MEDIAN.with_numbers(&[f64::NAN, 2.0]), None);
}

#[test]
fn in_json_a_pruner_is_its_kind_and_its_numbers() {
    let median = r#"{"kind":"median","startup_trials":4,"warmup_epochs":2}"#;
    assert_eq!(
        serde_json::from_str::<Pruner>(median).unwrap(),
        Pruner::MEDIAN
    );
    for pruner in Pruner::ALL {
        let json = serde_json::to_string(&pruner).unwrap();
        assert_eq!(
            serde_json::from_str::<Pruner>(&json).unwrap(),
            pruner,
            "{json}"
        );
        // What counts is written as a count.
        assert!(!json.contains("2.0") && !json.contains("4.0"), "{json}");
    }
    for (wrong, says) in [
        (r#"{"kind":"psychic"}"#, "no pruner of kind \"psychic\""),
        (r#"{}"#, "no pruner of kind null"),
        (
            r#"{"kind":"median","startup_trials":4}"#,
            "has no number warmup_epochs",
        ),
        (r#"{"kind":"none","speed":4}"#, "knows no speed"),
        (
            r#"{"kind":"median","startup_trials":4.5,"warmup_epochs":2}"#,
            "are whole",
        ),
    ] {
        let error = serde_json::from_str::<Pruner>(wrong)
            .unwrap_err()
            .to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn pruners_that_cannot_be_are_named() {
    let bad = Pruner::SuccessiveHalving {
        min_epochs: 0,
        reduction_factor: 1,
    };
    assert_eq!(bad.errors().len(), 2);
    assert_eq!(
        Pruner::Median {
            startup_trials: 0,
            warmup_epochs: 0
        }
        .errors()
        .len(),
        1
    );
    let bad = Pruner::Threshold {
        lower: 1.5,
        warmup_epochs: 0,
    };
    let errors = bad.errors();
    assert_eq!(
        errors[0].to_string(),
        "least accuracy of the threshold pruner must be a number from 0 to 1, got 1.5"
    );
    let no_number = Pruner::Patience {
        epochs: 1,
        min_delta: f64::NAN,
    };
    assert_eq!(no_number.errors().len(), 1);
}
