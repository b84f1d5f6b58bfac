//! A whole run without anybody who watches: Keras' `model.fit`.

use super::helpers::{Helpers, Nobody};
use super::{NamedTensor, ReadError, Tick, Trainer};
use crate::metrics::{EpochMetrics, Outcome};
use crate::model::Variable;

/// A run that has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
    pub epochs: Vec<EpochMetrics>,
    /// The loss of every step, in order.
    pub step_losses: Vec<f64>,
    pub outcome: Outcome,
    /// The final weights.
    pub weights: Vec<NamedTensor>,
    /// The same under Keras' names, with all that a model needs to be trained on.
    pub variables: Vec<Variable>,
}

/// Trains to the end of the run.
///
/// # Errors
/// If the device does not hand over a result.
pub async fn fit(trainer: Trainer) -> Result<Trained, ReadError> {
    fit_with(trainer, &mut Nobody).await
}

/// The same with others who may work out parts of batches.
///
/// # Errors
/// If the device does not hand over a result.
pub async fn fit_with(
    mut trainer: Trainer,
    helpers: &mut impl Helpers,
) -> Result<Trained, ReadError> {
    let (mut epochs, mut step_losses) = (Vec::new(), Vec::new());
    let outcome = loop {
        match trainer.tick_with(helpers).await? {
            Tick::Trained(steps) | Tick::Evaluating(steps) => {
                step_losses.extend(steps.iter().map(|step| step.loss));
            }
            Tick::EpochEnd { metrics, outcome } => {
                epochs.push(metrics);
                if let Some(outcome) = outcome {
                    break outcome;
                }
            }
            Tick::Diverged { steps, epoch, step } => {
                step_losses.extend(steps.iter().map(|step| step.loss));
                break Outcome::Diverged { epoch, step };
            }
        }
    };
    let weights = trainer.model().named_tensors().await?;
    Ok(Trained {
        epochs,
        step_losses,
        outcome,
        weights,
        variables: trainer.variables().await?,
    })
}
