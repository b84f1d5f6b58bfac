//! Saved models under what they are saved for: Keras and ONNX Runtime, as they are published.

use std::fs;
use std::path::Path;

use crate::process::{command, root, run};
use crate::python;

/// The versions that the files are known to open with.
const PACKAGES: [&str; 4] = [
    "keras==3.15.1",
    "jax",
    "onnxruntime==1.32.0",
    "safetensors==0.8.0",
];

/// Writes models of all kinds, compares what a Python that is told, or one made for it, says of images by them, and reads
/// what Keras has saved.
///
/// # Errors
///
/// If that Python cannot be made, a file cannot be opened, or says something else.
pub fn check(options: &[&str]) -> Result<(), String> {
    let folder = python::folder("models")?.join("files");
    let python = python::chosen(options, "models", &PACKAGES)?;
    let about = |error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(about)?;
    }
    fs::create_dir_all(&folder).map_err(about)?;
    example("write", &folder)?;
    let script = root().join("tests/models/check.py");
    run(command(&python.to_string_lossy(), [script]).arg(&folder))?;
    example("read", &folder)
}

fn example(what: &str, folder: &Path) -> Result<(), String> {
    let arguments = ["run", "-q", "--example", "models", "--", what];
    let mut program = command("cargo", arguments);
    run(program.arg(folder).arg(root().join("public/mnist")))
}
