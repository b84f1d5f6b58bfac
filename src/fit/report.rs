//! What `fit` prints.

use serde::Serialize;

use crate::hyperparams::HyperParams;
use crate::metrics::{EpochMetrics, number};
use crate::study::kept_epoch;
use crate::training::Trained;

/// A run's History with how it came about.
#[derive(Debug, Serialize)]
pub struct Report {
    pub hyperparameters: HyperParams,
    pub device: &'static str,
    pub history: Vec<ReportedEpoch>,
    /// `completed`, `early-stopped` or `diverged`.
    pub outcome: &'static str,
    /// Where it stopped early or diverged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The epoch whose weights were restored at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restored_epoch: Option<usize>,
}

/// One epoch; accuracies are fractions.
#[derive(Debug, Serialize)]
pub struct ReportedEpoch {
    pub epoch: usize,
    #[serde(with = "number")]
    pub loss: f64,
    pub accuracy: f64,
    #[serde(with = "number")]
    pub val_loss: f64,
    pub val_accuracy: f64,
    /// Of the epoch's last update.
    pub learning_rate: Option<f64>,
    /// What of the losses are penalties; not there where the setting has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub penalty: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub val_penalty: Option<f64>,
    /// What this epoch took, its evaluation included.
    pub seconds: f64,
}

impl Report {
    pub fn new(hyperparameters: HyperParams, trained: &Trained) -> Self {
        let before =
            std::iter::once(0.0).chain(trained.epochs.iter().map(|epoch| epoch.elapsed_ms));
        let history = trained.epochs.iter().zip(before).map(reported).collect();
        let early_stopping = hyperparameters.early_stopping();
        let restored = early_stopping.is_some_and(|config| config.restore_best_weights);
        let kept = kept_epoch(early_stopping, trained.outcome, &trained.epochs);
        Self {
            restored_epoch: kept.filter(|_| restored).map(|metrics| metrics.epoch),
            hyperparameters,
            device: "cpu",
            history,
            outcome: trained.outcome.name(),
            message: trained.outcome.place(),
        }
    }
}

fn reported((metrics, elapsed_ms_before): (&EpochMetrics, f64)) -> ReportedEpoch {
    ReportedEpoch {
        epoch: metrics.epoch,
        loss: metrics.loss,
        accuracy: metrics.accuracy,
        val_loss: metrics.val_loss,
        val_accuracy: metrics.val_accuracy,
        learning_rate: metrics.learning_rate,
        penalty: metrics.penalty,
        val_penalty: metrics.val_penalty,
        seconds: (metrics.elapsed_ms - elapsed_ms_before) / 1e3,
    }
}
