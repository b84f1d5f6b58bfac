//! Every run that Keras computed, compared step by step.
//!
//! `cargo test --test keras_parity` takes the cases under `tests/keras/cases`; the environment's `KERAS_CASES`
//! names another folder of the same format. Words after `--` select the cases whose ids contain one of them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::Value;
use tuneground::dataset::{Dataset, read_dataset};
use tuneground::training::device::open_cpu;

mod keras;

use keras::case::{Case, Tolerance};
use keras::compare::{compare, first_images};
use keras::safetensors;

fn main() -> ExitCode {
    let folder = std::env::var_os("KERAS_CASES").map_or_else(bundled_cases, PathBuf::from);
    match run(&folder) {
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

fn bundled_cases() -> PathBuf {
    root().join("tests/keras/cases")
}

/// How many cases passed and failed.
fn run(folder: &Path) -> Result<(usize, usize), String> {
    let text = String::from_utf8(read(folder, "cases.json")?).map_err(|error| error.to_string())?;
    let mut set: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let count = |split: &str| {
        let count = set["data"][format!("{split}_count")].as_u64();
        count
            .ok_or(format!("how many {split} images?"))
            .map(|count| count as usize)
    };
    let (train, validation) = (count("train")?, count("validation")?);
    let tolerance = Tolerance::read(set["tolerance"].take())?;
    let dataset = read_dataset(&root().join("public/mnist"), train);
    let dataset = dataset.map_err(|error| error.to_string())?;
    let dataset = Arc::new(first_images(&dataset, train, validation));
    let Value::Array(cases) = set["cases"].take() else {
        return Err("there are no cases".to_owned());
    };
    let (mut passed, mut failed) = (0, 0);
    for case in cases.into_iter().filter(is_selected) {
        let id = case["id"].to_string();
        match check(case, folder, &dataset, &tolerance) {
            Ok(()) => {
                passed += 1;
                println!("{} … ok", id.trim_matches('"'));
            }
            Err(error) => {
                failed += 1;
                println!("{} … FAILED: {error}", id.trim_matches('"'));
            }
        }
    }
    Ok((passed, failed))
}

fn is_selected(case: &Value) -> bool {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let id = case["id"].as_str().unwrap_or_default();
    words.is_empty() || words.iter().any(|word| id.contains(word))
}

fn check(
    case: Value,
    folder: &Path,
    dataset: &Arc<Dataset>,
    tolerance: &Tolerance,
) -> Result<(), String> {
    let case = Case::read(case, dataset.train_len())?;
    let weights = |file: &str| safetensors::read(&read(folder, file)?);
    let weights = [weights(&case.init)?, weights(&case.final_weights)?];
    let (dataset, device) = (Arc::clone(dataset), open_cpu());
    pollster::block_on(compare(&case, weights, dataset, tolerance, &device))
}

fn read(folder: &Path, file: &str) -> Result<Vec<u8>, String> {
    std::fs::read(folder.join(file)).map_err(|error| format!("{file}: {error}"))
}
