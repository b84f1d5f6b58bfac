//! The setting in a model's file: one text, by one name, whatever the format.

use serde::{Deserialize, Serialize};

use crate::hyperparams::HyperParams;

/// The name of the text among a file's metadata.
pub const KEY: &str = "tuneground";

/// How files are written now.
const VERSION: u32 = 1;

/// What the text says.
#[derive(Serialize, Deserialize)]
struct Said<H> {
    version: u32,
    /// By name, as a link and `fit` have them.
    hyperparameters: H,
}

/// Just the version, whatever else there is.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// The text.
pub fn write(hyperparams: &HyperParams) -> String {
    let said = Said {
        version: VERSION,
        hyperparameters: hyperparams,
    };
    // Names, numbers and texts always have a form in JSON.
    serde_json::to_string(&said).unwrap_or_default()
}

/// # Errors
/// What is wrong with the text.
pub fn read(text: &str) -> Result<HyperParams, String> {
    let about = |error| format!("the model's setting cannot be read: {error}");
    let Version { version } = serde_json::from_str(text).map_err(about)?;
    if version != VERSION {
        return Err(format!(
            "the model's file is of version {version}, and this release reads version {VERSION}: a newer release may \
             read it"
        ));
    }
    let said: Said<HyperParams> = serde_json::from_str(text).map_err(about)?;
    Ok(said.hyperparameters)
}
