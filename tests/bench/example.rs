//! Building what a benchmark adds to the site, as the site itself is built.

use std::fs;
use std::path::Path;
use std::process::Command;

/// An example's script and its wasm.
pub struct Example {
    pub script: Vec<u8>,
    pub wasm: Vec<u8>,
}

/// Compiles the example `name` with the features and the profile of one of the site's programs.
pub fn build(name: &str, features: &str, profile: &str) -> Example {
    let arguments = format!(
        "build --target wasm32-unknown-unknown --profile {profile} --no-default-features \
         --features {features} --example {name}"
    );
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    run(Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments.split_whitespace()));
    let target = target_dir();
    let built = format!("wasm32-unknown-unknown/{profile}/examples/{name}.wasm");
    let out = target.join("bench");
    run(Command::new("wasm-bindgen")
        .args(["--target", "web", "--no-typescript", "--out-dir"])
        .args([&out, &target.join(built)]));
    let read = |ending| {
        fs::read(out.join(format!("{name}{ending}"))).expect("wasm-bindgen writes its files")
    };
    Example {
        script: read(".js"),
        wasm: read("_bg.wasm"),
    }
}

/// The folder that this benchmark itself was built in: Cargo names one inside it.
pub fn target_dir() -> &'static Path {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    folder.expect("a folder inside another one")
}

pub fn run(command: &mut Command) {
    let status = command.status();
    let succeeded = status.as_ref().is_ok_and(|status| status.success());
    assert!(succeeded, "{command:?}: {status:?}");
}
