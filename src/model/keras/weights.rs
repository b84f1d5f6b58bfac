//! The variables in HDF5, where Keras looks for them: `layers/dense_1/vars/0` is the first variable of the second of the
//! layers of this class, whatever its name.

use hdf5_pure::{Dataset, File, FileBuilder};

use super::super::{Model, Place, Variable};
use crate::hyperparams::CheckedHyperParams;

const LAYERS: &str = "layers";
const VARIABLES: &str = "vars";

/// Each layer's group, with its variables and their places.
fn groups(setting: &CheckedHyperParams) -> Vec<(String, Vec<Place>)> {
    let mut groups: Vec<(String, Vec<Place>)> = Vec::new();
    for place in setting.variables() {
        let name = place.kind.numbered(place.at);
        match groups.last_mut() {
            Some((last, places)) if *last == name => places.push(place),
            _ => groups.push((name, vec![place])),
        }
    }
    groups
}

pub fn write(model: &Model) -> Vec<u8> {
    let mut file = FileBuilder::new();
    let mut layers = file.create_group(LAYERS);
    let mut variables = model.variables.iter();
    for (name, places) in groups(&model.setting) {
        let mut layer = layers.create_group(&name);
        let mut group = layer.create_group(VARIABLES);
        for (at, variable) in variables.by_ref().take(places.len()).enumerate() {
            let shape: Vec<u64> = variable.shape.iter().map(|size| *size as u64).collect();
            let dataset = group.create_dataset(&at.to_string());
            dataset.with_f32_data(&variable.values).with_shape(&shape);
        }
        layer.add_group(group.finish());
        layers.add_group(layer.finish());
    }
    file.add_group(layers.finish());
    // Names and sizes are what HDF5 allows.
    file.finish().unwrap_or_default()
}

/// # Errors
/// What is wrong with the file, or does not belong to the setting's network.
pub fn read(setting: &CheckedHyperParams, bytes: Vec<u8>) -> Result<Vec<Variable>, String> {
    let file = File::from_bytes(bytes)
        .map_err(|error| format!("the weights in the file are no whole HDF5 file: {error}"))?;
    let mut variables = Vec::new();
    for (name, places) in groups(setting) {
        for (at, place) in places.into_iter().enumerate() {
            let path = format!("{LAYERS}/{name}/{VARIABLES}/{at}");
            let dataset = file.dataset(&path);
            let dataset = dataset.map_err(|error| format!("{}: {path}: {error}", place.name))?;
            variables.push(variable(place, &dataset)?);
        }
    }
    Ok(variables)
}

/// The shape comes first: what it says is what is read.
fn variable(Place { name, shape, .. }: Place, dataset: &Dataset) -> Result<Variable, String> {
    let about = |error: String| format!("{name}: {error}");
    let found = dataset.shape();
    let found = found.map_err(|error| about(error.to_string()))?;
    if !found.iter().eq(shape
        .iter()
        .map(|size| *size as u64)
        .collect::<Vec<_>>()
        .iter())
    {
        return Err(about(format!(
            "its shape is {found:?}; in a network of the model's setting it is {shape:?}"
        )));
    }
    let values = dataset.read_f32();
    let values = values.map_err(|error| about(error.to_string()))?;
    Ok(Variable {
        name,
        shape,
        values,
    })
}
