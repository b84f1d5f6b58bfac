use super::*;
use crate::hyperparams::Value;
use crate::hyperparams::keras::SweptParam;
use crate::hyperparams::tree::{Case, Fork, Tree};

/// What is spelled of all combinations of these values.
fn spelled(space: &[(&'static ParamSpec, &[Value])]) -> Parts {
    let swept = space.iter().map(|(row, values)| SweptParam {
        row,
        values: values.to_vec(),
    });
    Parts::of(&Keras::of_all(
        &HyperParams::default(),
        swept.collect(),
        vec![],
    ))
}

fn fork(code: &Code) -> &Fork<Option<Code>> {
    match code {
        Code::Fork(fork) => fork,
        other => panic!("{other:?} is the same in all cases"),
    }
}

fn argument<'a>(call: &'a Code, wanted: &str) -> Option<&'a Code> {
    let Code::Call { arguments, .. } = call else {
        panic!("{call:?} is no call");
    };
    let mut named = arguments.iter();
    let found = named.find(|(name, _)| name.as_deref() == Some(wanted));
    found.map(|(_, code)| code)
}

#[test]
fn what_is_swept_is_a_symbol() {
    let parts = spelled(&[(&LEARNING_RATE, &[0.1.into(), 0.01.into()])]);
    assert_eq!(parts.learning_rate, Code::plain("p[\"learning_rate\"]"));
}

#[test]
fn a_choice_that_goes_by_its_name_is_a_symbol_too() {
    let parts = spelled(&[(
        &LOSS,
        &["mean_squared_error".into(), "kl_divergence".into()],
    )]);
    let loss = argument(&parts.compile, "loss");
    assert_eq!(loss, Some(&Code::plain("p[\"loss\"]")));
}

#[test]
fn a_row_is_spelled_in_the_cases_in_which_it_applies() {
    let parts = spelled(&[
        (&MOMENTUM, &[0.5.into(), 0.9.into()]),
        (&OPTIMIZER, &["adam".into(), "sgd".into()]),
    ]);
    let optimizer = fork(argument(&parts.compile, "optimizer").unwrap());
    assert_eq!(optimizer.row, &OPTIMIZER);
    for way in &optimizer.ways {
        let Tree::Leaf(Some(call)) = &way.tree else {
            panic!("an optimizer is a call");
        };
        let is_sgd = way.cases == [Case::Is("sgd".into())];
        assert_eq!(argument(call, "momentum").is_some(), is_sgd);
    }
}

#[test]
fn a_layer_that_may_be_off_is_a_fork_only_where_it_is_off_in_some_setting() {
    let input = |values: &[Value]| spelled(&[(&INPUT_DROPOUT, values)]).model.input;
    assert!(matches!(
        input(&[0.1.into(), 0.2.into()])[1],
        Code::Call { .. }
    ));
    assert_eq!(
        fork(&input(&[0.0.into(), 0.2.into()])[1]).row,
        &INPUT_DROPOUT
    );
    assert_eq!(input(&[0.0.into()]).len(), 1);
}

/// Two numbers that are not off tell no two scripts apart, so rows may ask no more of them.
#[test]
fn of_numbers_rows_ask_only_whether_they_are_off() {
    let numbers = CATALOG.iter().filter_map(|row| match row.kind {
        Kind::Integer { min, max, .. } => Some((row, f64::from(min.max(1)), f64::from(max))),
        Kind::Real { max, .. } => Some((row, max / 3.0, max / 2.0)),
        Kind::Choice(_) | Kind::Switch | Kind::OptionalNumber | Kind::List(_) => None,
    });
    let numbers: Vec<_> = numbers.collect();
    let choices = CATALOG.iter().flat_map(|row| match row.kind {
        Kind::Choice(choices) => {
            let chosen = choices
                .iter()
                .map(|one| HyperParams::default().with(row, one.value));
            chosen.collect()
        }
        Kind::Switch => vec![HyperParams::default().with(row, true)],
        _ => Vec::new(),
    });
    for params in choices {
        for (number, one, other) in &numbers {
            let [one, other] = [one, other].map(|value| params.clone().with(number, *value));
            for row in CATALOG {
                let clue = || format!("{} of {}", row.key, number.key);
                assert_eq!((row.applies)(&one), (row.applies)(&other), "{}", clue());
                assert_eq!(row.default_in(&one), row.default_in(&other), "{}", clue());
            }
        }
    }
}
