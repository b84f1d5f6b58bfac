//! The learning rate as it stands.

use serde::{Deserialize, Serialize};

use crate::hyperparams::{CheckedHyperParams, LrSchedule, ReduceLrOnPlateau};
use crate::metrics::EpochMetrics;

/// The rate of the next step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LearningRate {
    schedule: LrSchedule,
    /// Where the schedule begins; on a plateau it is reduced.
    base: f64,
    /// Updates made.
    steps: u64,
    /// The rate of the last one.
    used: f64,
    plateau: Plateau,
}

/// What reduce-on-plateau remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Plateau {
    best: Option<f64>,
    /// Epochs without improvement.
    wait: usize,
    /// Epochs for which waiting does not begin.
    cooldown: usize,
}

impl LearningRate {
    pub fn new(params: &CheckedHyperParams) -> Self {
        Self {
            schedule: params.schedule.clone(),
            base: params.learning_rate,
            steps: 0,
            used: params.learning_rate,
            plateau: Plateau::default(),
        }
    }

    pub fn now(&self) -> f64 {
        self.schedule.rate(self.steps, self.base)
    }

    pub fn set(&mut self, base: f64) {
        self.base = base;
    }

    pub fn count_step(&mut self) {
        self.used = self.now();
        self.steps += 1;
    }

    /// The rate of the last update; what was set or reduced since then has not been used yet.
    pub fn used(&self) -> f64 {
        self.used
    }

    /// Reduces the rate, where the schedule is to do so on a plateau and there is one.
    pub fn end_epoch(&mut self, metrics: &EpochMetrics) {
        if let LrSchedule::ReduceOnPlateau(config) = &self.schedule {
            self.base = self.plateau.end_epoch(config, metrics, self.base);
        }
    }
}

impl Plateau {
    /// The rate after an epoch; the rules are Keras', down to a cooldown of 1 being none.
    fn end_epoch(&mut self, config: &ReduceLrOnPlateau, metrics: &EpochMetrics, rate: f64) -> f64 {
        if self.cooldown > 0 {
            self.cooldown -= 1;
            self.wait = 0;
        }
        let value = config.monitor.metric.of(metrics.numbers());
        if self
            .best
            .is_none_or(|best| config.monitor.is_better(value, best))
        {
            self.best = Some(value);
            self.wait = 0;
            return rate;
        }
        if self.cooldown > 0 {
            return rate;
        }
        self.wait += 1;
        if self.wait < config.patience || rate <= config.min_lr {
            return rate;
        }
        self.cooldown = config.cooldown;
        self.wait = 0;
        (rate * config.factor).max(config.min_lr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;

    fn plateau() -> HyperParams {
        HyperParams::default()
            .with(&LR_SCHEDULE, "reduce_lr_on_plateau")
            .with(&LEARNING_RATE, 1.0)
            .with(&REDUCE_LR_FACTOR, 0.5)
            .with(&REDUCE_LR_PATIENCE, 2.0)
    }

    /// Rates after epochs of these validation losses.
    fn rates(params: &HyperParams, losses: &[f64]) -> Vec<f64> {
        let mut rate = LearningRate::new(&params.check().unwrap());
        let after = |&val_loss: &f64| {
            rate.end_epoch(&EpochMetrics {
                epoch: 1,
                loss: 0.0,
                accuracy: 0.0,
                val_loss,
                val_accuracy: val_loss,
                elapsed_ms: 0.0,
                learning_rate: None,
                penalty: None,
                val_penalty: None,
            });
            rate.now()
        };
        losses.iter().map(after).collect()
    }

    #[test]
    fn a_rate_is_reduced_after_its_patience_and_waiting_begins_again() {
        let found = rates(&plateau(), &[5.0, 5.0, 5.0, 5.0, 5.0, 4.0, 4.0]);
        assert_eq!(found, [1.0, 1.0, 0.5, 0.5, 0.25, 0.25, 0.25]);
    }

    #[test]
    fn too_small_an_improvement_is_none() {
        let params = plateau().with(&REDUCE_LR_MIN_DELTA, 0.5);
        assert_eq!(rates(&params, &[5.0, 4.75, 4.5]), [1.0, 1.0, 0.5]);
    }

    #[test]
    fn a_rate_is_not_reduced_below_its_minimum() {
        let params = plateau()
            .with(&REDUCE_LR_PATIENCE, 0.0)
            .with(&REDUCE_LR_MIN_LR, 0.4);
        assert_eq!(rates(&params, &[5.0; 4]), [1.0, 0.5, 0.4, 0.4]);
    }

    #[test]
    fn a_cooldown_puts_waiting_off_and_one_epoch_of_it_is_none() {
        let params = plateau().with(&REDUCE_LR_PATIENCE, 1.0);
        let cooled =
            |epochs: f64| rates(&params.clone().with(&REDUCE_LR_COOLDOWN, epochs), &[5.0; 5]);
        assert_eq!(cooled(0.0), [1.0, 0.5, 0.25, 0.125, 0.0625]);
        assert_eq!(cooled(1.0), cooled(0.0));
        assert_eq!(cooled(2.0), [1.0, 0.5, 0.5, 0.25, 0.25]);
    }

    #[test]
    fn an_accuracy_is_better_when_it_is_larger_unless_the_mode_says_otherwise() {
        let params = plateau()
            .with(&REDUCE_LR_MONITOR, "val_accuracy")
            .with(&REDUCE_LR_PATIENCE, 1.0);
        assert_eq!(rates(&params, &[0.1, 0.2, 0.1]), [1.0, 1.0, 0.5]);
        let least = params.with(&REDUCE_LR_MODE, "min");
        assert_eq!(rates(&least, &[0.2, 0.1, 0.2]), [1.0, 1.0, 0.5]);
    }

    #[test]
    fn a_schedule_goes_on_from_a_rate_set_by_hand() {
        let params = HyperParams::default()
            .with(&LR_SCHEDULE, "exponential_decay")
            .with(&DECAY_STEPS, 1.0);
        let mut rate = LearningRate::new(&params.check().unwrap());
        rate.count_step();
        assert_eq!(rate.now(), 0.0005);
        rate.set(0.1);
        assert_eq!(rate.now(), 0.05);
    }

    #[test]
    fn the_rate_that_was_used_is_that_of_the_last_update() {
        let params = plateau().with(&REDUCE_LR_PATIENCE, 1.0);
        let mut rate = LearningRate::new(&params.check().unwrap());
        rate.count_step();
        let metrics = EpochMetrics {
            epoch: 1,
            loss: 0.0,
            accuracy: 0.0,
            val_loss: f64::NAN,
            val_accuracy: 0.0,
            elapsed_ms: 0.0,
            learning_rate: None,
            penalty: None,
            val_penalty: None,
        };
        rate.end_epoch(&metrics);
        rate.end_epoch(&metrics);
        assert_eq!((rate.used(), rate.now()), (1.0, 0.5));
        rate.set(0.25);
        assert_eq!(rate.used(), 1.0);
        rate.count_step();
        assert_eq!(rate.used(), 0.25);
    }
}
