//! The values at an epoch.

use super::{Curve, Quantity};
use crate::metrics::{BandPoint, sorted_by_number};

/// What one run came to at an epoch; `None` where it has not come so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub name: String,
    /// Index of the run's colour.
    pub color: usize,
    pub train: Option<f64>,
    pub test: Option<f64>,
    /// Of the epoch's last update, where the run has told it.
    pub learning_rate: Option<f64>,
    /// What of the training value are penalties.
    pub penalty: Option<f64>,
    /// Its losses are known to three digits or so.
    pub is_rounded: bool,
    /// Whether this run's test value is the nearest to where somebody points.
    pub is_nearest: bool,
}

impl Reading {
    /// Whether it makes a column of rates worth its room: while all is as it was recorded, names tell the rates apart.
    pub fn tells_rate(&self) -> bool {
        self.learning_rate.is_some() && !self.is_rounded
    }
}

/// More are not seen at once.
const SEEN: usize = 8;

/// Every run's values at the place that somebody points at, in the curves' unit, with the value there if that is of this quantity; while
/// nobody points, at each run's last. They stand in the runs' order, unless there are more than are seen at once: then the
/// nearest come first.
pub fn read_out(
    curves: &[Curve],
    quantity: Quantity,
    pointed_at: Option<(f64, Option<f64>)>,
) -> Vec<Reading> {
    let read = |curve: &Curve| reading(curve, quantity, pointed_at.map(|(place, _)| place));
    let mut readings: Vec<Reading> = curves.iter().map(read).collect();
    let Some((_, Some(value))) = pointed_at else {
        return readings;
    };
    let distance = |reading: &Reading| reading.test.map_or(f64::NAN, |test| (test - value).abs());
    let nearest = (0..readings.len())
        .filter(|at| readings[*at].test.is_some())
        .min_by(|one, other| distance(&readings[*one]).total_cmp(&distance(&readings[*other])));
    if let Some(nearest) = nearest {
        readings[nearest].is_nearest = true;
    }
    if readings.len() > SEEN {
        return sorted_by_number(readings, distance);
    }
    readings
}

/// At most so many readings, those that are nearest, the best first; runs without a value there come last.
pub fn ranked(mut readings: Vec<Reading>, quantity: Quantity) -> Vec<Reading> {
    readings.truncate(SEEN);
    let sign = if quantity.rises() { -1.0 } else { 1.0 };
    sorted_by_number(readings, |reading| match reading.test {
        Some(test) if test.is_finite() => test * sign,
        _ => f64::INFINITY,
    })
}

fn reading(curve: &Curve, quantity: Quantity, place: Option<f64>) -> Reading {
    let found = match place {
        Some(place) => curve.epoch_at(place),
        None => curve.history.last(),
    };
    let (train, test) = found.map(|found| quantity.of_epoch(found)).unzip();
    Reading {
        name: curve.name.to_owned(),
        color: curve.color,
        train,
        test,
        learning_rate: found.and_then(|found| found.learning_rate),
        penalty: found.and_then(|found| quantity.penalty(found)),
        is_rounded: curve.is_rounded,
        is_nearest: false,
    }
}

/// What several runs came to at an epoch: "97.73 % ± 0.12", or of a single one its value; `None` where none has
/// come so far.
pub fn read_band(band: &[BandPoint], quantity: Quantity, epoch: usize) -> Option<String> {
    let found = band.iter().find(|point| point.epoch == epoch as f64)?;
    let mean = quantity.written(found.value.mean, 2);
    let deviation = quantity.number(found.value.sd, 2);
    Some(match found.value.n {
        0 | 1 => mean,
        _ => format!("{mean} ± {deviation}"),
    })
}
