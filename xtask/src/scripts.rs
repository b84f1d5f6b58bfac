//! The scripts for other tuners under those tuners, with Keras as it is published.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{capture, command, find, root, run, target_dir};

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
    let folder = target_dir().join("tuners");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let python = match options {
        [] => made(&folder.join("venv"))?,
        ["--python", path] => root().join(path),
        other => return Err(format!("unknown option: {}", other.join(" "))),
    };
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

/// The virtual environment's Python, with what the scripts import.
fn made(venv: &Path) -> Result<PathBuf, String> {
    let python = venv.join("bin/python");
    if !python.is_file() {
        if find("python3").is_none() {
            return Err("python3 is needed to make a virtual environment".to_owned());
        }
        run(command("python3", ["-m", "venv"]).arg(venv))?;
    }
    let pip = ["-m", "pip", "install", "-q"].into_iter().chain(PACKAGES);
    run(&mut command(&python.to_string_lossy(), pip))?;
    Ok(python)
}
