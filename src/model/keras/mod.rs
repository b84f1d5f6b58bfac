//! Models as Keras 3 has them, `.keras`: an archive of the layers (`config.json`), the variables (`model.weights.h5`) and
//! a word on who has written it (`metadata.json`), where our setting stands, too. What Keras has written itself has no
//! setting of ours: its layers, and what it was compiled with, say as much of one as they can.
//!
//! | file | concern |
//! |---|---|
//! | `archive` | the three files in one |
//! | `config` | a setting's layers, as Keras serializes them |
//! | `parts` | what layers consist of: activations, initializers, penalties, constraints |
//! | `weights` | the variables, in HDF5 |

mod archive;
mod config;
mod parts;
mod weights;

use serde_json::{Map, Value as Json, json};

use super::{Model, setting};
use crate::hyperparams::{HyperParams, keras_config};

/// The release of Keras whose form the files have.
const KERAS_VERSION: &str = "3.15.1";

const METADATA: &str = "metadata.json";
const CONFIG: &str = "config.json";
const WEIGHTS: &str = "model.weights.h5";

/// The file of a model. The same model always gives the same bytes.
pub fn write(model: &Model) -> Vec<u8> {
    let metadata = json!({
        "keras_version": KERAS_VERSION,
        setting::KEY: setting::write(&model.hyperparams),
    });
    let config = config::of(&model.setting);
    archive::write(&[
        (METADATA, metadata.to_string().as_bytes()),
        (CONFIG, config.to_string().as_bytes()),
        (WEIGHTS, &weights::write(model)),
    ])
}

/// # Errors
/// What is wrong with the file.
pub fn read(bytes: &[u8]) -> Result<Model, String> {
    let [metadata, config, weights] = archive::read(bytes, [METADATA, CONFIG, WEIGHTS])?;
    let hyperparams = match said(&metadata)? {
        Some(text) => setting::read(&text)?,
        None => of_layers(&config)?,
    };
    let model = Model::reading(hyperparams, |setting| weights::read(setting, weights));
    model.map_err(|error| error.to_string())
}

/// Our text, if there is one.
fn said(metadata: &[u8]) -> Result<Option<String>, String> {
    let metadata = object(METADATA, metadata)?;
    let text = metadata.get(setting::KEY).and_then(Json::as_str);
    Ok(text.map(str::to_owned))
}

/// The setting of a model that Keras has written.
fn of_layers(config: &[u8]) -> Result<HyperParams, String> {
    let config = object(CONFIG, config)?;
    let read = keras_config::read(&HyperParams::default(), &config);
    if read.errors.is_empty() {
        Ok(read.hyperparams)
    } else {
        let errors = read.errors.join("; ");
        Err(format!("such a network cannot be had here: {errors}"))
    }
}

fn object(name: &str, bytes: &[u8]) -> Result<Map<String, Json>, String> {
    let wrong = |error| format!("{name} in the file cannot be read: {error}");
    serde_json::from_slice(bytes).map_err(wrong)
}
