//! What `fit` prints.

use serde::Serialize;

use crate::hyperparams::HyperParams;
use crate::metrics::EpochMetrics;
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
}

/// One epoch; accuracies are fractions.
#[derive(Debug, Serialize)]
pub struct ReportedEpoch {
    pub epoch: usize,
    pub loss: f64,
    pub accuracy: f64,
    pub val_loss: f64,
    pub val_accuracy: f64,
    /// What this epoch took, its evaluation included.
    pub seconds: f64,
}

impl Report {
    pub fn new(hyperparameters: HyperParams, trained: &Trained) -> Self {
        let before =
            std::iter::once(0.0).chain(trained.epochs.iter().map(|epoch| epoch.elapsed_ms));
        let history = trained.epochs.iter().zip(before).map(reported).collect();
        Self {
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
        seconds: (metrics.elapsed_ms - elapsed_ms_before) / 1e3,
    }
}
