//! The scripts for other tuners under those tuners, with Keras as it is published.

use std::fs;
use std::path::Path;

use crate::process::{capture, command, root, run};
use crate::python;

/// The versions that the scripts are known to run with.
const PACKAGES: [&str; 6] = [
    "keras==3.15.1",
    "jax",
    "optuna==5.0.0",
    "keras-tuner==1.4.8",
    // KerasTuner imports it and does not ask for it; TensorFlow brings it along.
    "six",
    "ray[tune]==2.60.0",
];

/// Trains a small study as each tuner does, by a Python that is told or by one made for it.
///
/// # Errors
///
/// If that Python cannot be made, or a script does not train all settings as the others do.
pub fn scripts(options: &[&str]) -> Result<(), String> {
    let folder = python::folder("tuners")?;
    let python = python::chosen(options, "tuners", &PACKAGES)?;
    let tests = root().join("tests/study_scripts/real");
    let mut program = command(&python.to_string_lossy(), [tests.join("run.py")]);
    program.arg(root().join("public/mnist"));
    for tuner in ["keras-tuner", "optuna", "ray-tune"] {
        let script = folder.join(format!("{}.py", tuner.replace('-', "_") + "_script"));
        let study = tests.join("study.json");
        let exported = exported(&study, tuner)?;
        fs::write(&script, exported).map_err(|error| format!("{}: {error}", script.display()))?;
        program.arg(script);
    }
    run(&mut program)
}

fn exported(study: &Path, tuner: &str) -> Result<String, String> {
    let fit = [
        "run",
        "-q",
        "--features",
        "fit",
        "--bin",
        "fit",
        "--",
        "--script",
        tuner,
        "--study",
    ];
    capture(command("cargo", fit).arg(study))
}
