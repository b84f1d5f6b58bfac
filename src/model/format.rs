//! The formats of models' files, by name; what writes and reads them is apart.

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
