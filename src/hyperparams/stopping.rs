//! What is decided at the end of an epoch: stopping early, reducing the learning rate.

use serde::{Deserialize, Serialize};

use super::HyperParams;
use super::catalog::*;

/// A number of the History that is watched, and what counts as better.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Monitor {
    pub metric: Metric,
    pub larger_is_better: bool,
    /// By how much a value has to be better; at least 0.
    pub min_delta: f64,
}

/// A column of the History.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Metric {
    ValLoss,
    ValAccuracy,
    Loss,
    Accuracy,
}

impl Metric {
    /// This one of an epoch's loss, accuracy, validation loss and validation accuracy.
    pub fn of(self, [loss, accuracy, val_loss, val_accuracy]: [f64; 4]) -> f64 {
        match self {
            Self::ValLoss => val_loss,
            Self::ValAccuracy => val_accuracy,
            Self::Loss => loss,
            Self::Accuracy => accuracy,
        }
    }
}

impl Monitor {
    /// Whether a value is better than another by more than the smallest improvement.
    pub fn is_better(&self, value: f64, than: f64) -> bool {
        if self.larger_is_better {
            value > than + self.min_delta
        } else {
            value < than - self.min_delta
        }
    }
}

/// Ends a run that no longer gets better; <https://keras.io/api/callbacks/early_stopping/>.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EarlyStopping {
    pub monitor: Monitor,
    /// Epochs without improvement that are waited for; 0 is the same as 1.
    pub patience: usize,
    /// A value to be beaten before an improvement ends the waiting.
    pub baseline: Option<f64>,
    /// Epochs that are let pass before watching begins.
    pub start_from_epoch: usize,
    pub restore_best_weights: bool,
}

/// Reduces the rate of a run that no longer gets better;
/// <https://keras.io/api/callbacks/reduce_lr_on_plateau/>.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReduceLrOnPlateau {
    pub monitor: Monitor,
    /// What the rate is multiplied by, below 1.
    pub factor: f64,
    pub patience: usize,
    /// Epochs after a reduction in which waiting does not begin; 1 is the same as 0.
    pub cooldown: usize,
    /// The rate is never reduced below this.
    pub min_lr: f64,
}

impl HyperParams {
    /// What ends a run early, if anything does.
    pub fn early_stopping(&self) -> Option<EarlyStopping> {
        self.is_on(&EARLY_STOPPING).then(|| EarlyStopping {
            monitor: self.monitor([
                &EARLY_STOPPING_MONITOR,
                &EARLY_STOPPING_MODE,
                &EARLY_STOPPING_MIN_DELTA,
            ]),
            patience: self.whole(&EARLY_STOPPING_PATIENCE),
            baseline: self.optional(&EARLY_STOPPING_BASELINE),
            start_from_epoch: self.whole(&EARLY_STOPPING_START_FROM_EPOCH),
            restore_best_weights: self.is_on(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS),
        })
    }

    pub(super) fn reduce_lr_on_plateau(&self) -> ReduceLrOnPlateau {
        ReduceLrOnPlateau {
            monitor: self.monitor([&REDUCE_LR_MONITOR, &REDUCE_LR_MODE, &REDUCE_LR_MIN_DELTA]),
            factor: self.real(&REDUCE_LR_FACTOR),
            patience: self.whole(&REDUCE_LR_PATIENCE),
            cooldown: self.whole(&REDUCE_LR_COOLDOWN),
            min_lr: self.real(&REDUCE_LR_MIN_LR),
        }
    }

    fn monitor(&self, [metric, mode, min_delta]: [&ParamSpec; 3]) -> Monitor {
        let metric = match self.name(metric).as_str() {
            "val_accuracy" => Metric::ValAccuracy,
            "loss" => Metric::Loss,
            "accuracy" => Metric::Accuracy,
            _ => Metric::ValLoss,
        };
        let larger_is_better = match self.name(mode).as_str() {
            "min" => false,
            "max" => true,
            _ => matches!(metric, Metric::ValAccuracy | Metric::Accuracy),
        };
        Monitor {
            metric,
            larger_is_better,
            min_delta: self.real(min_delta),
        }
    }
}
