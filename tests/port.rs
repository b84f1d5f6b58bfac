//! What crosses the port between the page and a worker arrives as it was sent: as JSON natively, and through `wasm_cpu`
//! as the JavaScript objects that are really posted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

use serde::Serialize;
use serde::de::DeserializeOwned;
use tuneground::hyperparams::catalog::TRAIN_IMAGES;
use tuneground::hyperparams::{
    CATALOG, CheckedHyperParams, DATA, HyperParams, Kind, ParamSpec, Value,
};
use tuneground::protocol::{Pace, RangeAnswer, RunId, TrainerCommand, TrainerEvent};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(not(target_arch = "wasm32"))]
fn sent<T: Serialize + DeserializeOwned>(message: &T) -> T {
    serde_json::from_str(&serde_json::to_string(message).unwrap()).unwrap()
}

#[cfg(target_arch = "wasm32")]
fn sent<T: Serialize + DeserializeOwned>(message: &T) -> T {
    serde_wasm_bindgen::from_value(serde_wasm_bindgen::to_value(message).unwrap()).unwrap()
}

/// Every choice, and for other rows the ends of their range and something between.
fn values(row: &ParamSpec) -> Vec<Value> {
    match row.kind {
        Kind::Choice(choices) => choices.iter().map(|choice| choice.value.into()).collect(),
        Kind::Switch => vec![true.into(), false.into()],
        Kind::Integer { min, max, .. } => {
            [min, max, max / 3].map(|it| f64::from(it).into()).to_vec()
        }
        Kind::Real { min, max, .. } => [min, max, min + (max - min) / 3.0]
            .map(Value::from)
            .to_vec(),
        Kind::OptionalNumber => vec!["".into(), "0.1".into()],
        Kind::List(format) => vec![row.default.value(), format.example.into()],
    }
}

/// Settings in which every row takes each of its [`values`], as far as it can be trained with. A row is varied in the
/// first setting in which it applies.
fn settings() -> Vec<CheckedHyperParams> {
    let mut varied: Vec<&ParamSpec> = Vec::new();
    // No other row leads to own images.
    let own = HyperParams::default().with(&TRAIN_IMAGES, 240.0);
    let own = own.with(
        &DATA,
        "240-60-0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
    );
    let mut settings = vec![HyperParams::default(), own];
    let mut at = 0;
    while let Some(params) = settings.get(at).cloned() {
        at += 1;
        for row in CATALOG.iter().filter(|row| (row.applies)(&params)) {
            if varied.contains(row) {
                continue;
            }
            varied.push(row);
            let others = values(row)
                .into_iter()
                .map(|value| params.clone().with(row, value));
            let (right, wrong): (Vec<_>, Vec<_>) = others.partition(|it| it.check().is_ok());
            assert!(!right.is_empty(), "{}", row.key);
            let is_choice = matches!(row.kind, Kind::Choice(_) | Kind::Switch);
            assert!(!is_choice || wrong.is_empty(), "{}: {wrong:?}", row.key);
            settings.extend(right);
        }
    }
    let left_out = CATALOG.iter().find(|row| !varied.contains(row));
    assert_eq!(left_out, None, "varied nowhere");
    settings
        .iter()
        .map(|params| params.check().unwrap())
        .collect()
}

#[test]
fn every_choice_of_every_row_arrives_as_it_was_sent() {
    for hyperparams in settings() {
        let start = TrainerCommand::Start {
            run_id: RunId(1),
            hyperparams: Box::new(hyperparams),
            pace: Pace::Through,
            keeping: tuneground::protocol::Keeping::UntilEnded,
            hands_out: true,
            begins_with: Some(RunId(7)),
        };
        assert_eq!(sent(&start), start);
    }
}

#[test]
fn a_range_test_and_its_answer_arrive_as_they_were_sent() {
    let hyperparams = Box::new(HyperParams::default().check().unwrap());
    let test = TrainerCommand::TestRates { hyperparams };
    assert_eq!(sent(&test), test);
    for proposed in [
        vec![],
        ["0.003", "0.0001", "0.03"].map(str::to_owned).to_vec(),
    ] {
        let answer = Box::new(RangeAnswer {
            proposed,
            svg: "<svg></svg>".to_owned(),
            explanation: "The loss falls.".to_owned(),
        });
        let tested = TrainerEvent::RatesTested { answer };
        assert_eq!(sent(&tested), tested);
    }
}
