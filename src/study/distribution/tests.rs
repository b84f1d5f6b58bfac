use super::*;
use catalog::*;

fn numbers(values: &[f64]) -> Vec<Value> {
    values.iter().map(|value| Value::Number(*value)).collect()
}

fn range(row: &'static ParamSpec, low: f64, high: f64, count: usize, log: bool) -> Distribution {
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

#[test]
fn a_log_range_has_even_exponents_and_readable_numbers() {
    let rates = range(&LEARNING_RATE, 1e-4, 0.1, 4, true);
    assert_eq!(rates.grid(), numbers(&[0.0001, 0.001, 0.01, 0.1]));
}

#[test]
fn a_range_of_whole_numbers_has_each_of_them_once() {
    let layers = range(&N_LAYERS, 1.0, 3.0, 10, false);
    assert_eq!(layers.grid(), numbers(&[1.0, 2.0, 3.0]));
    let nodes = range(&N_NODES, 32.0, 256.0, 4, true);
    assert_eq!(nodes.grid(), numbers(&[32.0, 64.0, 128.0, 256.0]));
}

#[test]
fn rounding_does_not_leave_the_range() {
    let decays = range(&BETA_2, 0.9, 0.99999, 2, false);
    assert_eq!(decays.grid(), numbers(&[0.9, 0.99999]));
}

#[test]
fn what_settings_write_in_one_way_is_one_value_of_the_tidied_grid() {
    let units = Distribution::list(&HIDDEN_UNITS, ["64,32", "64, 32", "8"]);
    let texts = ["64, 32", "8"].map(Value::from);
    assert_eq!(units.tidied_grid(), texts);
    let limits = Distribution::list(&RELU_MAX_VALUE, ["None", "6"]);
    assert_eq!(limits.tidied_grid(), ["", "6"].map(Value::from));
}

#[test]
fn a_share_of_a_list_is_one_of_its_values() {
    let optimizers = Distribution::list(&OPTIMIZER, ["sgd", "adam"]);
    for (share, expected) in [(0.0, "sgd"), (0.49, "sgd"), (0.5, "adam"), (1.0, "adam")] {
        assert_eq!(optimizers.at(share), Value::from(expected));
    }
}

#[test]
fn what_is_written_reads_back() {
    for distribution in [
        range(&LEARNING_RATE, 1e-5, 0.1, 4, true),
        range(&DROPOUT, 0.0, 0.5, 6, false),
        Distribution::list(&OPTIMIZER, ["sgd", "adam"]),
        Distribution::list(&BATCH_SIZE, [100.0, 1000.0]),
        Distribution::list(&HIDDEN_UNITS, ["128, 64:tanh", "32"]),
        Distribution::list(&CONSTRAINT_AXIS, ["0", "0, 1"]),
        Distribution::list(&CONSTRAINT_AXIS, ["0, 1"]),
        Distribution::list(&NESTEROV, [true, false]),
    ] {
        let written = distribution.to_string();
        assert_eq!(
            Distribution::parse(distribution.row, &written),
            distribution
        );
    }
}

#[test]
fn a_range_without_a_count_has_ten_values() {
    assert_eq!(Distribution::parse(&DROPOUT, "0..0.9").len(), 10);
}

fn errors(row: &'static ParamSpec, text: &str) -> Vec<String> {
    let errors = Distribution::parse(row, text).errors();
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn every_value_out_of_its_range_is_named() {
    let errors = errors(&LEARNING_RATE, "0.1, 5000, fast, 0.01");
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].contains("got 5000"), "{errors:?}");
    assert!(errors[1].contains("got “fast”"), "{errors:?}");
}

#[test]
fn a_comma_that_may_be_a_point_is_answered_with_both_ways_to_write_it() {
    let errors = errors(&L2, "0,1");
    let hint =
        "l2 must be a number from 0 to 1, got “0,1”; write 0.1 for one value, or 0, 1 for two";
    assert_eq!(errors, [hint]);
}

#[test]
fn what_is_not_read_comes_back_as_it_was_typed() {
    for text in [",;", "64,3é2; 1", "0,1, 0.01", "a,b; c", "1,2; 3,4,5"] {
        let typed = Distribution::parse(&L2, text);
        let again = Distribution::parse(&L2, &typed.to_string());
        assert_eq!(again, typed, "{text}");
    }
}

#[test]
fn a_range_takes_commas_for_points() {
    let expected = range(&L2, 0.0001, 0.1, 4, true);
    assert_eq!(Distribution::parse(&L2, "0,0001..0,1 log x4"), expected);
}

#[test]
fn a_list_has_an_end() {
    let many = vec!["0.1"; 1001].join(", ");
    assert!(errors(&L2, &many)[0].contains("a list must have 1 to 1,000 values"));
    assert_eq!(errors(&L2, &many[5..]), [""; 0]);
}

#[test]
fn a_range_cannot_run_backwards() {
    assert!(errors(&DROPOUT, "0.5..0.1")[0].contains("lower end"));
    assert!(errors(&DROPOUT, "1e999..0.1").len() >= 2);
    assert!(errors(&DROPOUT, "NaN..0.1")[0].contains("NaN..0.1"));
}

#[test]
fn a_log_range_cannot_begin_at_zero() {
    assert!(errors(&L2, "0..0.1 log")[0].contains("above 0"));
}

#[test]
fn a_range_cannot_have_one_value_or_a_million() {
    for count in ["x1", "x1000000"] {
        assert!(errors(&DROPOUT, &format!("0..0.5 {count}"))[0].contains("2 to 1,000"));
    }
}

#[test]
fn a_range_of_far_too_many_values_is_not_drawn() {
    let dropout = range(&DROPOUT, 0.0, 0.5, usize::MAX, false);
    assert_eq!(dropout.len(), MOST_VALUES + 1);
}

#[test]
fn a_choice_has_no_range() {
    assert!(errors(&OPTIMIZER, "sgd..adam")[0].contains("got “sgd..adam”"));
    let ranged = range(&OPTIMIZER, 0.0, 1.0, 3, false);
    assert!(ranged.errors()[0].to_string().contains("only numbers"));
}

#[test]
fn an_empty_list_is_said_to_hold_nothing() {
    assert!(errors(&DROPOUT, " ")[0].contains("got nothing"));
}

#[test]
fn the_seed_cannot_be_swept_as_a_hyperparameter() {
    assert!(errors(&SEED, "1, 2")[0].contains("seeds per setting"));
}
