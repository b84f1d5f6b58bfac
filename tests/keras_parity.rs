//! Every run that Keras computed, compared step by step.
//!
//! `cargo test --test keras_parity` takes the cases under `tests/keras/cases` and `tests/keras/more`; the
//! environment's `KERAS_CASES` names another folder of the same format. Words after `--` select the cases whose
//! ids contain one of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tuneground::dataset::read_dataset;
use tuneground::training::device::open_cpu;

mod keras;

use keras::suite::Suite;

fn main() -> ExitCode {
    let named = std::env::var_os("KERAS_CASES").map(|folder| vec![PathBuf::from(folder)]);
    match run_all(&named.unwrap_or_else(bundled_cases)) {
        Ok((passed, failed)) => {
            let verdict = if failed == 0 && passed > 0 {
                "ok"
            } else {
                "FAILED"
            };
            println!("\ntest result: {verdict}. {passed} passed; {failed} failed");
            ExitCode::from(u8::from(verdict != "ok"))
        }
        Err(error) => {
            println!("test result: FAILED. 0 passed; 1 failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn bundled_cases() -> Vec<PathBuf> {
    let keras = root().join("tests/keras");
    vec![keras.join("cases"), keras.join("more")]
}

fn run_all(folders: &[PathBuf]) -> Result<(usize, usize), String> {
    let (mut passed, mut failed) = (0, 0);
    for folder in folders {
        let counts = run(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        passed += counts.0;
        failed += counts.1;
    }
    Ok((passed, failed))
}

/// How many cases passed and failed.
fn run(folder: &Path) -> Result<(usize, usize), String> {
    let file = |name: &str| {
        let bytes = std::fs::read(folder.join(name));
        bytes.map_err(|error| format!("{name}: {error}"))
    };
    let dataset = read_dataset(&root().join("public/mnist"), 1);
    let dataset = dataset.map_err(|error| error.to_string())?;
    let suite = Suite::open(file, &dataset)?;
    let tell = |id: &str, verdict: &Result<(), String>| match verdict {
        Ok(()) => println!("{id} … ok"),
        Err(error) => println!("{id} … FAILED: {error}"),
    };
    Ok(pollster::block_on(suite.run(
        &open_cpu(),
        is_selected,
        tell,
    )))
}

fn is_selected(id: &str) -> bool {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    words.is_empty() || words.iter().any(|word| id.contains(word))
}
