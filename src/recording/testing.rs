//! A recorded run for tests.

use super::{Made, RecordedRun, Recording};
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::{LEARNING_RATE, OPTIMIZER};
use crate::metrics::{EpochMetrics, History, Outcome};
use crate::protocol::DeviceKind;

pub fn history() -> History {
    let epoch = |epoch: usize| EpochMetrics {
        epoch,
        loss: 1.0 / (epoch as f64 + 0.1),
        accuracy: 1.0 - 0.3 / epoch as f64,
        val_loss: 1.1 / (epoch as f64 + 0.1),
        val_accuracy: (9500 + 10 * epoch) as f64 / 10_000.0,
        elapsed_ms: 100.0 * epoch as f64,
        learning_rate: Some(0.01),
        penalty: None,
        val_penalty: None,
    };
    History {
        epochs: (1..=3).map(epoch).collect(),
        first_epoch_steps: Vec::new(),
    }
}

pub fn recorded() -> RecordedRun {
    let values = vec![(&OPTIMIZER, "sgd".into()), (&LEARNING_RATE, 0.05.into())];
    RecordedRun::of("With momentum", values, &history(), Outcome::Completed)
}

pub fn recording() -> Recording {
    let made = Made::now("2026-11-26", DeviceKind::Cpu, &HyperParams::default());
    let plain = RecordedRun::of("", Vec::new(), &history(), Outcome::Stopped);
    let runs = vec![recorded(), plain];
    Recording { made, runs }
}
