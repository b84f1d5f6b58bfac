//! The learning-rate range test: a short run whose rate grows from update to update until its loss explodes, and what its
//! curve proposes. The idea is Smith's ("Cyclical Learning Rates for Training Neural Networks", 2017, section 3.3); growth,
//! smoothing and end are those of fastai's `lr_find`.

mod curve;
mod words;

use std::sync::Arc;

use burn::tensor::Device;

pub use self::curve::{Proposal, RangeCurve};
use super::{ReadError, Reads, Trainer};
use crate::dataset::Dataset;
use crate::hyperparams::{CheckedHyperParams, LrSchedule};

/// A test under way. With the same hyperparameters it comes to the same bits.
pub struct RangeTest {
    params: CheckedHyperParams,
    trainer: Trainer,
    curve: RangeCurve,
}

impl RangeTest {
    /// From the weights of the setting's seed. Its schedule is left out, and nothing stops early.
    ///
    /// - device: a plain one, not autodiff's
    pub fn new(params: CheckedHyperParams, dataset: Arc<Dataset>, device: &Device) -> Self {
        let plain = CheckedHyperParams {
            schedule: LrSchedule::Constant,
            early_stopping: None,
            ..params.clone()
        };
        Self {
            params,
            trainer: Trainer::new(plain, dataset, device, Reads::Every(1)),
            curve: RangeCurve::default(),
        }
    }

    /// Makes the next update.
    ///
    /// - returns: whether the test is over; then there is no other one to make
    ///
    /// # Errors
    /// If the device does not hand over the results; the test cannot go on.
    pub async fn step(&mut self) -> Result<bool, ReadError> {
        if let Some(rate) = self.curve.next_rate() {
            let loss = self.trainer.update_at(rate).await?;
            self.curve.add(loss);
        }
        Ok(self.curve.next_rate().is_none())
    }

    pub fn curve(&self) -> &RangeCurve {
        &self.curve
    }

    /// What came of it and why, and what the visitor should know of it: sentences.
    pub fn explanation(&self) -> String {
        words::explanation(&self.params, &self.curve)
    }
}

#[cfg(all(test, feature = "flex"))]
mod tests;
