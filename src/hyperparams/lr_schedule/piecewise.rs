//! Piecewise constant decay.

use super::*;
use crate::hyperparams::error::InvalidParam;
use crate::hyperparams::text::{self, ListFormat};
use crate::hyperparams::value::Value;

pub(super) const ROWS: &[&ParamSpec] = &[&BOUNDARIES, &VALUES];

pub static BOUNDARIES: ParamSpec = ParamSpec::list("boundaries", "Boundaries", &STEPS, "400, 600")
    .group(Group::Schedule)
    .applies(|params| has_field(params, &BOUNDARIES))
    .help("Steps at which the rate changes to the next value.")
    .docs("https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/");

pub static VALUES: ParamSpec = ParamSpec::list("values", "Values", &RATES, "0.001, 0.0003, 0.0001")
    .group(Group::Schedule)
    .applies(|params| has_field(params, &VALUES))
    .help("The learning rates before, between and after the boundaries: one more than there are boundaries.")
    .docs("https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/");

/// `400, 600`: numbers of steps, each larger than the one before.
static STEPS: ListFormat = ListFormat {
    tidied: |text| Some(text::joined(steps(text)?)),
    requirement: "must be up to 1,000 whole numbers from 1 on, each larger than the one before",
    example: "400, 600",
};

/// `0.01, 0.001`: learning rates.
static RATES: ListFormat = ListFormat {
    tidied: |text| Some(text::joined(rates(text)?.into_iter().map(Value::Number))),
    requirement: "must be up to 1,000 numbers from 0 to 1000 with a point, separated by commas: 0.01, 0.001",
    example: "0.01, 0.003, 0.001",
};

/// At least one number of steps, rising.
fn steps(text: &str) -> Option<Vec<u64>> {
    let steps: Option<Vec<u64>> = text::items(text)
        .take(text::MOST_ITEMS + 1)
        .map(|item| text::item::<u32>(item).map(u64::from))
        .collect();
    steps.filter(|steps| {
        steps.len() <= text::MOST_ITEMS
            && steps.first().is_some_and(|&first| first > 0)
            && steps.is_sorted_by(|a, b| a < b)
    })
}

/// At least one learning rate.
fn rates(text: &str) -> Option<Vec<f64>> {
    let items = text::items(text).take(text::MOST_ITEMS + 1);
    let rates: Option<Vec<f64>> = items.map(text::decimal_item).collect();
    rates.filter(|rates| {
        (1..=text::MOST_ITEMS).contains(&rates.len())
            && rates.iter().all(|rate| (0.0..=LARGEST_RATE).contains(rate))
    })
}

pub(super) fn read(params: &HyperParams) -> LrSchedule {
    LrSchedule::Piecewise {
        boundaries: steps(&params.list(&BOUNDARIES)).unwrap_or_default(),
        values: rates(&params.list(&VALUES)).unwrap_or_default(),
    }
}

pub(super) fn spell(keras: &Keras) -> Code {
    class("PiecewiseConstantDecay")
        .with(
            "boundaries",
            keras.list(&BOUNDARIES, |text| {
                steps(text).map(|all| all.into_iter().map(Code::whole).collect())
            }),
        )
        .with(
            "values",
            keras.list(&VALUES, |text| {
                rates(text).map(|all| all.into_iter().map(Code::real).collect())
            }),
        )
}

pub(super) fn values_fit_their_boundaries(params: &HyperParams) -> Option<InvalidParam> {
    if !is_piecewise(params) {
        return None;
    }
    let boundaries = steps(&params.list(&BOUNDARIES))?.len();
    let values = rates(&params.list(&VALUES))?.len();
    if values == boundaries + 1 {
        return None;
    }
    let requirement = format!(
        "must be {} values, one more than boundaries",
        boundaries + 1
    );
    params.contradiction(&VALUES, requirement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_have_to_rise() {
        assert_eq!(steps("4, 11"), Some(vec![4, 11]));
        for text in ["", "0", "4, 4", "11, 4", "4.5", "x", "-1", "1,000"] {
            assert_eq!(steps(text), None, "{text}");
        }
    }

    #[test]
    fn rates_are_numbers_from_0_to_1000() {
        assert_eq!(rates("1000, 1e-3, 0"), Some(vec![1000.0, 0.001, 0.0]));
        for text in [
            "",
            "fast",
            "-0.1",
            "1001",
            "NaN",
            "inf",
            "0.1;0.2",
            "0,01, 0,001",
        ] {
            assert_eq!(rates(text), None, "{text}");
        }
    }

    #[test]
    fn a_list_has_an_end() {
        let numbers = |count: usize| (1..=count).map(|at| at.to_string());
        let steps_of = |count| steps(&numbers(count).collect::<Vec<_>>().join(", ")).is_some();
        let rates_of = |count| rates(&vec!["0.1"; count].join(", ")).is_some();
        assert!(steps_of(1000) && !steps_of(1001));
        assert!(rates_of(1000) && !rates_of(1001));
    }
}
