//! Building the bare loop as the CPU worker is built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The bare loop's script and its wasm.
pub struct Bare {
    pub script: Vec<u8>,
    pub wasm: Vec<u8>,
}

/// Compiles `bare/` with the CPU worker's features and profile.
pub fn build() -> Bare {
    let arguments = "build --target wasm32-unknown-unknown --profile worker-cpu \
                     --no-default-features --features trainer_cpu --example bare";
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    run(Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments.split_whitespace()));
    let target = target_dir();
    let built = target.join("wasm32-unknown-unknown/worker-cpu/examples/bare.wasm");
    let out = target.join("bench");
    run(Command::new("wasm-bindgen")
        .args(["--target", "web", "--no-typescript", "--out-dir"])
        .args([&out, &built]));
    let read = |name| fs::read(out.join(name)).expect("wasm-bindgen writes its files");
    Bare {
        script: read("bare.js"),
        wasm: read("bare_bg.wasm"),
    }
}

/// The folder that this benchmark itself was built in.
fn target_dir() -> PathBuf {
    let benchmark = std::env::current_exe().expect("a program has a path");
    let folder = benchmark.ancestors().find(|path| is_target_dir(path));
    folder.expect("cargo built this benchmark").to_owned()
}

/// Cargo marks the folders that hold what it builds.
fn is_target_dir(path: &Path) -> bool {
    path.join("CACHEDIR.TAG").is_file()
}

fn run(command: &mut Command) {
    let status = command.status();
    let succeeded = status.as_ref().is_ok_and(|status| status.success());
    assert!(succeeded, "{command:?}: {status:?}");
}
