//! `fit`: the same training core without a browser. Hyperparameters in as JSON, the History out as JSON.

mod arguments;
mod report;
mod weights;

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::Arc;

pub use arguments::{Arguments, USAGE};
pub use report::{Report, ReportedEpoch};
pub use weights::{read_weights, write_weights};

use crate::dataset::{Dataset, read_dataset};
use crate::hyperparams::{CheckedHyperParams, HyperParams, error::sentence};
use crate::metrics::Outcome;
use crate::training::device::open_cpu;
use crate::training::{NamedTensor, Tick, Trainer};

/// Trains as the command line says and returns what to print.
///
/// # Errors
/// What is wrong, for people.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<String, String> {
    let Some(arguments) = Arguments::parse(arguments)? else {
        return Ok(USAGE.to_owned());
    };
    let hyperparams = read_config(&arguments.config)?;
    let checked = hyperparams.check().map_err(|errors| sentence(&errors))?;
    let initial = arguments.init.as_deref().map(read_weights).transpose()?;
    let dataset = read_dataset(&arguments.data, checked.train_images);
    let dataset = Arc::new(dataset.map_err(|error| error.to_string())?);
    let trained = train(checked, dataset, initial)?;
    if let Some(path) = &arguments.weights {
        write_weights(path, &trained.weights)?;
    }
    let report = Report::new(hyperparams, &trained);
    serde_json::to_string_pretty(&report).map_err(|error| error.to_string())
}

/// A run that has ended.
pub struct Trained {
    pub epochs: Vec<crate::metrics::EpochMetrics>,
    /// The loss of every step, in order.
    pub step_losses: Vec<f64>,
    pub outcome: Outcome,
    pub weights: Vec<NamedTensor>,
}

/// Trains on the CPU to the end, from the seed's weights or from the given ones.
///
/// # Errors
/// If the given weights do not fit the network.
pub fn train(
    params: CheckedHyperParams,
    dataset: Arc<Dataset>,
    initial: Option<Vec<NamedTensor>>,
) -> Result<Trained, String> {
    let mut trainer = Trainer::new(params, dataset, &open_cpu(), 1);
    if let Some(weights) = initial {
        trainer
            .set_weights(weights)
            .map_err(|error| error.to_string())?;
    }
    pollster::block_on(async {
        let mut trained = Trained {
            epochs: Vec::new(),
            step_losses: Vec::new(),
            outcome: Outcome::Completed,
            weights: Vec::new(),
        };
        loop {
            match trainer.tick().await.map_err(|error| error.to_string())? {
                Tick::Trained(steps) | Tick::Evaluating(steps) => {
                    trained
                        .step_losses
                        .extend(steps.iter().map(|step| step.loss));
                }
                Tick::EpochEnd { metrics, outcome } => {
                    trained.epochs.push(metrics);
                    if let Some(outcome) = outcome {
                        trained.outcome = outcome;
                        break;
                    }
                }
                Tick::Diverged { epoch, step } => {
                    trained.outcome = Outcome::Diverged { epoch, step };
                    break;
                }
            }
        }
        let weights = trainer.model().named_tensors().await;
        trained.weights = weights.map_err(|error| error.to_string())?;
        Ok(trained)
    })
}

fn read_config(path: &Path) -> Result<HyperParams, String> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))
}
