//! The values at an epoch.

use super::{Curve, Quantity};

/// What one run came to at an epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub name: String,
    /// Index of the run's colour.
    pub color: usize,
    pub train: f64,
    pub test: f64,
    /// Of the epoch's last update, where the run has told it.
    pub learning_rate: Option<f64>,
}

/// Every run's values at an epoch, the one whose test value is nearest to `pointed_at` first; runs that
/// have not come so far are left out.
pub fn read_out(
    curves: &[Curve],
    quantity: Quantity,
    epoch: usize,
    pointed_at: f64,
) -> Vec<Reading> {
    let mut readings: Vec<Reading> = curves
        .iter()
        .filter_map(|curve| {
            let epochs = &curve.history.epochs;
            let found = epochs.iter().find(|row| row.epoch == epoch)?;
            let (train, test) = quantity.of_epoch(found);
            Some(Reading {
                name: curve.name.to_owned(),
                color: curve.color,
                train,
                test,
                learning_rate: found.learning_rate,
            })
        })
        .collect();
    readings.sort_by(|one, other| {
        let distance = |reading: &Reading| (reading.test - pointed_at).abs();
        distance(one).total_cmp(&distance(other))
    });
    readings
}
