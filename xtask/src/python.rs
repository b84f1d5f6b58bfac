//! A Python with packages from PyPI.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{command, find, root, run, target_dir};

/// The Python that `--python PATH` names, else that of a virtual environment made for a chore, with these packages.
///
/// # Errors
///
/// If there are other options, or if the environment cannot be made.
pub fn chosen(options: &[&str], chore: &str, packages: &[&str]) -> Result<PathBuf, String> {
    match options {
        [] => made(&folder(chore)?.join("venv"), packages),
        ["--python", path] => Ok(root().join(path)),
        other => Err(format!("unknown option: {}", other.join(" "))),
    }
}

/// Where a chore keeps what it makes.
///
/// # Errors
///
/// If it cannot be made.
pub fn folder(chore: &str) -> Result<PathBuf, String> {
    let folder = target_dir().join(chore);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

fn made(venv: &Path, packages: &[&str]) -> Result<PathBuf, String> {
    let python = venv.join("bin/python");
    if !python.is_file() {
        if find("python3").is_none() {
            return Err("python3 is needed to make a virtual environment".to_owned());
        }
        run(command("python3", ["-m", "venv"]).arg(venv))?;
    }
    let pip = ["-m", "pip", "install", "-q"];
    let pip = pip.iter().chain(packages);
    run(&mut command(&python.to_string_lossy(), pip))?;
    Ok(python)
}
