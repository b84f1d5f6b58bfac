//! What early stopping and reduce-on-plateau watch.

use serde::{Deserialize, Serialize};

use super::choice::choices;
use super::concept::ParamWarning;
use super::keras::Keras;
use super::python::Code;
use super::training::EPOCHS;
use super::{HyperParams, ParamSpec};

choices! {
    /// A column of the History.
    pub enum Metric, default ValLoss {
        ValLoss => "val_loss", "Validation loss";
        ValAccuracy => "val_accuracy", "Validation accuracy", also "valacc";
        Loss => "loss", "Training loss";
        Accuracy => "accuracy", "Training accuracy";
    }
}

choices! {
    /// Whether a watched number is better when it is larger.
    pub enum Mode, default Auto {
        Auto => "auto", "Automatic";
        Min => "min", "Smaller is better";
        Max => "max", "Larger is better";
    }
}

/// A number of the History that is watched, and what counts as better.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Monitor {
    pub metric: Metric,
    pub larger_is_better: bool,
    /// By how much a value has to be better; at least 0.
    pub min_delta: f64,
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
    pub(super) fn read(params: &HyperParams, [metric, mode, min_delta]: [&ParamSpec; 3]) -> Self {
        let metric = params.choice(metric);
        let larger_is_better = match params.choice(mode) {
            Mode::Min => false,
            Mode::Max => true,
            Mode::Auto => match metric {
                Metric::ValAccuracy | Metric::Accuracy => true,
                Metric::ValLoss | Metric::Loss => false,
            },
        };
        Self {
            metric,
            larger_is_better,
            min_delta: params.real(min_delta),
        }
    }

    /// Whether a value is better than another by more than the smallest improvement.
    pub fn is_better(&self, value: f64, than: f64) -> bool {
        if self.larger_is_better {
            value > than + self.min_delta
        } else {
            value < than - self.min_delta
        }
    }
}

/// A callback that says what it watches, and which of its other rows differ from Keras' defaults.
pub(super) fn callback(
    keras: &Keras,
    class: &str,
    monitor: &'static ParamSpec,
    rows: &[&'static ParamSpec],
) -> Code {
    let others = rows.iter().copied().filter(|row| *row != monitor);
    Code::call(format!("callbacks.{class}"))
        .with(monitor.argument, keras.value(monitor))
        .with_all(keras.arguments(others))
}

/// Waiting that is not over when the run is.
pub(super) fn outlasts_the_run(
    params: &HyperParams,
    row: &ParamSpec,
    then: &str,
) -> Option<ParamWarning> {
    let epochs = params.whole(&EPOCHS);
    if !(row.applies)(params) || params.whole(row) < epochs {
        return None;
    }
    ParamWarning::new(row, format!("The run has {epochs} epochs, so {then}."))
}
