//! What the chores need on the machine. What is missing is installed where that can be done, and said so
//! while it runs; else the error names what to install.

use std::path::{Path, PathBuf};

use crate::process::{capture, command, find, run, target_dir};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// A program that `cargo install` brings, in the one version that is known to work here.
struct CargoTool {
    /// The crate.
    package: &'static str,
    /// The program whose `--version` tells.
    program: &'static str,
    version: &'static str,
}

/// 0.22 asks for a newer compiler than `rust-toolchain.toml` pins.
const TRUNK: CargoTool = CargoTool {
    package: "trunk",
    program: "trunk",
    version: "0.21.14",
};

/// In step with the library of that name in `Cargo.toml`: the two must be the same version.
const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: "0.2.128",
};

const WASM_PACK: CargoTool = CargoTool {
    package: "wasm-pack",
    program: "wasm-pack",
    version: "0.15.1",
};

/// Drives Firefox, where that is on the machine.
const GECKODRIVER: CargoTool = CargoTool {
    package: "geckodriver",
    program: "geckodriver",
    version: "0.37.1",
};

/// What building and serving the page takes.
///
/// # Errors
///
/// If something is missing and cannot be installed.
pub fn ensure_for_site() -> Result<(), String> {
    ensure_wasm_target()?;
    ensure_cargo_tool(&TRUNK)?;
    ensure_cargo_tool(&WASM_BINDGEN)
}

/// What the browser tests take beyond that; gives the path of chromedriver.
///
/// # Errors
///
/// If something is missing and cannot be installed.
pub fn ensure_for_tests() -> Result<PathBuf, String> {
    ensure_for_site()?;
    ensure_cargo_tool(&WASM_PACK)?;
    ensure_browser()
}

/// What the tests in Firefox take; gives the path of geckodriver, or nothing where there is no Firefox.
///
/// # Errors
///
/// If there is a Firefox, and its driver cannot be installed.
pub fn ensure_for_firefox() -> Result<Option<PathBuf>, String> {
    if ["firefox", "firefox-esr"]
        .into_iter()
        .find_map(find)
        .is_none()
    {
        return Ok(None);
    }
    ensure_cargo_tool(&GECKODRIVER)?;
    Ok(find(GECKODRIVER.program))
}

fn ensure_wasm_target() -> Result<(), String> {
    let arguments = ["--print", "target-libdir", "--target", WASM_TARGET];
    let folder = capture(&mut command("rustc", arguments))?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    println!("xtask: adding the {WASM_TARGET} target …");
    run(&mut command("rustup", ["target", "add", WASM_TARGET]))
}

fn ensure_cargo_tool(tool: &CargoTool) -> Result<(), String> {
    if is_installed(tool) {
        return Ok(());
    }
    let CargoTool {
        package,
        program,
        version,
    } = tool;
    println!("xtask: installing {package} {version}; compiling it takes a few minutes …");
    let arguments = ["install", "--locked", package, "--version", version];
    run(command("cargo", arguments)
        // A build folder of their own, kept: an interrupted installation goes on where it was.
        .env("CARGO_TARGET_DIR", target_dir().join("tools"))
        // They run for seconds and compile for minutes: quick to compile is what saves time.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"))?;
    if is_installed(tool) {
        Ok(())
    } else {
        Err(format!(
            "{package} {version} is installed, but `{program}` on the PATH is another version or none; \
             put cargo's bin folder first on the PATH"
        ))
    }
}

fn is_installed(tool: &CargoTool) -> bool {
    find(tool.program).is_some()
        && capture(command(tool.program, ["--version"]).env_remove("NO_COLOR"))
            .is_ok_and(|said| said.split_whitespace().nth(1) == Some(tool.version))
}

/// Chromium and the driver that is made for it, from the distribution: the two must be the same version.
fn ensure_browser() -> Result<PathBuf, String> {
    if let (Some(_), Some(driver)) = (find_browser(), find("chromedriver")) {
        return Ok(driver);
    }
    if find("apt-get").is_some() && is_root() {
        println!("xtask: installing Chromium and chromedriver …");
        install_with_apt()?;
    }
    match (find_browser(), find("chromedriver")) {
        (Some(_), Some(driver)) => Ok(driver),
        _ => Err(
            "the browser tests need Chromium and chromedriver on the PATH; on Debian: \
                  apt-get install chromium chromium-driver"
                .into(),
        ),
    }
}

fn find_browser() -> Option<PathBuf> {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ];
    names.into_iter().find_map(find)
}

fn install_with_apt() -> Result<(), String> {
    let install = || {
        let arguments = [
            "install",
            "-y",
            "--no-install-recommends",
            "chromium",
            "chromium-driver",
        ];
        run(command("apt-get", arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    // The package lists may be missing or too old for their server.
    install().or_else(|_| {
        run(&mut command("apt-get", ["update"]))?;
        install()
    })
}

fn is_root() -> bool {
    capture(&mut command("id", ["-u"])).is_ok_and(|id| id.trim() == "0")
}
