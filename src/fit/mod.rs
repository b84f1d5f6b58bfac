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
use crate::training::device::open_cpu;
use crate::training::{NamedTensor, Trained, Trainer, fit};

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
    let dataset = dataset.map_err(|error| error.to_string())?;
    let trained = train(checked, dataset, initial)?;
    if let Some(path) = &arguments.weights {
        write_weights(path, &trained.weights)?;
    }
    let report = Report::new(hyperparams, &trained);
    serde_json::to_string_pretty(&report).map_err(|error| error.to_string())
}

/// Trains on the CPU to the end, from the seed's weights or from the given ones.
fn train(
    params: CheckedHyperParams,
    dataset: Dataset,
    initial: Option<Vec<NamedTensor>>,
) -> Result<Trained, String> {
    let mut trainer = Trainer::new(params, Arc::new(dataset), &open_cpu(), 1);
    if let Some(weights) = initial {
        trainer
            .set_weights(weights)
            .map_err(|error| error.to_string())?;
    }
    pollster::block_on(fit(trainer)).map_err(|error| error.to_string())
}

fn read_config(path: &Path) -> Result<HyperParams, String> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))
}
