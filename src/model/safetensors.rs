//! Models as safetensors files: <https://huggingface.co/docs/safetensors/>. The tensors have Keras' names and shapes, and
//! the metadata have the setting.

use ::safetensors::SafeTensorError;
use ::safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::{Model, Variable, setting};

/// The file of a model. The same model always gives the same bytes.
pub fn write(model: &Model) -> Vec<u8> {
    let bytes: Vec<Vec<u8>> = model.variables.iter().map(bytes_of).collect();
    let views = model
        .variables
        .iter()
        .zip(&bytes)
        .filter_map(|(variable, bytes)| {
            let view = TensorView::new(Dtype::F32, variable.shape.clone(), bytes);
            // A model's variables are as large as their shapes.
            Some((variable.name.as_str(), view.ok()?))
        });
    let metadata = (setting::KEY.to_owned(), setting::write(&model.hyperparams));
    let metadata = Some([metadata].into_iter().collect());
    // What could be wrong are the sizes, too.
    ::safetensors::serialize(views, metadata).unwrap_or_default()
}

fn bytes_of(variable: &Variable) -> Vec<u8> {
    let values = variable.values.iter();
    values.flat_map(|value| value.to_le_bytes()).collect()
}

/// Whether there is a setting in it.
pub fn is_model(bytes: &[u8]) -> bool {
    said(bytes).is_ok_and(|said| said.is_some())
}

/// The text with the setting.
fn said(bytes: &[u8]) -> Result<Option<String>, SafeTensorError> {
    let (_, metadata) = SafeTensors::read_metadata(bytes)?;
    let said = metadata.metadata().as_ref();
    Ok(said.and_then(|metadata| metadata.get(setting::KEY).cloned()))
}

/// # Errors
/// What is wrong with the file.
pub fn read(bytes: &[u8]) -> Result<Model, String> {
    let damaged = |error| format!("this is not a whole safetensors file: {error}");
    let Some(said) = said(bytes).map_err(damaged)? else {
        return Err(format!(
            "these safetensors do not say with which setting they were trained: a file that was saved here has it in \
             its metadata, under “{}”",
            setting::KEY
        ));
    };
    let hyperparams = setting::read(&said)?;
    let tensors = SafeTensors::deserialize(bytes).map_err(damaged)?;
    let variables = tensors.iter().map(|(name, view)| variable(name, &view));
    let variables = variables.collect::<Result<_, _>>()?;
    Model::new(hyperparams, variables).map_err(|error| error.to_string())
}

fn variable(name: &str, view: &TensorView) -> Result<Variable, String> {
    if view.dtype() != Dtype::F32 {
        let dtype = view.dtype();
        return Err(format!(
            "{name} is {dtype:?}; the variables of a model are F32"
        ));
    }
    let values = view.data().as_chunks::<4>().0.iter();
    Ok(Variable {
        name: name.to_owned(),
        shape: view.shape().to_vec(),
        values: values.map(|bytes| f32::from_le_bytes(*bytes)).collect(),
    })
}
