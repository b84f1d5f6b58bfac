//! Models as files: the one place that others ask, whatever the format.

use super::{MOST_BYTES, Model, keras, onnx, safetensors};

pub use super::format::Format;
use crate::hyperparams::catalog::OPTIMIZER;

/// The bytes of a model's file; the same model always has the same ones.
pub fn write(model: &Model, format: Format) -> Vec<u8> {
    match format {
        Format::Safetensors => safetensors::write(model),
        Format::Keras => keras::write(model),
        Format::Onnx => onnx::write(model),
    }
}

/// A name for a model's file, of its network, its optimizer and its seed: "tuneground-128-64-adam-seed-42.keras".
pub fn name(model: &Model, format: Format) -> String {
    let units = model.setting.hidden_layers.iter();
    let units: String = units.map(|layer| format!("{}-", layer.units)).collect();
    let optimizer = model.hyperparams.get(&OPTIMIZER);
    let (seed, end) = (model.setting.seed, format.extension());
    format!("tuneground-{units}{optimizer}-seed-{seed}.{end}")
}

/// Whether a file is a model's as far as its name and, where others name theirs alike, its beginning tell.
pub fn is_model(name: &str, bytes: &[u8]) -> bool {
    match Format::of(name) {
        Some(Format::Safetensors) => safetensors::is_model(bytes),
        Some(Format::Keras | Format::Onnx) => true,
        None => false,
    }
}

/// Reads a file that somebody has brought.
///
/// - name: of the file, whose end tells the format
///
/// # Errors
/// What is wrong with the file, for people, without its name.
pub fn read(name: &str, bytes: &[u8]) -> Result<Model, String> {
    let Some(format) = Format::of(name) else {
        return Err(format!(
            "the name of a model's file ends with {}",
            Format::endings()
        ));
    };
    if bytes.len() > MOST_BYTES {
        return Err(format!(
            "a model's file has at most {} MB, as no network here is larger; this one has {}",
            MOST_BYTES >> 20,
            bytes.len() >> 20
        ));
    }
    match format {
        Format::Safetensors => safetensors::read(bytes),
        Format::Keras => keras::read(bytes),
        Format::Onnx => onnx::read(bytes),
    }
}
