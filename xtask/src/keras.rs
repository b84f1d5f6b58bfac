//! How fast `fit` is beside Keras, both native.

use crate::process::{command, root, run, target_dir};
use crate::python;

/// What the ratio is of.
const PACKAGES: [&str; 2] = ["keras==3.15.1", "jax"];

/// Prints what an epoch takes of both, by a Python that is told or by one made for it.
///
/// # Errors
///
/// If that Python cannot be made, `fit` cannot be built, or either does not train.
pub fn measure(options: &[&str]) -> Result<(), String> {
    let python = python::chosen(options, "keras", &PACKAGES)?;
    run(&mut command(
        "cargo",
        ["build", "--release", "--bin", "fit"],
    ))?;
    let script = root().join("tests/bench/keras/epochs.py");
    let mut program = command(&python.to_string_lossy(), [script]);
    program.arg(root().join("public/mnist"));
    run(program.arg(target_dir().join("release/fit")))
}
