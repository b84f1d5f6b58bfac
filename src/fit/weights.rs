//! Weights in files: a model's, or plain safetensors.

use std::fs;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use crate::model::files;
use crate::training::NamedTensor;
use crate::training::model::weights;

/// Reads the weights of a model's file, or every tensor of plain safetensors, which have to be float32.
///
/// # Errors
/// What is wrong with the file, with its name.
pub fn read_weights(path: &Path) -> Result<Vec<NamedTensor>, String> {
    let about = |error: String| format!("{}: {error}", path.display());
    let bytes = fs::read(path).map_err(|error| about(error.to_string()))?;
    let name = path.to_string_lossy();
    if files::is_model(&name, &bytes) {
        let model = files::read(&name, &bytes).map_err(about)?;
        return Ok(weights(&model));
    }
    let tensors = SafeTensors::deserialize(&bytes).map_err(|error| about(error.to_string()))?;
    tensors
        .iter()
        .map(|(name, view)| named(name, &view).map_err(about))
        .collect()
}

fn named(name: &str, view: &TensorView) -> Result<NamedTensor, String> {
    if view.dtype() != Dtype::F32 {
        return Err(format!("{name} is {:?}; weights are F32", view.dtype()));
    }
    let values = view.data().chunks_exact(4);
    Ok(NamedTensor {
        name: name.to_owned(),
        shape: view.shape().to_vec(),
        values: values
            .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            .collect(),
    })
}

/// Writes tensors to a file, which is replaced if it is there.
///
/// # Errors
/// Why it could not be written, with its name.
pub fn write_weights(path: &Path, tensors: &[NamedTensor]) -> Result<(), String> {
    let about = |error: String| format!("{}: {error}", path.display());
    let bytes: Vec<Vec<u8>> = tensors
        .iter()
        .map(|tensor| {
            tensor
                .values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect()
        })
        .collect();
    let views = tensors.iter().zip(&bytes).map(|(tensor, bytes)| {
        let view = TensorView::new(Dtype::F32, tensor.shape.clone(), bytes);
        view.map(|view| (tensor.name.as_str(), view))
    });
    let views: Result<Vec<_>, _> = views.collect();
    let file = views.and_then(|views| safetensors::serialize(views, None));
    let file = file.map_err(|error| about(error.to_string()))?;
    fs::write(path, file).map_err(|error| about(error.to_string()))
}
