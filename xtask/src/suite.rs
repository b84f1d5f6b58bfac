//! All tests, stage by stage, the benchmark and the long hunts.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::process::{command, run, spoken, stream};
use crate::tally::Tally;
use crate::tools::{ensure_for_firefox, ensure_for_tests};
use crate::{Workers, site};

/// Seconds a browser test may take: WebGPU in software takes several per step.
const BROWSER_TEST_SECONDS: &str = "900";

/// One stage: a check that passes or fails as a whole, or a runner that counts tests.
enum Stage {
    Check(Command),
    Tests(Command),
    Build,
}

/// Installs what is missing and runs the stages up to the first that fails.
/// The last line printed is always `N passed, N failed`.
pub fn test(workers: Workers) -> ExitCode {
    let mut tally = Tally::default();
    if let Err(error) = run_stages(workers, &mut tally) {
        eprintln!("xtask: {error}");
        if tally.failed == 0 {
            tally.fail_once();
        }
    }
    println!("{tally}");
    if tally.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Builds the site and measures it in Chromium; `options` are the benchmark's own.
///
/// # Errors
///
/// If a tool cannot be installed, the build fails or the benchmark fails.
pub fn bench(workers: Workers, options: &[&str]) -> Result<(), String> {
    let driver = ensure_for_tests()?;
    site::build(workers)?;
    // What drives the browser need not be fast itself; so it shares what the tests have compiled.
    let bench = "bench --profile dev --bench browser --";
    let mut bench = cargo(bench);
    bench.args(options);
    run(for_browser(&mut bench, workers, &driver))
}

/// Builds the site and takes pictures of its sample posts, into a folder.
///
/// # Errors
///
/// If a tool cannot be installed, the build fails or a picture cannot be taken.
pub fn screenshots(workers: Workers, folder: &str) -> Result<(), String> {
    let driver = ensure_for_tests()?;
    site::build(workers)?;
    let folder = std::path::absolute(folder).map_err(|error| format!("{folder}: {error}"))?;
    let mut take = cargo("bench --profile dev --bench screenshots");
    take.env("TUNEGROUND_SCREENSHOTS", folder);
    run(for_browser(&mut take, workers, &driver))
}

/// Builds the site and has every view judged by axe-core.
///
/// # Errors
///
/// If something cannot be built, or is wrong with a view.
pub fn axe(workers: Workers) -> Result<(), String> {
    let driver = ensure_for_tests()?;
    site::build(workers)?;
    let mut judge = cargo("bench --profile dev --bench axe");
    run(for_browser(&mut judge, workers, &driver))
}

/// Hunts for inputs that do harm; `options` are the hunt's own.
///
/// # Errors
///
/// If it cannot be built, or finds any.
pub fn fuzz(options: &[&str]) -> Result<(), String> {
    // Without the default features: what is hunted through needs no burn, which takes long to compile.
    let hunt = "run --profile fuzz --no-default-features --features fuzz --bin fuzz --";
    run(cargo(hunt).args(options))
}

fn run_stages(workers: Workers, tally: &mut Tally) -> Result<(), String> {
    let driver = ensure_for_tests()?;
    let firefox = ensure_for_firefox()?;
    if firefox.is_none() {
        println!(
            "xtask: there is no Firefox on this machine; its tests are left out (Debian: firefox-esr)"
        );
    }
    for stage in stages(workers, &driver, firefox.as_deref()) {
        run_stage(stage, workers, tally)?;
    }
    Ok(())
}

fn run_stage(stage: Stage, workers: Workers, tally: &mut Tally) -> Result<(), String> {
    match stage {
        Stage::Build => site::build(workers),
        Stage::Check(mut check) => {
            println!("xtask: {}", spoken(&check));
            run(&mut check)
        }
        Stage::Tests(mut tests) => {
            println!("xtask: {}", spoken(&tests));
            let mut counted = Tally::default();
            let ended = stream(&mut tests, |line| counted.see(line));
            *tally += counted;
            ended?;
            if counted.passed == 0 {
                return Err(format!("`{}` ran no test", spoken(&tests)));
            }
            Ok(())
        }
    }
}

fn stages(workers: Workers, driver: &Path, firefox: Option<&Path>) -> Vec<Stage> {
    let mut e2e = cargo("test --test e2e --no-fail-fast --");
    for_browser(&mut e2e, workers, driver);
    // What is left out does not count as passed.
    if workers == Workers::CpuOnly {
        e2e.args(["--skip", "webgpu_training::", "--skip", "the_webgpu_worker"]);
    }
    match firefox {
        Some(driver) => e2e.env("GECKODRIVER", driver),
        None => e2e.args(["--skip", "firefox::"]),
    };
    let mut stages = vec![
        Stage::Check(cargo("fmt --all --check")),
        Stage::Check(cargo(
            "clippy --workspace --features fuzz --all-targets -- -D warnings",
        )),
        Stage::Check(wasm_clippy(workers)),
        Stage::Tests(cargo("test --workspace --no-fail-fast")),
        Stage::Tests(browser_tests("cpu", driver)),
    ];
    if workers == Workers::Both {
        stages.push(Stage::Tests(browser_tests("webgpu", driver)));
    }
    stages.extend([Stage::Build, Stage::Tests(e2e)]);
    stages
}

fn wasm_clippy(workers: Workers) -> Command {
    let (features, tests) = match workers {
        Workers::Both => (
            "playground,figure,trainer_cpu,trainer_webgpu,analyst,scripts,plots,inside,reporter,models,images,charts",
            "--test wasm_cpu --test wasm_webgpu",
        ),
        Workers::CpuOnly => (
            "playground,figure,trainer_cpu,analyst,scripts,plots,inside,reporter,models,images,charts",
            "--test wasm_cpu",
        ),
    };
    cargo(&format!(
        "clippy --target wasm32-unknown-unknown --no-default-features --features {features} \
         --lib --bins --examples {tests} -- -D warnings"
    ))
}

/// The tests of the `kind` worker, compiled with its features and in its profile: so its dependencies, which
/// take minutes, compile once for the tests and the site.
fn browser_tests(kind: &str, driver: &Path) -> Command {
    let mut tests = command("wasm-pack", ["test", "--headless", "--chrome"]);
    tests
        .arg("--chromedriver")
        .arg(driver)
        // wasm-pack shall use the tools that are installed and download none.
        .args(["--mode", "no-install", "--"])
        .args(["--profile", &format!("worker-{kind}")])
        .args([
            "--no-default-features",
            "--features",
            &format!("trainer_{kind}"),
        ])
        .args(["--test", &format!("wasm_{kind}")])
        .env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_TEST_SECONDS);
    tests
}

/// Tells the tests and benchmarks that drive a browser what they need to know.
fn for_browser<'a>(command: &'a mut Command, workers: Workers, driver: &Path) -> &'a mut Command {
    command.env("CHROMEDRIVER", driver);
    match workers {
        Workers::Both => command,
        Workers::CpuOnly => command.env("TUNEGROUND_CPU_ONLY", "1"),
    }
}

/// `cargo` with `arguments`, none of which holds a space.
fn cargo(arguments: &str) -> Command {
    command("cargo", arguments.split_whitespace())
}
