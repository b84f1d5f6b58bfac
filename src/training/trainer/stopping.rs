//! Early stopping; <https://keras.io/api/callbacks/early_stopping/>.

use serde::{Deserialize, Serialize};

use super::super::Mlp;
use crate::hyperparams::EarlyStopping;
use crate::metrics::{EpochMetrics, Outcome};

/// Watches a run's epochs, and keeps the best one's weights if they are to be restored.
pub struct Stopper {
    pub patience: Patience,
    /// The best epoch's network so far, if it is to be restored.
    pub best: Option<Mlp>,
}

impl Stopper {
    pub fn new(config: EarlyStopping) -> Self {
        Self {
            patience: Patience::new(config),
            best: None,
        }
    }

    /// Takes in an epoch's end; an outcome ends the run.
    pub fn end_epoch(&mut self, metrics: &EpochMetrics, model: &Mlp) -> Option<Outcome> {
        let verdict = self.patience.judge(metrics);
        if verdict.is_best && self.patience.config.restore_best_weights {
            self.best = Some(model.clone());
        }
        verdict.stops.then(|| Outcome::EarlyStopped {
            epoch: metrics.epoch,
            best_epoch: self.patience.best_epoch.unwrap_or(metrics.epoch),
        })
    }

    /// From 1.
    pub fn best_epoch(&self) -> Option<usize> {
        self.patience.best_epoch
    }

    /// The best epoch's network, if it is to be restored.
    pub fn take_best(&mut self) -> Option<Mlp> {
        self.best.take()
    }
}

/// Keras' rules about waiting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Patience {
    config: EarlyStopping,
    best: Option<f64>,
    /// From 1.
    best_epoch: Option<usize>,
    /// Epochs without an improvement that counts.
    wait: usize,
}

/// What an epoch means to the run.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Verdict {
    is_best: bool,
    stops: bool,
}

impl Patience {
    fn new(config: EarlyStopping) -> Self {
        Self {
            config,
            best: None,
            best_epoch: None,
            wait: 0,
        }
    }

    /// An epoch that improves never stops the run, and does not end the waiting before the baseline is beaten.
    /// The first epoch of all never stops it either.
    fn judge(&mut self, metrics: &EpochMetrics) -> Verdict {
        if metrics.epoch <= self.config.start_from_epoch {
            return Verdict {
                is_best: false,
                stops: false,
            };
        }
        let EarlyStopping {
            monitor, baseline, ..
        } = self.config;
        let value = monitor.metric.of(metrics.numbers());
        self.wait += 1;
        let is_best = self.best.is_none_or(|best| monitor.is_better(value, best));
        if is_best {
            self.best = Some(value);
            self.best_epoch = Some(metrics.epoch);
            if baseline.is_none_or(|baseline| monitor.is_better(value, baseline)) {
                self.wait = 0;
            }
        }
        let stops = !is_best && self.wait >= self.config.patience && metrics.epoch > 1;
        Verdict { is_best, stops }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;

    fn early() -> HyperParams {
        HyperParams::default()
            .with(&EARLY_STOPPING, true)
            .with(&EARLY_STOPPING_PATIENCE, 2.0)
    }

    /// The epoch that stops a run of these validation losses, and the best one.
    fn stopped(params: &HyperParams, losses: &[f64]) -> (Option<usize>, Option<usize>) {
        let config = params.check().unwrap().early_stopping.unwrap();
        let mut patience = Patience::new(config);
        let epochs = losses.iter().enumerate();
        let stop = epochs.map(|(at, &val_loss)| EpochMetrics {
            epoch: at + 1,
            loss: 0.0,
            accuracy: 0.0,
            val_loss,
            val_accuracy: val_loss,
            elapsed_ms: 0.0,
            learning_rate: None,
            penalty: None,
            val_penalty: None,
        });
        let stop = stop
            .into_iter()
            .find(|metrics| patience.judge(metrics).stops);
        (stop.map(|metrics| metrics.epoch), patience.best_epoch)
    }

    #[test]
    fn a_run_stops_after_its_patience() {
        assert_eq!(
            stopped(&early(), &[3.0, 2.0, 2.5, 2.0, 1.0]),
            (Some(4), Some(2))
        );
        assert_eq!(
            stopped(&early(), &[3.0, 2.0, 2.5, 1.0, 1.5]),
            (None, Some(4))
        );
    }

    #[test]
    fn no_patience_is_the_same_as_one_epoch_of_it() {
        for patience in [0.0, 1.0] {
            let params = early().with(&EARLY_STOPPING_PATIENCE, patience);
            assert_eq!(stopped(&params, &[3.0, 3.0]), (Some(2), Some(1)));
        }
    }

    #[test]
    fn too_small_an_improvement_is_none() {
        let params = early().with(&EARLY_STOPPING_MIN_DELTA, 0.5);
        assert_eq!(stopped(&params, &[3.0, 2.6, 2.5]), (Some(3), Some(1)));
    }

    #[test]
    fn a_baseline_that_is_not_beaten_lets_the_waiting_go_on() {
        let params = early().with(&EARLY_STOPPING_BASELINE, 0.5);
        // Improving epochs never stop the run; the first other one does, for it has waited long enough.
        assert_eq!(stopped(&params, &[3.0, 2.0, 1.0, 1.5]), (Some(4), Some(3)));
        assert_eq!(stopped(&params, &[3.0, 0.4, 1.0, 0.3]), (None, Some(4)));
    }

    #[test]
    fn epochs_before_the_start_are_not_watched() {
        let params = early().with(&EARLY_STOPPING_START_FROM_EPOCH, 2.0);
        assert_eq!(
            stopped(&params, &[1.0, 1.0, 3.0, 3.0, 3.0]),
            (Some(5), Some(3))
        );
    }

    #[test]
    fn an_accuracy_has_to_rise() {
        let params = early().with(&EARLY_STOPPING_MONITOR, "val_accuracy");
        assert_eq!(stopped(&params, &[0.5, 0.6, 0.55, 0.6]), (Some(4), Some(2)));
        let least = params.with(&EARLY_STOPPING_MODE, "min");
        assert_eq!(stopped(&least, &[0.5, 0.6, 0.55]), (Some(3), Some(1)));
    }

    #[test]
    fn a_value_that_is_no_number_is_no_improvement() {
        assert_eq!(
            stopped(&early(), &[3.0, f64::NAN, f64::NAN]),
            (Some(3), Some(1))
        );
    }
}
