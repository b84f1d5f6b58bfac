//! The few float32 tensors of a safetensors file, from its bytes.

use serde_json::Value;
use tuneground::training::NamedTensor;

/// <https://github.com/huggingface/safetensors#format>: the header's length, the header, the numbers.
pub fn read(bytes: &[u8]) -> Result<Vec<NamedTensor>, String> {
    let (length, rest) = bytes
        .split_first_chunk::<8>()
        .ok_or("no safetensors file")?;
    let length = u64::from_le_bytes(*length) as usize;
    let (header, numbers) = rest.split_at_checked(length).ok_or("cut short")?;
    let header: Value = serde_json::from_slice(header).map_err(|error| error.to_string())?;
    let tensors = header.as_object().ok_or("no header")?.iter();
    tensors
        .filter(|(name, _)| *name != "__metadata__")
        .map(|(name, tensor)| {
            let tensor = one(name, tensor, numbers);
            tensor.ok_or_else(|| format!("{name} cannot be read"))
        })
        .collect()
}

fn one(name: &str, tensor: &Value, numbers: &[u8]) -> Option<NamedTensor> {
    let sizes = |key: &str| -> Option<Vec<usize>> {
        let list = tensor[key].as_array()?.iter();
        list.map(|size| size.as_u64().map(|size| size as usize))
            .collect()
    };
    let offsets = sizes("data_offsets")?;
    let numbers = numbers.get(*offsets.first()?..*offsets.get(1)?)?;
    let values = numbers.chunks_exact(4);
    (tensor["dtype"] == "F32").then_some(NamedTensor {
        name: name.to_owned(),
        shape: sizes("shape")?,
        values: values
            .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            .collect(),
    })
}
