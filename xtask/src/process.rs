//! Running other programs, always from the repository's root and with one shared folder for build results.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// The repository's root. Cargo tells it when it runs this program; the path known to the compiler may be
/// another clone's, where two share their build results.
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let told = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let xtask = told.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        xtask.parent().map(Path::to_path_buf).unwrap_or(xtask)
    });
    &ROOT
}

/// Where cargo puts build results: `CARGO_TARGET_DIR`, else a folder in the user's cache, so that a fresh
/// clone on the same machine finds the dependencies already compiled.
pub fn target_dir() -> PathBuf {
    let cache = || {
        let xdg = env::var_os("XDG_CACHE_HOME").filter(|path| Path::new(path).is_absolute());
        let home = env::var_os("HOME").filter(|path| !path.is_empty());
        xdg.map(PathBuf::from)
            .or_else(|| home.map(|home| Path::new(&home).join(".cache")))
    };
    match env::var_os("CARGO_TARGET_DIR").filter(|path| !path.is_empty()) {
        // Cargo takes a relative one to be meant from where it was started.
        Some(path) => std::path::absolute(&path).unwrap_or_else(|_| path.into()),
        None => cache().map_or_else(
            || root().join("target"),
            |cache| cache.join("tuneground/target"),
        ),
    }
}

/// A command to run in the repository's root.
pub fn command<S: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(root())
        .env("CARGO_TARGET_DIR", target_dir());
    command
}

/// Runs `command` with its output on our own.
///
/// # Errors
///
/// If it cannot be started or does not succeed.
pub fn run(command: &mut Command) -> Result<(), String> {
    let status = command
        .status()
        .map_err(|error| not_started(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` failed: {status}", spoken(command)))
    }
}

/// What `command` writes to its standard output.
///
/// # Errors
///
/// If it cannot be started, does not succeed, or writes anything but UTF-8.
pub fn capture(command: &mut Command) -> Result<String, String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        return Err(format!("`{}` failed: {}", spoken(command), output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("`{}`: {error}", spoken(command)))
}

/// Runs `command`, passing on each line of its standard output as it comes, and showing it to `see` too.
/// Bytes that are not UTF-8 are replaced.
///
/// # Errors
///
/// If it cannot be started, cannot be read from, or does not succeed.
pub fn stream(command: &mut Command, mut see: impl FnMut(&str)) -> Result<(), String> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line.map_err(|error| format!("`{}`: {error}", spoken(command)))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            see(&line);
        }
    }
    let status = child.wait().map_err(|error| not_started(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` failed: {status}", spoken(command)))
    }
}

/// Where `program` is, if it is on the `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// `command` as one would type it.
pub fn spoken(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    words.join(" ")
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` cannot be run: {error}", spoken(command))
}
