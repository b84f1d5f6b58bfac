//! What makes a run another one than its link would start, and how that is said.

use super::run::{Ending, LearningRateChange, Run, RunPhase};
use crate::hyperparams::Value;
use crate::metrics::{TEST_IMAGES_BY_DIGIT, wilson};
use crate::state::text;

impl Run {
    /// Whether its hyperparameters and its seed come to it: not where weights or a learning rate came from elsewhere.
    pub fn is_its_setting(&self) -> bool {
        self.learning_rates.is_empty() && self.begins_at_its_seed()
    }

    /// Whether it was trained from its seed's weights; else whoever trains its setting comes to others.
    pub fn begins_at_its_seed(&self) -> bool {
        self.loaded.is_none() && self.trained_on.is_none()
    }

    /// Whether it has curves that are to be drawn.
    pub fn is_drawn(&self) -> bool {
        !self.hidden && self.loaded.is_none()
    }

    /// What makes this run differ from one that its link would start.
    pub fn marks(&self) -> Vec<String> {
        let restarted = self
            .restarted_on_cpu
            .then(|| "restarted on the CPU with the same seed, because the GPU failed".to_owned());
        let changed = self.learning_rates.iter().map(|change| {
            let LearningRateChange {
                epoch,
                learning_rate,
            } = change;
            let learning_rate = Value::Number(*learning_rate);
            format!("learning rate changed to {learning_rate} at epoch {epoch}")
        });
        let recorded = self.recorded.as_deref().map(|(made, _)| {
            let (date, version) = (&made.date, &made.version);
            format!("has come with the link; trained on {date} by Tuneground {version}")
        });
        let loaded = self
            .loaded
            .as_ref()
            .map(|file| format!("from the file {file}; no link holds its weights"));
        let trained_on = self.trained_on.as_ref().map(|(name, _)| {
            format!("began with the weights of {name}, which no link holds, and a fresh optimizer")
        });
        let marks = recorded
            .into_iter()
            .chain(self.foreign.clone())
            .chain(loaded)
            .chain(trained_on)
            .chain(restarted);
        marks.chain(self.tested()).chain(changed).collect()
    }

    /// How sure its accuracy is, where it was a test.
    fn tested(&self) -> Option<String> {
        let has_ended = matches!(self.phase, RunPhase::Ended(Ending::Trained(_)));
        let kept = self.kept_epoch().filter(|_| self.is_test && has_ended)?;
        let images = TEST_IMAGES_BY_DIGIT.iter().sum();
        let [low, high] = wilson(kept.val_accuracy, images).map(text::percent);
        Some(format!(
            "tested once, on images that it was not picked by: 95 % interval {low} to {high}, by {images} images"
        ))
    }
}
