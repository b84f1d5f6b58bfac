//! Models as files: the one place that others ask, whatever the format.

use super::{MOST_BYTES, Model, keras, onnx, safetensors};

/// How a model can be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Names, shapes and numbers, with the setting in its metadata.
    Safetensors,
    /// What `keras.saving.load_model` opens.
    Keras,
    /// A graph of operators, which many runtimes compute.
    Onnx,
}

impl Format {
    /// Every format, in the order of a menu.
    pub const ALL: [Self; 3] = [Self::Safetensors, Self::Keras, Self::Onnx];

    /// How the names of such files end, without the point.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Safetensors => "safetensors",
            Self::Keras => "keras",
            Self::Onnx => "onnx",
        }
    }

    /// The format of a file by the end of its name.
    pub fn of(name: &str) -> Option<Self> {
        let (_, end) = name.rsplit_once('.')?;
        let all = Self::ALL.into_iter();
        let mut is_it = all.filter(|format| format.extension().eq_ignore_ascii_case(end));
        is_it.next()
    }

    /// What such names may end with, for people.
    pub fn endings() -> String {
        Self::ALL
            .map(|format| format!(".{}", format.extension()))
            .join(", ")
    }
}

/// The bytes of a model's file; the same model always has the same ones.
pub fn write(model: &Model, format: Format) -> Vec<u8> {
    match format {
        Format::Safetensors => safetensors::write(model),
        Format::Keras => keras::write(model),
        Format::Onnx => onnx::write(model),
    }
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
