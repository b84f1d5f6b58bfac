//! Models as ONNX: a graph that takes images, `[batch, 784]` with pixels from 0 to 1, and gives outputs, `[batch, 10]`. Its
//! initializers are the variables under Keras' names, and its metadata have the setting, so what was written here can be
//! read back.
//!
//! | file | concern |
//! |---|---|
//! | `messages` | ONNX's messages |
//! | `graph` | the network in its operators |

mod graph;
mod messages;

use prost::Message;

use super::{Model, Variable, setting};
use messages::{FLOAT32, ModelProto, OperatorSetIdProto, StringStringEntryProto, TensorProto};

/// The first operator set that has all of our activations, GELU the last of them.
const OPERATORS: i64 = 20;
/// The version of the format that came with it.
const IR_VERSION: i64 = 9;

/// The file of a model. The same model always gives the same bytes.
pub fn write(model: &Model) -> Vec<u8> {
    let proto = ModelProto {
        ir_version: Some(IR_VERSION),
        producer_name: Some("tuneground".to_owned()),
        graph: Some(graph::of(model)),
        opset_import: vec![OperatorSetIdProto {
            domain: Some(String::new()),
            version: Some(OPERATORS),
        }],
        metadata_props: vec![StringStringEntryProto {
            key: Some(setting::KEY.to_owned()),
            value: Some(setting::write(&model.hyperparams)),
        }],
    };
    proto.encode_to_vec()
}

/// Reads what was written here: of a graph by others nobody knows how it was trained.
///
/// # Errors
/// What is wrong with the file.
pub fn read(bytes: &[u8]) -> Result<Model, String> {
    let proto = ModelProto::decode(bytes);
    let proto = proto.map_err(|error| format!("this is not a whole ONNX file: {error}"))?;
    let mut metadata = proto.metadata_props.into_iter();
    let said = metadata.find(|entry| entry.key() == setting::KEY);
    let Some(said) = said else {
        return Err(format!(
            "this ONNX file does not say with which setting it was trained: one that was saved here has it in its \
             metadata, under “{}”",
            setting::KEY
        ));
    };
    let hyperparams = setting::read(said.value())?;
    let tensors = proto.graph.unwrap_or_default().initializer;
    let model = Model::reading(hyperparams, |setting| {
        let places = setting.variables();
        let is_variable = |tensor: &TensorProto| {
            let mut places = places.iter();
            places.any(|place| place.name == tensor.name())
        };
        let tensors = tensors.into_iter().filter(is_variable);
        tensors.map(variable).collect()
    });
    model.map_err(|error| error.to_string())
}

fn variable(tensor: TensorProto) -> Result<Variable, String> {
    let name = tensor.name().to_owned();
    if tensor.data_type() != FLOAT32 {
        return Err(format!("{name} is not of 32-bit floats"));
    }
    let shape: Result<Vec<usize>, _> = tensor.dims.iter().copied().map(usize::try_from).collect();
    let values = tensor.raw_data().as_chunks::<4>().0.iter();
    Ok(Variable {
        shape: shape.map_err(|_| format!("{name} has a shape of negative sizes"))?,
        values: values.map(|bytes| f32::from_le_bytes(*bytes)).collect(),
        name,
    })
}
