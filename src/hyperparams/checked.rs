//! What follows from checked hyperparameters.

use super::CheckedHyperParams;
use super::training::training_share;

impl CheckedHyperParams {
    /// The same with another seed: any `u32` is one, so these need no further check.
    #[must_use]
    pub fn with_seed(self, seed: u32) -> Self {
        Self {
            seed: seed.into(),
            ..self
        }
    }

    /// Images that are trained on; the others of [`train_images`](Self::train_images) are held out.
    pub fn images_per_epoch(&self) -> usize {
        training_share(self.train_images, self.validation_split)
    }

    /// Optimizer updates in one epoch.
    pub fn steps_per_epoch(&self) -> usize {
        self.images_per_epoch().div_ceil(self.batch_size)
    }

    /// The learning rate of a step, numbered from 0, as far as it can be known beforehand: a reduction on a
    /// plateau cannot.
    pub fn learning_rate_at(&self, step: u64) -> f64 {
        self.schedule.rate(step, self.learning_rate)
    }
}

#[cfg(test)]
mod tests {
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::SEED;

    #[test]
    fn another_seed_is_what_a_check_would_have_made_of_it() {
        for seed in [0, 43, u32::MAX] {
            let checked = HyperParams::default().check().unwrap();
            let written = HyperParams::default().with(&SEED, f64::from(seed));
            assert_eq!(checked.with_seed(seed), written.check().unwrap());
        }
    }
}
