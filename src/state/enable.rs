//! What brings a row that does nothing under the choices at hand into play.

use crate::hyperparams::{CATALOG, HyperParams, Kind, ParamSpec, Scale, Value};

/// Choices that make a row do something.
#[derive(Clone, Debug, PartialEq)]
pub struct Enabling {
    pub row: &'static ParamSpec,
    /// What is to be set, in order.
    changes: Vec<(&'static ParamSpec, Value)>,
}

impl Enabling {
    /// The fewest changes that bring a row into play: one, or else two of its own group. Nothing where it is in play,
    /// or where that takes more.
    pub fn of(params: &HyperParams, row: &'static ParamSpec) -> Option<Self> {
        if (row.applies)(params) {
            return None;
        }
        let own = |other: &&'static ParamSpec| other.group == row.group;
        let others = CATALOG.iter().copied().filter(|other| !own(other));
        let near: Vec<&'static ParamSpec> = CATALOG.iter().copied().filter(own).collect();
        let all = near.iter().copied().chain(others);
        let one = changes(params, all).find(|change| applies(params, row, [change]));
        let changes = one
            .map(|one| vec![one])
            .or_else(|| two(params, row, &near))?;
        Some(Self { row, changes })
    }

    /// "Momentum: choose Optimizer SGD".
    pub fn said(&self) -> String {
        let said: Vec<String> = self
            .changes
            .iter()
            .map(|(row, value)| said(row, value))
            .collect();
        format!("{}: {}", self.row.label, said.join(", "))
    }

    pub fn apply(&self, params: &mut HyperParams) {
        for (row, value) in &self.changes {
            params.set(row, value.clone());
        }
    }
}

fn two(
    params: &HyperParams,
    row: &'static ParamSpec,
    near: &[&'static ParamSpec],
) -> Option<Vec<(&'static ParamSpec, Value)>> {
    changes(params, near.iter().copied()).find_map(|first| {
        let under = params.clone().with(first.0, first.1.clone());
        // What the first change alone brings into play.
        let rows = near.iter().copied().filter(|other| (other.applies)(&under));
        let second = changes(&under, rows).find(|second| applies(&under, row, [second]))?;
        Some(vec![first, second])
    })
}

fn applies<'a>(
    params: &HyperParams,
    row: &ParamSpec,
    changes: impl IntoIterator<Item = &'a (&'static ParamSpec, Value)>,
) -> bool {
    let changed = changes
        .into_iter()
        .fold(params.clone(), |params, (row, value)| {
            params.with(row, value.clone())
        });
    (row.applies)(&changed)
}

/// Everything that might be set instead, of rows that do something.
fn changes(
    params: &HyperParams,
    rows: impl Iterator<Item = &'static ParamSpec>,
) -> impl Iterator<Item = (&'static ParamSpec, Value)> {
    let rows = rows.filter(|row| (row.applies)(params));
    rows.flat_map(|row| {
        let now = params.get(row);
        let others = candidates(row)
            .into_iter()
            .filter(move |value| *value != now);
        others.map(move |value| (row, value))
    })
}

fn candidates(row: &ParamSpec) -> Vec<Value> {
    match row.kind {
        Kind::Choice(choices) => choices.iter().map(|choice| choice.value.into()).collect(),
        Kind::Switch => vec![true.into(), false.into()],
        // Its default, or a value that is not "off".
        Kind::Integer { max, .. } => vec![row.default.value(), f64::from(max.min(100)).into()],
        Kind::Real {
            scale: Scale::ZeroThenLog { from },
            ..
        } => vec![row.default.value(), 10_f64.powi(from + 4).into()],
        Kind::Real { max, .. } if max >= 1.0 => vec![row.default.value(), 0.9.into()],
        Kind::Real { .. } => vec![row.default.value(), 0.5.into()],
        Kind::OptionalNumber | Kind::List(_) => vec![row.default.value()],
    }
}

fn said(row: &ParamSpec, value: &Value) -> String {
    let label = row.label;
    match (row.kind, value) {
        (Kind::Choice(choices), Value::Text(name)) => {
            let choice = choices.iter().find(|choice| choice.value == name);
            format!(
                "choose {label} {}",
                choice.map_or(name.as_str(), |choice| choice.label)
            )
        }
        (_, Value::Switch(on)) => format!("turn {label} {}", if *on { "on" } else { "off" }),
        (_, Value::Text(text)) if text.is_empty() => format!("empty {label}"),
        _ => format!("set {label} to {value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;

    #[test]
    fn a_row_says_what_brings_it_into_play() {
        let params = HyperParams::default();
        for (row, said) in [
            (&MOMENTUM, "Momentum: choose Optimizer SGD"),
            (&NESTEROV, "Nesterov momentum: choose Optimizer Muon"),
            (
                &BATCH_NORM_RENORM_MOMENTUM,
                "Renorm momentum: choose Batch normalization Before the activation, turn Batch renormalization on",
            ),
            (&DECAY_RATE, "Decay rate: choose Schedule Exponential decay"),
            (
                &EMA_MOMENTUM,
                "Momentum of the average: turn Average the weights on",
            ),
            (&DROPOUT_NOISE_SHAPE, "Dropped together: set Dropout to 0.5"),
            (
                &BATCH_NORM_MOMENTUM,
                "Batch norm momentum: choose Batch normalization Before the activation",
            ),
        ] {
            let enabling = Enabling::of(&params, row).unwrap();
            assert_eq!(enabling.said(), said);
        }
        assert_eq!(Enabling::of(&params, &LEARNING_RATE), None, "it is in play");
    }

    #[test]
    fn every_row_that_is_hidden_at_first_can_be_brought_into_play_and_trained() {
        let params = HyperParams::default();
        for row in CATALOG
            .iter()
            .copied()
            .filter(|row| !(row.applies)(&params))
        {
            let Some(enabling) = Enabling::of(&params, row) else {
                // A constraint of a normalization takes three; images of one's own are no choice.
                let is_beyond = row.key.starts_with("batch_norm_") || row.key == "data";
                assert!(is_beyond, "{}", row.key);
                continue;
            };
            let mut enabled = params.clone();
            enabling.apply(&mut enabled);
            assert!((row.applies)(&enabled), "{}", row.key);
            assert_eq!(enabled.check().map(|_| ()), Ok(()), "{}", row.key);
        }
    }
}
