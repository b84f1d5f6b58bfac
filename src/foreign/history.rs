//! Keras' history: what `fit` returns as JSON, and what `CSVLogger` writes.

use serde_json::{Map, Value as Json};

use super::found::Run;
use super::metric::{self, Series};
use super::text::{Sheet, base, listed, quoted, stem};
use crate::metrics::EpochMetrics;

/// Epochs of a run at most.
const MOST_EPOCHS: usize = 10_000;
/// Names that are listed at most.
const MOST_NAMED: usize = 8;

/// A curve, by its name.
type Curve = (String, Vec<f64>);

/// Whether a table is a run, epoch by epoch.
pub fn is_it(sheet: &Sheet) -> bool {
    let is_curve = |head: &String| Series::of(head).is_some();
    sheet.column("epoch").is_some()
        && sheet.column("name").is_none()
        && sheet.heads.iter().any(is_curve)
}

/// What `CSVLogger` has written.
///
/// # Errors
/// What is wrong with it, as a clause.
pub fn of_table(name: &str, sheet: &Sheet) -> Result<Run, String> {
    let epoch = sheet.column("epoch");
    // A log that was appended to begins anew at 0: only one run is shown.
    let epochs = epoch.map(|it| sheet.numbers(it)).unwrap_or_default();
    if epochs.windows(2).any(|pair| pair[1] <= pair[0]) {
        return Err("its epochs do not count upwards: it holds more than one run, or its lines are out of order; take a file for each run".to_owned());
    }
    let columns = (0..sheet.heads.len()).filter(|at| Some(*at) != epoch);
    let curves = columns.map(|at| (sheet.heads[at].clone(), sheet.numbers(at)));
    run(name, "Keras’ CSVLogger", curves.collect())
}

/// What `history.history` is as JSON, by itself or under `history`.
///
/// # Errors
/// What is wrong with it, as a clause.
pub fn of_json(name: &str, object: &Map<String, Json>) -> Result<Run, String> {
    let inner = object.get("history").and_then(Json::as_object);
    let lists = inner.unwrap_or(object).iter();
    let curve = |(key, value): (&String, &Json)| {
        let values = value.as_array()?.iter();
        let numbers = values.map(|it| it.as_f64().unwrap_or(f64::NAN));
        Some((key.clone(), numbers.collect::<Vec<f64>>()))
    };
    let curves: Vec<Curve> = lists.filter_map(curve).collect();
    if curves.is_empty() {
        return Err(format!(
            "there are no lists of numbers in it; {}",
            super::KNOWN
        ));
    }
    run(name, "a Keras history", curves)
}

fn run(name: &str, of: &str, curves: Vec<Curve>) -> Result<Run, String> {
    let find = |series: Series| metric::best_named(&curves, series);
    let [loss, accuracy, val_loss, val_accuracy, rate] = Series::ALL.map(find);
    let shown = [loss, accuracy, val_loss, val_accuracy];
    let longest = shown.iter().flatten().map(|at| curves[*at].1.len()).max();
    let length = match longest {
        None => {
            let names: Vec<String> = curves.into_iter().map(|(name, _)| name).collect();
            return Err(format!(
                "there is neither a loss nor an accuracy in it, but {}",
                listed(&names, MOST_NAMED)
            ));
        }
        Some(0) => return Err("it has no epoch".to_owned()),
        Some(many) if many > MOST_EPOCHS => {
            return Err(format!("it has more than {MOST_EPOCHS} epochs"));
        }
        Some(length) => length,
    };
    let value = |of: Option<usize>, at: usize| {
        let value = of.and_then(|of| curves[of].1.get(at));
        value.copied().unwrap_or(f64::NAN)
    };
    let epoch = |at: usize| EpochMetrics {
        epoch: at + 1,
        loss: value(loss, at),
        accuracy: value(accuracy, at),
        val_loss: value(val_loss, at),
        val_accuracy: value(val_accuracy, at),
        elapsed_ms: 0.0,
        learning_rate: Some(value(rate, at)).filter(|rate| rate.is_finite()),
        penalty: None,
        val_penalty: None,
    };
    let used = [loss, accuracy, val_loss, val_accuracy, rate];
    let rest = (0..curves.len()).filter(|at| !used.contains(&Some(*at)));
    let rest: Vec<String> = rest.map(|at| curves[at].0.clone()).collect();
    let mut about = format!("read from {}, {of}", quoted(base(name)));
    if !rest.is_empty() {
        about += &format!("; not shown: {}", listed(&rest, MOST_NAMED));
    }
    Ok(Run {
        name: stem(name),
        about,
        epochs: (0..length).map(epoch).collect(),
    })
}
